"""Panels: what is judged by a rubric at an event, who may judge it, what each of them gave, and what others voted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    BindParameter,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.events.events import event
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

panel = Table(
    "panel",
    metadata,
    primary_key(),
    foreign_key("camp", index=True),
    foreign_key("event"),
    Column("kind", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("rubric", Json, nullable=False),
    Column("teams", Json, nullable=False),
    Column("seed", Text),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("closed_at", Instant),
    UniqueConstraint("event_id", "round"),
    CheckConstraint("round > 0", name="round"),
    CheckConstraint("closed_at IS NULL OR seed IS NOT NULL", name="closed"),
)
"""One a round of an event; `teams` are members' tags, `seed` is there once judging has begun, `kind` is a feature's (bot/judging)."""
panel_judge = Table(
    "panel_judge",
    metadata,
    foreign_key("panel", primary_key=True),
    foreign_key("membership", primary_key=True),
)
"""Who may be asked to judge."""
Index("ix_panel_judge_membership", panel_judge.c.membership_id)
panel_entry = Table(
    "panel_entry",
    metadata,
    primary_key(),
    foreign_key("panel", index=True),
    Column("goes_on", Boolean, nullable=False, server_default=text("false")),
    Column("out_at", Instant),
)
"""What is judged: what it is stands with its kind. `goes_on` to the next round; `out_at` where it is judged no more."""
panel_rating = Table(
    "panel_rating",
    metadata,
    primary_key(),
    foreign_key("panel_entry", name="entry_id"),
    foreign_key("membership", index=True),
    Column("asked_at", Instant, nullable=False),
    Column("given_at", Instant),
    Column("points", Json),
    Column("comment", Text, nullable=False),
    Column("released_at", Instant),
    UniqueConstraint("entry_id", "membership_id"),
    CheckConstraint("(given_at IS NULL) = (points IS NULL)", name="given"),
    CheckConstraint("given_at IS NULL OR released_at IS NULL", name="released"),
)
"""A judge asked about an entry, once: `points` in the order of the rubric, or `released_at` where it is waited for no more."""
panel_vote = Table(
    "panel_vote",
    metadata,
    foreign_key("panel", primary_key=True),
    foreign_key("membership", primary_key=True),
    foreign_key("panel_entry", name="entry_id", index=True),
    Column("at", Instant, nullable=False),
)
"""One vote a person, theirs to move until the end."""
Index("ix_panel_vote_membership", panel_vote.c.membership_id)

HOLD = insert(panel).on_conflict_do_nothing().returning(panel.c.id)
JUDGE = insert(panel_judge).on_conflict_do_nothing()
COPY_JUDGES = insert(panel_judge).from_select(
    ["panel_id", "membership_id"],
    select(bindparam("to", type_=panel.c.id.type), panel_judge.c.membership_id).where(
        panel_judge.c.panel_id == bindparam("panel")
    ),
)
_PANEL = select(
    panel.c.id,
    panel.c.event_id,
    event.c.title,
    panel.c.kind,
    panel.c.round,
    panel.c.rubric,
    panel.c.teams,
    panel.c.seed,
    panel.c.made_by,
    panel.c.closed_at,
).select_from(panel.join(event, event.c.id == panel.c.event_id))
ONE = _PANEL.where(panel.c.camp_id == bindparam("camp"), panel.c.id == bindparam("panel"))
OF_EVENT = _PANEL.where(
    panel.c.camp_id == bindparam("camp"), panel.c.event_id == bindparam("of_event"), panel.c.kind == bindparam("of_kind")
).order_by(panel.c.round)
_cannot = membership.c.left_on.is_not(None) | (membership.c.role == "learner")
JUDGES = (
    select(panel_judge.c.membership_id, person.c.id, person.c.name)
    .select_from(
        panel_judge.join(membership, membership.c.id == panel_judge.c.membership_id).join(
            person, person.c.id == membership.c.person_id
        )
    )
    .where(panel_judge.c.panel_id == bindparam("panel"), ~_cannot)
    .order_by(panel_judge.c.membership_id)
)
BEGIN = (
    update(panel)
    .where(panel.c.id == bindparam("panel"), panel.c.seed.is_(None))
    .values(seed=bindparam("drawn_by"))
    .returning(panel.c.id)
)
CLOSE = (
    update(panel)
    .where(panel.c.id == bindparam("panel"), panel.c.closed_at.is_(None))
    .values(closed_at=bindparam("when", type_=Instant))
    .returning(panel.c.id)
)
WITHDRAW_JUDGES = delete(panel_judge).where(panel_judge.c.panel_id == bindparam("panel"))
WITHDRAW = delete(panel).where(panel.c.id == bindparam("panel"), panel.c.seed.is_(None)).returning(panel.c.id)
ENTER = insert(panel_entry).returning(panel_entry.c.id)
GO_ON = update(panel_entry).where(panel_entry.c.id == bindparam("entry")).values(goes_on=True)
OUT = (
    update(panel_entry)
    .where(panel_entry.c.id == bindparam("entry"), panel_entry.c.out_at.is_(None))
    .values(out_at=bindparam("when", type_=Instant))
)
ASK = insert(panel_rating).on_conflict_do_nothing().returning(panel_rating.c.id)
_rated = (
    panel_rating.join(panel_entry, panel_entry.c.id == panel_rating.c.entry_id)
    .join(panel, panel.c.id == panel_entry.c.panel_id)
    .join(event, event.c.id == panel.c.event_id)
    .join(membership, membership.c.id == panel_rating.c.membership_id)
    .join(person, person.c.id == membership.c.person_id)
)
_RATING = select(
    panel_rating.c.id,
    panel_entry.c.panel_id,
    panel_rating.c.entry_id,
    panel_rating.c.membership_id,
    person.c.id,
    person.c.name,
    panel_rating.c.given_at,
    panel_rating.c.points,
    panel_rating.c.comment,
    panel_rating.c.released_at,
    panel_rating.c.asked_at,
).select_from(_rated)
_camps = panel.c.camp_id == bindparam("camp")
RATING = _RATING.where(_camps, panel_rating.c.id == bindparam("number"))
RATINGS = _RATING.where(panel_entry.c.panel_id == bindparam("panel"), panel_entry.c.out_at.is_(None)).order_by(
    panel_rating.c.id
)
_open = (
    panel_rating.c.given_at.is_(None)
    & panel_rating.c.released_at.is_(None)
    & panel.c.closed_at.is_(None)
    & event.c.cancelled_at.is_(None)
)
WAITING = (
    _RATING.where(_camps, _open, person.c.id == bindparam("judge"), panel_rating.c.id > bindparam("after"))
    .order_by(panel_rating.c.id)
    .limit(bindparam("most"))
)
BACKLOG = (
    select(func.count(), func.min(panel_rating.c.asked_at))
    .select_from(_rated)
    .where(_camps, _open, membership.c.person_id == bindparam("judge"))
)
OF_WHO_CANNOT = _RATING.where(_camps, _open, _cannot).order_by(panel_rating.c.id)
GIVE = (
    update(panel_rating)
    .where(panel_rating.c.id == bindparam("number"), panel_rating.c.given_at.is_(None), panel_rating.c.released_at.is_(None))
    .values(given_at=bindparam("when", type_=Instant), points=bindparam("those", type_=Json), comment=bindparam("words"))
    .returning(panel_rating.c.id)
)
_waits = panel_rating.c.given_at.is_(None) & panel_rating.c.released_at.is_(None)
RELEASE = (
    update(panel_rating)
    .where(panel_rating.c.id == bindparam("number"), _waits)
    .values(released_at=bindparam("when", type_=Instant))
)
RELEASE_ENTRY = (
    update(panel_rating)
    .where(panel_rating.c.entry_id == bindparam("entry"), _waits)
    .values(released_at=bindparam("when", type_=Instant))
)
VOTE = insert(panel_vote)
VOTE = VOTE.on_conflict_do_update(
    index_elements=[panel_vote.c.panel_id, panel_vote.c.membership_id],
    set_={"entry_id": VOTE.excluded.entry_id, "at": VOTE.excluded.at},
)
VOTES = (
    select(panel_vote.c.entry_id, func.count().label("n"))
    .where(panel_vote.c.panel_id == bindparam("panel"))
    .group_by(panel_vote.c.entry_id)
)
_judge, _rating, _vote = panel_judge.alias("oj"), panel_rating.alias("orr"), panel_vote.alias("ov")
_kept: BindParameter[int] = bindparam("kept")
DROPS = tuple(
    delete(table).where(
        table.c.membership_id == bindparam("old"),
        exists().where(other.c[thing] == table.c[thing], other.c.membership_id == _kept),
    )
    for table, other, thing in (
        (panel_judge, _judge, "panel_id"),
        (panel_rating, _rating, "entry_id"),
        (panel_vote, _vote, "panel_id"),
    )
)
MOVES = tuple(
    update(table).where(table.c.membership_id == bindparam("old")).values(membership_id=_kept)
    for table in (panel_judge, panel_rating, panel_vote)
)
MOVE_MADE = update(panel).where(panel.c.made_by == bindparam("old")).values(made_by=_kept)


class JudgingPanel(NamedTuple):
    """A round of judging as it stands."""

    id: int
    event: int
    title: str
    kind: str
    round: int
    rubric: list[str]
    teams: list[str]
    seed: str | None
    made_by: int
    closed_at: datetime | None


class PanelJudge(NamedTuple):
    """A present expert or manager who may be asked to judge."""

    membership: int
    person: int
    name: str


class PanelRating(NamedTuple):
    """A judge asked about an entry, and what they gave."""

    id: int
    panel: int
    entry: int
    membership: int
    person: int
    judge: str
    given_at: datetime | None
    points: list[int] | None
    comment: str
    released_at: datetime | None
    asked_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it is waited for."""
        return self.given_at is None and self.released_at is None


