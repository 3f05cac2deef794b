"""Who needs care: one case a learner and alert, with its owner, what was done, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, bindparam, func, or_, select, type_coerce, update
from sqlalchemy.dialects.postgresql import insert

from storage.camps import membership
from storage.connection import Db
from storage.people import person
from storage.schema import Day, Instant, Json, foreign_key, metadata, primary_key

care = Table(
    "care",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("membership", index=True),
    Column("reasons", Json, nullable=False),
    Column("flagged_on", Day, nullable=False),
    Column("due_on", Day, nullable=False),
    foreign_key("person", name="owner_id", nullable=True),
    Column("action", Text),
    Column("acted_at", Instant),
    Column("outcome", Text),
    Column("closed_on", Day),
    CheckConstraint("outcome in ('recovered','same','left')", name="outcome"),
)
"""`reasons` is [[rule, numbers], …], the first being what the case is about; `action` is empty while nobody was contacted."""
Index("ix_care_camp", care.c.camp_id, care.c.flagged_on)

_shown = (
    care.c.id,
    care.c.membership_id,
    person.c.id.label("person_id"),
    person.c.name,
    care.c.reasons,
    care.c.flagged_on,
    care.c.due_on,
    care.c.owner_id,
    care.c.action,
    care.c.outcome,
)
_cases = care.join(membership, membership.c.id == care.c.membership_id).join(person, person.c.id == membership.c.person_id)
FLAG = insert(care).returning(care.c.id)
LAST_FLAGS = (
    select(care.c.membership_id, func.max(care.c.flagged_on).label("last"))
    .where(care.c.camp_id == bindparam("camp"), care.c.flagged_on >= bindparam("since", type_=Day))
    .group_by(care.c.membership_id)
)
ONE = select(*_shown).select_from(_cases).where(care.c.camp_id == bindparam("camp"), care.c.id == bindparam("case"))
OPEN = (
    select(*_shown).select_from(_cases).where(care.c.camp_id == bindparam("camp"), care.c.outcome.is_(None)).order_by(care.c.id)
)
_untouched = (care.c.camp_id == bindparam("camp"), care.c.outcome.is_(None), care.c.action.is_(None))
UNTOUCHED = (
    select(*_shown)
    .select_from(_cases)
    .where(*_untouched, care.c.id > bindparam("after"))
    .order_by(care.c.id)
    .limit(bindparam("most"))
)
BACKLOG = select(func.count().label("n"), type_coerce(func.min(care.c.flagged_on), Day).label("since")).where(*_untouched)
FLAGGED = (
    select(*_shown)
    .select_from(_cases)
    .where(
        care.c.camp_id == bindparam("camp"),
        care.c.flagged_on >= bindparam("first", type_=Day),
        care.c.flagged_on <= bindparam("last", type_=Day),
    )
    .order_by(care.c.id)
)
ACT = (
    update(care)
    .where(
        care.c.id == bindparam("case"),
        care.c.outcome.is_(None),
        or_(care.c.owner_id.is_(None), care.c.owner_id == bindparam("owner")),
    )
    .values(owner_id=bindparam("owner"), action=bindparam("what"), acted_at=bindparam("when", type_=Instant))
    .returning(care.c.id)
)
CLOSE = (
    update(care)
    .where(care.c.id == bindparam("case"), care.c.outcome.is_(None))
    .values(outcome=bindparam("how"), closed_on=bindparam("day", type_=Day))
    .returning(care.c.id)
)
REOPEN = update(care).where(care.c.id == bindparam("case")).values(outcome=None, closed_on=None)
UNSAY = update(care).where(care.c.membership_id == bindparam("member"), care.c.action.is_not(None)).values(action="")
GONE = (
    update(care)
    .where(care.c.membership_id == bindparam("member"), care.c.outcome.is_(None))
    .values(outcome="left", closed_on=bindparam("on", type_=Day))
)
MERGE = update(care).where(care.c.owner_id == bindparam("old")).values(owner_id=bindparam("kept"))
MOVE = update(care).where(care.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


@dataclass(frozen=True, slots=True)
class Case:
    """A learner who needs care. `reasons` are (rule, numbers); `owner` the person who took it."""

    id: int
    membership: int
    person: int
    name: str
    reasons: list[list[Any]]
    flagged_on: date
    due_on: date
    owner: int | None
    action: str | None
    outcome: str | None


def flag(db: Db, camp_id: int, member: int, reasons: list[list[Any]], *, on: date, due_on: date) -> int:
    """A new case; gives its number."""
    return int(db.value(FLAG, camp_id=camp_id, membership_id=member, reasons=reasons, flagged_on=on, due_on=due_on))


def last_flags(db: Db, camp_id: int, since: date) -> dict[int, date]:
    """When each member was flagged last (membership → day), since a day."""
    return {row.membership_id: row.last for row in db.all(LAST_FLAGS, camp=camp_id, since=since)}


def find(db: Db, camp_id: int, case: int) -> Case | None:
    row = db.one(ONE, camp=camp_id, case=case)
    return None if row is None else Case(*row)


def open_cases(db: Db, camp_id: int) -> list[Case]:
    """The cases without an outcome, the oldest first."""
    return [Case(*row) for row in db.all(OPEN, camp=camp_id)]


def untouched(db: Db, camp_id: int, *, after: int, most: int) -> list[Case]:
    """At most so many of the cases nobody has done anything about, with numbers above `after`."""
    return [Case(*row) for row in db.all(UNTOUCHED, camp=camp_id, after=after, most=most)]


def backlog(db: Db, camp_id: int) -> tuple[int, date | None]:
    """How many there are, and the day the oldest was flagged."""
    row = db.one(BACKLOG, camp=camp_id)
    assert row is not None
    return row.n, row.since


def flagged(db: Db, camp_id: int, first: date, last: date) -> list[Case]:
    """The cases of these days."""
    return [Case(*row) for row in db.all(FLAGGED, camp=camp_id, first=first, last=last)]


def act(db: Db, case: int, by: int, what: str, *, at: datetime) -> bool:
    """Somebody did something about it, and owns the case from now on; False where it is another's, or closed."""
    return db.one(ACT, case=case, owner=by, what=what, when=at) is not None


def close(db: Db, case: int, how: str, *, on: date) -> bool:
    """What came of it: recovered, same, or left. False where it was closed before."""
    return db.one(CLOSE, case=case, how=how, day=on) is not None


def reopen(db: Db, case: int) -> None:
    """The outcome was a mistake."""
    db.run(REOPEN, case=case)


def move(db: Db, old: int, kept: int) -> None:
    """One membership's cases become another's."""
    db.run(MOVE, old=old, kept=kept)


def merge(db: Db, old: int, kept: int) -> None:
    """The cases `old` took are `kept`'s."""
    db.run(MERGE, old=old, kept=kept)


def erase(db: Db, member: int, *, on: date) -> None:
    """What was noted of them goes, that somebody was contacted stays; an open case ends with their leaving."""
    db.run(UNSAY, member=member)
    db.run(GONE, member=member, on=on)
