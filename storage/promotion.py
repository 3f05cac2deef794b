"""Promotion: what each level asks for by version, who holds which, confirmed by somebody else, and the projects a manager has run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.camps import camp
from storage.connection import Db
from storage.contests import contest
from storage.events.events import event
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, Key, foreign_key, metadata, primary_key

POST, MANAGER = "post", "manager"
MOST_RANKS, MOST_ASKED = 20, 1000

job_level = Table(
    "job_level",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("track", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("version", Integer, nullable=False),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    CheckConstraint("track IN ('post', 'manager')", name="track"),
    CheckConstraint(f"rank BETWEEN 1 AND {MOST_RANKS}", name="rank"),
    CheckConstraint("version > 0", name="version"),
    UniqueConstraint("camp_id", "folded", "version"),
    UniqueConstraint("id", "track"),
)
"""A level as one version of it is written; what held before stands ended. The track of posts is the company's, that of managers ours."""
_in_force = job_level.c.ended_at.is_(None)
_name, _place = (job_level.c.camp_id, job_level.c.folded), (job_level.c.camp_id, job_level.c.track, job_level.c.rank)
Index("uq_job_level_name", *_name, unique=True, sqlite_where=_in_force, postgresql_where=_in_force)
Index("uq_job_level_rank", *_place, unique=True, sqlite_where=_in_force, postgresql_where=_in_force)

