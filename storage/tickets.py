"""Questions put to experts: tickets under their numbers (A-0007), the answers they got, the votes on them and the one accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    cast,
    delete,
    func,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from bot.parts import encode
from storage import search
from storage.archive import dictionary
from storage.connection import Db
from storage.outbox import outbox
from storage.people import person
from storage.schema import Instant, Json, foreign_key, metadata, primary_key
from storage.search import Results
from storage.search.normal import normal

desk = Table("desk", metadata, foreign_key("camp", primary_key=True), Column("last_number", Integer, nullable=False))
"""The number given last."""

ticket = Table(
    "ticket",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("number", Integer, nullable=False),
    foreign_key("person", index=True),
    Column("words", Text, nullable=False),
    Column("tags", Json, nullable=False),
    foreign_key("person", name="expert_id", nullable=True, index=True),
    Column("state", Text, nullable=False, server_default=text("'open'")),
    Column("asked_at", Instant, nullable=False),
    Column("due_at", Instant),
    Column("reminded", Integer, nullable=False, server_default=text("0")),
    Column("closed_at", Instant),
    foreign_key("entry", nullable=True, index=True),
    Column("named", Boolean, nullable=False, server_default=true()),
    Column("folded", Text),
    UniqueConstraint("camp_id", "number"),
    CheckConstraint("state in ('open','answered','accepted','withdrawn')", name="state"),
)
"""`person_id` asked, and is told to nobody where not `named`; `expert_id` is expected to answer by `due_at`; `reminded` counts the
reminders sent, 1 the expert's, 2 the manager's; `entry_id` is what the archive made of it, or what answered it; `folded` is its words
in the one spelling while it waits."""
Index("uq_ticket_folded", ticket.c.camp_id, ticket.c.folded, unique=True)
_waiting = ticket.c.closed_at.is_(None)
Index("ix_ticket_waiting", ticket.c.camp_id, ticket.c.id, sqlite_where=_waiting, postgresql_where=_waiting)

ticket_answer = Table(
    "ticket_answer",
    metadata,
    primary_key(),
    foreign_key("ticket", index=True),
    foreign_key("person", index=True),
    Column("words", Text, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("link", Text),
    Column("ref", Text, unique=True),
    Column("at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("accepted_at", Instant),
)
"""`link` is the platform's address of the message it was said in, `ref` ("channel:reference") names that message to us."""
Index(
    "uq_ticket_answer_accepted",
    ticket_answer.c.ticket_id,
    unique=True,
    sqlite_where=ticket_answer.c.accepted_at.is_not(None),
    postgresql_where=ticket_answer.c.accepted_at.is_not(None),
)

