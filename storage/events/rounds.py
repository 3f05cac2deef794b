"""Rounds of open questions: what is asked while an event of that kind is on, who is for each, what was answered, and where it is shown."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.events.events import COLUMNS, Event, event, event_of
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, Key, foreign_key, metadata, primary_key

event_question = Table(
    "event_question",
    metadata,
    primary_key(),
    foreign_key("event"),
    Column("number", Integer, nullable=False),
    foreign_key("membership", index=True),
    Column("named", Boolean, nullable=False),
    Column("words", Text, nullable=False),
    Column("mark", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("answered_at", Instant),
    foreign_key("membership", name="answered_by", nullable=True, index=True),
    Column("answer", Text),
    foreign_key("entry", nullable=True, index=True),
    Column("down_at", Instant),
    UniqueConstraint("event_id", "number"),
    UniqueConstraint("event_id", "mark"),
    CheckConstraint("number > 0", name="number"),
    CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered"),
    CheckConstraint("answer IS NULL OR answered_at IS NOT NULL", name="answer"),
    CheckConstraint("entry_id IS NULL OR answer IS NOT NULL", name="entry"),
)
"""A question by its number in the round, counted from 1. Two that say the same share a `mark` and are one; an answer that was said aloud is
ticked without words; `entry` is what its answer became in the archive; one taken down by whoever
runs the round is read by nobody and not asked again."""

event_question_vote = Table(
    "event_question_vote",
    metadata,
    foreign_key("event_question", name="question_id", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
)
"""Who is for a question, besides who asked it: each of them once."""

event_board = Table(
    "event_board",
    metadata,
    Column("outbox_id", Key, primary_key=True, autoincrement=False),
    foreign_key("event", index=True),
)
"""Our messages that show the round: a reply to one of them is a question; a message may be forgotten before its event."""

ASK = insert(event_question).on_conflict_do_nothing().returning(event_question.c.id)
_of_event = event_question.c.event_id == bindparam("event")
NEXT = select(func.coalesce(func.max(event_question.c.number), 0) + 1).where(_of_event)
_votes = (
    select(func.count())
    .select_from(event_question_vote)
    .where(event_question_vote.c.question_id == event_question.c.id)
    .scalar_subquery()
)
_QUESTION = select(
    event_question.c.id,
    event_question.c.event_id.label("event"),
    event_question.c.number,
    event_question.c.membership_id.label("member"),
    membership.c.person_id.label("person"),
    person.c.name,
    event_question.c.named,
    event_question.c.words,
    event_question.c.answered_at,
    event_question.c.answer,
    event_question.c.entry_id.label("entry"),
    event_question.c.down_at,
    _votes.label("votes"),
).select_from(event_question.join(membership, membership.c.id == event_question.c.membership_id).join(person))
"""The joins are told apart by whose membership it is: who asked."""
_up = event_question.c.down_at.is_(None)
ALL = _QUESTION.where(_of_event, _up).order_by(
    event_question.c.answered_at.is_not(None), _votes.desc(), event_question.c.number
)
NUMBERED = _QUESTION.where(_of_event, event_question.c.number == bindparam("numbered"))
MARKED = _QUESTION.where(_of_event, event_question.c.mark == bindparam("said"))
ONE = _QUESTION.where(event_question.c.id == bindparam("question"))
MINE = select(func.count()).select_from(event_question).where(_of_event, event_question.c.membership_id == bindparam("member"))
VOTE = insert(event_question_vote).on_conflict_do_nothing().returning(event_question_vote.c.question_id)
UNVOTE = delete(event_question_vote).where(
    event_question_vote.c.question_id == bindparam("question"), event_question_vote.c.membership_id == bindparam("member")
)
DROP_VOTES = delete(event_question_vote).where(event_question_vote.c.question_id == bindparam("question"))
TICK = (
    update(event_question)
    .where(event_question.c.id == bindparam("question"), event_question.c.answer.is_(None))
    .values(
        answered_at=func.coalesce(event_question.c.answered_at, bindparam("when", type_=Instant)),
        answered_by=func.coalesce(event_question.c.answered_by, bindparam("who")),
        answer=bindparam("said"),
        entry_id=bindparam("kept"),
    )
    .returning(event_question.c.id)
)
UNTICK = update(event_question).where(event_question.c.id == bindparam("question")).values(answer=None, entry_id=None)
REOPEN = (
    update(event_question)
    .where(event_question.c.id == bindparam("question"))
    .values(answer=None, entry_id=None, answered_at=None, answered_by=None)
)
TAKE_BACK = (
    delete(event_question)
    .where(event_question.c.id == bindparam("question"), event_question.c.answered_at.is_(None))
    .returning(event_question.c.id)
)
TAKE_DOWN = (
    update(event_question)
    .where(event_question.c.id == bindparam("question"), event_question.c.answered_at.is_(None), _up)
    .values(down_at=bindparam("when", type_=Instant))
    .returning(event_question.c.id)
)
PUT_BACK = update(event_question).where(event_question.c.id == bindparam("question")).values(down_at=None)
UNDER_WAY = (
    select(*COLUMNS)
    .where(
        event.c.camp_id == bindparam("camp"),
        event.c.kind == "qa",
        event.c.cancelled_at.is_(None),
        event.c.closed_at.is_(None),
        event.c.starts_at <= bindparam("now", type_=Instant),
        event.c.starts_at > bindparam("since", type_=Instant),
    )
    .order_by(event.c.starts_at.desc(), event.c.id.desc())
)
POSTED = insert(event_board)
BOARDS = select(event_board.c.outbox_id).where(event_board.c.event_id == bindparam("event")).order_by(event_board.c.outbox_id)
IN_MESSAGE = select(event_board.c.event_id).where(event_board.c.outbox_id == bindparam("message"))
_own = event_question.alias("own")
DROP_OWN = delete(event_question_vote).where(
    and_(
        event_question_vote.c.membership_id == bindparam("kept"),
        event_question_vote.c.question_id.in_(select(_own.c.id).where(_own.c.membership_id == bindparam("kept"))),
    )
)


class EventQuestion(NamedTuple):
    """A question of a round: who asked it, how many besides are for it, and what became of it."""

    id: int
    event: int
    number: int
    member: int
    person: int
    name: str
    named: bool
    words: str
    answered_at: datetime | None
    answer: str | None
    entry: int | None
    down_at: datetime | None
    votes: int


def under_way(db: Db, camp: int, since: datetime, now: datetime) -> list[Event]:
    """The rounds that began since a moment and are not over yet, the last first."""
    return [event_of(row) for row in db.all(UNDER_WAY, camp=camp, since=since, now=now)]


def ask(db: Db, number: int, member: int, words: str, mark: str, *, named: bool, at: datetime) -> EventQuestion | None:
    """A new question, for whoever holds the event; None where the same was asked."""
    given = {"event_id": number, "number": int(db.value(NEXT, event=number)), "membership_id": member}
    question = db.value(ASK, **given, named=named, words=words, mark=mark, at=at)
    return None if question is None else one(db, question)


def one(db: Db, question: int) -> EventQuestion:
    """A question that there is."""
    found = _question(db.one(ONE, question=question))
    assert found is not None
    return found


def still(db: Db, question: int) -> EventQuestion | None:
    """A question, unless it was taken back."""
    return _question(db.one(ONE, question=question))


def numbered(db: Db, number: int, of: int) -> EventQuestion | None:
    """The question of that number in a round."""
    return _question(db.one(NUMBERED, event=number, numbered=of))


def the_same(db: Db, number: int, mark: str) -> EventQuestion | None:
    """The question of a round that says this."""
    return _question(db.one(MARKED, event=number, said=mark))


def _question(row: object) -> EventQuestion | None:
    return None if row is None else EventQuestion(*row)  # type: ignore[misc]


def of(db: Db, number: int) -> list[EventQuestion]:
    """All of a round: what waits before what was answered, of that what more are for, of equals the first."""
    return [EventQuestion(*row) for row in db.all(ALL, event=number)]


def asked_by(db: Db, number: int, member: int) -> int:
    """How many somebody asked."""
    return int(db.value(MINE, event=number, member=member))


def vote(db: Db, question: int, member: int) -> bool:
    """They are for it; False where they were."""
    return db.value(VOTE, question_id=question, membership_id=member) is not None


def unvote(db: Db, question: int, member: int) -> None:
    """They are not for it any more."""
    db.run(UNVOTE, question=question, member=member)


def answered(db: Db, question: int, answer: str | None, entry: int | None, *, by: int, at: datetime) -> bool:
    """It is ticked, with the answer in words where there are any; False where it has words already."""
    return db.value(TICK, question=question, said=answer, kept=entry, who=by, when=at) is not None


def unanswered(db: Db, question: int, *, ticked: bool) -> None:
    """The words are gone, or, where it was not `ticked` before them, the tick as well."""
    db.run(UNTICK if ticked else REOPEN, question=question)


def take_back(db: Db, question: int) -> bool:
    """It was never asked; False where it is answered, taken down or gone."""
    found = still(db, question)
    if found is None or found.answered_at is not None or found.down_at is not None:
        return False
    db.run(DROP_VOTES, question=question)
    return db.value(TAKE_BACK, question=question) is not None


def take_down(db: Db, question: int, *, at: datetime) -> bool:
    """Nobody reads it any more; False where it is answered, or was taken down."""
    return db.value(TAKE_DOWN, question=question, when=at) is not None


def put_back(db: Db, question: int) -> None:
    """It stands in the queue as before."""
    db.run(PUT_BACK, question=question)


def posted(db: Db, number: int, messages: list[int]) -> None:
    """These messages of ours show the round."""
    db.many(POSTED, [{"outbox_id": message, "event_id": number} for message in messages])


def boards(db: Db, number: int) -> list[int]:
    """Our messages that show it."""
    return [row.outbox_id for row in db.all(BOARDS, event=number)]


def in_message(db: Db, message: int) -> int | None:
    """The round one of our messages shows."""
    number: int | None = db.value(IN_MESSAGE, message=message)
    return number


def drop_own_votes(db: Db, member: int) -> None:
    """Nobody is for their own question besides having asked it."""
    db.run(DROP_OWN, kept=member)
