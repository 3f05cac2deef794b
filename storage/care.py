"""Who needs care: one open case a learner, by which rule, with its owner, what was done, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    PrimaryKeyConstraint,
    Table,
    Text,
    bindparam,
    delete,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
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
    foreign_key("care_rule", name="rule_id", nullable=True),
    Column("kind", Text),
    Column("evidence", Json),
    CheckConstraint("outcome in ('recovered','same','left','ignored','joined')", name="outcome"),
    CheckConstraint("kind in ('remind','coach','train','talk')", name="kind"),
)
"""`reasons` is [[rule, numbers], …], the first being what the case is about; `rule_id` is that rule as it stood then; `kind` and `action`
are empty while nobody was contacted; `evidence` are the numbers the outcome was judged by. One that `joined` went on in another of the
same person's, when two accounts became one."""
Index("ix_care_camp", care.c.camp_id, care.c.flagged_on)
_is_open = care.c.outcome.is_(None)
Index("uq_care_open", care.c.membership_id, unique=True, postgresql_where=_is_open, sqlite_where=_is_open)

care_exam = Table(
    "care_exam",
    metadata,
    foreign_key("membership"),
    foreign_key("exam"),
    foreign_key("care", name="case_id", index=True),
    PrimaryKeyConstraint("membership_id", "exam_id"),
)
"""The exams a learner's cases are about: each is one reason, once."""

