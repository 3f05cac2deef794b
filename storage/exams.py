"""Exams and drills: what an exam asks, and every sitting of one, with its exact score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.answers import answer
from storage.asks import ask
from storage.bank import question
from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

exam = Table(
    "exam",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("tag", Text),
    Column("questions", Integer, nullable=False),
    Column("pass_mark", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("minutes", Integer),
    Column("form", Json),
    Column("opened_at", Instant, nullable=False),
    Column("until", Instant),
    UniqueConstraint("camp_id", "name", "role"),
    CheckConstraint("role in ('exam','before','after')", name="role"),
)
"""`form` are the questions of a paired test, the same for everybody; an exam draws for each sitting. `pass_mark` is in percent."""

sitting = Table(
    "sitting",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("membership"),
    foreign_key("exam", nullable=True),
    Column("attempt", Integer, nullable=False, server_default=text("1")),
    Column("questions", Json, nullable=False),
    Column("limit_ms", Integer),
    Column("started_at", Instant, nullable=False),
    Column("until", Instant),
    Column("ended_at", Instant),
    Column("earned", Integer),
    Column("out_of", Integer),
    Column("pass_mark", Integer),
    UniqueConstraint("exam_id", "membership_id", "attempt"),
)
"""One go at an exam, or a drill (no exam, `limit_ms` a question). `earned`/`out_of` is the score of 1, empty while a short answer
waits for an expert; `pass_mark` the one it was begun under, in percent."""
Index("ix_sitting_membership", sitting.c.membership_id, sitting.c.ended_at)

extra_attempt = Table(
    "extra_attempt",
    metadata,
    foreign_key("exam", primary_key=True),
    foreign_key("membership", primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("until", Instant),
    CheckConstraint("attempts >= 0", name="attempts"),
)
"""Goes somebody may have beyond an exam's own, and until when: without a moment of their own, whenever they like."""

