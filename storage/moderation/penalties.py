"""Penalties: every step with its rule, who gave it, why and until when; what was overturned stays, and counts for nothing."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, bindparam, case, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.moderation.cases import moderation_case
from storage.schema import Instant, foreign_key, metadata, primary_key

STEPS = ("remind", "warn", "silence", "remove")

penalty = Table(
    "penalty",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("person", index=True),
    foreign_key("moderation_case", name="case_id", index=True),
    Column("step", Text, nullable=False),
    Column("rule", Integer, nullable=False),
    Column("rules_version", Integer, nullable=False),
    Column("reason", Text, nullable=False, server_default=text("''")),
    foreign_key("person", name="given_by"),
    Column("at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("overturned_at", Instant),
    CheckConstraint(f"step IN ({', '.join(repr(step) for step in STEPS)})", name="step"),
    CheckConstraint("until > at", name="until"),
)
Index("ix_penalty_camp", penalty.c.camp_id, penalty.c.at)

penalty_counted = Table(
    "penalty_counted",
    metadata,
    foreign_key("penalty", name="warning_id", primary_key=True),
    foreign_key("penalty", name="silence_id", index=True),
    sqlite_with_rowid=False,
)
"""The silence that a warning was one of the reasons for: while that stands it counts for no other."""

penalty_mark = Table(
    "penalty_mark",
    metadata,
    foreign_key("penalty", primary_key=True),
    Column("mark", Text, primary_key=True, index=True),
)
"""Whose penalty it is where they were erased while it was in force: a keyed hash of each account, which nobody reads without the key."""


class Penalty(NamedTuple):
    """One step taken against somebody."""

    id: int
    camp: int
    person: int
    case: int
    step: str
    rule: int
    rules_version: int
    reason: str
    given_by: int
    at: datetime
    until: datetime
    overturned_at: datetime | None

    def is_in_force(self, now: datetime) -> bool:
        return self.overturned_at is None and now < self.until


class RuleSums(NamedTuple):
    """What was done about one rule: steps by kind, how many of them were overturned."""

    rule: int
    step: str
    given: int
    overturned: int


GIVE = insert(penalty)
_PENALTY = tuple(
    penalty.c[name] for name in ("id", "camp_id", "person_id", "case_id", "step", "rule", "rules_version", "reason")
)
_ALL = (*_PENALTY, *(penalty.c[name] for name in ("given_by", "at", "until", "overturned_at")))
ONE = select(*_ALL).where(penalty.c.id == bindparam("which"))
OF_PERSON = select(*_ALL).where(penalty.c.person_id == bindparam("who")).order_by(penalty.c.at, penalty.c.id)
IN_CAMP = OF_PERSON.where(penalty.c.camp_id == bindparam("camp"))
OF_CASE = select(*_ALL).where(penalty.c.case_id == bindparam("case")).order_by(penalty.c.id)
_counts = (
    (penalty.c.step == "warn")
    & penalty.c.overturned_at.is_(None)
    & penalty.c.id.not_in(select(penalty_counted.c.warning_id))
    & (penalty.c.until > bindparam("now", type_=Instant))
)
COUNTED = select(penalty.c.id).where(penalty.c.camp_id == bindparam("camp"), penalty.c.person_id == bindparam("who"), _counts)
SPEND = insert(penalty_counted)
COUNTED_IN = select(penalty_counted.c.silence_id).where(penalty_counted.c.warning_id == bindparam("warning"))
RELEASE = delete(penalty_counted).where(penalty_counted.c.silence_id == bindparam("silence"))
OVERTURN = (
    update(penalty)
    .where(penalty.c.id == bindparam("which"), penalty.c.overturned_at.is_(None))
    .values(overturned_at=bindparam("when", type_=Instant))
    .returning(penalty.c.id)
)
SUMS = (
    select(
        penalty.c.rule,
        penalty.c.step,
        func.count().label("given"),
        func.sum(case((penalty.c.overturned_at.is_not(None), 1), else_=0)).label("overturned"),
    )
    .where(penalty.c.camp_id == bindparam("camp"), penalty.c.at > bindparam("since", type_=Instant))
    .group_by(penalty.c.rule, penalty.c.step)
    .order_by(penalty.c.rule)
)
MERGES = [
    update(penalty).where(column == bindparam("old")).values({column.name: bindparam("kept")})
    for column in (penalty.c.person_id, penalty.c.given_by)
]
MARK = insert(penalty_mark).on_conflict_do_nothing()
ARE_MARKED = (
    select(penalty.c.id)
    .select_from(penalty_mark.join(penalty, penalty.c.id == penalty_mark.c.penalty_id))
    .where(penalty.c.camp_id == bindparam("camp"))
    .limit(1)
)
MARKED = (
    select(penalty.c.id, penalty.c.case_id)
    .select_from(penalty_mark.join(penalty, penalty.c.id == penalty_mark.c.penalty_id))
    .where(penalty.c.camp_id == bindparam("camp"), penalty_mark.c.mark == bindparam("mark"))
)
GIVE_BACK = update(penalty).where(penalty.c.id == bindparam("which")).values(person_id=bindparam("who"))
CASE_BACK = update(moderation_case).where(moderation_case.c.id == bindparam("which")).values(person_id=bindparam("who"))
UNMARK = delete(penalty_mark).where(penalty_mark.c.penalty_id == bindparam("which"))


def give(
    db: Db,
    camp: int,
    person: int,
    case: int,
    step: str,
    *,
    rule: tuple[int, int],
    reason: str,
    by: int,
    at: datetime,
    until: datetime,
) -> int:
    """One step; gives its number."""
    kept = {"step": step, "rule": rule[0], "rules_version": rule[1], "reason": reason, "given_by": by, "at": at, "until": until}
    return db.insert_id(GIVE, camp_id=camp, person_id=person, case_id=case, **kept)


def find(db: Db, number: int) -> Penalty | None:
    row = db.one(ONE, which=number)
    return None if row is None else Penalty(*row)


def of_person(db: Db, person: int, camp: int | None = None) -> list[Penalty]:
    """All steps against somebody, the oldest first: in one camp, or wherever."""
    rows = db.all(OF_PERSON, who=person) if camp is None else db.all(IN_CAMP, who=person, camp=camp)
    return [Penalty(*row) for row in rows]


def of_case(db: Db, case: int) -> list[Penalty]:
    """The steps a case led to."""
    return [Penalty(*row) for row in db.all(OF_CASE, case=case)]


def counted(db: Db, camp: int, person: int, *, now: datetime) -> list[int]:
    """The warnings that count towards the next silence."""
    return [row.id for row in db.all(COUNTED, camp=camp, who=person, now=now)]


def spend(db: Db, warnings: list[int], silence: int) -> None:
    """These warnings are why that silence was given."""
    db.many(SPEND, [{"warning_id": warning, "silence_id": silence} for warning in warnings])


def overturn(db: Db, case: int, *, at: datetime) -> list[Penalty]:
    """No step of a case stands any more, nor a silence that one of its warnings was counted in; the other warnings of that count again.
    Gives what stood until now."""
    fallen: list[Penalty] = []
    for one in of_case(db, case):
        leans = db.value(COUNTED_IN, warning=one.id)
        for gone in (one, None if leans is None else find(db, leans)):
            if gone is not None and db.value(OVERTURN, which=gone.id, when=at) is not None:
                fallen.append(gone)
                db.run(RELEASE, silence=gone.id)
    return fallen


def sums(db: Db, camp: int, since: datetime) -> list[RuleSums]:
    """What was done about each rule since a moment."""
    return [
        RuleSums(rule, step, given, int(overturned)) for rule, step, given, overturned in db.all(SUMS, camp=camp, since=since)
    ]


def merge(db: Db, old: int, kept: int) -> None:
    """Two people become one: what stands against either stands against them."""
    for statement in MERGES:
        db.run(statement, old=old, kept=kept)


def mark(db: Db, number: int, marks: list[str]) -> None:
    """Whoever comes back under one of these accounts finds it in force."""
    db.many(MARK, [{"penalty_id": number, "mark": one} for one in marks])


def has_marks(db: Db, camp: int) -> bool:
    """Whether somebody was erased while a penalty of theirs was in force in the camp."""
    return db.value(ARE_MARKED, camp=camp) is not None


def come_back(db: Db, camp: int, person: int, marks: list[str]) -> int:
    """Somebody is here again under an account that was marked: what stood against them stands. Gives how many steps."""
    back = {row.id: row.case_id for one in marks for row in db.all(MARKED, camp=camp, mark=one)}
    for number, of in back.items():
        db.run(GIVE_BACK, which=number, who=person)
        db.run(CASE_BACK, which=of, who=person)
        db.run(UNMARK, which=number)
    return len(back)