def hold(
    db: Db,
    camp: int,
    event_id: int,
    kind: str,
    rubric: Sequence[str],
    teams: Sequence[str],
    judges: Iterable[int],
    *,
    by: int,
    at: datetime,
) -> int | None:
    """The first round's number; None where the event has one."""
    said = {"rubric": list(rubric), "teams": list(teams), "made_by": by, "made_at": at}
    number = db.value(HOLD, camp_id=camp, event_id=event_id, kind=kind, round=1, seed=None, closed_at=None, **said)
    if number is not None:
        add_judges(db, number, judges)
    return number


def next_round(db: Db, camp: int, of: JudgingPanel, *, at: datetime) -> int | None:
    """The number of the round after this one, of the same judges and rubric; None where there is one."""
    said = {"rubric": of.rubric, "teams": of.teams, "made_by": of.made_by, "made_at": at, "round": of.round + 1}
    number = db.value(HOLD, camp_id=camp, event_id=of.event, kind=of.kind, seed=None, closed_at=None, **said)
    if number is not None:
        db.run(COPY_JUDGES, panel=of.id, to=number)
    return number


def find(db: Db, camp: int, number: int) -> JudgingPanel | None:
    """The camp's of that number."""
    row = db.one(ONE, camp=camp, panel=number)
    return None if row is None else JudgingPanel(*row)


