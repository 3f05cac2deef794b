"""Spot checks: what is asked of whom about a release, drawn by a seed, their answers and what an expert gave for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, Key, foreign_key, metadata, primary_key

spot_check = Table(
    "spot_check",
    metadata,
    primary_key(),
    foreign_key("camp", index=True),
    Column("release", Text, nullable=False),
    Column("release_key", Text, nullable=False),
    Column("question", Text, nullable=False),
    Column("percent", Integer, nullable=False),
    Column("tag", Text),
    Column("seed", Text, nullable=False),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("closed_at", Instant),
    CheckConstraint("percent BETWEEN 1 AND 100", name="percent"),
)
"""`release_key` is the release in the one spelling; `seed` and who could be drawn give the draw again."""
spot_answer = Table(
    "spot_answer",
    metadata,
    primary_key(),
    foreign_key("spot_check", index=True),
    foreign_key("membership"),
    Column("release_key", Text, nullable=False),
    Column("answer", Text),
    Column("answered_at", Instant),
    Column("score", Integer),
    Column("comment", Text),
    foreign_key("membership", name="scored_by", nullable=True, index=True),
    Column("scored_at", Instant),
    UniqueConstraint("membership_id", "release_key"),
    CheckConstraint("score BETWEEN 0 AND 100", name="score"),
    CheckConstraint("answer IS NULL OR answered_at IS NOT NULL", name="answered"),
    CheckConstraint("score IS NULL OR answered_at IS NOT NULL", name="scored"),
)
"""Somebody who was drawn: once a release, whatever the check."""
_unscored = spot_answer.c.answer.is_not(None) & spot_answer.c.score.is_(None)
Index("ix_spot_answer_unscored", spot_answer.c.id, postgresql_where=_unscored, sqlite_where=_unscored)

ADD = insert(spot_check).returning(spot_check.c.id)
DRAW = insert(spot_answer).on_conflict_do_nothing().returning(spot_answer.c.id)
_CHECK = select(
    spot_check.c.id,
    spot_check.c.release,
    spot_check.c.question,
    spot_check.c.percent,
    spot_check.c.tag,
    spot_check.c.seed,
    spot_check.c.made_by,
    spot_check.c.until,
    spot_check.c.closed_at,
)
ONE = _CHECK.where(spot_check.c.camp_id == bindparam("camp"), spot_check.c.id == bindparam("check"))
LAST = _CHECK.where(spot_check.c.camp_id == bindparam("camp")).order_by(spot_check.c.id.desc()).limit(1)
DRAWN = select(spot_answer.c.membership_id).where(
    spot_answer.c.release_key == bindparam("release"),
    exists().where(membership.c.id == spot_answer.c.membership_id, membership.c.camp_id == bindparam("camp")),
)
_ANSWER = select(
    spot_answer.c.id,
    spot_answer.c.spot_check_id,
    spot_answer.c.membership_id,
    person.c.id.label("person"),
    person.c.name,
    spot_check.c.release,
    spot_check.c.question,
    spot_check.c.until,
    spot_answer.c.answer,
    spot_answer.c.answered_at,
    spot_answer.c.score,
    spot_answer.c.comment,
    spot_answer.c.scored_by,
).select_from(
    spot_answer.join(spot_check, spot_check.c.id == spot_answer.c.spot_check_id)
    .join(membership, membership.c.id == spot_answer.c.membership_id)
    .join(person, person.c.id == membership.c.person_id)
)
_of_camp = spot_check.c.camp_id == bindparam("camp")
ANSWER = _ANSWER.where(_of_camp, spot_answer.c.id == bindparam("number"))
MINE = _ANSWER.where(
    spot_answer.c.membership_id == bindparam("member"), spot_answer.c.answered_at.is_(None), spot_check.c.closed_at.is_(None)
).order_by(spot_answer.c.id)
OF_CHECK = _ANSWER.where(spot_answer.c.spot_check_id == bindparam("check")).order_by(spot_answer.c.id)
WAITING = (
    _ANSWER.where(_of_camp, _unscored, spot_answer.c.id > bindparam("after"), membership.c.person_id != bindparam("but"))
    .order_by(spot_answer.c.id)
    .limit(bindparam("most"))
)
BACKLOG = (
    select(func.count(), func.min(spot_answer.c.answered_at))
    .select_from(
        spot_answer.join(spot_check, spot_check.c.id == spot_answer.c.spot_check_id).join(
            membership, membership.c.id == spot_answer.c.membership_id
        )
    )
    .where(_of_camp, _unscored, membership.c.person_id != bindparam("but"))
)
SAY = (
    update(spot_answer)
    .where(spot_answer.c.id == bindparam("number"), spot_answer.c.answered_at.is_(None))
    .values(answer=bindparam("words"), answered_at=bindparam("when", type_=Instant))
    .returning(spot_answer.c.id)
)
SCORE = (
    update(spot_answer)
    .where(spot_answer.c.id == bindparam("number"), spot_answer.c.answered_at.is_not(None), spot_answer.c.score.is_(None))
    .values(
        score=bindparam("points"),
        comment=bindparam("words"),
        scored_by=bindparam("by", type_=Key),
        scored_at=bindparam("when", type_=Instant),
    )
    .returning(spot_answer.c.id)
)
UNSCORE = (
    update(spot_answer)
    .where(spot_answer.c.id == bindparam("number"))
    .values(score=None, comment=None, scored_by=None, scored_at=None)
)
CLOSE = (
    update(spot_check)
    .where(spot_check.c.id == bindparam("check"), spot_check.c.closed_at.is_(None))
    .values(closed_at=bindparam("when", type_=Instant))
    .returning(spot_check.c.id)
)
_other = spot_answer.alias("other")
TWICE = select(spot_answer.c.id, spot_answer.c.release_key).where(
    spot_answer.c.membership_id == bindparam("old"),
    exists().where(_other.c.membership_id == bindparam("kept"), _other.c.release_key == spot_answer.c.release_key),
)
SET_APART = update(spot_answer).where(spot_answer.c.id == bindparam("number")).values(release_key=bindparam("apart"))
MOVE = update(spot_answer).where(spot_answer.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
MOVE_SCORED = update(spot_answer).where(spot_answer.c.scored_by == bindparam("old")).values(scored_by=bindparam("kept"))
MOVE_MADE = update(spot_check).where(spot_check.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


class SpotCheck(NamedTuple):
    """What is asked about a release, of how many per cent, until when."""

    id: int
    release: str
    question: str
    percent: int
    tag: str | None
    seed: str
    made_by: int
    until: datetime
    closed_at: datetime | None


class SpotAnswer(NamedTuple):
    """Somebody who was drawn, what they answered and what was given for it."""

    id: int
    check: int
    membership: int
    person: int
    name: str
    release: str
    question: str
    until: datetime
    answer: str | None
    answered_at: datetime | None
    score: int | None
    comment: str | None
    scored_by: int | None


def add(
    db: Db,
    camp: int,
    release: str,
    key: str,
    question: str,
    percent: int,
    tag: str | None,
    seed: str,
    *,
    by: int,
    at: datetime,
    until: datetime,
) -> int:
    """The new check's number."""
    return db.insert_id(
        ADD,
        camp_id=camp,
        release=release,
        release_key=key,
        question=question,
        percent=percent,
        tag=tag,
        seed=seed,
        made_by=by,
        made_at=at,
        until=until,
        closed_at=None,
    )