answer_version = Table(
    "answer_version",
    metadata,
    foreign_key("ticket_answer", primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""How an answer read before, until `at`."""

answer_vote = Table(
    "answer_vote",
    metadata,
    foreign_key("ticket_answer", primary_key=True),
    foreign_key("person", primary_key=True, index=True),
    sqlite_with_rowid=False,
)

ticket_post = Table(
    "ticket_post",
    metadata,
    foreign_key("outbox", primary_key=True),
    foreign_key("ticket", index=True),
    foreign_key("ticket_answer", nullable=True, index=True),
)
"""Our messages about a ticket, and about one answer: a reply to one of them is about it."""

_TICKET = (
    *(ticket.c[name] for name in ("id", "camp_id", "number", "person_id", "words", "tags", "expert_id", "state")),
    *(ticket.c[name] for name in ("asked_at", "due_at", "reminded", "closed_at", "entry_id", "named")),
)
_votes = (
    select(func.count()).where(answer_vote.c.ticket_answer_id == ticket_answer.c.id).correlate(ticket_answer).scalar_subquery()
)
_ANSWER = (
    *(ticket_answer.c[name] for name in ("id", "ticket_id", "person_id")),
    person.c.name,
    *(ticket_answer.c[name] for name in ("words", "version", "link", "at", "accepted_at")),
    _votes.label("votes"),
)
_answers = ticket_answer.join(person, person.c.id == ticket_answer.c.person_id)
_this = ticket.c.id == bindparam("ticket")

NUMBER = (
    insert(desk)
    .values(last_number=1)
    .on_conflict_do_update(index_elements=[desk.c.camp_id], set_={"last_number": desk.c.last_number + 1})
    .returning(desk.c.last_number)
)
ONE_AT_A_TIME = (
    insert(desk)
    .values(last_number=0)
    .on_conflict_do_update(index_elements=[desk.c.camp_id], set_={"last_number": desk.c.last_number})
)
SAME = select(*_TICKET).where(ticket.c.camp_id == bindparam("camp"), ticket.c.folded == bindparam("spelt"))
OPEN = insert(ticket).returning(ticket.c.id)
ONE = select(*_TICKET).where(_this)
NUMBERED = select(*_TICKET).where(ticket.c.camp_id == bindparam("camp"), ticket.c.number == bindparam("numbered"))
WAITING = select(*_TICKET).where(ticket.c.camp_id == bindparam("camp"), _waiting).order_by(ticket.c.id)
OF_ASKER = (
    select(*_TICKET)
    .where(ticket.c.camp_id == bindparam("camp"), ticket.c.person_id == bindparam("person"), ticket.c.state == "answered")
    .order_by(ticket.c.id.desc())
    .limit(1)
)
ASSIGN = (
    update(ticket).where(_this, _waiting).values(expert_id=bindparam("expert"), due_at=bindparam("due")).returning(ticket.c.id)
)
LABEL = update(ticket).where(_this).values(tags=bindparam("labels"))
REMIND = (
    update(ticket)
    .where(_this, ticket.c.state == "open", ticket.c.reminded < bindparam("times"))
    .values(reminded=bindparam("times"))
    .returning(ticket.c.id)
)
_overdue = (
    ticket.c.camp_id == bindparam("camp"),
    ticket.c.state == "open",
    ticket.c.closed_at.is_(None),
    ticket.c.due_at <= bindparam("now", type_=Instant),
)
OVERDUE = (
    select(*_TICKET).where(*_overdue, ticket.c.number > bindparam("after")).order_by(ticket.c.number).limit(bindparam("most"))
)
OVERDUE_OF = OVERDUE.where(ticket.c.expert_id == bindparam("expert"))
BACKLOG = select(func.count().label("n"), func.min(ticket.c.due_at).label("since")).where(*_overdue)
BACKLOG_OF = BACKLOG.where(ticket.c.expert_id == bindparam("expert"))
PROMISE = (
    update(ticket)
    .where(_this, ticket.c.state == "open", ticket.c.due_at.is_not_distinct_from(bindparam("was", type_=Instant)))
    .values(due_at=bindparam("due", type_=Instant))
    .returning(ticket.c.id)
)
ANSWERED = update(ticket).where(_this, ticket.c.state == "open").values(state="answered")
CLOSE = (
    update(ticket)
    .where(_this, _waiting)
    .values(state=bindparam("how"), closed_at=bindparam("at"), entry_id=bindparam("entry"), folded=None)
    .returning(ticket.c.camp_id)
)
ASKED_SINCE = select(func.count()).where(
    ticket.c.camp_id == bindparam("camp"),
    ticket.c.person_id == bindparam("person"),
    ticket.c.asked_at > bindparam("since", type_=Instant),
)
LOAD = (
    select(ticket.c.expert_id, func.count())
    .where(ticket.c.camp_id == bindparam("camp"), ticket.c.state == "open", ticket.c.expert_id.is_not(None))
    .group_by(ticket.c.expert_id)
)
ANSWER = insert(ticket_answer).returning(ticket_answer.c.id)
ANSWERS = (
    select(*_ANSWER).select_from(_answers).where(ticket_answer.c.ticket_id == bindparam("ticket")).order_by(ticket_answer.c.id)
)
ONE_ANSWER = select(*_ANSWER).select_from(_answers).where(ticket_answer.c.id == bindparam("answer"))
SAID_IN = select(*_ANSWER).select_from(_answers).where(ticket_answer.c.ref == bindparam("message"))
ACCEPTED_BETWEEN = (
    select(func.count())
    .select_from(ticket.join(ticket_answer, ticket_answer.c.ticket_id == ticket.c.id))
    .where(
        ticket.c.camp_id == bindparam("camp"),
        ticket_answer.c.accepted_at >= bindparam("since", type_=Instant),
        or_(
            (ticket.c.person_id == bindparam("one")) & (ticket_answer.c.person_id == bindparam("other")),
            (ticket.c.person_id == bindparam("other")) & (ticket_answer.c.person_id == bindparam("one")),
        ),
    )
)
ANSWERED_SINCE = select(func.count()).where(
    ticket_answer.c.person_id == bindparam("person"), ticket_answer.c.at > bindparam("since", type_=Instant)
)
KEEP_VERSION = insert(answer_version).from_select(
    ["ticket_answer_id", "version", "words", "at"],
    select(
        ticket_answer.c.id, ticket_answer.c.version, ticket_answer.c.words, cast(bindparam("at", type_=Instant), BigInteger)
    ).where(ticket_answer.c.id == bindparam("answer")),
)
REVISE = (
    update(ticket_answer)
    .where(ticket_answer.c.id == bindparam("answer"))
    .values(words=bindparam("new_words"), changed_at=bindparam("at"), version=ticket_answer.c.version + 1)
)
VERSIONS = (
    select(answer_version.c.version, answer_version.c.words, answer_version.c.at)
    .where(answer_version.c.ticket_answer_id == bindparam("answer"))
    .order_by(answer_version.c.version)
)
VOTE = insert(answer_vote).on_conflict_do_nothing().returning(answer_vote.c.person_id)
UNVOTE = (
    delete(answer_vote)
    .where(answer_vote.c.ticket_answer_id == bindparam("answer"), answer_vote.c.person_id == bindparam("person"))
    .returning(answer_vote.c.person_id)
)
ACCEPT = (
    update(ticket_answer)
    .where(ticket_answer.c.id == bindparam("answer"), ticket_answer.c.accepted_at.is_(None))
    .values(accepted_at=bindparam("at"))
    .returning(ticket_answer.c.id)
)
UNACCEPT = (
    update(ticket_answer)
    .where(ticket_answer.c.id == bindparam("answer"), ticket_answer.c.accepted_at.is_not(None))
    .values(accepted_at=None)
    .returning(ticket_answer.c.id)
)
REOPEN = (
    update(ticket)
    .where(_this, ticket.c.state == "accepted", ticket.c.entry_id == bindparam("entry"))
    .values(state="answered", closed_at=None, entry_id=None)
    .returning(ticket.c.id)
)
OWN_ACCEPTED = (
    select(ticket.c.id, ticket.c.camp_id)
    .select_from(ticket.join(ticket_answer, ticket_answer.c.ticket_id == ticket.c.id))
    .where(
        ticket.c.person_id == bindparam("person"),
        ticket_answer.c.person_id == ticket.c.person_id,
        ticket_answer.c.accepted_at.is_not(None),
    )
    .order_by(ticket.c.id)
)
SAID = insert(ticket_post).on_conflict_do_nothing()
ABOUT = select(ticket_post.c.ticket_id, ticket_post.c.ticket_answer_id).where(ticket_post.c.outbox_id == bindparam("message"))
POSTS = (
    select(ticket_post.c.outbox_id)
    .where(ticket_post.c.ticket_id == bindparam("ticket"), ticket_post.c.ticket_answer_id.is_(None))
    .order_by(ticket_post.c.outbox_id)
)
_vote = answer_vote.alias("vote")
DROP_VOTES = delete(answer_vote).where(
    answer_vote.c.person_id == bindparam("old"),
    select(_vote.c.person_id)
    .where(_vote.c.ticket_answer_id == answer_vote.c.ticket_answer_id, _vote.c.person_id == bindparam("kept"))
    .exists(),
)
DROP_OWN_VOTES = delete(answer_vote).where(
    answer_vote.c.person_id == bindparam("kept"),
    select(ticket_answer.c.id)
    .where(ticket_answer.c.id == answer_vote.c.ticket_answer_id, ticket_answer.c.person_id == bindparam("kept"))
    .exists(),
)
WAITING_OF = select(ticket.c.id).where(ticket.c.person_id == bindparam("who"), _waiting).order_by(ticket.c.id)
UNASSIGN = update(ticket).where(ticket.c.expert_id == bindparam("who"), _waiting).values(expert_id=None)
_own_tickets = select(ticket.c.id).where(ticket.c.person_id == bindparam("who"))
_own_answers = select(ticket_answer.c.id).where(ticket_answer.c.person_id == bindparam("who"))
ERASES = [
    update(ticket)
    .where(ticket.c.person_id == bindparam("who"), ticket.c.entry_id.is_(None))
    .values(words="", named=False, folded=None),
    update(ticket_answer)
    .where(ticket_answer.c.person_id == bindparam("who"), ticket_answer.c.accepted_at.is_(None))
    .values(words=""),
    update(ticket_answer).where(ticket_answer.c.person_id == bindparam("who")).values(link=None, ref=None),
    update(outbox)
    .where(
        outbox.c.id.in_(
            select(ticket_post.c.outbox_id).where(
                or_(ticket_post.c.ticket_id.in_(_own_tickets), ticket_post.c.ticket_answer_id.in_(_own_answers))
            )
        ),
        outbox.c.settled_at.is_not(None),
    )
    .values(parts=encode(())),
    delete(answer_version).where(answer_version.c.ticket_answer_id.in_(_own_answers)),
]
MERGES = [
    update(ticket).where(ticket.c.person_id == bindparam("old")).values(person_id=bindparam("kept")),
    update(ticket).where(ticket.c.expert_id == bindparam("old")).values(expert_id=bindparam("kept")),
    update(ticket_answer).where(ticket_answer.c.person_id == bindparam("old")).values(person_id=bindparam("kept")),
    DROP_VOTES,
    update(answer_vote).where(answer_vote.c.person_id == bindparam("old")).values(person_id=bindparam("kept")),
]


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question put to the experts of a camp."""

    id: int
    camp: int
    number: int
    person: int
    words: str
    tags: list[str]
    expert: int | None
    state: str
    asked_at: datetime
    due_at: datetime | None
    reminded: int
    closed_at: datetime | None
    entry: int | None
    named: bool

    @property
    def code(self) -> str:
        """What people call it by."""
        return f"A-{self.number:04}"

    @property
    def is_open(self) -> bool:
        """Whether it may still be answered and accepted."""
        return self.closed_at is None


@dataclass(frozen=True, slots=True)
class TicketAnswer:
    """What somebody answered, as it reads now."""

    id: int
    ticket: int
    person: int
    name: str
    words: str
    version: int
    link: str | None
    at: datetime
    accepted_at: datetime | None
    votes: int


# ── tickets ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def ask(
    db: Db,
    camp: int,
    person_id: int,
    words: str,
    *,
    tags: Sequence[str] = (),
    expert: int | None = None,
    due: datetime | None,
    at: datetime,
    named: bool = True,
) -> Ticket:
    """A new ticket, numbered and found by the next who asks the same. Look for `the_same` first: the database takes no second one."""
    number = db.value(NUMBER, camp_id=camp)
    new = int(
        db.value(
            OPEN,
            camp_id=camp,
            number=number,
            person_id=person_id,
            words=words,
            folded=_folded(words),
            tags=list(tags),
            expert_id=expert,
            asked_at=at,
            named=named,
            due_at=due,
        )
    )
    search.add(db, _corpus(camp), new, words, dictionary(db, camp))
    return get(db, new)


def the_same(db: Db, camp: int, words: str) -> Ticket | None:
    """The ticket that waits with the same words, however they are written. Nobody opens another until this transaction ends."""
    db.run(ONE_AT_A_TIME, camp_id=camp)
    row = db.one(SAME, camp=camp, spelt=_folded(words))
    return None if row is None else Ticket(*row)


def _folded(words: str) -> str:
    return normal(words).replace(" ", "")


def get(db: Db, ticket_id: int) -> Ticket:
    """A ticket that is there."""
    row = db.one(ONE, ticket=ticket_id)
    assert row is not None
    return Ticket(*row)


def numbered(db: Db, camp: int, number: int) -> Ticket | None:
    """The ticket A-<number>."""
    row = db.one(NUMBERED, camp=camp, numbered=number)
    return None if row is None else Ticket(*row)


def waiting(db: Db, camp: int) -> list[Ticket]:
    """What is neither accepted nor withdrawn, the oldest first."""
    return [Ticket(*row) for row in db.all(WAITING, camp=camp)]


def to_accept(db: Db, camp: int, person_id: int) -> Ticket | None:
    """The newest ticket of a person that has an answer and none accepted: what a bare 采纳 is about."""
    row = db.one(OF_ASKER, camp=camp, person=person_id)
    return None if row is None else Ticket(*row)


def find(db: Db, camp: int, words: str) -> Results:
    """Tickets still waiting that ask this; the items are ticket ids."""
    return search.search(db, _corpus(camp), words, dictionary(db, camp))


def assign(db: Db, one: Ticket, expert: int | None, *, due: datetime | None) -> bool:
    """Who is expected to answer, and by when; False where the ticket is closed."""
    return db.value(ASSIGN, ticket=one.id, expert=expert, due=due) is not None


def label(db: Db, one: Ticket, tags: Sequence[str]) -> None:
    """The tags of a ticket, in place of those it had."""
    db.run(LABEL, ticket=one.id, labels=list(tags))


def asked_since(db: Db, camp: int, person_id: int, since: datetime) -> int:
    """How many tickets somebody has opened after a moment."""
    return int(db.value(ASKED_SINCE, camp=camp, person=person_id, since=since))


def load(db: Db, camp: int) -> dict[int, int]:
    """How many unanswered tickets each expert has; experts without one are not named."""
    return {row[0]: row[1] for row in db.all(LOAD, camp=camp)}


def remind(db: Db, one: Ticket, times: int) -> bool:
    """Whether the reminder of that number (1 the expert's, 2 the manager's) is to be sent: the ticket is unanswered, it never was."""
    return db.value(REMIND, ticket=one.id, times=times) is not None


def overdue(db: Db, camp: int, *, now: datetime, after: int, most: int, expert: int | None = None) -> list[Ticket]:
    """At most so many of those whose promise has passed unanswered, with numbers above `after`; of one expert, or of all."""
    given = {"camp": camp, "now": now, "after": after, "most": most}
    rows = db.all(OVERDUE, **given) if expert is None else db.all(OVERDUE_OF, expert=expert, **given)
    return [Ticket(*row) for row in rows]


def overdue_backlog(db: Db, camp: int, *, now: datetime, expert: int | None = None) -> tuple[int, datetime | None]:
    """How many there are, and since when the oldest should have been answered."""
    row = db.one(BACKLOG, camp=camp, now=now) if expert is None else db.one(BACKLOG_OF, camp=camp, now=now, expert=expert)
    assert row is not None
    return row.n, row.since


def promise(db: Db, one: Ticket, due: datetime | None) -> bool:
    """Another moment by which an answer is promised, or none; False where it is not as `one` says any more."""
    return db.one(PROMISE, ticket=one.id, was=one.due_at, due=due) is not None


def withdraw(db: Db, one: Ticket, *, entry: int | None = None, at: datetime) -> bool:
    """Closed without an accepted answer, because of what the archive had (`entry`) or not; False where it was closed."""
    return _close(db, one, "withdrawn", entry, at)


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def answer(
    db: Db, one: Ticket, person_id: int, words: str, *, link: str | None = None, ref: str | None = None, at: datetime
) -> TicketAnswer:
    """One more answer; `ref` names the message it was said in, so that an edit of it can be followed."""
    new = db.value(ANSWER, ticket_id=one.id, person_id=person_id, words=words, link=link, ref=ref, at=at, changed_at=at)
    db.run(ANSWERED, ticket=one.id)
    return get_answer(db, int(new))


def get_answer(db: Db, answer_id: int) -> TicketAnswer:
    """An answer that is there."""
    row = db.one(ONE_ANSWER, answer=answer_id)
    assert row is not None
    return TicketAnswer(*row)


def said_in(db: Db, ref: str) -> TicketAnswer | None:
    """The answer that was said in this message."""
    row = db.one(SAID_IN, message=ref)
    return None if row is None else TicketAnswer(*row)


def answered_since(db: Db, person_id: int, since: datetime) -> int:
    """How many answers somebody has given after a moment."""
    return int(db.value(ANSWERED_SINCE, person=person_id, since=since))


def answers(db: Db, ticket_id: int) -> list[TicketAnswer]:
    """All answers of a ticket, the oldest first."""
    return [TicketAnswer(*row) for row in db.all(ANSWERS, ticket=ticket_id)]


def revise(db: Db, one: TicketAnswer, words: str, *, at: datetime) -> TicketAnswer:
    """The answer in other words; how it read before is kept."""
    db.run(KEEP_VERSION, answer=one.id, at=at)
    db.run(REVISE, answer=one.id, new_words=words, at=at)
    return get_answer(db, one.id)


def versions(db: Db, answer_id: int) -> list[tuple[int, str, datetime]]:
    """(version, words, until when) of how an answer read before."""
    return [(row.version, row.words, row.at) for row in db.all(VERSIONS, answer=answer_id)]


def vote(db: Db, one: TicketAnswer, person_id: int) -> bool:
    """A voice for an answer; False where it is one's own or was given already."""
    return one.person != person_id and db.one(VOTE, ticket_answer_id=one.id, person_id=person_id) is not None


def unvote(db: Db, one: TicketAnswer, person_id: int) -> bool:
    """Takes a voice back; False where there was none."""
    return db.one(UNVOTE, answer=one.id, person=person_id) is not None


def accept(db: Db, one: Ticket, chosen: TicketAnswer, *, entry: int | None, at: datetime) -> bool:
    """The answer is the one, and the ticket closed; False where it was closed already. `entry` is what the archive made of it."""
    return _close(db, one, "accepted", entry, at) and db.value(ACCEPT, answer=chosen.id, at=at) is not None


def unaccept(db: Db, one: Ticket, answer_id: int, *, entry: int) -> bool:
    """The answer is one of several again and the ticket waits for its asker; False where that entry is not what it came to."""
    if db.value(REOPEN, ticket=one.id, entry=entry) is None or db.value(UNACCEPT, answer=answer_id) is None:
        return False
    search.add(db, _corpus(one.camp), one.id, one.words, dictionary(db, one.camp))
    return True


def accepted_between(db: Db, camp: int, one: int, other: int, since: datetime) -> int:
    """How many answers of either of two people to the other were accepted from a moment on."""
    return int(db.value(ACCEPTED_BETWEEN, camp=camp, one=one, other=other, since=since))


def own_accepted(db: Db, person_id: int) -> list[tuple[int, int]]:
    """(ticket, camp) of the questions whose accepted answer is the asker's own."""
    return [(row.id, row.camp_id) for row in db.all(OWN_ACCEPTED, person=person_id)]


# ── what a reply is about ────────────────────────────────────────────────────────────────────────────────────────────


def said(db: Db, message: int, one: Ticket, about: TicketAnswer | None = None) -> None:
    """Remembers that our message is about a ticket, or about one of its answers."""
    db.run(SAID, outbox_id=message, ticket_id=one.id, ticket_answer_id=about.id if about else None)


def about(db: Db, message: int) -> tuple[Ticket, TicketAnswer | None] | None:
    """What our message was about, where that is a ticket."""
    row = db.one(ABOUT, message=message)
    if row is None:
        return None
    return get(db, row.ticket_id), None if row.ticket_answer_id is None else get_answer(db, row.ticket_answer_id)


def posts(db: Db, ticket_id: int) -> list[int]:
    """Our messages that show the ticket itself, to be edited."""
    return [row.outbox_id for row in db.all(POSTS, ticket=ticket_id)]


def refresh(db: Db, camp: int, most: int) -> int:
    """Indexes again what a changed dictionary left behind, at most so many tickets; gives how many."""
    return search.refresh(db, _corpus(camp), dictionary(db, camp), most)


def merge(db: Db, old: int, kept: int) -> None:
    """What `old` asked, answered and voted is `kept`'s; two voices for one answer are one, and none is for an answer of one's own."""
    for statement in MERGES:
        db.run(statement, old=old, kept=kept)
    db.run(DROP_OWN_VOTES, kept=kept)


def _close(db: Db, one: Ticket, how: str, entry: int | None, at: datetime) -> bool:
    if db.value(CLOSE, ticket=one.id, how=how, at=at, entry=entry) is None:
        return False
    search.drop(db, _corpus(one.camp), one.id)
    return True


def _corpus(camp: int) -> str:
    return f"tickets:{camp}"


def erase(db: Db, person_id: int, *, at: datetime) -> None:
    """What they asked and nobody has answered in the archive is withdrawn and has no words any more; of their answers the accepted ones
    stay, which are the community's. What waits for them waits for whoever takes it."""
    for row in db.all(WAITING_OF, who=person_id):
        _close(db, get(db, row.id), "withdrawn", None, at)
    db.run(UNASSIGN, who=person_id)
    for statement in ERASES:
        db.run(statement, who=person_id)