def rounds(db: Db, camp: int, event_id: int, kind: str) -> list[JudgingPanel]:
    """The rounds an event has had, the last last."""
    return [JudgingPanel(*row) for row in db.all(OF_EVENT, camp=camp, of_event=event_id, of_kind=kind)]


def judges(db: Db, number: int) -> list[PanelJudge]:
    """Who may be asked."""
    return [PanelJudge(*row) for row in db.all(JUDGES, panel=number)]


def add_judges(db: Db, number: int, members: Iterable[int]) -> None:
    """They may be asked as well."""
    db.many(JUDGE, [{"panel_id": number, "membership_id": one} for one in members])


def begin(db: Db, number: int, seed: str) -> bool:
    """Judging begins; False where it has."""
    return db.one(BEGIN, panel=number, drawn_by=seed) is not None


def close(db: Db, number: int, *, at: datetime) -> bool:
    """It has its result; False where it had."""
    return db.one(CLOSE, panel=number, when=at) is not None


def withdraw(db: Db, number: int) -> bool:
    """There is none; False where judging has begun."""
    db.run(WITHDRAW_JUDGES, panel=number)
    return db.one(WITHDRAW, panel=number) is not None


def enter(db: Db, number: int) -> int:
    """A new entry."""
    return int(db.value(ENTER, panel_id=number, out_at=None))