care_step = Table(
    "care_step",
    metadata,
    primary_key(),
    foreign_key("care", name="case_id", index=True),
    Column("kind", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
    foreign_key("person", name="by_id", nullable=True),
)
"""What was done and what happened in a case, in order; `by_id` did it, nobody where it happened."""

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
    care.c.kind,
    care.c.evidence,
    care.c.rule_id,
)
_cases = care.join(membership, membership.c.id == care.c.membership_id).join(person, person.c.id == membership.c.person_id)
FLAG = insert(care).on_conflict_do_nothing().returning(care.c.id)
LAST_FLAGS = (
    select(care.c.membership_id, func.max(care.c.flagged_on).label("last"))
    .where(care.c.camp_id == bindparam("camp"), care.c.flagged_on >= bindparam("since", type_=Day))
    .group_by(care.c.membership_id)
)
ONE = select(*_shown).select_from(_cases).where(care.c.camp_id == bindparam("camp"), care.c.id == bindparam("case"))
OPEN = (
    select(*_shown).select_from(_cases).where(care.c.camp_id == bindparam("camp"), care.c.outcome.is_(None)).order_by(care.c.id)
)
OPEN_OF = select(*_shown).select_from(_cases).where(care.c.membership_id == bindparam("member"), _is_open)
LATEST_OF = (
    select(*_shown).select_from(_cases).where(care.c.membership_id == bindparam("member")).order_by(care.c.id.desc()).limit(1)
)
LAST_OF = select(type_coerce(func.max(care.c.flagged_on), Day)).where(care.c.membership_id == bindparam("member"))
SOME_OPEN = (
    select(*_shown)
    .select_from(_cases)
    .where(care.c.camp_id == bindparam("camp"), _is_open, care.c.id > bindparam("after"))
    .order_by(care.c.id)
    .limit(bindparam("most"))
)
BACKLOG = select(
    func.count().label("n"),
    type_coerce(func.min(care.c.flagged_on).filter(care.c.kind.is_(None)), Day).label("untouched"),
    type_coerce(func.min(care.c.due_on).filter(care.c.kind.is_not(None)), Day).label("due"),
).where(care.c.camp_id == bindparam("camp"), _is_open)
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
    .values(
        owner_id=bindparam("owner"),
        kind=bindparam("how"),
        action=bindparam("what"),
        acted_at=bindparam("when", type_=Instant),
    )
    .returning(care.c.id)
)
CLOSE = (
    update(care)
    .where(care.c.id == bindparam("case"), care.c.outcome.is_(None))
    .values(outcome=bindparam("how"), closed_on=bindparam("day", type_=Day), evidence=bindparam("numbers", type_=Json))
    .returning(care.c.id)
)
_again = care.alias("again")
_has_open = select(_again.c.membership_id).where(_again.c.outcome.is_(None))
REOPEN = (
    update(care)
    .where(care.c.id == bindparam("case"), care.c.membership_id.not_in(_has_open))
    .values(outcome=None, closed_on=None, evidence=None)
    .returning(care.c.id)
)
UNSAY = update(care).where(care.c.membership_id == bindparam("member"), care.c.action.is_not(None)).values(action="")
_theirs = select(care.c.id).where(care.c.membership_id == bindparam("member"))
UNSAY_STEPS = update(care_step).where(care_step.c.case_id.in_(_theirs)).values(words="")
GONE = (
    update(care)
    .where(care.c.membership_id == bindparam("member"), care.c.outcome.is_(None))
    .values(outcome="left", closed_on=bindparam("on", type_=Day))
)
MERGE = update(care).where(care.c.owner_id == bindparam("old")).values(owner_id=bindparam("kept"))
MERGE_STEPS = update(care_step).where(care_step.c.by_id == bindparam("old")).values(by_id=bindparam("kept"))
MOVE = update(care).where(care.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
_other = care_exam.alias("other")
DROP_EXAMS = delete(care_exam).where(
    care_exam.c.membership_id == bindparam("old"),
    care_exam.c.exam_id.in_(select(_other.c.exam_id).where(_other.c.membership_id == bindparam("kept"))),
)
MOVE_EXAMS = update(care_exam).where(care_exam.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
ABOUT_EXAM = insert(care_exam).on_conflict_do_nothing().returning(care_exam.c.exam_id)
EXAMS = (
    select(care_exam.c.membership_id, care_exam.c.exam_id)
    .select_from(care_exam.join(membership, membership.c.id == care_exam.c.membership_id))
    .where(membership.c.camp_id == bindparam("camp"))
)
OF_EXAM = select(care_exam.c.case_id).where(
    care_exam.c.membership_id == bindparam("member"), care_exam.c.exam_id == bindparam("exam")
)
ADD_REASON = update(care).where(care.c.id == bindparam("case")).values(reasons=bindparam("all_of_them", type_=Json))
STEP = insert(care_step)
STEPS = (
    select(care_step.c.kind, care_step.c.words, care_step.c.at, person.c.name)
    .select_from(care_step.outerjoin(person, person.c.id == care_step.c.by_id))
    .where(care_step.c.case_id == bindparam("case"))
    .order_by(care_step.c.id)
)


@dataclass(frozen=True, slots=True)
class Case:
    """A learner who needs care. `reasons` are (rule, numbers); `owner` the person who took it; `kind` how: remind, coach, train or talk."""

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
    kind: str | None
    evidence: dict[str, Any] | None
    rule: int | None


@dataclass(frozen=True, slots=True)
class CareStep:
    """Something done or that happened in a case; `by` is a name, None where it happened."""

    kind: str
    words: str
    at: datetime
    by: str | None


def flag(
    db: Db, camp_id: int, member: int, reasons: list[list[Any]], *, on: date, due_on: date, rule: int | None = None
) -> int | None:
    """A new case; gives its number, None where the learner has an open one."""
    values = {"camp_id": camp_id, "membership_id": member, "reasons": reasons, "rule_id": rule}
    return db.value(FLAG, flagged_on=on, due_on=due_on, **values)


def last_flags(db: Db, camp_id: int, since: date) -> dict[int, date]:
    """When each member was flagged last (membership → day), since a day."""
    return {row.membership_id: row.last for row in db.all(LAST_FLAGS, camp=camp_id, since=since)}


def find(db: Db, camp_id: int, case: int) -> Case | None:
    row = db.one(ONE, camp=camp_id, case=case)
    return None if row is None else Case(*row)


def open_cases(db: Db, camp_id: int) -> list[Case]:
    """The cases without an outcome, the oldest first."""
    return [Case(*row) for row in db.all(OPEN, camp=camp_id)]


def open_of(db: Db, member: int) -> Case | None:
    """A learner's open case."""
    row = db.one(OPEN_OF, member=member)
    return None if row is None else Case(*row)


def latest_of(db: Db, member: int) -> Case | None:
    """A learner's last case, open or not."""
    row = db.one(LATEST_OF, member=member)
    return None if row is None else Case(*row)


def last_of(db: Db, member: int) -> date | None:
    """The day a learner was flagged last."""
    return db.value(LAST_OF, member=member)


def some_open(db: Db, camp_id: int, *, after: int, most: int) -> list[Case]:
    """At most so many of the open cases, with numbers above `after`."""
    return [Case(*row) for row in db.all(SOME_OPEN, camp=camp_id, after=after, most=most)]


def backlog(db: Db, camp_id: int) -> tuple[int, date | None, date | None]:
    """How many are open, the day the oldest nobody did anything about was flagged, and the first day one under way is due."""
    row = db.one(BACKLOG, camp=camp_id)
    assert row is not None
    return row.n, row.untouched, row.due


def flagged(db: Db, camp_id: int, first: date, last: date) -> list[Case]:
    """The cases of these days."""
    return [Case(*row) for row in db.all(FLAGGED, camp=camp_id, first=first, last=last)]


def act(db: Db, case: int, by: int, kind: str, what: str, *, at: datetime) -> bool:
    """Somebody did something about it, and owns the case from now on; False where it is another's, or closed."""
    if db.one(ACT, case=case, owner=by, how=kind, what=what, when=at) is None:
        return False
    step(db, case, kind, what, by=by, at=at)
    return True


def step(db: Db, case: int, kind: str, words: str, *, at: datetime, by: int | None = None) -> None:
    """What was done, or happened, stands in the case."""
    db.run(STEP, case_id=case, kind=kind, words=words, at=at, by_id=by)


def steps(db: Db, case: int) -> list[CareStep]:
    """All of it, in order."""
    return [CareStep(*row) for row in db.all(STEPS, case=case)]


def about_exam(db: Db, case: int, member: int, exam: int) -> bool:
    """The case is about this exam too; False where one was before."""
    return db.one(ABOUT_EXAM, membership_id=member, exam_id=exam, case_id=case) is not None


def of_exam(db: Db, member: int, exam: int) -> int | None:
    """The case that is or was about a learner's exam."""
    return db.value(OF_EXAM, member=member, exam=exam)


def exams_of_cases(db: Db, camp_id: int) -> set[tuple[int, int]]:
    """(membership, exam) of every exam a case of the camp is or was about."""
    return {(row.membership_id, row.exam_id) for row in db.all(EXAMS, camp=camp_id)}


def add_reason(db: Db, case: Case, reason: list[Any]) -> None:
    """One more reason joins a case."""
    db.run(ADD_REASON, case=case.id, all_of_them=[*case.reasons, reason])


def close(db: Db, case: int, how: str, *, on: date, evidence: dict[str, Any] | None = None) -> bool:
    """What came of it: recovered, same, left, ignored or joined, and the numbers that say so. False where it was closed before."""
    return db.one(CLOSE, case=case, how=how, day=on, numbers=evidence) is not None


def reopen(db: Db, case: int) -> bool:
    """The outcome was a mistake; False where they have another open one."""
    return db.one(REOPEN, case=case) is not None


def move(db: Db, old: int, kept: int, *, on: date) -> None:
    """One membership's cases become another's; where both have an open one, the later goes on in the earlier."""
    first, second = open_of(db, old), open_of(db, kept)
    if first is not None and second is not None:
        close(db, max(first.id, second.id), "joined", on=on)
    db.run(DROP_EXAMS, old=old, kept=kept)
    db.run(MOVE_EXAMS, old=old, kept=kept)
    db.run(MOVE, old=old, kept=kept)


def merge(db: Db, old: int, kept: int) -> None:
    """The cases `old` took are `kept`'s."""
    db.run(MERGE, old=old, kept=kept)
    db.run(MERGE_STEPS, old=old, kept=kept)


def erase(db: Db, member: int, *, on: date) -> None:
    """What was noted of them goes, that somebody was contacted stays; an open case ends with their leaving."""
    db.run(UNSAY, member=member)
    db.run(UNSAY_STEPS, member=member)
    db.run(GONE, member=member, on=on)
