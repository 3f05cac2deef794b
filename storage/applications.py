"""Applications to a camp: the form a camp asks, what somebody answered, and what was decided, by whom and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
    false,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import AnyRow, Db
from storage.memberships import membership
from storage.people import person
from storage.question_versions import question_version
from storage.schema import Instant, Json, Key, foreign_key, metadata, primary_key

application_form = Table(
    "application_form",
    metadata,
    foreign_key("camp", primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("fields", Json, nullable=False),
    Column("made_at", Instant, nullable=False),
)
"""A camp's form by versions: who has begun one answers that one, whatever is written later."""

application = Table(
    "application",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("person", index=True),
    Column("state", Text, nullable=False, server_default=text("'open'")),
    Column("fields", Json, nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("sent_at", Instant),
    Column("due_at", Instant),
    Column("reminded_at", Instant),
    Column("decided_at", Instant),
    foreign_key("membership", name="decided_by", nullable=True),
    Column("reason", Text, nullable=False, server_default=text("''")),
    Column("correct", Integer, nullable=False, server_default=text("0")),
    Column("asked", Integer, nullable=False, server_default=text("0")),
    CheckConstraint("state in ('open','quiz','sent','approved','rejected','withdrawn')", name="state"),
    CheckConstraint("correct >= 0 and correct <= asked", name="correct"),
    CheckConstraint("state not in ('sent','approved','rejected') or sent_at is not null", name="sent"),
    CheckConstraint("state not in ('approved','rejected') or decided_at is not null", name="decided"),
)
"""`fields` are the questions as they read when it was begun; it is filled in while `open`, then the entry quiz is under way. `decided_by` is
empty where the camp's criteria decided."""
_is_filled_in = or_(application.c.state == "open", application.c.state == "quiz")
_under_way = or_(_is_filled_in, application.c.state == "sent")
_UNDER_WAY = text("state in ('open','quiz','sent')")
Index(
    "uq_application_under_way",
    application.c.camp_id,
    application.c.person_id,
    unique=True,
    sqlite_where=_UNDER_WAY,
    postgresql_where=_UNDER_WAY,
)
_WAITS = text("state = 'sent'")
Index("ix_application_waiting", application.c.camp_id, application.c.id, sqlite_where=_WAITS, postgresql_where=_WAITS)

application_answer = Table(
    "application_answer",
    metadata,
    foreign_key("application", primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("answer", Json, nullable=False),
    Column("is_ticked", Boolean, nullable=False, server_default=false()),
)
"""What was answered to a question of the form; an answer that is only ticked is not handed in yet."""

application_question = Table(
    "application_question",
    metadata,
    foreign_key("application", primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("question_id", Key, nullable=False),
    Column("version", Integer, nullable=False),
    Column("ticked", Text, nullable=False, server_default=text("''")),
    Column("chosen", Text),
    Column("is_right", Boolean),
    CheckConstraint("(chosen is null) = (is_right is null)", name="answered"),
    ForeignKeyConstraint(["question_id", "version"], ["question_version.question_id", "question_version.version"]),
)
"""The entry quiz of an application: which questions were drawn, in the version that was asked, and the letters chosen."""

WRITE = insert(application_form)
FORM = (
    select(application_form.c.version, application_form.c.fields)
    .where(application_form.c.camp_id == bindparam("camp"))
    .order_by(application_form.c.version.desc())
    .limit(1)
)
FORM_OF_VERSION = select(application_form.c.fields).where(
    application_form.c.camp_id == bindparam("camp"), application_form.c.version == bindparam("version_")
)
_COLUMNS = (
    application.c.id,
    application.c.camp_id,
    application.c.person_id,
    person.c.name,
    application.c.state,
    application.c.fields,
    application.c.begun_at,
    application.c.sent_at,
    application.c.due_at,
    application.c.decided_at,
    application.c.reason,
    application.c.correct,
    application.c.asked,
)
_applied = application.join(person, person.c.id == application.c.person_id)
FIND = select(*_COLUMNS).select_from(_applied).where(application.c.id == bindparam("application"))
LATEST = (
    select(*_COLUMNS)
    .select_from(_applied)
    .where(application.c.camp_id == bindparam("camp"), application.c.person_id == bindparam("person"))
    .order_by(application.c.id.desc())
    .limit(1)
)
OF_PERSON = (
    select(*_COLUMNS).select_from(_applied).where(application.c.person_id == bindparam("person")).order_by(application.c.id)
)
UNDER_WAY = OF_PERSON.where(_under_way)
STATE = (
    select(application.c.state)
    .where(application.c.camp_id == bindparam("camp"), application.c.person_id == bindparam("person"))
    .order_by(application.c.id.desc())
    .limit(1)
)
BEGIN = insert(application).on_conflict_do_nothing().returning(application.c.id)
_answered = insert(application_answer)
ANSWER = _answered.on_conflict_do_update(
    index_elements=["application_id", "place"],
    set_={name: _answered.excluded[name] for name in ("answer", "is_ticked")},
)
ANSWERS = (
    select(application_answer.c.place, application_answer.c.answer, application_answer.c.is_ticked)
    .where(application_answer.c.application_id == bindparam("application"))
    .order_by(application_answer.c.place)
)
DRAW = insert(application_question)
QUIZ = (
    select(
        application_question.c.place,
        application_question.c.ticked,
        application_question.c.chosen,
        application_question.c.is_right,
        question_version.c.kind,
        question_version.c.stem,
        question_version.c.options,
        question_version.c.answer,
        question_version.c.picture,
    )
    .select_from(
        application_question.join(
            question_version,
            (question_version.c.question_id == application_question.c.question_id)
            & (question_version.c.version == application_question.c.version),
        )
    )
    .where(application_question.c.application_id == bindparam("application"))
    .order_by(application_question.c.place)
)
_of_quiz = (
    application_question.c.application_id == bindparam("application"),
    application_question.c.place == bindparam("place_"),
    application_question.c.chosen.is_(None),
)
TICK = update(application_question).where(*_of_quiz).values(ticked=bindparam("letters"))
CHOOSE = (
    update(application_question)
    .where(*_of_quiz)
    .values(chosen=bindparam("letters"), is_right=bindparam("right"))
    .returning(application_question.c.place)
)
BEGIN_QUIZ = (
    update(application)
    .where(application.c.id == bindparam("application"), application.c.state == "open")
    .values(state="quiz")
    .returning(application.c.id)
)
SEND = (
    update(application)
    .where(application.c.id == bindparam("application"), _is_filled_in)
    .values(
        state="sent",
        sent_at=bindparam("at", type_=Instant),
        due_at=bindparam("due", type_=Instant),
        correct=bindparam("right"),
        asked=bindparam("of"),
    )
    .returning(application.c.id)
)
WITHDRAW = (
    update(application)
    .where(application.c.id == bindparam("application"), _under_way)
    .values(state="withdrawn")
    .returning(application.c.id)
)
DECIDE = (
    update(application)
    .where(application.c.id == bindparam("application"), application.c.state == "sent")
    .values(
        state=bindparam("verdict"),
        decided_at=bindparam("at", type_=Instant),
        decided_by=bindparam("by"),
        reason=bindparam("why"),
    )
    .returning(application.c.id)
)
_newer = application.alias("newer")
REOPEN = (
    update(application)
    .where(
        application.c.id == bindparam("application"),
        application.c.state == bindparam("verdict"),
        ~select(_newer.c.id)
        .where(
            _newer.c.camp_id == application.c.camp_id,
            _newer.c.person_id == application.c.person_id,
            _newer.c.id > application.c.id,
        )
        .exists(),
    )
    .values(state="sent", decided_at=None, decided_by=None, reason="")
    .returning(application.c.id)
)
WAITING = (
    select(application.c.id, application.c.sent_at, person.c.name, application.c.correct, application.c.asked)
    .select_from(_applied)
    .where(application.c.camp_id == bindparam("camp"), application.c.state == "sent", application.c.id > bindparam("after"))
    .order_by(application.c.id)
    .limit(bindparam("most"))
)
BACKLOG = select(func.count().label("n"), func.min(application.c.sent_at).label("since")).where(
    application.c.camp_id == bindparam("camp"), application.c.state == "sent"
)
REMIND = (
    update(application)
    .where(
        application.c.camp_id == bindparam("camp"),
        application.c.state == "sent",
        application.c.reminded_at.is_(None),
        application.c.due_at <= bindparam("now", type_=Instant),
    )
    .values(reminded_at=bindparam("now", type_=Instant))
    .returning(application.c.id)
)
NEXT_DUE = select(func.min(application.c.due_at)).where(
    application.c.camp_id == bindparam("camp"), application.c.state == "sent", application.c.reminded_at.is_(None)
)
COUNTED = (
    select(application.c.state, func.count().label("n"))
    .where(application.c.camp_id == bindparam("camp"))
    .group_by(application.c.state)
)
WAS_MEMBER = select(membership.c.id).where(
    membership.c.camp_id == bindparam("camp"), membership.c.person_id == bindparam("person")
)
BOTH = (
    select(application.c.id, application.c.camp_id, application.c.person_id, application.c.state)
    .where(or_(application.c.person_id == bindparam("old"), application.c.person_id == bindparam("kept")), _under_way)
    .order_by(application.c.camp_id, (application.c.state == "sent").desc(), application.c.id)
)
MOVE = update(application).where(application.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
MOVE_DECIDED = update(application).where(application.c.decided_by == bindparam("old")).values(decided_by=bindparam("kept"))
VOID = update(application).where(application.c.id == bindparam("application"), _under_way).values(state="withdrawn")
BLANK = update(application).where(application.c.id == bindparam("application")).values(reason="")
DROP_ANSWERS = delete(application_answer).where(application_answer.c.application_id == bindparam("application"))
DROP_QUIZ = delete(application_question).where(application_question.c.application_id == bindparam("application"))


@dataclass(frozen=True, slots=True)
class Application:
    """Somebody's application to a camp."""

    id: int
    camp: int
    person: int
    name: str
    state: str
    fields: list[Any]
    begun_at: datetime
    sent_at: datetime | None
    due_at: datetime | None
    decided_at: datetime | None
    reason: str
    correct: int
    asked: int

    @property
    def is_under_way(self) -> bool:
        """Whether it is filled in, or waits."""
        return self.state in ("open", "quiz", "sent")


class Answered(NamedTuple):
    """An answer to a question of the form; one that `is_ticked` only is not handed in."""

    place: int
    answer: Any
    is_ticked: bool


class QuizQuestion(NamedTuple):
    """A question of an entry quiz, as it was asked."""

    place: int
    ticked: str
    chosen: str | None
    is_right: bool | None
    kind: str
    stem: str
    options: list[str]
    answer: list[Any]
    picture: str


class WaitingApplication(NamedTuple):
    """One that waits for a decision, as lists show it."""

    id: int
    since: datetime
    name: str
    correct: int
    asked: int


def form(db: Db, camp: int) -> tuple[int, list[Any]]:
    """(version, questions) a camp asks; (0, []) where it has none."""
    row = db.one(FORM, camp=camp)
    return (0, []) if row is None else (row.version, row.fields)


def form_of_version(db: Db, camp: int, version: int) -> list[Any]:
    """The questions of one version; [] for the one before the first."""
    row = db.one(FORM_OF_VERSION, camp=camp, version_=version)
    return [] if row is None else list(row.fields)


def write_form(db: Db, camp: int, fields: Sequence[Any], *, at: datetime) -> int:
    """A new version of the form; gives its number."""
    version = form(db, camp)[0] + 1
    db.run(WRITE, camp_id=camp, version=version, fields=list(fields), made_at=at)
    return version


def begin(db: Db, camp: int, person_id: int, fields: Sequence[Any], *, at: datetime) -> int | None:
    """A new application's id; None where one is under way."""
    return db.value(BEGIN, camp_id=camp, person_id=person_id, fields=list(fields), begun_at=at)


def find(db: Db, number: int) -> Application | None:
    """An application by its number."""
    return _made(db.one(FIND, application=number))


def latest(db: Db, camp: int, person_id: int) -> Application | None:
    """Somebody's newest application to a camp."""
    return _made(db.one(LATEST, camp=camp, person=person_id))


def state(db: Db, camp: int, person_id: int) -> str:
    """What became of somebody's newest application to a camp; "" where they made none."""
    return str(db.value(STATE, camp=camp, person=person_id) or "")


def under_way(db: Db, person_id: int) -> list[Application]:
    """Somebody's applications that are filled in or wait, in any camp, the oldest first."""
    return [Application(*row) for row in db.all(UNDER_WAY, person=person_id)]


def of_person(db: Db, person_id: int) -> list[Application]:
    """Everything somebody ever applied for, the oldest first."""
    return [Application(*row) for row in db.all(OF_PERSON, person=person_id)]


def _made(row: AnyRow | None) -> Application | None:
    return None if row is None else Application(*row)


def answer(db: Db, number: int, place: int, said: Any, *, is_ticked: bool = False) -> None:
    """What is answered to a question of the form, in place of what was."""
    db.run(ANSWER, application_id=number, place=place, answer=said, is_ticked=is_ticked)


def answers(db: Db, number: int) -> dict[int, Answered]:
    """What is answered, by the question's place."""
    return {row.place: Answered(*row) for row in db.all(ANSWERS, application=number)}


def draw(db: Db, number: int, questions: Sequence[tuple[int, int]]) -> bool:
    """The entry quiz begins with these (question, version); False where it has begun already."""
    if db.value(BEGIN_QUIZ, application=number) is None:
        return False
    for place, (question, version) in enumerate(questions):
        db.run(DRAW, application_id=number, place=place, question_id=question, version=version)
    return True


def quiz(db: Db, number: int) -> list[QuizQuestion]:
    """The entry quiz, in its order."""
    return [QuizQuestion(*row) for row in db.all(QUIZ, application=number)]


def tick(db: Db, number: int, place: int, letters: str) -> None:
    """What is ticked in a question of several right options, before it is handed in."""
    db.run(TICK, application=number, place_=place, letters=letters)


def choose(db: Db, number: int, place: int, letters: str, *, right: bool) -> bool:
    """An answer to a question of the quiz; False where it was answered before."""
    return db.value(CHOOSE, application=number, place_=place, letters=letters, right=right) is not None


def send(db: Db, number: int, *, correct: int, asked: int, due: datetime, at: datetime) -> bool:
    """It goes to the managers; False where it went before."""
    return db.value(SEND, application=number, at=at, due=due, right=correct, of=asked) is not None


def withdraw(db: Db, number: int) -> bool:
    """Its applicant wants it no more; False where it is decided."""
    return db.value(WITHDRAW, application=number) is not None


def decide(db: Db, number: int, verdict: str, reason: str, *, by: int | None, at: datetime) -> bool:
    """`approved` or `rejected`, by a membership or by the camp's criteria (None); False where it does not wait."""
    return db.value(DECIDE, application=number, verdict=verdict, at=at, by=by, why=reason) is not None


def reopen(db: Db, number: int, verdict: str) -> bool:
    """It waits again; False where it was not decided so, or a newer one was begun."""
    return db.value(REOPEN, application=number, verdict=verdict) is not None


def some_waiting(db: Db, camp: int, *, after: int, most: int) -> list[WaitingApplication]:
    """At most so many that wait, with numbers above `after`."""
    return [WaitingApplication(*row) for row in db.all(WAITING, camp=camp, after=after, most=most)]


def backlog(db: Db, camp: int) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does."""
    row = db.one(BACKLOG, camp=camp)
    assert row is not None
    return row.n, row.since


def remind(db: Db, camp: int, *, now: datetime) -> list[int]:
    """The numbers whose promised answer is due and of which nobody was reminded: now somebody is, once."""
    return sorted(row.id for row in db.all(REMIND, camp=camp, now=now))


def next_due(db: Db, camp: int) -> datetime | None:
    """When the next promised answer is due of which nobody was reminded."""
    return db.value(NEXT_DUE, camp=camp)


def counted(db: Db, camp: int) -> dict[str, int]:
    """How many applications there are in each state."""
    return {row.state: int(row.n) for row in db.all(COUNTED, camp=camp)}


def was_member(db: Db, camp: int, person_id: int) -> bool:
    """Whether somebody is or ever was a member."""
    return db.one(WAS_MEMBER, camp=camp, person=person_id) is not None


def empty(db: Db, number: int) -> None:
    """All that was said in it is gone, and it waits no more; its number stays, which would otherwise be given again."""
    db.run(DROP_ANSWERS, application=number)
    db.run(DROP_QUIZ, application=number)
    db.run(VOID, application=number)
    db.run(BLANK, application=number)


def merge(db: Db, old: int, kept: int) -> int:
    """One person's applications become another's. Where both have one under way in a camp the one that was sent stands, else the older;
    gives how many went."""
    seen: set[int] = set()
    twice = 0
    for row in db.all(BOTH, old=old, kept=kept):
        if row.camp_id in seen:
            empty(db, row.id)
            twice += 1
        seen.add(row.camp_id)
    db.run(MOVE, old=old, kept=kept)
    return twice


def move_decided(db: Db, old: int, kept: int) -> None:
    """What one membership decided another has decided."""
    db.run(MOVE_DECIDED, old=old, kept=kept)