_opened = insert(exam)
OPEN = _opened.on_conflict_do_update(
    index_elements=[exam.c.camp_id, exam.c.name, exam.c.role],
    set_={name: _opened.excluded[name] for name in ("tag", "questions", "pass_mark", "attempts", "minutes", "form", "until")},
).returning(exam.c.id)
REMOVE = (
    delete(exam)
    .where(exam.c.id == bindparam("exam"), ~select(sitting.c.id).where(sitting.c.exam_id == exam.c.id).exists())
    .returning(exam.c.id)
)
EXAM = select(exam).where(exam.c.id == bindparam("exam"))
NAMED = select(exam).where(
    exam.c.camp_id == bindparam("camp"), exam.c.name == bindparam("called"), exam.c.role == bindparam("as_")
)
ALL = select(exam).where(exam.c.camp_id == bindparam("camp")).order_by(exam.c.id)
SIT = insert(sitting).on_conflict_do_nothing().returning(sitting.c.id)
SITTING = select(sitting).where(sitting.c.id == bindparam("sitting"))
OPEN_SITTING = (
    select(sitting)
    .where(sitting.c.membership_id == bindparam("member"), sitting.c.ended_at.is_(None))
    .order_by(sitting.c.id.desc())
    .limit(1)
)
MINE = (
    select(sitting)
    .where(sitting.c.exam_id == bindparam("exam"), sitting.c.membership_id == bindparam("member"))
    .order_by(sitting.c.attempt)
)
END = (
    update(sitting)
    .where(sitting.c.id == bindparam("sitting"), sitting.c.ended_at.is_(None))
    .values(ended_at=bindparam("at"))
    .returning(sitting.c.id)
)
GOES = select(sitting).where(sitting.c.exam_id == bindparam("exam")).order_by(sitting.c.id)
RUNNING = select(sitting).where(sitting.c.exam_id == bindparam("exam"), sitting.c.ended_at.is_(None)).order_by(sitting.c.id)
PROLONG = update(sitting).where(sitting.c.id == bindparam("sitting")).values(until=bindparam("at", type_=Instant))
EXTRA = select(extra_attempt.c.attempts, extra_attempt.c.until).where(
    extra_attempt.c.exam_id == bindparam("exam"), extra_attempt.c.membership_id == bindparam("member")
)
_granted = insert(extra_attempt)
GRANT = _granted.on_conflict_do_update(
    index_elements=[extra_attempt.c.exam_id, extra_attempt.c.membership_id],
    set_={"attempts": extra_attempt.c.attempts + 1, "until": _granted.excluded.until},
)
UNGRANT = (
    update(extra_attempt)
    .where(
        extra_attempt.c.exam_id == bindparam("exam"),
        extra_attempt.c.membership_id == bindparam("member"),
        extra_attempt.c.attempts > 0,
    )
    .values(attempts=extra_attempt.c.attempts - 1)
)
_both = extra_attempt.alias("both")
DROP_EXTRA = delete(extra_attempt).where(
    extra_attempt.c.membership_id == bindparam("old"),
    select(_both.c.exam_id)
    .where(_both.c.exam_id == extra_attempt.c.exam_id, _both.c.membership_id == bindparam("kept"))
    .exists(),
)
MOVE_EXTRA = (
    update(extra_attempt).where(extra_attempt.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)
REDRAW = update(sitting).where(sitting.c.id == bindparam("sitting")).values(questions=bindparam("drawn", type_=Json))
SCORE = update(sitting).where(sitting.c.id == bindparam("sitting")).values(earned=bindparam("points"), out_of=bindparam("most"))
SITTING_OF = select(ask.c.sitting_id).where(ask.c.id == bindparam("ask"))
SCORES = (
    select(
        sitting.c.id,
        sitting.c.membership_id,
        person.c.name,
        sitting.c.attempt,
        sitting.c.ended_at,
        sitting.c.earned,
        sitting.c.out_of,
        sitting.c.pass_mark,
    )
    .select_from(
        sitting.join(membership, membership.c.id == sitting.c.membership_id).join(person, person.c.id == membership.c.person_id)
    )
    .where(sitting.c.exam_id == bindparam("exam"), sitting.c.ended_at.is_not(None), membership.c.left_on.is_(None))
    .order_by(sitting.c.membership_id, sitting.c.attempt)
)
TAG_SCORES = (
    select(sitting.c.membership_id, question.c.tags, answer.c.earned, answer.c.out_of)
    .select_from(
        sitting.join(ask, ask.c.sitting_id == sitting.c.id)
        .join(question, question.c.id == ask.c.question_id)
        .outerjoin(answer, answer.c.ask_id == ask.c.id)
    )
    .where(sitting.c.exam_id == bindparam("exam"), sitting.c.ended_at.is_not(None))
    .order_by(sitting.c.membership_id, ask.c.place)
)
LEARNERS = (
    select(membership.c.id, membership.c.person_id)
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.role == "learner",
        membership.c.left_on.is_(None),
        membership.c.id > bindparam("after"),
    )
    .order_by(membership.c.id)
    .limit(bindparam("most"))
)
TAKEN = select(func.count(sitting.c.membership_id.distinct())).where(
    sitting.c.exam_id == bindparam("exam"), sitting.c.ended_at.is_not(None)
)
_needed = case((sitting.c.pass_mark < exam.c.pass_mark, sitting.c.pass_mark), else_=exam.c.pass_mark)
"""The mark a go needs, as it was begun under or a lower one since; a go from before marks were kept has none of its own."""
PASSES = and_(sitting.c.out_of.is_not(None), sitting.c.earned * 100 >= _needed * sitting.c.out_of)
PASSED = (
    select(sitting.c.membership_id)
    .select_from(exam.join(sitting, sitting.c.exam_id == exam.c.id))
    .where(
        exam.c.camp_id == bindparam("camp"),
        exam.c.name == bindparam("called"),
        exam.c.role == "exam",
        PASSES,
    )
    .distinct()
)
PASSED_MINE = PASSED.where(sitting.c.membership_id == bindparam("member"))
PASSED_WHEN = (
    select(exam.c.id, func.min(sitting.c.ended_at, type_=Instant).label("at"))
    .select_from(exam.join(sitting, sitting.c.exam_id == exam.c.id))
    .where(sitting.c.membership_id == bindparam("member"), exam.c.role == "exam", PASSES)
    .group_by(exam.c.id)
)
_other = sitting.alias("other")
BOTH_SAT = (
    select(sitting.c.id, sitting.c.exam_id, sitting.c.camp_id)
    .select_from(sitting.join(_other, _other.c.exam_id == sitting.c.exam_id))
    .where(sitting.c.membership_id == bindparam("old"), _other.c.membership_id == bindparam("kept"))
    .distinct()
)
ATTEMPTS = select(func.max(sitting.c.attempt)).where(
    sitting.c.exam_id == bindparam("exam"), sitting.c.membership_id == bindparam("member")
)
RENUMBER = update(sitting).where(sitting.c.id == bindparam("sitting")).values(attempt=bindparam("number"))
MOVE = update(sitting).where(sitting.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


@dataclass(frozen=True, slots=True)
class Exam:
    """What an exam asks; `role` is exam, or before and after for the two of a pair."""

    id: int
    camp: int
    name: str
    role: str
    tag: str | None
    questions: int
    pass_mark: int
    attempts: int
    minutes: int | None
    form: tuple[int, ...] | None
    until: datetime | None

    @property
    def is_paired(self) -> bool:
        return self.role != "exam"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One go: `score` is of 100, None while it runs or waits for an expert."""

    id: int
    camp: int
    membership: int
    exam: int | None
    attempt: int
    questions: tuple[int, ...]
    limit: int | None
    started_at: datetime
    until: datetime | None
    ended: bool
    score: Fraction | None
    pass_mark: int | None


def open_exam(
    db: Db,
    camp: int,
    name: str,
    role: str,
    *,
    tag: str | None,
    questions: int,
    pass_mark: int,
    attempts: int,
    minutes: int | None,
    form: Sequence[int] | None,
    until: datetime | None,
    at: datetime,
) -> int:
    """A new exam, or other rules for the one of that name; gives its id."""
    return int(
        db.value(
            OPEN,
            camp_id=camp,
            name=name,
            role=role,
            tag=tag,
            questions=questions,
            pass_mark=pass_mark,
            attempts=attempts,
            minutes=minutes,
            form=None if form is None else list(form),
            until=until,
            opened_at=at,
        )
    )


def remove(db: Db, exam_id: int) -> bool:
    """The exam was never there; False where somebody has begun it."""
    return db.value(REMOVE, exam=exam_id) is not None


def find(db: Db, exam_id: int) -> Exam | None:
    return _exam(db.one(EXAM, exam=exam_id))


def named(db: Db, camp: int, name: str, role: str = "exam") -> Exam | None:
    return _exam(db.one(NAMED, camp=camp, called=name, as_=role))


def everything(db: Db, camp: int) -> list[Exam]:
    """All exams of a camp, the oldest first."""
    return [one for row in db.all(ALL, camp=camp) if (one := _exam(row)) is not None]


def _exam(row: Any) -> Exam | None:
    if row is None:
        return None
    form = None if row.form is None else tuple(row.form)
    return Exam(
        row.id,
        row.camp_id,
        row.name,
        row.role,
        row.tag,
        row.questions,
        row.pass_mark,
        row.attempts,
        row.minutes,
        form,
        row.until,
    )


def passed(db: Db, camp: int, name: str, member: int | None) -> set[int]:
    """The memberships that pass an exam with one of their goes, or one of them."""
    rows = (
        db.all(PASSED, camp=camp, called=name) if member is None else db.all(PASSED_MINE, camp=camp, called=name, member=member)
    )
    return {row.membership_id for row in rows}


def passed_in(db: Db, member: int, first: datetime, until: datetime) -> int:
    """How many exams a membership passed in a time, each where it did so first."""
    return sum(first <= row.at < until for row in db.all(PASSED_WHEN, member=member))


def sit(
    db: Db,
    camp: int,
    member: int,
    questions: Iterable[int],
    *,
    at: datetime,
    exam_id: int | None = None,
    attempt: int = 1,
    limit: int | None = None,
    until: datetime | None = None,
    pass_mark: int | None = None,
) -> int:
    """A new sitting's id."""
    return int(
        db.value(
            SIT,
            camp_id=camp,
            membership_id=member,
            exam_id=exam_id,
            attempt=attempt,
            questions=list(questions),
            limit_ms=limit,
            started_at=at,
            until=until,
            pass_mark=pass_mark,
        )
    )


def sitting_of(db: Db, sitting_id: int) -> Sitting:
    """A sitting by number."""
    found = _sitting(db.one(SITTING, sitting=sitting_id))
    assert found is not None
    return found


def under_way(db: Db, member: int) -> Sitting | None:
    """What somebody has begun and not ended."""
    return _sitting(db.one(OPEN_SITTING, member=member))


def mine(db: Db, exam_id: int, member: int) -> list[Sitting]:
    """Somebody's goes at an exam."""
    return [one for row in db.all(MINE, exam=exam_id, member=member) if (one := _sitting(row)) is not None]


def _sitting(row: Any) -> Sitting | None:
    if row is None:
        return None
    score = None if row.earned is None else Fraction(row.earned, row.out_of) * 100
    return Sitting(
        row.id,
        row.camp_id,
        row.membership_id,
        row.exam_id,
        row.attempt,
        tuple(row.questions),
        row.limit_ms,
        row.started_at,
        row.until,
        row.ended_at is not None,
        score,
        row.pass_mark,
    )


def end(db: Db, sitting_id: int, *, at: datetime) -> bool:
    """No more answers; False where it had ended."""
    return db.value(END, sitting=sitting_id, at=at) is not None


def goes(db: Db, exam_id: int) -> list[Sitting]:
    """Every go at an exam, of past members too."""
    return [one for row in db.all(GOES, exam=exam_id) if (one := _sitting(row)) is not None]


def running(db: Db, exam_id: int) -> list[Sitting]:
    """The goes at an exam that are not handed in."""
    return [one for row in db.all(RUNNING, exam=exam_id) if (one := _sitting(row)) is not None]


def prolong(db: Db, sitting_id: int, until: datetime | None) -> None:
    """A go is handed in at another moment, or at none of its own."""
    db.run(PROLONG, sitting=sitting_id, at=until)


class Extra(NamedTuple):
    """Goes beyond an exam's own, and until when they may be begun."""

    attempts: int
    until: datetime | None


def extra(db: Db, exam_id: int, member: int) -> Extra:
    """What somebody was given beyond an exam's own goes."""
    row = db.one(EXTRA, exam=exam_id, member=member)
    return Extra(0, None) if row is None else Extra(row.attempts, row.until)


def grant(db: Db, exam_id: int, member: int, until: datetime | None) -> None:
    """One more go for somebody."""
    db.run(GRANT, exam_id=exam_id, membership_id=member, attempts=1, until=until)


def ungrant(db: Db, exam_id: int, member: int) -> None:
    """One go fewer."""
    db.run(UNGRANT, exam=exam_id, member=member)


def redraw(db: Db, sitting_id: int, questions: Iterable[int]) -> None:
    """Other questions than were drawn at first."""
    db.run(REDRAW, sitting=sitting_id, drawn=list(questions))


def score(db: Db, sitting_id: int, share: Fraction) -> None:
    """Its score, of 1."""
    db.run(SCORE, sitting=sitting_id, points=share.numerator, most=share.denominator)


def sitting_with(db: Db, ask_id: int) -> int | None:
    """The sitting a question was put in."""
    return db.value(SITTING_OF, ask=ask_id)


class ExamScore(NamedTuple):
    """An ended go: its score of 100, None where an expert has not judged, and the pass mark it was begun under."""

    sitting: int
    membership: int
    name: str
    attempt: int
    ended_at: datetime
    score: Fraction | None
    pass_mark: int | None


def scores(db: Db, exam_id: int) -> list[ExamScore]:
    """Each ended go of present members."""
    return [
        ExamScore(
            row.id,
            row.membership_id,
            row.name,
            row.attempt,
            row.ended_at,
            None if row.earned is None else Fraction(row.earned, row.out_of) * 100,
            row.pass_mark,
        )
        for row in db.all(SCORES, exam=exam_id)
    ]


def mark_of(exam: Exam, go: Sitting | ExamScore) -> int:
    """What a go needs: raising the mark takes no pass away, lowering it gives some."""
    return exam.pass_mark if go.pass_mark is None else min(go.pass_mark, exam.pass_mark)


def is_pass(exam: Exam, go: Sitting | ExamScore) -> bool:
    """Whether a judged go passes, unrounded; the tests of a pair only compare."""
    return not exam.is_paired and go.score is not None and go.score >= mark_of(exam, go)


def passed_by(db: Db, exam: Exam) -> set[int]:
    """The memberships that have passed."""
    return {go.membership for go in scores(db, exam.id) if is_pass(exam, go)}


class TagMark(NamedTuple):
    """A question of an ended go: whose, the tags it has, and whether it was wholly right."""

    membership: int
    tags: list[str]
    right: bool


def tag_marks(db: Db, exam_id: int) -> list[TagMark]:
    """Every question put in ended goes; one not answered is not right, one an expert still has is left out."""
    return [
        TagMark(row.membership_id, row.tags, row.earned is not None and row.earned == row.out_of)
        for row in db.all(TAG_SCORES, exam=exam_id)
        if row.earned is not None or row.out_of is None
    ]


def tag_scores(db: Db, exam_id: int) -> dict[int, dict[str, Fraction]]:
    """membership → tag → score of 100, from every question of ended goes; one not answered earns nothing."""
    earned: dict[tuple[int, str], list[Fraction]] = {}
    for row in db.all(TAG_SCORES, exam=exam_id):
        credit = Fraction(row.earned or 0, row.out_of or 1)
        for tag in row.tags:
            earned.setdefault((row.membership_id, tag), []).append(credit)
    result: dict[int, dict[str, Fraction]] = {}
    for (member, tag), credits in earned.items():
        result.setdefault(member, {})[tag] = sum(credits, Fraction(0)) / len(credits) * 100
    return result


def taken(db: Db, exam_id: int) -> int:
    """How many people have ended a go."""
    return int(db.value(TAKEN, exam=exam_id))


def learners(db: Db, camp: int, *, after: int, most: int) -> list[tuple[int, int]]:
    """(membership, person) of present learners, past a membership."""
    return [(row[0], row[1]) for row in db.all(LEARNERS, camp=camp, after=after, most=most)]


def both_sat(db: Db, old: int, kept: int) -> list[tuple[int, int]]:
    """(exam, camp) both memberships took."""
    return list(dict.fromkeys((row.exam_id, row.camp_id) for row in db.all(BOTH_SAT, old=old, kept=kept)))


def merge(db: Db, old: int, kept: int) -> None:
    """One membership's sittings become another's, its goes counted on from the other's."""
    for row in db.all(BOTH_SAT, old=old, kept=kept):
        tried = max(int(db.value(ATTEMPTS, exam=row.exam_id, member=one)) for one in (old, kept))
        db.run(RENUMBER, sitting=row.id, number=tried + 1)
    db.run(MOVE, old=old, kept=kept)
    db.run(DROP_EXTRA, old=old, kept=kept)
    db.run(MOVE_EXTRA, old=old, kept=kept)


WAITING = (
    select(ask.c.id)
    .select_from(ask.outerjoin(sitting, sitting.c.id == ask.c.sitting_id))
    .where(
        ask.c.membership_id == bindparam("member"),
        ask.c.kind != "contest",
        ask.c.closed_at.is_(None),
        sitting.c.ended_at.is_(None),
        ~select(answer.c.id).where(answer.c.ask_id == ask.c.id).exists(),
    )
    .order_by(sitting.c.id.is_(None), ask.c.id.desc())
    .limit(1)
)


def waiting(db: Db, membership_id: int) -> int | None:
    """The question somebody has before them in private: their sitting's, else their review's."""
    return db.value(WAITING, member=membership_id)
