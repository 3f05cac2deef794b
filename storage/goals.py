"""Goals of a camp: what it is for, one short and one long goal with what is measured, how much, until when, and who answers for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Day, Instant, foreign_key, metadata, primary_key

KINDS = ("position", "short", "long")

goal = Table(
    "goal",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("kind", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("metric", Text, nullable=False, server_default=text("''")),
    Column("counter", Text),
    Column("subject", Text, nullable=False, server_default=text("''")),
    Column("target", Integer),
    Column("unit", Text, nullable=False, server_default=text("''")),
    Column("due", Day),
    Column("base", Integer, nullable=False, server_default=text("0")),
    foreign_key("membership", name="owner_id", nullable=True, index=True),
    Column("set_at", Instant, nullable=False),
    Column("value", Integer),
    Column("value_at", Instant),
    Column("ended_at", Instant),
    CheckConstraint("kind in ('position','short','long')", name="kind"),
    CheckConstraint(
        "kind = 'position' or (target is not null and due is not null and owner_id is not null and metric != '')",
        name="measured",
    ),
    CheckConstraint("target > 0", name="target"),
    CheckConstraint("(value is null) = (value_at is null)", name="value"),
)
"""`target` and `value` are hundredths. What a `counter` counts is counted since the goal was set, `base` being what there was then; without one
the `value` is what somebody typed in."""
_IN_FORCE = text("ended_at is null")
Index("uq_goal_in_force", goal.c.camp_id, goal.c.kind, unique=True, sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE)

SET = insert(goal).returning(goal.c.id)
_COLUMNS = (
    goal.c.id,
    goal.c.camp_id,
    goal.c.kind,
    goal.c.words,
    goal.c.metric,
    goal.c.counter,
    goal.c.subject,
    goal.c.target,
    goal.c.unit,
    goal.c.due,
    goal.c.base,
    goal.c.owner_id,
    person.c.name.label("owner"),
    goal.c.set_at,
    goal.c.value,
    goal.c.value_at,
)
_owned = goal.outerjoin(membership, membership.c.id == goal.c.owner_id).outerjoin(person, person.c.id == membership.c.person_id)
IN_FORCE = (
    select(*_COLUMNS)
    .select_from(_owned)
    .where(goal.c.camp_id == bindparam("camp"), goal.c.ended_at.is_(None))
    .order_by(goal.c.id)
)
END = (
    update(goal)
    .where(goal.c.camp_id == bindparam("camp"), goal.c.kind == bindparam("which"), goal.c.ended_at.is_(None))
    .values(ended_at=bindparam("at", type_=Instant))
    .returning(goal.c.id)
)
REVIVE = update(goal).where(goal.c.id == bindparam("goal")).values(ended_at=None)
ENTER = (
    update(goal)
    .where(goal.c.id == bindparam("goal"))
    .values(value=bindparam("amount"), value_at=bindparam("at", type_=Instant))
)
MOVE = update(goal).where(goal.c.owner_id == bindparam("old")).values(owner_id=bindparam("kept"))


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal in force; what a camp is for has words alone."""

    id: int
    camp: int
    kind: str
    words: str
    metric: str
    counter: str | None
    subject: str
    target: int | None
    unit: str
    due: date | None
    base: int
    owner_id: int | None
    owner: str | None
    set_at: datetime
    value: int | None
    value_at: datetime | None


def in_force(db: Db, camp: int) -> list[Goal]:
    """What is in force: what the camp is for, the short goal and the long one, as far as they are set."""
    rows = [Goal(*row) for row in db.all(IN_FORCE, camp=camp)]
    return sorted(rows, key=lambda one: KINDS.index(one.kind))


def put(
    db: Db,
    camp: int,
    kind: str,
    words: str,
    *,
    metric: str = "",
    counter: str | None = None,
    subject: str = "",
    target: int | None = None,
    unit: str = "",
    due: date | None = None,
    base: int = 0,
    owner: int | None = None,
    at: datetime,
) -> tuple[int, int | None]:
    """In force from now on, in place of the one before; gives the new one's id and that of the one before."""
    before = end(db, camp, kind, at=at)
    new = db.value(
        SET,
        camp_id=camp,
        kind=kind,
        words=words,
        metric=metric,
        counter=counter,
        subject=subject,
        target=target,
        unit=unit,
        due=due,
        base=base,
        owner_id=owner,
        set_at=at,
    )
    return int(new), before


def end(db: Db, camp: int, kind: str, *, at: datetime) -> int | None:
    """It is in force no more; gives its id, None where there was none."""
    return db.value(END, camp=camp, which=kind, at=at)


def revive(db: Db, goal_id: int) -> None:
    """One that was ended is in force again; none of its kind may be."""
    db.run(REVIVE, goal=goal_id)


def enter(db: Db, goal_id: int, value: int | None, *, at: datetime | None) -> None:
    """What somebody says there is now, in hundredths; nothing where nobody has said so."""
    db.run(ENTER, goal=goal_id, amount=value, at=at)


def merge(db: Db, old: int, kept: int) -> None:
    """What one membership answers for another does."""
    db.run(MOVE, old=old, kept=kept)