job_level_need = Table(
    "job_level_need",
    metadata,
    foreign_key("job_level", primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("counted", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("needs", Integer, nullable=False),
    UniqueConstraint("job_level_id", "counted", "subject"),
    CheckConstraint(f"needs BETWEEN 1 AND {MOST_ASKED}", name="needs"),
    sqlite_with_rowid=False,
)
"""One thing a version asks for: what is counted, of which subject (none: of any), and how many."""

level_held = Table(
    "level_held",
    metadata,
    primary_key(),
    Column("level_id", Key, nullable=False),
    Column("track", Text, nullable=False),
    foreign_key("membership", index=True),
    foreign_key("membership", name="confirmed_by", index=True),
    Column("is_checked", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ended_at", Instant),
    ForeignKeyConstraint(["level_id", "track"], ["job_level.id", "job_level.track"], name="fk_level_held_level"),
    CheckConstraint("confirmed_by <> membership_id", name="not_oneself"),
    CheckConstraint("track = 'post' OR is_checked", name="gate"),
)
"""Who holds which version of a level, and who said so. `is_checked` is whether they met it then: a post may be noted as it is, a manager's
level is never held otherwise."""
_is_held = level_held.c.ended_at.is_(None)
Index(
    "uq_level_held_now",
    level_held.c.membership_id,
    level_held.c.track,
    unique=True,
    sqlite_where=_is_held,
    postgresql_where=_is_held,
)

level_ready = Table(
    "level_ready",
    metadata,
    primary_key(),
    foreign_key("job_level", name="level_id"),
    foreign_key("membership", index=True),
    Column("at", Instant, nullable=False),
    Column("settled_at", Instant),
    UniqueConstraint("level_id", "membership_id"),
)
"""Who was seen to meet their next level, and when; a manager confirms it or puts it off, and either settles it. Another version of the level
is another row."""

_LEVEL = (
    job_level.c.id,
    job_level.c.track,
    job_level.c.rank,
    job_level.c.name,
    job_level.c.folded,
    job_level.c.version,
    job_level.c.made_at,
    job_level.c.ended_at,
)
_of_camp = job_level.c.camp_id == bindparam("camp")
IN_FORCE = select(*_LEVEL).where(_of_camp, _in_force).order_by(job_level.c.track, job_level.c.rank)
VERSIONS = select(*_LEVEL).where(_of_camp, job_level.c.folded == bindparam("called")).order_by(job_level.c.version)
NEEDS = (
    select(job_level_need.c.job_level_id, job_level_need.c.counted, job_level_need.c.subject, job_level_need.c.needs)
    .select_from(job_level_need.join(job_level))
    .where(_of_camp)
    .order_by(job_level_need.c.job_level_id, job_level_need.c.place)
)
PUT = insert(job_level).on_conflict_do_nothing().returning(job_level.c.id)
ASK = insert(job_level_need)
END = (
    update(job_level)
    .where(job_level.c.id == bindparam("level"), _in_force)
    .values(ended_at=bindparam("when", type_=Instant))
    .returning(job_level.c.id)
)
_other = job_level.alias("other")
REVIVE = (
    update(job_level)
    .where(
        job_level.c.id == bindparam("level"),
        ~select(_other.c.id)
        .where(
            _other.c.camp_id == job_level.c.camp_id,
            _other.c.ended_at.is_(None),
            or_(
                _other.c.folded == job_level.c.folded,
                (_other.c.track == job_level.c.track) & (_other.c.rank == job_level.c.rank),
            ),
        )
        .exists(),
    )
    .values(ended_at=None)
    .returning(job_level.c.id)
)
HELD = (
    select(
        level_held.c.id,
        level_held.c.membership_id,
        level_held.c.track,
        job_level.c.name,
        job_level.c.folded,
        job_level.c.rank,
        level_held.c.at,
    )
    .select_from(level_held.join(job_level, job_level.c.id == level_held.c.level_id))
    .where(_of_camp, _is_held)
    .order_by(level_held.c.id)
)
HELD_BY = HELD.where(level_held.c.membership_id == bindparam("member"))
HOLD = insert(level_held).on_conflict_do_nothing().returning(level_held.c.id)
LET_GO = (
    update(level_held)
    .where(level_held.c.id == bindparam("held"), _is_held)
    .values(ended_at=bindparam("when", type_=Instant))
    .returning(level_held.c.id)
)
HOLD_AGAIN = update(level_held).where(level_held.c.id == bindparam("held")).values(ended_at=None)

_READY = (
    level_ready.c.id,
    level_ready.c.at,
    level_ready.c.settled_at,
    level_ready.c.membership_id,
    person.c.name.label("who"),
    level_ready.c.level_id,
)
_ready_tables = (
    level_ready.join(job_level, job_level.c.id == level_ready.c.level_id)
    .join(membership, membership.c.id == level_ready.c.membership_id)
    .join(person, person.c.id == membership.c.person_id)
)
_waits = (
    _of_camp,
    _in_force,
    level_ready.c.settled_at.is_(None),
    membership.c.left_on.is_(None),
    membership.c.id != bindparam("asker"),
    or_(job_level.c.track == POST, membership.c.role == "manager", membership.c.role == "owner"),
)
SOME_READY = (
    select(*_READY)
    .select_from(_ready_tables)
    .where(*_waits, level_ready.c.id > bindparam("after"))
    .order_by(level_ready.c.id)
    .limit(bindparam("most"))
)
READY_BACKLOG = select(func.count(), func.min(level_ready.c.at)).select_from(_ready_tables).where(*_waits)
ONE_READY = select(*_READY).select_from(_ready_tables).where(_of_camp, level_ready.c.id == bindparam("number"))
OPEN_READY = (
    select(level_ready.c.id, level_ready.c.level_id, level_ready.c.membership_id)
    .select_from(_ready_tables)
    .where(_of_camp, level_ready.c.settled_at.is_(None))
)
NOTICE = insert(level_ready).on_conflict_do_nothing()
UNNOTICE = delete(level_ready).where(level_ready.c.id == bindparam("number"))
SETTLE_READY = (
    update(level_ready)
    .where(
        level_ready.c.membership_id == bindparam("member"),
        level_ready.c.settled_at.is_(None),
        level_ready.c.level_id.in_(
            select(job_level.c.id).where(_of_camp, job_level.c.track == bindparam("on"), job_level.c.rank <= bindparam("up_to"))
        ),
    )
    .values(settled_at=bindparam("when", type_=Instant))
    .returning(level_ready.c.id, level_ready.c.level_id)
)
PUT_OFF = (
    update(level_ready)
    .where(level_ready.c.id == bindparam("number"), level_ready.c.settled_at.is_(None))
    .values(settled_at=bindparam("when", type_=Instant))
    .returning(level_ready.c.id)
)
WAIT_AGAIN = update(level_ready).where(level_ready.c.id == bindparam("number")).values(settled_at=None)

_theirs = membership.c.person_id == bindparam("person")
CAMPS_RUN = (
    select(func.count())
    .select_from(membership.join(camp, camp.c.id == membership.c.camp_id))
    .where(
        _theirs,
        or_(membership.c.role == "manager", membership.c.role == "owner"),
        membership.c.left_on.is_(None),
        camp.c.opened_at <= bindparam("since", type_=Instant),
    )
)
CONTESTS_RUN = (
    select(func.count())
    .select_from(contest.join(membership, membership.c.id == contest.c.membership_id))
    .where(_theirs, contest.c.state == "over")
)
EVENTS_RUN = (
    select(func.count())
    .select_from(event.join(membership, membership.c.id == event.c.host_id))
    .where(_theirs, event.c.cancelled_at.is_(None), event.c.closed_at.is_not(None))
)

_other_ready = level_ready.alias("other_ready")
DROP_READY = delete(level_ready).where(
    level_ready.c.membership_id == bindparam("old"),
    select(_other_ready.c.id)
    .where(_other_ready.c.membership_id == bindparam("kept"), _other_ready.c.level_id == level_ready.c.level_id)
    .exists(),
)
MOVE_READY = update(level_ready).where(level_ready.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
DROP_OWN = delete(level_held).where(
    level_held.c.membership_id.in_((bindparam("old"), bindparam("kept"))),
    level_held.c.confirmed_by.in_((bindparam("old"), bindparam("kept"))),
)
_twin = level_held.alias("twin")
END_TWICE = (
    update(level_held)
    .where(
        level_held.c.membership_id == bindparam("old"),
        _is_held,
        select(_twin.c.id)
        .where(_twin.c.membership_id == bindparam("kept"), _twin.c.track == level_held.c.track, _twin.c.ended_at.is_(None))
        .exists(),
    )
    .values(ended_at=bindparam("when", type_=Instant))
)
MOVE = update(level_held).where(level_held.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
MOVE_CONFIRMED = update(level_held).where(level_held.c.confirmed_by == bindparam("old")).values(confirmed_by=bindparam("kept"))
MOVE_MADE = update(job_level).where(job_level.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


class LevelNeed(NamedTuple):
    """So many of something counted; a subject of "" is anything it counts."""

    counted: str
    subject: str
    needs: int


class JobLevel(NamedTuple):
    """One version of a level, with what it asks for."""

    id: int
    track: str
    rank: int
    name: str
    folded: str
    version: int
    made_at: datetime
    ended_at: datetime | None
    needs: tuple[LevelNeed, ...]


class HeldLevel(NamedTuple):
    """The level a membership holds on a track."""

    id: int
    member: int
    track: str
    name: str
    folded: str
    rank: int
    at: datetime


def in_force(db: Db, camp_id: int) -> list[JobLevel]:
    """What a camp's levels ask for now, each track from the lowest up."""
    return _with_needs(db, camp_id, db.all(IN_FORCE, camp=camp_id))


def versions(db: Db, camp_id: int, folded: str) -> list[JobLevel]:
    """Every version of one level, the first first."""
    return _with_needs(db, camp_id, db.all(VERSIONS, camp=camp_id, called=folded))


def _with_needs(db: Db, camp_id: int, rows: Iterable[Any]) -> list[JobLevel]:
    needs: dict[int, list[LevelNeed]] = defaultdict(list)
    for row in db.all(NEEDS, camp=camp_id):
        needs[row.job_level_id].append(LevelNeed(row.counted, row.subject, row.needs))
    return [JobLevel._make((*row, tuple(needs[row.id]))) for row in rows]


def put(
    db: Db,
    camp_id: int,
    name: str,
    folded: str,
    *,
    track: str,
    rank: int,
    version: int,
    needs: Iterable[LevelNeed],
    by: int,
    at: datetime,
) -> int | None:
    """The id of a level's new version; None where another is in force under its name or in its place."""
    written = {"camp_id": camp_id, "track": track, "rank": rank, "name": name, "folded": folded, "version": version}
    level: int | None = db.value(PUT, made_by=by, made_at=at, **written)
    for place, need in enumerate(needs if level is not None else ()):
        db.run(ASK, job_level_id=level, place=place, counted=need.counted, subject=need.subject, needs=need.needs)
    return level


def end(db: Db, level: int, *, at: datetime) -> bool:
    """A version is in force no more; False where it was not."""
    return db.one(END, level=level, when=at) is not None


def revive(db: Db, level: int) -> bool:
    """A version is in force again; False where another has its name or its place."""
    return db.one(REVIVE, level=level) is not None


def held(db: Db, camp_id: int, member: int | None = None) -> list[HeldLevel]:
    """Who holds what in a camp: everybody, or one of them."""
    rows = db.all(HELD, camp=camp_id) if member is None else db.all(HELD_BY, camp=camp_id, member=member)
    return [HeldLevel(*row) for row in rows]


def hold(db: Db, level: JobLevel, member: int, *, by: int, is_checked: bool, at: datetime) -> int | None:
    """They hold it from now on; None where they still hold another on its track."""
    kept = {"confirmed_by": by, "is_checked": is_checked, "at": at}
    return db.value(HOLD, level_id=level.id, track=level.track, membership_id=member, **kept)


def let_go(db: Db, held_id: int, *, at: datetime) -> bool:
    """They hold it no more; False where they did not."""
    return db.one(LET_GO, held=held_id, when=at) is not None


def hold_again(db: Db, held_id: int) -> None:
    """They hold again what they let go."""
    db.run(HOLD_AGAIN, held=held_id)


def camps_run(db: Db, person: int, *, since: datetime) -> int:
    """How many camps they run that were open by then."""
    return int(db.value(CAMPS_RUN, person=person, since=since))


def contests_run(db: Db, person: int) -> int:
    """How many contests they started that were played to their end, in any camp."""
    return int(db.value(CONTESTS_RUN, person=person))


def events_run(db: Db, person: int) -> int:
    """How many events they hosted that are over, in any camp."""
    return int(db.value(EVENTS_RUN, person=person))


class ReadyMember(NamedTuple):
    """Somebody who meets their next level, since when, and when that was settled."""

    id: int
    at: datetime
    settled_at: datetime | None
    member: int
    name: str
    level: int


def notice(db: Db, camp_id: int, found: Iterable[tuple[int, int]], *, at: datetime) -> None:
    """Whoever meets a level (level, member) waits from now on, where that was not settled before; who does no more waits no longer."""
    meeting = set(found)
    for row in db.all(OPEN_READY, camp=camp_id):
        if (row.level_id, row.membership_id) not in meeting:
            db.run(UNNOTICE, number=row.id)
    for level, member in sorted(meeting):
        notice_one(db, level, member, at=at)


def notice_one(db: Db, level: int, member: int, *, at: datetime) -> None:
    """One member meets one level, and waits where that was not settled before."""
    db.run(NOTICE, level_id=level, membership_id=member, at=at, settled_at=None)


def some_ready(db: Db, camp_id: int, asker: int, *, after: int, most: int) -> list[ReadyMember]:
    """Who waits for somebody else's word, by number."""
    return [ReadyMember(*row) for row in db.all(SOME_READY, camp=camp_id, asker=asker, after=after, most=most)]


def ready_backlog(db: Db, camp_id: int, asker: int) -> tuple[int, datetime | None]:
    """How many wait, and since when the first does."""
    row = db.one(READY_BACKLOG, camp=camp_id, asker=asker)
    assert row is not None
    return int(row[0]), row[1]


def find_ready(db: Db, camp_id: int, number: int) -> ReadyMember | None:
    """By number, settled or not."""
    row = db.one(ONE_READY, camp=camp_id, number=number)
    return None if row is None else ReadyMember(*row)


def settle_ready(db: Db, camp_id: int, level: JobLevel, member: int, *, at: datetime) -> int | None:
    """They hold a level now: that one and those below it wait no longer. The number it waited under."""
    rows = db.all(SETTLE_READY, camp=camp_id, member=member, on=level.track, up_to=level.rank, when=at)
    return next((row.id for row in rows if row.level_id == level.id), None)


def put_off(db: Db, number: int, *, at: datetime) -> bool:
    """It waits no longer; False where it did not."""
    return db.one(PUT_OFF, number=number, when=at) is not None


def wait_again(db: Db, number: int) -> None:
    """It waits as before."""
    db.run(WAIT_AGAIN, number=number)


def move(db: Db, old: int, kept: int, *, at: datetime) -> None:
    """One membership's levels are another's: of two on a track the kept one's stands, and what the two confirmed to each other is none."""
    db.run(DROP_READY, old=old, kept=kept)
    db.run(MOVE_READY, old=old, kept=kept)
    db.run(DROP_OWN, old=old, kept=kept)
    db.run(END_TWICE, old=old, kept=kept, when=at)
    db.run(MOVE, old=old, kept=kept)
    db.run(MOVE_CONFIRMED, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What somebody wrote is another's."""
    db.run(MOVE_MADE, old=old, kept=kept)
