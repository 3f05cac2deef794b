"""What people answered to questions put to them: marks, grades, mastery and mistakes. The first answer somebody gives to one stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.asks import OF_VERSION, Ask, ask, plain_of, showing, words_asked
from storage.bank import question, question_tag
from storage.connection import AnyRow, Db
from storage.memberships import membership
from storage.people import person
from storage.question_versions import question_version
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

answer = Table(
    "answer",
    metadata,
    primary_key(),
    foreign_key("ask"),
    foreign_key("membership"),
    foreign_key("camp"),
    foreign_key("question"),
    foreign_key("room", nullable=True),
    Column("said", Text, nullable=False),
    Column("chosen", Json, nullable=False),
    Column("earned", Integer),
    Column("out_of", Integer, nullable=False),
    Column("thinking_ms", Integer),
    Column("comment", Text),
    Column("received_at", Instant, nullable=False),
    foreign_key("membership", name="graded_by", nullable=True),
    UniqueConstraint("ask_id", "membership_id"),
)
"""`earned`/`out_of` is its credit, empty while an expert has it, `graded_by` the expert; `chosen` are places of the question's own options."""
Index("ix_answer_membership", answer.c.membership_id, answer.c.question_id, answer.c.id)
Index("ix_answer_camp", answer.c.camp_id, answer.c.question_id)
Index("ix_answer_camp_at", answer.c.camp_id, answer.c.received_at)
_ungraded = answer.c.earned.is_(None)
Index("ix_answer_ungraded", answer.c.camp_id, answer.c.id, sqlite_where=_ungraded, postgresql_where=_ungraded)