def draw(db: Db, check: int, key: str, members: Iterable[int]) -> dict[int, int]:
    """membership → the number of what is asked of them; who was drawn for the release before is left out."""
    found = {}
    for member in members:
        number = db.value(DRAW, spot_check_id=check, membership_id=member, release_key=key)
        if number is not None:
            found[member] = number
    return found


def find(db: Db, camp: int, number: int) -> SpotCheck | None:
    """The camp's check of that number."""
    row = db.one(ONE, camp=camp, check=number)
    return None if row is None else SpotCheck(*row)


def last(db: Db, camp: int) -> SpotCheck | None:
    """The newest."""
    row = db.one(LAST, camp=camp)
    return None if row is None else SpotCheck(*row)


def drawn(db: Db, camp: int, key: str) -> set[int]:
    """Who was drawn for a release."""
    return {row.membership_id for row in db.all(DRAWN, camp=camp, release=key)}


def answer(db: Db, camp: int, number: int) -> SpotAnswer | None:
    """What is asked of somebody, by its number."""
    row = db.one(ANSWER, camp=camp, number=number)
    return None if row is None else SpotAnswer(*row)


def of_member(db: Db, member: int) -> list[SpotAnswer]:
    """What a member has still to answer."""
    return [SpotAnswer(*row) for row in db.all(MINE, member=member)]


def of_check(db: Db, check: int) -> list[SpotAnswer]:
    """Everybody who was drawn for it."""
    return [SpotAnswer(*row) for row in db.all(OF_CHECK, check=check)]


def waiting(db: Db, camp: int, *, but: int, after: int, most: int) -> list[SpotAnswer]:
    """Answers that wait to be scored, but not one's own."""
    return [SpotAnswer(*row) for row in db.all(WAITING, camp=camp, but=but, after=after, most=most)]


def backlog(db: Db, camp: int, *, but: int) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does."""
    row = db.one(BACKLOG, camp=camp, but=but)
    return (0, None) if row is None else (int(row[0]), row[1])


def say(db: Db, number: int, words: str, *, at: datetime) -> bool:
    """It is answered; False where it was."""
    return db.one(SAY, number=number, words=words, when=at) is not None


def score(db: Db, number: int, points: int, words: str, *, by: int, at: datetime) -> bool:
    """It is scored; False where it was, or nothing was answered."""
    return db.one(SCORE, number=number, points=points, words=words, by=by, when=at) is not None


def unscore(db: Db, number: int) -> None:
    """It waits again."""
    db.run(UNSCORE, number=number)


def close(db: Db, check: int, *, at: datetime) -> bool:
    """Nobody answers it any more; False where it was closed."""
    return db.one(CLOSE, check=check, when=at) is not None


def move(db: Db, old: int, kept: int) -> None:
    """What one membership answered and scored is another's; where both were drawn for a release both stand, one set apart."""
    for row in db.all(TWICE, old=old, kept=kept):
        db.run(SET_APART, number=row.id, apart=f"{row.release_key} #{row.id}")
    db.run(MOVE, old=old, kept=kept)
    db.run(MOVE_SCORED, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person asked is another's."""
    db.run(MOVE_MADE, old=old, kept=kept)
