"""What a camp holds: each event with its time and place, and the series that repeats one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

MOST_MINUTES, MOST_SEATS = 43_200, 5_000
"""Thirty days, for a contest of works; and more seats than any of our rooms holds."""

event_series = Table(
    "event_series",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("title", Text, nullable=False),
    Column("rhythm", Json, nullable=False),
    Column("rules", Json, nullable=False),
    foreign_key("membership", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
)
"""An event that comes again: when, and what each time begins with (`rules`, by the names of an event's columns)."""
_goes_on = event_series.c.ended_at.is_(None)
Index(
    "uq_event_series_title",
    event_series.c.camp_id,
    event_series.c.title,
    unique=True,
    sqlite_where=_goes_on,
    postgresql_where=_goes_on,
)

event = Table(
    "event",
    metadata,
    primary_key(),
    foreign_key("camp", index=True),
    foreign_key("event_series", name="series_id", nullable=True),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("brief", Text, nullable=False, server_default=text("''")),
    Column("starts_at", Instant, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("place", Text, nullable=False, server_default=text("''")),
    Column("link", Text, nullable=False, server_default=text("''")),
    Column("speaker", Text, nullable=False, server_default=text("''")),
    foreign_key("membership", name="speaker_id", nullable=True),
    foreign_key("membership", name="host_id"),
    Column("topics", Json, nullable=False),
    Column("tag", Text),
    Column("required", Boolean, nullable=False),
    Column("seats", Integer),
    Column("signed", Integer, nullable=False, server_default=text("0")),
    Column("sequence", Integer, nullable=False, server_default=text("0")),
    foreign_key("membership", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("cancelled_at", Instant),
    Column("reason", Text, nullable=False, server_default=text("''")),
    Column("closed_at", Instant),
    Column("invited", Integer),
    CheckConstraint(
        "kind IN ('lecture', 'sharing', 'team', 'drill', 'contest', 'qa', 'other')",
        name="kind",
    ),
    CheckConstraint(f"minutes BETWEEN 1 AND {MOST_MINUTES}", name="minutes"),
    CheckConstraint(f"seats BETWEEN 1 AND {MOST_SEATS}", name="seats"),
    CheckConstraint("signed >= 0 AND (seats IS NULL OR signed <= seats)", name="signed"),
)
"""V and its number. `signed` of its `seats` are taken; `sequence` counts the times it was moved, changed or cancelled; everybody of `tag`
(of the camp where there is none) may come, and is to where it is `required`; `closed_at` is when its attendance was settled, and
`invited` how many it was for then."""
_stands = event.c.cancelled_at.is_(None)
Index(
    "uq_event_at",
    event.c.camp_id,
    event.c.title,
    event.c.starts_at,
    unique=True,
    sqlite_where=_stands,
    postgresql_where=_stands,
)
Index("uq_event_of_series", event.c.series_id, event.c.starts_at, unique=True)
Index("ix_event_begins", event.c.camp_id, event.c.starts_at)
Index("ix_event_speaker", event.c.speaker_id)

RULES = (
    "title",
    "kind",
    "brief",
    "starts_at",
    "minutes",
    "place",
    "link",
    "speaker",
    "speaker_id",
    "host_id",
    "topics",
    "tag",
    "required",
    "seats",
)
"""What a manager says of an event."""
HOLD = insert(event).on_conflict_do_nothing().returning(event.c.id)
CHANGE = (
    update(event)
    .where(event.c.id == bindparam("number"), _stands)
    .values({name: bindparam(f"new_{name}", type_=event.c[name].type) for name in RULES} | {"sequence": event.c.sequence + 1})
    .returning(event.c.sequence)
)
CANCEL = (
    update(event)
    .where(event.c.id == bindparam("number"), _stands, event.c.closed_at.is_(None))
    .values(cancelled_at=bindparam("at", type_=Instant), reason=bindparam("why"), sequence=event.c.sequence + 1)
    .returning(event.c.sequence)
)
CLOSE = (
    update(event)
    .where(event.c.id == bindparam("number"), _stands, event.c.closed_at.is_(None))
    .values(closed_at=bindparam("at", type_=Instant), invited=bindparam("learners"))
    .returning(event.c.id)
)
COLUMNS = (
    event.c.id,
    event.c.camp_id.label("camp"),
    event.c.series_id.label("series"),
    *(event.c[name] for name in RULES),
    event.c.signed,
    event.c.sequence,
    event.c.made_by,
    event.c.cancelled_at,
    event.c.reason,
    event.c.closed_at,
    event.c.invited,
)
ONE = select(*COLUMNS).where(event.c.camp_id == bindparam("camp"), event.c.id == bindparam("number"))
BY_NUMBER = select(*COLUMNS).where(event.c.id == bindparam("number"))
TITLED = (
    select(*COLUMNS)
    .where(event.c.camp_id == bindparam("camp"), event.c.title == bindparam("called"))
    .order_by(event.c.cancelled_at.is_not(None), event.c.starts_at)
)
BETWEEN = (
    select(*COLUMNS)
    .where(
        event.c.camp_id == bindparam("camp"),
        event.c.starts_at >= bindparam("since", type_=Instant),
        event.c.starts_at < bindparam("until", type_=Instant),
    )
    .order_by(event.c.starts_at, event.c.id)
)
COMING = (
    select(*COLUMNS)
    .where(event.c.camp_id == bindparam("camp"), event.c.starts_at > bindparam("since", type_=Instant), _stands)
    .order_by(event.c.starts_at, event.c.id)
)
OF_SPEAKER = (
    select(*COLUMNS)
    .where(
        event.c.camp_id == bindparam("camp"),
        event.c.speaker_id == bindparam("speaker"),
        event.c.starts_at > bindparam("since", type_=Instant),
        _stands,
    )
    .order_by(event.c.starts_at, event.c.id)
)
REPEAT = insert(event_series).on_conflict_do_nothing().returning(event_series.c.id)
END_SERIES = (
    update(event_series)
    .where(event_series.c.id == bindparam("number"), _goes_on)
    .values(ended_at=bindparam("at", type_=Instant))
    .returning(event_series.c.id)
)
_SERIES = (
    event_series.c.id,
    event_series.c.camp_id.label("camp"),
    event_series.c.title,
    event_series.c.rhythm,
    event_series.c.rules,
    event_series.c.made_by,
    event_series.c.ended_at,
)
ONE_SERIES = select(*_SERIES).where(event_series.c.id == bindparam("number"))
ALL_SERIES = select(*_SERIES).where(event_series.c.camp_id == bindparam("camp"), _goes_on).order_by(event_series.c.id)
BEFORE = (
    select(*COLUMNS)
    .where(
        event.c.camp_id == bindparam("camp"),
        event.c.kind == bindparam("of_kind"),
        event.c.closed_at.is_not(None),
        event.c.starts_at < bindparam("until", type_=Instant),
        event.c.id != bindparam("number"),
    )
    .order_by(event.c.starts_at.desc(), event.c.id.desc())
    .limit(bindparam("most"))
)
RESUME = update(event_series).where(event_series.c.id == bindparam("number")).values(ended_at=None)
LAST_SPEAKER = (
    select(event.c.speaker_id)
    .where(event.c.series_id == bindparam("series"), event.c.speaker_id.is_not(None), _stands)
    .order_by(event.c.starts_at.desc())
    .limit(1)
)
SET_SPEAKER = (
    update(event)
    .where(event.c.id == bindparam("number"))
    .values(speaker_id=bindparam("member"), speaker=bindparam("called"), sequence=event.c.sequence + 1)
)
LAST_OF_SERIES = select(func.max(event.c.starts_at)).where(event.c.series_id == bindparam("series"))


class Event(NamedTuple):
    """An event as it stands."""

    id: int
    camp: int
    series: int | None
    title: str
    kind: str
    brief: str
    starts_at: datetime
    minutes: int
    place: str
    link: str
    speaker: str
    speaker_id: int | None
    host_id: int
    topics: tuple[str, ...]
    tag: str | None
    required: bool
    seats: int | None
    signed: int
    sequence: int
    made_by: int
    cancelled_at: datetime | None
    reason: str
    closed_at: datetime | None
    invited: int | None = None


class EventSeries(NamedTuple):
    """An event that comes again."""

    id: int
    camp: int
    title: str
    rhythm: dict[str, Any]
    rules: dict[str, Any]
    made_by: int
    ended_at: datetime | None


def event_of(row: Any) -> Event:
    """A row as an event."""
    known = Event(*row)
    return known._replace(topics=tuple(known.topics))


def hold(db: Db, camp: int, *, by: int, at: datetime, series: int | None = None, **rules: Any) -> int | None:
    """A new event's number; None where one of that name is at that time already."""
    number: int | None = db.value(HOLD, camp_id=camp, series_id=series, made_by=by, made_at=at, **_plain(rules))
    return number


def change(db: Db, number: int, **rules: Any) -> int | None:
    """All its rules anew; gives how often it was changed by now, None where it was cancelled."""
    sequence: int | None = db.value(CHANGE, number=number, **{f"new_{name}": value for name, value in _plain(rules).items()})
    return sequence


def _plain(rules: dict[str, Any]) -> dict[str, Any]:
    return rules | {"topics": list(rules["topics"])}


def cancel(db: Db, number: int, why: str, *, at: datetime) -> int | None:
    """It is not held; gives how often it was changed by now, None where it was cancelled or settled already."""
    sequence: int | None = db.value(CANCEL, number=number, why=why, at=at)
    return sequence


def close(db: Db, number: int, invited: int, *, at: datetime) -> bool:
    """Its attendance is settled, and it was for so many learners; False where it was settled or cancelled before."""
    return db.value(CLOSE, number=number, at=at, learners=invited) is not None


def find(db: Db, camp: int, number: int) -> Event | None:
    """The camp's event of that number."""
    row = db.one(ONE, camp=camp, number=number)
    return None if row is None else event_of(row)


def by_number(db: Db, number: int) -> Event | None:
    """An event, whoever's it is."""
    row = db.one(BY_NUMBER, number=number)
    return None if row is None else event_of(row)


def titled(db: Db, camp: int, title: str) -> list[Event]:
    """Those of exactly that name, what stands before what was cancelled, the first before the next."""
    return [event_of(row) for row in db.all(TITLED, camp=camp, called=title)]


def between(db: Db, camp: int, since: datetime, until: datetime) -> list[Event]:
    """What begins in a stretch of time, what was cancelled too."""
    return [event_of(row) for row in db.all(BETWEEN, camp=camp, since=since, until=until)]


def coming(db: Db, camp: int, since: datetime) -> list[Event]:
    """What stands and begins after a moment."""
    return [event_of(row) for row in db.all(COMING, camp=camp, since=since)]


def of_speaker(db: Db, camp: int, speaker: int, since: datetime) -> list[Event]:
    """What somebody is to speak at after a moment."""
    return [event_of(row) for row in db.all(OF_SPEAKER, camp=camp, speaker=speaker, since=since)]


def repeat(
    db: Db, camp: int, title: str, rhythm: dict[str, Any], rules: dict[str, Any], *, by: int, at: datetime
) -> int | None:
    """A new series' number; None where one of that name goes on already."""
    number: int | None = db.value(REPEAT, camp_id=camp, title=title, rhythm=rhythm, rules=rules, made_by=by, made_at=at)
    return number


def end_series(db: Db, number: int, *, at: datetime) -> bool:
    """It comes no more; False where it had ended."""
    return db.value(END_SERIES, number=number, at=at) is not None


def find_series(db: Db, number: int) -> EventSeries | None:
    """A series."""
    row = db.one(ONE_SERIES, number=number)
    return None if row is None else EventSeries(*row)


def series_of(db: Db, camp: int) -> list[EventSeries]:
    """The camp's series that go on."""
    return [EventSeries(*row) for row in db.all(ALL_SERIES, camp=camp)]


def last_of_series(db: Db, series: int) -> datetime | None:
    """When the last one that is planned begins."""
    moment: datetime | None = db.value(LAST_OF_SERIES, series=series)
    return moment


def before(db: Db, one: Event, most: int) -> list[Event]:
    """The last of its kind that are over and began before it."""
    rows = db.all(BEFORE, camp=one.camp, of_kind=one.kind, until=one.starts_at, number=one.id, most=most)
    return [event_of(row) for row in rows]


def resume_series(db: Db, number: int) -> None:
    """A series that had ended goes on."""
    db.run(RESUME, number=number)


def last_speaker(db: Db, series: int) -> int | None:
    """Who speaks at the last of a series that is planned."""
    member: int | None = db.value(LAST_SPEAKER, series=series)
    return member


def set_speaker(db: Db, number: int, member: int, name: str) -> None:
    """Somebody else speaks."""
    db.run(SET_SPEAKER, number=number, member=member, called=name)