def go_on(db: Db, entry: int) -> None:
    """It is in the next round."""
    db.run(GO_ON, entry=entry)


def take_out(db: Db, entry: int, *, at: datetime) -> None:
    """It is judged no more, and nobody is waited for."""
    db.run(OUT, entry=entry, when=at)
    db.run(RELEASE_ENTRY, entry=entry, when=at)


def ask(db: Db, entry: int, judge: int, *, at: datetime) -> int | None:
    """The number of what is asked; None where they were asked about it."""
    given = {"given_at": None, "points": None, "comment": "", "released_at": None}
    return db.value(ASK, entry_id=entry, membership_id=judge, asked_at=at, **given)


def rating(db: Db, camp: int, number: int) -> PanelRating | None:
    """What was asked under a number."""
    row = db.one(RATING, camp=camp, number=number)
    return None if row is None else PanelRating(*row)


def ratings(db: Db, number: int) -> list[PanelRating]:
    """All that were asked for, of the entries that are judged."""
    return [PanelRating(*row) for row in db.all(RATINGS, panel=number)]


def waiting(db: Db, camp: int, judge: int, *, after: int, most: int) -> list[PanelRating]:
    """What a person has still to judge."""
    return [PanelRating(*row) for row in db.all(WAITING, camp=camp, judge=judge, after=after, most=most)]


def backlog(db: Db, camp: int, judge: int) -> tuple[int, datetime | None]:
    """How many, and since when the oldest waits."""
    row = db.one(BACKLOG, camp=camp, judge=judge)
    return (0, None) if row is None else (int(row[0]), row[1])


def of_who_cannot(db: Db, camp: int) -> list[PanelRating]:
    """What somebody was to judge who has left the camp, or is a learner now."""
    return [PanelRating(*row) for row in db.all(OF_WHO_CANNOT, camp=camp)]


def give(db: Db, number: int, points: Sequence[int], words: str, *, at: datetime) -> bool:
    """It is judged; False where it was, or is waited for no more."""
    return db.one(GIVE, number=number, those=list(points), words=words, when=at) is not None


def release(db: Db, number: int, *, at: datetime) -> None:
    """It is waited for no more."""
    db.run(RELEASE, number=number, when=at)


def vote(db: Db, number: int, voter: int, entry: int, *, at: datetime) -> None:
    """Their vote is for this entry."""
    db.run(VOTE, panel_id=number, membership_id=voter, entry_id=entry, at=at)


def votes(db: Db, number: int) -> dict[int, int]:
    """entry → how many votes."""
    return {row.entry_id: row.n for row in db.all(VOTES, panel=number)}


def move(db: Db, old: int, kept: int) -> None:
    """What one membership judged and voted is another's; of two votes or ratings the kept one's stands."""
    for statement in (*DROPS, *MOVES):
        db.run(statement, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person made is another's."""
    db.run(MOVE_MADE, old=old, kept=kept)
