"""Contests of works: an event and the homework its works are handed in as, the judges, what they gave, and the public's votes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
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
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.events.events import event
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, Json, Key, foreign_key, metadata, primary_key

work_contest = Table(
    "work_contest",
    metadata,
    primary_key(),
    foreign_key("camp", index=True),
    foreign_key("event"),
    foreign_key("homework", index=True),
    Column("rubric", Json, nullable=False),
    Column("teams", Json, nullable=False),
    Column("judges_weight", Integer, nullable=False),
    Column("public_weight", Integer, nullable=False),
    Column("seed", Text),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("closed_at", Instant),
    UniqueConstraint("event_id"),
    CheckConstraint("judges_weight >= 0 AND public_weight >= 0 AND judges_weight + public_weight = 100", name="weights"),
)
"""One an event; `teams` are members' tags, `seed` is there once judging has begun."""
work_judge = Table(
    "work_judge",
    metadata,
    Column("contest_id", Key, ForeignKey("work_contest.id"), primary_key=True),
    foreign_key("membership", primary_key=True),
)
"""Who may be asked to judge."""
work_rating = Table(
    "work_rating",
    metadata,
    primary_key(),
    Column("contest_id", Key, ForeignKey("work_contest.id"), nullable=False, index=True),
    foreign_key("hand_in"),
    foreign_key("membership", index=True),
    Column("asked_at", Instant, nullable=False),
    Column("given_at", Instant),
    Column("points", Json),
    Column("comment", Text, nullable=False),
    UniqueConstraint("hand_in_id", "membership_id"),
    CheckConstraint("(given_at IS NULL) = (points IS NULL)", name="given"),
)
"""A judge asked about a work, once; `points` in the order of the rubric."""
work_vote = Table(
    "work_vote",
    metadata,
    Column("contest_id", Key, ForeignKey("work_contest.id"), primary_key=True),
    foreign_key("membership", primary_key=True),
    foreign_key("hand_in", index=True),
    Column("at", Instant, nullable=False),
)
"""One vote a person, theirs to move until the end."""
Index("ix_work_vote_membership", work_vote.c.membership_id)

