"""Cards: what is known of a member's memory of a question, and when it comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Index, Table, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.bank import question
from storage.connection import Db
from storage.memberships import membership
from storage.people import account
from storage.schema import Day, Instant, Json, foreign_key, metadata

card = Table(
    "card",
    metadata,
    foreign_key("membership", primary_key=True),
    foreign_key("question", primary_key=True),
    Column("memory", Json, nullable=False),
    Column("last", Day, nullable=False),
    Column("due", Instant, nullable=False),
    sqlite_with_rowid=False,
)
"""`memory` is FSRS's [stability in days, difficulty], to the last digit; `due` is a workday morning."""
Index("ix_card_due", card.c.membership_id, card.c.due)

_kept = insert(card)
KEEP = _kept.on_conflict_do_update(
    index_elements=[card.c.membership_id, card.c.question_id],
    set_={name: _kept.excluded[name] for name in ("memory", "last", "due")},
)
CARD = select(card).where(card.c.membership_id == bindparam("member"), card.c.question_id == bindparam("question"))
_asked = card.join(question, question.c.id == card.c.question_id)
DUE = (
    select(card.c.question_id, card.c.memory, card.c.last, card.c.due)
    .select_from(_asked)
    .where(
        card.c.membership_id == bindparam("member"),
        card.c.due <= bindparam("now", type_=Instant),
        question.c.retired_at.is_(None),
    )
    .order_by(card.c.due, card.c.question_id)
)
HOW_MANY = (
    select(func.count())
    .select_from(_asked)
    .where(
        card.c.membership_id == bindparam("member"),
        card.c.due <= bindparam("now", type_=Instant),
        question.c.retired_at.is_(None),
    )
)
NEXT = (
    select(func.min(card.c.due))
    .select_from(_asked)
    .where(card.c.membership_id == bindparam("member"), question.c.retired_at.is_(None))
)
_reachable = select(account.c.id).where(
    account.c.person_id == membership.c.person_id, account.c.direct_room.is_not(None), account.c.reachable
)
WHOSE = (
    select(membership.c.id, membership.c.person_id)
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.left_on.is_(None),
        membership.c.id > bindparam("after"),
        select(card.c.due)
        .where(card.c.membership_id == membership.c.id, card.c.due <= bindparam("now", type_=Instant))
        .exists(),
        _reachable.exists(),
    )
    .order_by(membership.c.id)
    .limit(bindparam("most"))
)
_other = card.alias("other")
BOTH = (
    select(card.c.question_id, card.c.last, _other.c.last.label("kept_last"))
    .select_from(card.join(_other, _other.c.question_id == card.c.question_id))
    .where(card.c.membership_id == bindparam("old"), _other.c.membership_id == bindparam("kept"))
)
DROP = delete(card).where(card.c.membership_id == bindparam("member"), card.c.question_id == bindparam("question"))
MOVE = update(card).where(card.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


@dataclass(frozen=True, slots=True)
class Kept:
    """A card as it is kept."""

    question: int
    stability: float
    difficulty: float
    last: date
    due: datetime


def _kept_as(row: Any) -> Kept:
    stability, difficulty = row.memory
    return Kept(row.question_id, stability, difficulty, row.last, row.due)


def keep(db: Db, member: int, kept: Kept) -> None:
    """The card after an answer, in place of the one before."""
    db.run(
        KEEP,
        membership_id=member,
        question_id=kept.question,
        memory=[kept.stability, kept.difficulty],
        last=kept.last,
        due=kept.due,
    )


def drop(db: Db, member: int, question_id: int) -> None:
    """The question comes back no more."""
    db.run(DROP, member=member, question=question_id)


def find(db: Db, member: int, question_id: int) -> Kept | None:
    row = db.one(CARD, member=member, question=question_id)
    return None if row is None else _kept_as(row)


def due(db: Db, member: int, now: datetime) -> list[Kept]:
    """The cards due by now, of questions in use."""
    return [_kept_as(row) for row in db.all(DUE, member=member, now=now)]


def how_many(db: Db, member: int, now: datetime) -> int:
    """How many are due by now."""
    return int(db.value(HOW_MANY, member=member, now=now))


def next_due(db: Db, member: int) -> datetime | None:
    """When the next one is."""
    return db.value(NEXT, member=member)


def whose(db: Db, camp: int, now: datetime, *, after: int, most: int) -> list[tuple[int, int]]:
    """(membership, person) of those with a card due whom we can write to in private, past a membership."""
    return [(row[0], row[1]) for row in db.all(WHOSE, camp=camp, now=now, after=after, most=most)]


def merge(db: Db, old: int, kept: int) -> None:
    """One membership's cards become another's; of two on a question the one answered last stands."""
    for row in db.all(BOTH, old=old, kept=kept):
        older = old if row.last <= row.kept_last else kept
        drop(db, older, row.question_id)
    db.run(MOVE, old=old, kept=kept)
