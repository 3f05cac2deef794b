"""Onboarding: a camp's stages from the day somebody joined, whom a mentor has signed off, and who was told that a stage is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.exams import exam, sitting
from storage.schema import Instant, foreign_key, metadata, primary_key

onboarding_stage = Table(
    "onboarding_stage",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("place", Integer, nullable=False),
    Column("opens_after", Integer, nullable=False),
    Column("days", Integer, nullable=False),
    Column("gate", Text, nullable=False),
    Column("exam", Text),
    Column("retired_at", Instant),
    CheckConstraint("place BETWEEN 1 AND 6", name="place"),
    CheckConstraint("opens_after >= 0 AND days > 0", name="days"),
    CheckConstraint("gate IN ('exam', 'signoff', 'none')", name="gate"),
    CheckConstraint("(gate = 'exam') = (exam IS NOT NULL)", name="exam"),
)
"""Another plan retires the stages of the one before; what was signed of them stays."""
_in_use = onboarding_stage.c.retired_at.is_(None)
Index(
    "uq_onboarding_stage_in_use",
    onboarding_stage.c.camp_id,
    onboarding_stage.c.place,
    unique=True,
    postgresql_where=_in_use,
    sqlite_where=_in_use,
)
onboarding_signoff = Table(
    "onboarding_signoff",
    metadata,
    foreign_key("onboarding_stage", name="stage_id", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    foreign_key("person", name="signed_by"),
    Column("at", Instant, nullable=False),
)
onboarding_told = Table(
    "onboarding_told",
    metadata,
    foreign_key("onboarding_stage", name="stage_id", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("at", Instant, nullable=False),
)
"""Nobody is told twice that a stage is open."""

ADD = insert(onboarding_stage)
RETIRE = (
    update(onboarding_stage)
    .where(onboarding_stage.c.camp_id == bindparam("camp"), _in_use)
    .values(retired_at=bindparam("when", type_=Instant))
)
STAGES = (
    select(
        onboarding_stage.c.id,
        onboarding_stage.c.place,
        onboarding_stage.c.opens_after,
        onboarding_stage.c.days,
        onboarding_stage.c.gate,
        onboarding_stage.c.exam,
    )
    .where(onboarding_stage.c.camp_id == bindparam("camp"), _in_use)
    .order_by(onboarding_stage.c.place)
)
SIGN = insert(onboarding_signoff).on_conflict_do_nothing()
UNSIGN = (
    delete(onboarding_signoff)
    .where(onboarding_signoff.c.stage_id == bindparam("stage"), onboarding_signoff.c.membership_id == bindparam("member"))
    .returning(onboarding_signoff.c.stage_id)
)
SIGNED = select(onboarding_signoff.c.stage_id, onboarding_signoff.c.membership_id).where(
    onboarding_signoff.c.stage_id == bindparam("stage")
)
WHOLE = (
    select(sitting.c.membership_id)
    .select_from(exam.join(sitting, sitting.c.exam_id == exam.c.id))
    .where(
        exam.c.camp_id == bindparam("camp"),
        exam.c.name == bindparam("called"),
        exam.c.role == "exam",
        sitting.c.out_of > 0,
        sitting.c.earned >= sitting.c.out_of,
    )
    .distinct()
)
TELL = insert(onboarding_told).on_conflict_do_nothing()
TABLES = (onboarding_signoff, onboarding_told)
_twins = {table: table.alias(f"twin_{table.name}") for table in TABLES}
DROP_TWICE = [
    delete(table).where(
        table.c.membership_id == bindparam("old"),
        select(twin.c.stage_id).where(twin.c.membership_id == bindparam("kept"), twin.c.stage_id == table.c.stage_id).exists(),
    )
    for table, twin in _twins.items()
]
MOVE = [
    update(table).where(table.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept")) for table in TABLES
]
MOVE_SIGNED = (
    update(onboarding_signoff).where(onboarding_signoff.c.signed_by == bindparam("old")).values(signed_by=bindparam("kept"))
)


class OnboardingStage(NamedTuple):
    """A stage: so many days from joining until it opens, how long it is, and what must be passed at its end."""

    id: int
    place: int
    opens_after: int
    days: int
    gate: str
    exam: str | None


def plan(db: Db, camp: int, stages: Iterable[tuple[int, str, str | None]], *, at: datetime) -> None:
    """The camp's stages (days, gate, exam) in place of those it had."""
    db.run(RETIRE, camp=camp, when=at)
    opens_after = 0
    for place, (days, gate, named) in enumerate(stages, 1):
        db.run(ADD, camp_id=camp, place=place, opens_after=opens_after, days=days, gate=gate, exam=named)
        opens_after += days


def stages(db: Db, camp: int) -> list[OnboardingStage]:
    """A camp's stages in their order."""
    return [OnboardingStage(*row) for row in db.all(STAGES, camp=camp)]


def passed(db: Db, camp: int, stage: OnboardingStage) -> set[int]:
    """The memberships that passed a stage's gate."""
    if stage.gate == "exam":
        return {row[0] for row in db.all(WHOLE, camp=camp, called=stage.exam)}
    return {row[1] for row in db.all(SIGNED, stage=stage.id)}


def sign(db: Db, stage: int, member: int, *, by: int, at: datetime) -> bool:
    """Somebody is signed off; False where they were."""
    return db.insert(SIGN, stage_id=stage, membership_id=member, signed_by=by, at=at)


def unsign(db: Db, stage: int, member: int) -> bool:
    """That is taken back; False where they were not."""
    return db.one(UNSIGN, stage=stage, member=member) is not None


def tell(db: Db, stage: int, member: int, *, at: datetime) -> bool:
    """They are told that a stage is open; False where they were."""
    return db.insert(TELL, stage_id=stage, membership_id=member, at=at)


def move(db: Db, old: int, kept: int) -> None:
    """What one membership was signed off for and told is another's."""
    for statement in DROP_TWICE:
        db.run(statement, old=old, kept=kept)
    for moved in MOVE:
        db.run(moved, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What somebody signed is another's."""
    db.run(MOVE_SIGNED, old=old, kept=kept)
