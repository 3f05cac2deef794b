"""Who was asked to rate what was handed in by its rubric, and what they gave: each once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.homework.assignments import hand_in, homework
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, foreign_key, metadata, primary_key

hand_in_rating = Table(
    "hand_in_rating",
    metadata,
    primary_key(),
    foreign_key("hand_in"),
    foreign_key("membership", index=True),
    Column("is_peer", Boolean, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("given_at", Instant),
    Column("dropped_at", Instant),
    Column("comment", Text, nullable=False),
    UniqueConstraint("hand_in_id", "membership_id"),
)
"""Somebody asked to rate, once. `dropped_at` is when another was asked in their place."""

rating_score = Table(
    "rating_score",
    metadata,
    foreign_key("hand_in_rating", name="rating_id", primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("points", Integer, nullable=False),
    CheckConstraint("points BETWEEN 1 AND 5", name="points"),
    CheckConstraint("place >= 0", name="place"),
)
"""What was given for each line of the rubric, by its place."""

_WHOLE = select(
    hand_in_rating.c.id,
    hand_in_rating.c.hand_in_id,
    hand_in_rating.c.membership_id,
    hand_in_rating.c.is_peer,
    hand_in_rating.c.asked_at,
    hand_in_rating.c.given_at,
    hand_in_rating.c.dropped_at,
    hand_in_rating.c.comment,
    person.c.id.label("person"),
    person.c.name,
    membership.c.left_on,
).select_from(
    hand_in_rating.join(membership, membership.c.id == hand_in_rating.c.membership_id).join(
        person, person.c.id == membership.c.person_id
    )
)
ASK = insert(hand_in_rating).on_conflict_do_nothing().returning(hand_in_rating.c.id)
OF = _WHOLE.where(hand_in_rating.c.hand_in_id == bindparam("hand_in")).order_by(hand_in_rating.c.id)
BY = _WHOLE.where(hand_in_rating.c.hand_in_id == bindparam("hand_in"), hand_in_rating.c.membership_id == bindparam("member"))
_all_of = _WHOLE.join(hand_in, hand_in.c.id == hand_in_rating.c.hand_in_id)
OF_HOMEWORK = _all_of.where(hand_in.c.homework_id == bindparam("homework")).order_by(hand_in_rating.c.id)
_undone = (
    hand_in_rating.c.given_at.is_(None),
    hand_in_rating.c.dropped_at.is_(None),
    hand_in.c.state == "waiting",
)
MINE = (
    _all_of.join(homework, homework.c.id == hand_in.c.homework_id)
    .where(hand_in_rating.c.membership_id == bindparam("member"), homework.c.withdrawn_at.is_(None), *_undone)
    .order_by(hand_in_rating.c.id)
)
LEFT = (
    _all_of.join(homework, homework.c.id == hand_in.c.homework_id)
    .where(homework.c.camp_id == bindparam("camp"), membership.c.left_on.is_not(None), *_undone)
    .order_by(hand_in_rating.c.id)
)
SCORES = (
    select(rating_score.c.place, rating_score.c.points)
    .where(rating_score.c.rating_id == bindparam("rating"))
    .order_by(rating_score.c.place)
)
SCORE = insert(rating_score)
SCORE = SCORE.on_conflict_do_update(
    index_elements=[rating_score.c.rating_id, rating_score.c.place], set_={"points": SCORE.excluded.points}
)
GIVE = (
    update(hand_in_rating)
    .where(
        hand_in_rating.c.id == bindparam("rating"),
        hand_in_rating.c.given_at.is_(None),
        hand_in_rating.c.dropped_at.is_(None),
    )
    .values(given_at=bindparam("at"), comment=bindparam("words"))
    .returning(hand_in_rating.c.id)
)
DROP = (
    update(hand_in_rating)
    .where(
        hand_in_rating.c.id == bindparam("rating"),
        hand_in_rating.c.given_at.is_(None),
        hand_in_rating.c.dropped_at.is_(None),
    )
    .values(dropped_at=bindparam("at"))
    .returning(hand_in_rating.c.id)
)


@dataclass(frozen=True, slots=True)
class HandInRating:
    """What somebody was asked for and gave: `scores` by place in the rubric, as many as they have chosen; `given` once it is all."""

    id: int
    hand_in: int
    membership: int
    is_peer: bool
    asked_at: datetime
    given_at: datetime | None
    dropped_at: datetime | None
    comment: str
    person: int
    name: str
    left_on: date | None
    scores: dict[int, int]


def ask(db: Db, hand_in_id: int, member: int, *, is_peer: bool, at: datetime) -> bool:
    """Asks somebody to rate it; False where they were."""
    return db.value(ASK, hand_in_id=hand_in_id, membership_id=member, is_peer=is_peer, asked_at=at, comment="") is not None


def of(db: Db, hand_in_id: int) -> list[HandInRating]:
    """All that were asked for, those in whose place another was asked too."""
    return [_rating(db, row) for row in db.all(OF, hand_in=hand_in_id)]


def by(db: Db, hand_in_id: int, member: int) -> HandInRating | None:
    """What somebody was asked for."""
    row = db.one(BY, hand_in=hand_in_id, member=member)
    return None if row is None else _rating(db, row)


def of_homework(db: Db, homework_id: int) -> list[HandInRating]:
    """All of one homework."""
    return [_rating(db, row) for row in db.all(OF_HOMEWORK, homework=homework_id)]


def mine(db: Db, member: int) -> list[HandInRating]:
    """What somebody has still to rate, the oldest first."""
    return [_rating(db, row) for row in db.all(MINE, member=member)]


def of_who_left(db: Db, camp: int) -> list[HandInRating]:
    """What was asked of people who left before they gave it."""
    return [_rating(db, row) for row in db.all(LEFT, camp=camp)]


def _rating(db: Db, row: Any) -> HandInRating:
    scores = {one.place: one.points for one in db.all(SCORES, rating=row.id)}
    return HandInRating(
        row.id,
        row.hand_in_id,
        row.membership_id,
        row.is_peer,
        row.asked_at,
        row.given_at,
        row.dropped_at,
        row.comment,
        row.person,
        row.name,
        row.left_on,
        scores,
    )


def score(db: Db, rating: int, place: int, points: int) -> None:
    """One line of the rubric, until all of it is given."""
    db.run(SCORE, rating_id=rating, place=place, points=points)


def give(db: Db, rating: int, scores: Sequence[int], comment: str, *, at: datetime) -> bool:
    """All of it, for good; False where it was given, or another was asked in their place."""
    if db.value(GIVE, rating=rating, at=at, words=comment) is None:
        return False
    for place, points in enumerate(scores):
        score(db, rating, place, points)
    return True


def drop(db: Db, rating: int, *, at: datetime) -> bool:
    """Somebody else is asked in their place; False where it was given."""
    return db.value(DROP, rating=rating, at=at) is not None