ANSWER = insert(answer).on_conflict_do_nothing().returning(answer.c.id)
GIVEN = (
    select(
        answer.c.id,
        answer.c.membership_id,
        person.c.name,
        answer.c.chosen,
        answer.c.earned,
        answer.c.out_of,
        answer.c.thinking_ms,
        answer.c.received_at,
        showing.c.opened_at,
        showing.c.delay_ms,
    )
    .select_from(
        answer.join(membership, membership.c.id == answer.c.membership_id)
        .join(person, person.c.id == membership.c.person_id)
        .outerjoin(showing, (showing.c.ask_id == answer.c.ask_id) & (showing.c.room_id == answer.c.room_id))
    )
    .where(answer.c.ask_id == bindparam("ask"))
    .order_by(answer.c.id)
)
HAS_ANSWERED = select(answer.c.id).where(answer.c.ask_id == bindparam("ask"), answer.c.membership_id == bindparam("member"))
THOUGHT = update(answer).where(answer.c.id == bindparam("answer")).values(thinking_ms=bindparam("took"))
OF_CONTEST = (
    select(ask.c.id, ask.c.question_id, ask.c.place, ask.c.closed_at)
    .where(ask.c.contest_id == bindparam("contest"))
    .order_by(ask.c.place)
)
_stem = func.coalesce(question_version.c.stem, question.c.stem)
FARED = (
    select(
        ask.c.place,
        _stem.label("stem"),
        func.count(answer.c.id).label("answers"),
        func.count(answer.c.id).filter(answer.c.earned == answer.c.out_of).label("right"),
    )
    .select_from(
        ask.join(question, question.c.id == ask.c.question_id)
        .outerjoin(question_version, OF_VERSION)
        .outerjoin(answer, answer.c.ask_id == ask.c.id)
    )
    .where(ask.c.contest_id == bindparam("contest"), ask.c.closed_at.is_not(None))
    .group_by(ask.c.id, ask.c.place, _stem)
    .order_by(ask.c.place)
)
OF_SITTING = (
    select(
        ask.c.id,
        ask.c.question_id,
        ask.c.place,
        ask.c.closed_at,
        answer.c.id.label("answer_id"),
        answer.c.chosen,
        answer.c.earned,
        answer.c.out_of,
        answer.c.thinking_ms,
        question.c.tags,
        question.c.number,
    )
    .select_from(ask.join(question, question.c.id == ask.c.question_id).outerjoin(answer, answer.c.ask_id == ask.c.id))
    .where(ask.c.sitting_id == bindparam("sitting"))
    .order_by(ask.c.place)
)
GRADE = (
    update(answer)
    .where(answer.c.id == bindparam("answer"))
    .values(earned=bindparam("points"), out_of=100, comment=bindparam("words"), graded_by=bindparam("expert"))
)
_expert = membership.alias("expert")
_expert_person = person.alias("expert_person")
FOR_GRADING = (
    select(
        answer.c.id,
        answer.c.membership_id,
        membership.c.person_id,
        answer.c.earned,
        answer.c.comment,
        answer.c.graded_by,
        _expert_person.c.name.label("expert"),
        ask.c.sitting_id,
    )
    .select_from(
        answer.join(ask, ask.c.id == answer.c.ask_id)
        .join(question, question.c.id == answer.c.question_id)
        .outerjoin(question_version, OF_VERSION)
        .join(membership, membership.c.id == answer.c.membership_id)
        .outerjoin(_expert, _expert.c.id == answer.c.graded_by)
        .outerjoin(_expert_person, _expert_person.c.id == _expert.c.person_id)
    )
    .where(answer.c.camp_id == bindparam("camp"), func.coalesce(question_version.c.kind, question.c.kind) == "short")
    .with_for_update(of=answer)
)
FOR_GRADING_ONE = FOR_GRADING.where(answer.c.id == bindparam("answer"))
FOR_GRADING_SITTING = FOR_GRADING.where(ask.c.sitting_id == bindparam("sitting")).order_by(answer.c.id)
_read = select(
    answer.c.id, membership.c.person_id, person.c.name, answer.c.said, answer.c.received_at, *words_asked()
).select_from(
    answer.join(ask, ask.c.id == answer.c.ask_id)
    .join(question, question.c.id == ask.c.question_id)
    .outerjoin(question_version, OF_VERSION)
    .join(membership, membership.c.id == answer.c.membership_id)
    .join(person, person.c.id == membership.c.person_id)
)
_waits = (
    answer.c.camp_id == bindparam("camp"),
    answer.c.earned.is_(None),
    answer.c.said != "",
    membership.c.person_id != bindparam("but"),
)
"""What somebody erased had said is gone: nobody reads it."""
TO_GRADE = _read.where(*_waits, answer.c.id > bindparam("after")).order_by(answer.c.id).limit(bindparam("most"))
READ_SHORT = _read.where(
    answer.c.camp_id == bindparam("camp"),
    answer.c.id == bindparam("answer"),
    func.coalesce(question_version.c.kind, question.c.kind) == "short",
)
BACKLOG = (
    select(func.count().label("n"), func.min(answer.c.received_at).label("since"))
    .select_from(answer.join(membership, membership.c.id == answer.c.membership_id))
    .where(*_waits)
)
ATTEMPTS = (
    select(answer.c.membership_id, answer.c.question_id, answer.c.earned, answer.c.out_of, answer.c.chosen, ask.c.version)
    .select_from(answer.join(ask, ask.c.id == answer.c.ask_id))
    .where(answer.c.camp_id == bindparam("camp"), answer.c.earned.is_not(None))
    .order_by(answer.c.id)
)
ATTEMPTS_AT_ONE = ATTEMPTS.where(answer.c.question_id == bindparam("question"))
NEWEST = select(func.max(answer.c.id)).where(
    answer.c.camp_id == bindparam("camp"), answer.c.question_id == bindparam("question")
)
UNSAY = update(answer).where(answer.c.membership_id == bindparam("member")).values(said="", comment=None)
WRONG = select(answer.c.id).where(
    answer.c.membership_id == bindparam("membership"),
    answer.c.question_id == bindparam("question"),
    answer.c.earned < answer.c.out_of,
)
_later = answer.alias("later")
IS_LAST = ~(
    select(_later.c.id)
    .where(
        _later.c.membership_id == answer.c.membership_id,
        _later.c.question_id == answer.c.question_id,
        _later.c.id > answer.c.id,
        _later.c.earned.is_not(None),
    )
    .exists()
)
MASTERY = (
    select(
        question_tag.c.tag,
        func.count().label("asked"),
        func.count().filter(answer.c.earned == answer.c.out_of).label("right"),
    )
    .select_from(answer.join(question_tag, question_tag.c.question_id == answer.c.question_id))
    .where(
        answer.c.membership_id == bindparam("membership"),
        answer.c.camp_id == bindparam("camp"),
        answer.c.earned.is_not(None),
        IS_LAST,
    )
    .group_by(question_tag.c.tag)
    .order_by(question_tag.c.tag)
)
ANY_ANSWER = 2**62
"""A number no answer reaches."""
MISTAKES = (
    select(
        answer.c.id,
        answer.c.question_id,
        answer.c.said,
        answer.c.chosen,
        answer.c.received_at,
        ask.c.kind,
        ask.c.place,
        ask.c.shown_as,
        question.c.number,
        *words_asked(),
    )
    .select_from(
        answer.join(ask, ask.c.id == answer.c.ask_id)
        .join(question, question.c.id == ask.c.question_id)
        .outerjoin(question_version, OF_VERSION)
    )
    .where(
        answer.c.membership_id == bindparam("membership"),
        answer.c.camp_id == bindparam("camp"),
        answer.c.earned < answer.c.out_of,
        answer.c.id < bindparam("before"),
        ask.c.closed_at.is_not(None),
        question.c.retired_at.is_(None),
        IS_LAST,
    )
    .order_by(answer.c.id.desc())
    .limit(bindparam("most"))
)
LAST_ANSWER = (
    select(answer.c.earned, answer.c.out_of, answer.c.received_at)
    .where(
        answer.c.membership_id == bindparam("membership"),
        answer.c.question_id == bindparam("question"),
        answer.c.earned.is_not(None),
    )
    .order_by(answer.c.id.desc())
    .limit(1)
)
LEARNT = (
    select(
        answer.c.id,
        answer.c.membership_id,
        answer.c.question_id,
        answer.c.earned,
        answer.c.out_of,
        answer.c.thinking_ms,
        answer.c.received_at,
        ask.c.limit_ms,
    )
    .select_from(answer.join(ask, ask.c.id == answer.c.ask_id))
    .where(answer.c.id > bindparam("after"), ask.c.closed_at.is_not(None), answer.c.earned.is_not(None))
    .order_by(answer.c.id)
    .limit(bindparam("most"))
)
LEARNT_IN_CONTEST = LEARNT.where(ask.c.contest_id == bindparam("contest"))
LEARNT_IN_SITTING = LEARNT.where(ask.c.sitting_id == bindparam("sitting"))
_other = answer.alias("other")
BOTH = (
    select(answer.c.id)
    .select_from(answer.join(_other, _other.c.ask_id == answer.c.ask_id))
    .where(answer.c.membership_id == bindparam("old"), _other.c.membership_id == bindparam("kept"))
)
DROP = delete(answer).where(answer.c.id == bindparam("answer"))
MOVE_ANSWERS = update(answer).where(answer.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
MOVE_GRADES = update(answer).where(answer.c.graded_by == bindparam("old")).values(graded_by=bindparam("kept"))


class ShortAnswer(NamedTuple):
    """An answer an expert reads, since when it waits, and the question as it was asked; `expected` is its model answer as the bank keeps it."""

    id: int
    person: int
    name: str
    said: str
    since: datetime
    stem: str
    expected: Any


class GradedShort(NamedTuple):
    """A short answer of an exam: whose (membership, person), its grade of 100 (None while it waits), the words to it, by whom."""

    id: int
    membership: int
    person: int
    earned: int | None
    comment: str | None
    graded_by: int | None
    expert: str | None
    sitting: int


class ContestQuestion(NamedTuple):
    """A question as it was put in a contest."""

    id: int
    question: int
    place: int
    closed_at: datetime | None


class GradedAnswer(NamedTuple):
    """One graded answer; `chosen` the options' places, oldest answers first; `version` the question's as it was asked, None from before
    versions were kept."""

    membership: int
    question: int
    earned: int
    out_of: int
    chosen: list[int]
    version: int | None


@dataclass(frozen=True, slots=True)
class Given:
    """An answer to a contest's question: whose, what, when received, and the clock it runs by (None: none ran there)."""

    id: int
    membership: int
    name: str
    chosen: tuple[int, ...]
    earned: int | None
    out_of: int
    thinking_ms: int | None
    received_at: datetime
    opened_at: datetime | None
    delay_ms: int | None


@dataclass(frozen=True, slots=True)
class Fared:
    """How a contest's question went: how many answered it, and how many of them right, late ones too."""

    place: int
    stem: str
    answers: int
    right: int


@dataclass(frozen=True, slots=True)
class SittingTurn:
    """A question of a sitting and what came of it; `answer` is None where none was given, `earned` where it is not judged."""

    ask: int
    question: int
    place: int
    closed: bool
    answer: int | None
    chosen: tuple[int, ...]
    earned: int | None
    out_of: int
    thinking_ms: int | None
    tags: tuple[str, ...]
    number: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """The last answer somebody gave to a question in use, where it was not right; `plain` in the words it was asked in."""

    answer: int
    question: int
    said: str
    chosen: tuple[int, ...]
    at: datetime
    kind: str
    place: int
    shown_as: tuple[int, ...]
    number: int
    plain: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Learnt:
    """An answer as a card is made of it."""

    answer: int
    membership: int
    question: int
    right: bool
    thinking_ms: int | None
    limit_ms: int | None
    at: datetime


def give(
    db: Db,
    to_ask: Ask,
    membership: int,
    said: str,
    chosen: Sequence[int],
    credit: tuple[int, int] | None,
    *,
    at: datetime,
    room: int | None = None,
    thinking_ms: int | None = None,
) -> int | None:
    """The answer's id; None where they have answered it. `credit` is (earned, of), None where an expert has to say."""
    earned, out_of = credit or (None, 1)
    return db.value(
        ANSWER,
        ask_id=to_ask.id,
        membership_id=membership,
        camp_id=to_ask.camp,
        question_id=to_ask.question,
        room_id=room,
        said=said,
        chosen=list(chosen),
        earned=earned,
        out_of=out_of,
        thinking_ms=thinking_ms,
        received_at=at,
    )


def to_grade(db: Db, camp: int, most: int, *, but: int, after: int = 0) -> list[ShortAnswer]:
    """The answers that wait for an expert, the oldest first, from a number on; not those of the person `but`, who would grade themselves."""
    return [_short(row) for row in db.all(TO_GRADE, camp=camp, most=most, but=but, after=after)]


def short_answer(db: Db, camp: int, answer_id: int) -> ShortAnswer | None:
    """One of them, graded or not; None where there is none under that number."""
    row = db.one(READ_SHORT, camp=camp, answer=answer_id)
    return None if row is None else _short(row)


def _short(row: AnyRow) -> ShortAnswer:
    return ShortAnswer(row.id, row.person_id, row.name, row.said, row.received_at, row.asked_stem, plain_of(row)["answer"])


def backlog_to_grade(db: Db, camp: int, *, but: int) -> tuple[int, datetime | None]:
    """How many of them there are, and since when the oldest waits."""
    row = db.one(BACKLOG, camp=camp, but=but)
    assert row is not None
    return row.n, row.since


def of_contest(db: Db, contest: int) -> list[ContestQuestion]:
    """The questions put in a contest so far, in their order."""
    return [ContestQuestion(*row) for row in db.all(OF_CONTEST, contest=contest)]


def attempts(db: Db, camp: int) -> list[GradedAnswer]:
    """Every graded answer of a camp, the oldest first."""
    return [GradedAnswer(*row) for row in db.all(ATTEMPTS, camp=camp)]


def attempts_at(db: Db, camp: int, question: int) -> list[GradedAnswer]:
    """Every graded answer to one question, the oldest first."""
    return [GradedAnswer(*row) for row in db.all(ATTEMPTS_AT_ONE, camp=camp, question=question)]


def has_answered(db: Db, ask_id: int, member: int) -> bool:
    """Whether somebody has answered a question put to them."""
    return db.value(HAS_ANSWERED, ask=ask_id, member=member) is not None


def given(db: Db, ask_id: int) -> list[Given]:
    """The answers, in the order they came."""
    return [Given(row[0], row[1], row[2], tuple(row[3]), *row[4:]) for row in db.all(GIVEN, ask=ask_id)]


def fared(db: Db, contest: int) -> list[Fared]:
    """How a contest's closed questions went, in order."""
    return [Fared(*row) for row in db.all(FARED, contest=contest)]


def save_thinking_time(db: Db, took: Iterable[tuple[int, int]]) -> None:
    """Notes the thinking time of answers: (answer, ms)."""
    db.many(THOUGHT, [{"answer": answer_id, "took": ms} for answer_id, ms in took])


def of_sitting(db: Db, sitting: int) -> list[SittingTurn]:
    """The questions put in a sitting so far, in order."""
    return [
        SittingTurn(
            row.id,
            row.question_id,
            row.place,
            row.closed_at is not None,
            row.answer_id,
            tuple(row.chosen or ()),
            row.earned,
            row.out_of or 1,
            row.thinking_ms,
            tuple(row.tags),
            row.number,
        )
        for row in db.all(OF_SITTING, sitting=sitting)
    ]


def grade(db: Db, answer_id: int, earned: int | None, comment: str | None, *, by: int | None) -> None:
    """An expert's verdict in percent, in place of any before; three times None: it waits again."""
    db.run(GRADE, answer=answer_id, points=earned, words=comment or None, expert=by)


def for_grading(db: Db, camp: int, answer_id: int) -> GradedShort | None:
    """A short answer under its number, held until this transaction ends."""
    row = db.one(FOR_GRADING_ONE, camp=camp, answer=answer_id)
    return None if row is None else GradedShort(*row)


def graded_in(db: Db, camp: int, sitting: int) -> list[GradedShort]:
    """The short answers of a sitting, the oldest first."""
    return [GradedShort(*row) for row in db.all(FOR_GRADING_SITTING, camp=camp, sitting=sitting)]


def newest(db: Db, camp: int, question: int) -> int:
    """The last answer to a question, 0 where there is none."""
    return db.value(NEWEST, camp=camp, question=question) or 0


def is_mistaken(db: Db, membership_id: int, question_id: int) -> bool:
    """Whether any answer somebody gave to a question is wrong."""
    return db.one(WRONG, membership=membership_id, question=question_id) is not None


def mastery(db: Db, camp: int, membership_id: int) -> dict[str, tuple[int, int]]:
    """tag → (right, asked), the last answer to each question counting."""
    return {row.tag: (row.right, row.asked) for row in db.all(MASTERY, camp=camp, membership=membership_id)}


def last_answer(db: Db, membership_id: int, question_id: int) -> tuple[bool, datetime] | None:
    """(right, when) of the last answer somebody gave to a question."""
    row = db.one(LAST_ANSWER, membership=membership_id, question=question_id)
    return None if row is None else (row.earned == row.out_of, row.received_at)


def mistakes(db: Db, camp: int, membership_id: int, most: int, *, before: int | None = None) -> list[Mistake]:
    """What somebody has not got right yet, the latest first; `before` is the answer where an earlier page ended."""
    last = ANY_ANSWER if before is None else before
    return [
        Mistake(row[0], row[1], row[2], tuple(row[3]), row[4], row[5], row[6], tuple(row[7] or ()), row.number, plain_of(row))
        for row in db.all(MISTAKES, camp=camp, membership=membership_id, most=most, before=last)
    ]


def learnt(db: Db, *, after: int, most: int, contest: int | None = None, sitting: int | None = None) -> list[Learnt]:
    """The next judged answers of a contest or a sitting that is over."""
    statement, of = (LEARNT_IN_CONTEST, {"contest": contest}) if contest else (LEARNT_IN_SITTING, {"sitting": sitting})
    return [
        Learnt(
            row.id, row.membership_id, row.question_id, row.earned == row.out_of, row.thinking_ms, row.limit_ms, row.received_at
        )
        for row in db.all(statement, after=after, most=most, **of)
    ]


def merge(db: Db, old: int, kept: int) -> None:
    """What one membership answered becomes another's; where both answered one question, `kept`'s answer stands."""
    for row in db.all(BOTH, old=old, kept=kept):
        db.run(DROP, answer=row.id)
    db.run(MOVE_ANSWERS, old=old, kept=kept)
    db.run(MOVE_GRADES, old=old, kept=kept)


def erase(db: Db, member: int) -> None:
    """What they typed and what an expert wrote about it goes; what they chose and earned stays counted."""
    db.run(UNSAY, member=member)