HOLD = insert(work_contest).on_conflict_do_nothing().returning(work_contest.c.id)
JUDGE = insert(work_judge).on_conflict_do_nothing()
_CONTEST = select(
    work_contest.c.id,
    work_contest.c.event_id,
    event.c.title,
    work_contest.c.homework_id,
    work_contest.c.rubric,
    work_contest.c.teams,
    work_contest.c.judges_weight,
    work_contest.c.public_weight,
    work_contest.c.seed,
    work_contest.c.closed_at,
).select_from(work_contest.join(event, event.c.id == work_contest.c.event_id))
OF_EVENT = _CONTEST.where(work_contest.c.camp_id == bindparam("camp"), work_contest.c.event_id == bindparam("of_event"))
ONE = _CONTEST.where(work_contest.c.camp_id == bindparam("camp"), work_contest.c.id == bindparam("contest"))
JUDGES = (
    select(work_judge.c.membership_id, person.c.id, person.c.name)
    .select_from(
        work_judge.join(membership, membership.c.id == work_judge.c.membership_id).join(
            person, person.c.id == membership.c.person_id
        )
    )
    .where(work_judge.c.contest_id == bindparam("contest"), membership.c.left_on.is_(None))
    .order_by(work_judge.c.membership_id)
)
BEGIN = (
    update(work_contest)
    .where(work_contest.c.id == bindparam("contest"), work_contest.c.seed.is_(None))
    .values(seed=bindparam("drawn_by"))
    .returning(work_contest.c.id)
)
CLOSE = (
    update(work_contest)
    .where(work_contest.c.id == bindparam("contest"), work_contest.c.closed_at.is_(None))
    .values(closed_at=bindparam("when", type_=Instant))
    .returning(work_contest.c.id)
)
WITHDRAW_JUDGES = delete(work_judge).where(work_judge.c.contest_id == bindparam("contest"))
WITHDRAW = (
    delete(work_contest)
    .where(work_contest.c.id == bindparam("contest"), work_contest.c.seed.is_(None))
    .returning(work_contest.c.id)
)
ASK = insert(work_rating).on_conflict_do_nothing().returning(work_rating.c.id)
_RATING = select(
    work_rating.c.id,
    work_rating.c.contest_id,
    work_rating.c.hand_in_id,
    work_rating.c.membership_id,
    person.c.id,
    person.c.name,
    work_rating.c.asked_at,
    work_rating.c.given_at,
    work_rating.c.points,
    work_rating.c.comment,
).select_from(
    work_rating.join(work_contest, work_contest.c.id == work_rating.c.contest_id)
    .join(membership, membership.c.id == work_rating.c.membership_id)
    .join(person, person.c.id == membership.c.person_id)
)
_camps = work_contest.c.camp_id == bindparam("camp")
RATING = _RATING.where(_camps, work_rating.c.id == bindparam("number"))
RATINGS = _RATING.where(work_rating.c.contest_id == bindparam("contest")).order_by(work_rating.c.id)
_open = work_rating.c.given_at.is_(None) & work_contest.c.closed_at.is_(None)
WAITING = (
    _RATING.where(_camps, _open, person.c.id == bindparam("judge"), work_rating.c.id > bindparam("after"))
    .order_by(work_rating.c.id)
    .limit(bindparam("most"))
)
BACKLOG = (
    select(func.count(), func.min(work_rating.c.asked_at))
    .select_from(
        work_rating.join(work_contest, work_contest.c.id == work_rating.c.contest_id).join(
            membership, membership.c.id == work_rating.c.membership_id
        )
    )
    .where(_camps, _open, membership.c.person_id == bindparam("judge"))
)
GIVE = (
    update(work_rating)
    .where(work_rating.c.id == bindparam("number"), work_rating.c.given_at.is_(None))
    .values(given_at=bindparam("when", type_=Instant), points=bindparam("those", type_=Json), comment=bindparam("words"))
    .returning(work_rating.c.id)
)
VOTE = insert(work_vote)
VOTE = VOTE.on_conflict_do_update(
    index_elements=[work_vote.c.contest_id, work_vote.c.membership_id],
    set_={"hand_in_id": VOTE.excluded.hand_in_id, "at": VOTE.excluded.at},
)
VOTES = (
    select(work_vote.c.hand_in_id, func.count().label("n"))
    .where(work_vote.c.contest_id == bindparam("contest"))
    .group_by(work_vote.c.hand_in_id)
)
_other_judge, _other_rating, _other_vote = work_judge.alias("oj"), work_rating.alias("orr"), work_vote.alias("ov")
DROP_JUDGE = delete(work_judge).where(
    work_judge.c.membership_id == bindparam("old"),
    exists().where(_other_judge.c.contest_id == work_judge.c.contest_id, _other_judge.c.membership_id == bindparam("kept")),
)
DROP_RATING = delete(work_rating).where(
    work_rating.c.membership_id == bindparam("old"),
    exists().where(_other_rating.c.hand_in_id == work_rating.c.hand_in_id, _other_rating.c.membership_id == bindparam("kept")),
)
DROP_VOTE = delete(work_vote).where(
    work_vote.c.membership_id == bindparam("old"),
    exists().where(_other_vote.c.contest_id == work_vote.c.contest_id, _other_vote.c.membership_id == bindparam("kept")),
)
MOVES = tuple(
    update(table).where(table.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
    for table in (work_judge, work_rating, work_vote)
)
MOVE_MADE = update(work_contest).where(work_contest.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


class WorkContest(NamedTuple):
    """A contest of works as it stands."""

    id: int
    event: int
    title: str
    homework: int
    rubric: list[str]
    teams: list[str]
    judges_weight: int
    public_weight: int
    seed: str | None
    closed_at: datetime | None


class WorkJudge(NamedTuple):
    """A present member who may be asked to judge."""

    membership: int
    person: int
    name: str


class WorkRating(NamedTuple):
    """A judge asked about a work, and what they gave."""

    id: int
    contest: int
    hand_in: int
    membership: int
    person: int
    judge: str
    asked_at: datetime
    given_at: datetime | None
    points: list[int] | None
    comment: str


def hold(
    db: Db,
    camp: int,
    event_id: int,
    homework: int,
    rubric: Sequence[str],
    teams: Sequence[str],
    weights: tuple[int, int],
    judges: Iterable[int],
    *,
    by: int,
    at: datetime,
) -> int | None:
    """The new contest's number; None where the event has one."""
    number = db.value(
        HOLD,
        camp_id=camp,
        event_id=event_id,
        homework_id=homework,
        rubric=list(rubric),
        teams=list(teams),
        judges_weight=weights[0],
        public_weight=weights[1],
        seed=None,
        made_by=by,
        made_at=at,
        closed_at=None,
    )
    if number is not None:
        db.many(JUDGE, [{"contest_id": number, "membership_id": one} for one in judges])
    return number


def of_event(db: Db, camp: int, number: int) -> WorkContest | None:
    """The contest of an event."""
    row = db.one(OF_EVENT, camp=camp, of_event=number)
    return None if row is None else WorkContest(*row)


def find(db: Db, camp: int, number: int) -> WorkContest | None:
    """The camp's of that number."""
    row = db.one(ONE, camp=camp, contest=number)
    return None if row is None else WorkContest(*row)


def judges(db: Db, contest: int) -> list[WorkJudge]:
    """Who may be asked."""
    return [WorkJudge(*row) for row in db.all(JUDGES, contest=contest)]


def begin(db: Db, contest: int, seed: str) -> bool:
    """Judging begins; False where it has."""
    return db.one(BEGIN, contest=contest, drawn_by=seed) is not None


def close(db: Db, contest: int, *, at: datetime) -> bool:
    """It has its result; False where it had."""
    return db.one(CLOSE, contest=contest, when=at) is not None


def withdraw(db: Db, contest: int) -> bool:
    """There is none; False where judging has begun."""
    db.run(WITHDRAW_JUDGES, contest=contest)
    return db.one(WITHDRAW, contest=contest) is not None


def ask(db: Db, contest: int, work: int, judge: int, *, at: datetime) -> int | None:
    """The number of what is asked; None where they were asked about it."""
    given = {"given_at": None, "points": None, "comment": ""}
    return db.value(ASK, contest_id=contest, hand_in_id=work, membership_id=judge, asked_at=at, **given)


def rating(db: Db, camp: int, number: int) -> WorkRating | None:
    """What was asked under a number."""
    row = db.one(RATING, camp=camp, number=number)
    return None if row is None else WorkRating(*row)


def ratings(db: Db, contest: int) -> list[WorkRating]:
    """All that were asked for."""
    return [WorkRating(*row) for row in db.all(RATINGS, contest=contest)]


def waiting(db: Db, camp: int, judge: int, *, after: int, most: int) -> list[WorkRating]:
    """What a person has still to judge."""
    return [WorkRating(*row) for row in db.all(WAITING, camp=camp, judge=judge, after=after, most=most)]


def backlog(db: Db, camp: int, judge: int) -> tuple[int, datetime | None]:
    """How many, and since when the oldest waits."""
    row = db.one(BACKLOG, camp=camp, judge=judge)
    return (0, None) if row is None else (int(row[0]), row[1])


def give(db: Db, number: int, points: Sequence[int], words: str, *, at: datetime) -> bool:
    """It is judged; False where it was."""
    return db.one(GIVE, number=number, those=list(points), words=words, when=at) is not None


def vote(db: Db, contest: int, voter: int, work: int, *, at: datetime) -> None:
    """Their vote is for this work."""
    db.run(VOTE, contest_id=contest, membership_id=voter, hand_in_id=work, at=at)


def votes(db: Db, contest: int) -> dict[int, int]:
    """work → how many votes."""
    return {row.hand_in_id: row.n for row in db.all(VOTES, contest=contest)}


def move(db: Db, old: int, kept: int) -> None:
    """What one membership judged and voted is another's; of two votes or ratings the kept one's stands."""
    for statement in (DROP_JUDGE, DROP_RATING, DROP_VOTE, *MOVES):
        db.run(statement, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person made is another's."""
    db.run(MOVE_MADE, old=old, kept=kept)
