"""What the archive was suggested for, and whether that was right: the judgements the thresholds can be fitted to."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Boolean, Column, Index, Integer, Table, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.archive import entry
from storage.connection import Db
from storage.schema import Instant, foreign_key, metadata, primary_key

suggestion = Table(
    "suggestion",
    metadata,
    primary_key(),
    foreign_key("entry", index=True),
    foreign_key("person", index=True),
    Column("chance", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("right", Boolean),
    Column("judged_at", Instant),
)
"""An entry shown as a possible answer, `chance` in per mille; `right` is what the asker said of it. The words are not kept."""
Index("ix_suggestion_judged", suggestion.c.judged_at)

ENOUGH = 300
"""Judgements before a camp's own threshold is believed."""
AIM = 0.9
"""The share of suggestions that should be right."""

SUGGEST = insert(suggestion).returning(suggestion.c.id)
JUDGE = (
    update(suggestion)
    .where(suggestion.c.id == bindparam("suggestion"), suggestion.c.person_id == bindparam("by"), suggestion.c.right.is_(None))
    .values(right=bindparam("so"), judged_at=bindparam("when"))
    .returning(suggestion.c.entry_id)
)
JUDGED = (
    select(suggestion.c.chance, suggestion.c.right)
    .select_from(suggestion.join(entry, entry.c.id == suggestion.c.entry_id))
    .where(entry.c.camp_id == bindparam("camp"), suggestion.c.right.is_not(None))
    .order_by(suggestion.c.chance.desc(), suggestion.c.id)
)
SINCE = select(func.count(suggestion.c.at.distinct())).where(
    suggestion.c.person_id == bindparam("person"), suggestion.c.at > bindparam("since", type_=Instant)
)
MERGE = update(suggestion).where(suggestion.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))


class Judgement(NamedTuple):
    """How likely an entry was, in per mille, and whether it was right."""

    chance: int
    right: bool


def suggest(db: Db, entry_id: int, person_id: int, chance: float, *, at: datetime) -> int:
    """Notes that an entry was shown to somebody as a possible answer; `chance` is 0 to 1. Gives the suggestion's id."""
    return int(db.value(SUGGEST, entry_id=entry_id, person_id=person_id, chance=round(1000 * chance), at=at))


def times_since(db: Db, person_id: int, since: datetime) -> int:
    """How many times something was suggested to somebody after a moment; three entries at once are one time."""
    return int(db.value(SINCE, person=person_id, since=since))


def judge(db: Db, suggestion_id: int, *, right: bool, by: int, at: datetime) -> int | None:
    """What the asker says of it; gives the entry, None where they said it before or were not asked."""
    return db.value(JUDGE, suggestion=suggestion_id, so=right, by=by, when=at)


def judgements(db: Db, camp: int) -> list[Judgement]:
    """All that were given, the likeliest first."""
    return [Judgement(*row) for row in db.all(JUDGED, camp=camp)]


def threshold(judged: list[Judgement], otherwise: float) -> float:
    """The lowest chance from which nine suggestions in ten were right, as judged; `otherwise` where too few were, or none is."""
    if len(judged) < ENOUGH:
        return otherwise
    right, lowest = 0, otherwise
    for shown, one in enumerate(sorted(judged, reverse=True), 1):
        right += one.right
        if right >= AIM * shown:
            lowest = one.chance / 1000
    return lowest


def merge(db: Db, old: int, kept: int) -> None:
    """What `old` was shown and judged is `kept`'s."""
    db.run(MERGE, old=old, kept=kept)
