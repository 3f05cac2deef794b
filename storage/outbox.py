"""What is owed: every message to be sent, in order per room and lane, and where it went when it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    case,
    delete,
    false,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from bot.messages import Address, Answer, Lane, OutboundMessage, Sent
from bot.parts import ADDED, File, KeptWords, Part, Picture, decode, encode, needed, plain, vocabulary
from storage import kept_words
from storage.connection import Db
from storage.memberships import membership
from storage.people import account, person
from storage.schema import Instant, Key, foreign_key, metadata, primary_key

outbox = Table(
    "outbox",
    metadata,
    primary_key(),
    Column("channel", Text),
    Column("room", Text),
    Column("thread", Text),
    Column("direct", Boolean, nullable=False, server_default=false()),
    foreign_key("person", nullable=True),
    Column("lane", Integer, nullable=False),
    Column("parts", Text, nullable=False),
    Column("whisper", Boolean, nullable=False, server_default=false()),
    Column("replaces", Key),
    Column("reply_to", Key),
    Column("last", Boolean, nullable=False, server_default=false()),
    Column("until", Instant),
    Column("then_job", Text),
    Column("then_subject", Text),
    Column("answer", Text),
    Column("answer_until", Instant),
    Column("answer_carries", Text),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("doubts", Integer, nullable=False, server_default=text("0")),
    Column("once", Boolean, nullable=False, server_default=false()),
    Column("settled_at", Instant),
    Column("acknowledged_at", Instant),
    Column("outcome", Text),
    Column("asked", Text),
    Column("gathers", Text),
    Column("protected", Boolean, nullable=False, server_default=false()),
    Column("feature", Text),
    Column("leased_by", BigInteger),
    Column("needs", Integer),
)
"""`channel` is empty while nobody can be reached (`person_id` says who is owed); `doubts` counts the sends whose answer never came, `once` is not
repeated after the first; `asked` is the platform's reference of what it answers in a room, `gathers` is a kind of messages
several of which may become one, `protected` that it should not be passed on; `feature` says what kind of message it is to who may know no
more of it; `outcome` is sent, expired, folded, failed, uncertain, or dropped by who saw that it was not; `leased_by` is the term (epoch)
of the sender that has it under way,
`needs` the newest kinds of parts in it, empty where every version knows them."""
_pending = outbox.c.settled_at.is_(None)
_is_known = or_(outbox.c.needs.is_(None), outbox.c.needs <= bindparam("knows", type_=Integer))
Index(
    "ix_outbox_pending",
    outbox.c.channel,
    outbox.c.room,
    outbox.c.lane,
    outbox.c.id,
    sqlite_where=_pending,
    postgresql_where=_pending,
)
Index("ix_outbox_owed", outbox.c.person_id, sqlite_where=_pending, postgresql_where=_pending)
is_undelivered = or_(outbox.c.outcome == "failed", outbox.c.outcome == "uncertain") & ~outbox.c.whisper
Index(
    "ix_outbox_undelivered",
    outbox.c.settled_at,
    sqlite_where=text("outcome IN ('failed', 'uncertain')"),
    postgresql_where=text("outcome IN ('failed', 'uncertain')"),
)
_holds_kept_words = outbox.c.needs >= ADDED[KeptWords.kind]
Index("ix_outbox_kept", outbox.c.id, sqlite_where=_holds_kept_words, postgresql_where=_holds_kept_words)
Index("ix_outbox_edit", outbox.c.replaces, sqlite_where=_pending, postgresql_where=_pending)

sent = Table(
    "sent",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("ref", Text, primary_key=True),
    foreign_key("outbox", index=True),
    Column("place", Integer, nullable=False),
    UniqueConstraint("outbox_id", "place"),
)
"""Which of our messages a platform's reference names; `place` counts the pieces of one message."""

OWED_FOR = timedelta(days=7)
"""How long a message without an `until` of its own may wait to be sent."""

PUT = insert(outbox)
FOLD = (
    update(outbox)
    .where(outbox.c.id == bindparam("into"), _pending, outbox.c.attempts == 0, outbox.c.replaces.is_(None))
    .values(parts=bindparam("said"), needs=bindparam("new"))
    .returning(outbox.c.id)
)
OVERTAKE = (
    update(outbox)
    .where(outbox.c.replaces == bindparam("into"), _pending, outbox.c.attempts == 0)
    .values(parts=bindparam("said"), needs=bindparam("new"), last=bindparam("final"))
    .returning(outbox.c.id)
)
WHERE_IT_IS = select(outbox.c.channel, outbox.c.room, outbox.c.thread, outbox.c.direct).where(outbox.c.id == bindparam("id"))
_due = or_(outbox.c.not_before.is_(None), outbox.c.not_before <= bindparam("now", type_=Instant))
_head = (
    select(outbox.c.id)
    .where(outbox.c.channel == bindparam("in_channel"), outbox.c.room == bindparam("in_room"), _pending, _due, _is_known)
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
TAKE = (
    update(outbox)
    .where(outbox.c.id == _head.scalar_subquery())
    .values(
        attempts=outbox.c.attempts + 1,
        not_before=bindparam("leased", type_=Instant),
        leased_by=bindparam("by", type_=BigInteger),
    )
    .returning(*outbox.c)
)
NEXT = select(func.min(outbox.c.not_before)).where(
    outbox.c.channel == bindparam("channel"),
    outbox.c.room == bindparam("room"),
    _pending,
    outbox.c.not_before.is_not(None),
    _is_known,
)
ROOMS = select(outbox.c.channel, outbox.c.room).where(_pending, outbox.c.channel.is_not(None), _is_known).distinct()
CLAIM = (
    update(outbox)
    .where(outbox.c.id == bindparam("id_"), _pending, outbox.c.answer.is_not(None), outbox.c.attempts == 0)
    .values(attempts=1, not_before=bindparam("leased", type_=Instant))
    .returning(*outbox.c)
)
SETTLE = (
    update(outbox)
    .where(outbox.c.id == bindparam("id_"), _pending)
    .values(
        settled_at=bindparam("at", type_=Instant),
        acknowledged_at=bindparam("acknowledged", type_=Instant),
        outcome=bindparam("how"),
        answer=None,
    )
    .returning(outbox.c.then_job, outbox.c.then_subject)
)
DOUBT = (
    update(outbox)
    .where(_pending, outbox.c.channel != bindparam("but"))
    .values(settled_at=bindparam("at", type_=Instant), outcome="uncertain", answer=None)
    .returning(outbox.c.then_job, outbox.c.then_subject)
)
LATER = (
    update(outbox)
    .where(outbox.c.id == bindparam("id_"), _pending)
    .values(
        not_before=bindparam("after", type_=Instant),
        attempts=outbox.c.attempts - bindparam("uncounted"),
        doubts=outbox.c.doubts + bindparam("doubted"),
        leased_by=None,
    )
)
RECOVER = (
    update(outbox)
    .where(outbox.c.channel == bindparam("of"), _pending, outbox.c.leased_by < bindparam("before", type_=BigInteger))
    .values(not_before=None, leased_by=None, doubts=outbox.c.doubts + case((outbox.c.once, 1), else_=0))
    .returning(outbox.c.id)
)
HEAD = (
    select(outbox.c.lane)
    .where(outbox.c.channel == bindparam("channel"), outbox.c.room == bindparam("room"), _pending, _due, _is_known)
    .order_by(outbox.c.lane, outbox.c.id)
    .limit(1)
)
WAITING = (
    select(func.count())
    .select_from(outbox)
    .where(outbox.c.channel == bindparam("channel"), outbox.c.room == bindparam("room"), _pending)
)
ORIGINAL = select(outbox.c.settled_at).where(outbox.c.id == bindparam("id"))
REFS = select(sent.c.ref).where(sent.c.outbox_id == bindparam("message")).order_by(sent.c.place)
NEW_REF = insert(sent).on_conflict_do_nothing()
MEANT = select(sent.c.outbox_id).where(sent.c.channel == bindparam("channel"), sent.c.ref == bindparam("ref"))
QUOTABLE, NEWEST, SURE = 100, 20_000, 10
"""Messages of a room looked through for one that is quoted, how far back among all there are, and from how many letters and digits on the
beginning of one is taken for it."""
OF_A_ROOM = (
    select(outbox.c.id, outbox.c.parts)
    .where(
        outbox.c.channel == bindparam("channel"),
        outbox.c.room == bindparam("room"),
        outbox.c.outcome == "sent",
        outbox.c.replaces.is_(None),
        ~outbox.c.whisper,
        outbox.c.id > select(func.max(outbox.c.id)).scalar_subquery() - NEWEST,
    )
    .order_by(outbox.c.id.desc())
    .limit(QUOTABLE)
)
IN_FLIGHT = (
    select(outbox.c.id)
    .where(outbox.c.channel == bindparam("channel"), outbox.c.room == bindparam("room"), _pending, outbox.c.attempts > 0)
    .limit(1)
)
RELEASE = (
    update(outbox)
    .where(outbox.c.person_id == bindparam("who"), outbox.c.channel.is_(None), _pending)
    .values(channel=bindparam("to_channel"), room=bindparam("to_room"), direct=True)
    .returning(outbox.c.id)
)
STRAND = (
    update(outbox)
    .where(outbox.c.id == bindparam("id_"), _pending, outbox.c.person_id.is_not(None))
    .values(
        channel=None,
        room=None,
        attempts=0,
        leased_by=None,
        not_before=None,
        until=func.coalesce(outbox.c.until, bindparam("owed_until", type_=Instant)),
    )
    .returning(outbox.c.person_id)
)
EXPIRE = (
    update(outbox)
    .where(_pending, outbox.c.channel.is_(None), outbox.c.until < bindparam("now"))
    .values(settled_at=bindparam("now"), outcome="expired")
)
OWED = (
    select(person.c.name)
    .select_from(
        outbox.join(person, person.c.id == outbox.c.person_id).join(membership, membership.c.person_id == outbox.c.person_id)
    )
    .where(outbox.c.channel.is_(None), _pending, membership.c.camp_id == bindparam("camp"), membership.c.left_on.is_(None))
    .distinct()
    .order_by(person.c.name)
)
OWED_TO_OTHERS = OWED.where(membership.c.role != "manager", membership.c.role != "owner")
PENDING = (
    select(outbox.c.channel, func.count(), func.min(case((_due, outbox.c.created_at))))
    .where(_pending)
    .group_by(outbox.c.channel)
)
MOVE_ROOM = (
    update(outbox)
    .where(outbox.c.channel == bindparam("in_channel"), outbox.c.room == bindparam("old"), _pending)
    .values(room=bindparam("new"))
)
FORGET_REFS = delete(sent).where(
    sent.c.channel == bindparam("in_channel"),
    sent.c.outbox_id.in_(
        select(outbox.c.id).where(outbox.c.channel == bindparam("in_channel"), outbox.c.room == bindparam("old"))
    ),
)
_kin = (
    (outbox.c.channel == bindparam("in_channel"))
    & (outbox.c.room == bindparam("in_room"))
    & (outbox.c.gathers == bindparam("kind"))
    & (func.coalesce(outbox.c.thread, "") == bindparam("topic"))
)
KIN = (
    select(outbox.c.id, outbox.c.parts)
    .where(_kin, _pending, _is_known, outbox.c.attempts == 0, outbox.c.then_job.is_(None), outbox.c.id != bindparam("head"))
    .order_by(outbox.c.id)
    .with_for_update(skip_locked=True)
)
LAST_KIN = (
    select(outbox.c.id, outbox.c.parts)
    .where(
        _kin,
        _is_known,
        outbox.c.settled_at > bindparam("since", type_=Instant),
        outbox.c.outcome == "sent",
        outbox.c.id.in_(select(sent.c.outbox_id)),
    )
    .order_by(outbox.c.id.desc())
    .limit(1)
)
REWRITE = update(outbox).where(outbox.c.id == bindparam("id_")).values(parts=bindparam("said"), needs=bindparam("new"))
PARTS = select(outbox.c.parts).where(outbox.c.id == bindparam("message"))
FOLD_AWAY = (
    update(outbox)
    .where(outbox.c.id == bindparam("id_"), _pending)
    .values(settled_at=bindparam("at", type_=Instant), outcome="folded")
)
_to_them = or_(
    outbox.c.person_id == bindparam("who"),
    select(account.c.id)
    .where(
        account.c.person_id == bindparam("who"), account.c.channel == outbox.c.channel, account.c.direct_room == outbox.c.room
    )
    .exists(),
)
SAID_TO = select(outbox.c.parts).where(_to_them)
_those = select(outbox.c.id).where(_to_them)
UNREF = delete(sent).where(sent.c.outbox_id.in_(_those))
UNSAY = (
    update(outbox)
    .where(_to_them)
    .values(
        channel=None,
        room=None,
        thread=None,
        parts=encode(()),
        asked=None,
        answer=None,
        settled_at=func.coalesce(outbox.c.settled_at, bindparam("now", type_=Instant)),
        outcome=func.coalesce(outbox.c.outcome, "expired"),
    )
)
MERGE = update(outbox).where(outbox.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))


@dataclass(frozen=True, slots=True)
class Taken:
    """A message on its way, and what must be known to judge the sending of it."""

    message: OutboundMessage
    attempts: int
    doubts: int
    once: bool
    last: bool
    ends: datetime
    """Until when it may be sent: its own `until`, else a week after it was said."""
    gathers: str | None
    """The kind of messages it may become one with."""
    waits_for: int | None
    """The message this one replaces or answers, where that has no reference yet."""
    grows: int | None = None
    """The message it is added to."""


def put(
    db: Db,
    to: Address | None,
    parts: Sequence[Part],
    lane: Lane,
    *,
    at: datetime,
    person: int | None = None,
    whisper: bool = False,
    replaces: int | None = None,
    reply_to: int | None = None,
    last: bool = False,
    once: bool = False,
    until: datetime | None = None,
    then: tuple[str, str] | None = None,
    answer: Answer | None = None,
    not_before: datetime | None = None,
    asked: str | None = None,
    gathers: str | None = None,
    protected: bool = False,
    feature: str = "",
) -> int:
    """Owes a message; `to` is None where `person` cannot be reached yet. Gives its id."""
    columns: dict[str, Any] = {"person_id": person, "lane": int(lane), "parts": encode(parts), "created_at": at, "until": until}
    if to is not None:
        columns |= {"channel": to.channel, "room": to.room, "thread": to.thread}
    if to is None or to.direct:
        columns["direct"] = True
    if then is not None:
        columns["then_job"], columns["then_subject"] = then
    if answer is not None:
        columns |= {"answer": answer.token, "answer_carries": answer.carries}
        columns["answer_until"] = columns["not_before"] = answer.until
    # What a column holds by itself is left out: most messages are words for a room and nothing besides.
    rare: dict[str, Any] = {"whisper": whisper, "replaces": replaces, "reply_to": reply_to, "last": last, "once": once}
    rare |= {"asked": asked, "gathers": gathers, "protected": protected, "feature": feature, "needs": needed(parts)}
    if not_before is not None:
        columns["not_before"] = not_before
    return db.insert_id(PUT, **columns, **{name: value for name, value in rare.items() if value})


def edit(
    db: Db, message: int, parts: Sequence[Part], *, at: datetime, last: bool = False, answer: Answer | None = None
) -> int | None:
    """Owes an edit of one of our messages: folded into the original or the pending edit where that is not sent yet."""
    said, new = encode(parts), needed(parts)
    if (
        folded := db.value(FOLD, into=message, said=said, new=new)
        or db.value(OVERTAKE, into=message, said=said, new=new, final=last)
    ) is not None:
        return int(folded)
    to = address_of(db, message)
    if to is None:
        return None
    return put(db, to, parts, Lane.EDIT, at=at, replaces=message, last=last, answer=answer)


def parts_of(db: Db, message: int) -> tuple[Part, ...]:
    """What one of our messages was first sent as; nothing where it is not kept any more."""
    stored = db.value(PARTS, message=message)
    return decode(stored) if stored else ()


def address_of(db: Db, message: int) -> Address | None:
    """Where a message of ours is, or is to be; None for one owed to somebody nobody can reach."""
    place = db.one(WHERE_IT_IS, id=message)
    if place is None or place.channel is None:
        return None
    return Address(place.channel, place.room, place.thread, place.direct)


def pending(db: Db, *, now: datetime) -> list[tuple[str | None, int, datetime | None]]:
    """(channel, how many messages wait, when the oldest was said that may go out) of each; no channel is those nobody can be reached by."""
    return [(row[0], row[1], row[2]) for row in db.all(PENDING, now=now)]


def take(db: Db, channel: str, room: str, *, now: datetime, lease: timedelta, epoch: int = 0) -> Taken | None:
    """The head of a room's lanes, counted as tried and leased to whoever sends in that term; None where nothing we know is due."""
    row = db.one(TAKE, in_channel=channel, in_room=room, now=now, leased=now + lease, by=epoch, knows=vocabulary())
    return None if row is None else _taken(db, row)


def claim(db: Db, message: int, *, now: datetime, lease: timedelta) -> OutboundMessage | None:
    """A row reserved for a passing answer, for the channel to send at once; None where it was taken already."""
    row = db.one(CLAIM, id_=message, leased=now + lease)
    return None if row is None else _taken(db, row).message


def _taken(db: Db, r: Any) -> Taken:
    replaces = refs(db, r.replaces) if r.replaces else ()
    reply_to = refs(db, r.reply_to)[:1] if r.reply_to else ()
    message = OutboundMessage(
        id=r.id,
        to=Address(r.channel, r.room, r.thread, r.direct),
        parts=decode(r.parts) if r.needs is None else kept_words.said(db, decode(r.parts)),
        lane=Lane(r.lane),
        replaces=replaces,
        reply_to=reply_to[0] if reply_to else None,
        until=r.until,
        answer=Answer(r.answer, r.answer_until, r.answer_carries) if r.answer else None,
        whisper=r.whisper,
        protected=r.protected,
        asked=r.asked,
    )
    waits_for = r.replaces if r.replaces and not replaces else None
    return Taken(message, r.attempts, r.doubts, r.once, r.last, r.until or r.created_at + OWED_FOR, r.gathers, waits_for)


def kin(db: Db, taken: Taken) -> list[tuple[int, tuple[Part, ...]]]:
    """(id, parts) of what is owed to the same place and may become one with it, in the order it was said."""
    to = taken.message.to
    rows = db.all(
        KIN,
        in_channel=to.channel,
        in_room=to.room,
        topic=to.thread or "",
        kind=taken.gathers,
        head=taken.message.id,
        knows=vocabulary(),
    )
    return [(row.id, decode(row.parts)) for row in rows]


def last_kin(db: Db, taken: Taken, *, since: datetime) -> tuple[int, tuple[Part, ...]] | None:
    """(id, parts) of the last message of its kind that stands there since a moment."""
    to = taken.message.to
    row = db.one(
        LAST_KIN,
        in_channel=to.channel,
        in_room=to.room,
        topic=to.thread or "",
        kind=taken.gathers,
        since=since,
        knows=vocabulary(),
    )
    return None if row is None else (row.id, decode(row.parts))


def rewrite(db: Db, message: int, parts: Sequence[Part]) -> None:
    """What a message says, or by now says where it stands."""
    db.run(REWRITE, id_=message, said=encode(parts), new=needed(parts))


def fold_away(db: Db, message: int, *, at: datetime) -> None:
    """Its words stand in another message now."""
    db.run(FOLD_AWAY, id_=message, at=at)


def refs(db: Db, message: int) -> tuple[str, ...]:
    """The platform's references of one of our messages, first piece first."""
    return tuple(row.ref for row in db.all(REFS, message=message))


def meant(db: Db, channel: str, ref: str) -> int | None:
    """Which of our messages a platform's reference names."""
    return db.value(MEANT, channel=channel, ref=ref)


def quoted(db: Db, channel: str, room: str, words: str) -> int | None:
    """Which of our messages in a room is quoted, where a platform shows its words and no reference; the newest, where several say so."""
    said = _letters(words)
    for row in db.all(OF_A_ROOM, channel=channel, room=room) if said else ():
        ours = _letters(plain(decode(row.parts)))
        if ours == said or (len(said) >= SURE and ours.startswith(said)):
            return int(row.id)
    return None


def _letters(words: str) -> str:
    """What marks, spaces and line ends make no difference to."""
    return "".join(filter(str.isalnum, words))


def is_in_flight(db: Db, channel: str, room: str) -> bool:
    """Whether a message to that room has been tried and not settled: its reference is not known yet."""
    return db.one(IN_FLIGHT, channel=channel, room=room) is not None


def settle(db: Db, message: OutboundMessage, how: str, *, at: datetime, sent_as: Sent | None = None) -> tuple[str, str] | None:
    """Closes a message; gives the (job, subject) that starts with its acknowledgement, where one was named."""
    row = db.one(SETTLE, id_=message.id, at=at, acknowledged=sent_as.at if sent_as else None, how=how)
    if sent_as is not None and not message.replaces:
        for place, ref in enumerate(sent_as.refs):
            db.run(NEW_REF, channel=message.to.channel, ref=ref, outbox_id=message.id, place=place)
    if row is None or row.then_job is None or sent_as is None:
        return None
    return row.then_job, row.then_subject


def doubt(db: Db, *, at: datetime, but: str) -> list[tuple[str, str] | None]:
    """Settles as uncertain whatever is owed to somebody who can be reached, on any channel but one: it may have been sent where nobody
    wrote it down. Gives for each what was to be done once it was sent."""
    return [(row.then_job, row.then_subject) if row.then_job else None for row in db.all(DOUBT, at=at, but=but)]


def put_back(db: Db, message: int, *, after: datetime | None = None, counts: bool = True, doubtful: bool = False) -> None:
    """Not sent, or doubtfully: tried again, not before a moment where one is named."""
    db.run(LATER, id_=message, after=after, uncounted=0 if counts else 1, doubted=1 if doubtful else 0)


def recover(db: Db, channel: str, *, before: int = 1) -> int:
    """What senders of earlier terms had under way is sent again, but for what must not be doubled; gives how many. Where there is one
    program there are no terms: whoever had it is gone when we start."""
    return len(db.all(RECOVER, of=channel, before=before))


def head_lane(db: Db, channel: str, room: str, *, now: datetime) -> Lane | None:
    """The lane of what goes next in a room, or None."""
    lane = db.value(HEAD, channel=channel, room=room, now=now, knows=vocabulary())
    return None if lane is None else Lane(lane)


def waiting(db: Db, channel: str, room: str) -> int:
    """How many messages a room waits for."""
    return int(db.value(WAITING, channel=channel, room=room))


def is_settled(db: Db, message: int) -> bool:
    """Whether a message is closed, one way or another."""
    return db.value(ORIGINAL, id=message) is not None


def next_due(db: Db, channel: str, room: str) -> datetime | None:
    """The next moment at which something parked in that room may go."""
    return db.value(NEXT, channel=channel, room=room, knows=vocabulary())


def rooms(db: Db) -> list[tuple[str, str]]:
    """Every room with something pending that we know how to send."""
    return [(row.channel, row.room) for row in db.all(ROOMS, knows=vocabulary())]


def release(db: Db, person: int, channel: str, room: str) -> int:
    """What was owed to somebody unreachable goes to their private room now; gives how many."""
    return len(db.all(RELEASE, who=person, to_channel=channel, to_room=room))


def strand(db: Db, message: int, *, now: datetime) -> int | None:
    """A private message its person cannot be reached for waits as owed; gives the person, None where it was to a room."""
    return db.value(STRAND, id_=message, owed_until=now + OWED_FOR)


def owed_names(db: Db, camp: int, *, staff: bool = True) -> list[str]:
    """Who in a camp has something waiting that nobody could deliver; without its managers and owners where not `staff`."""
    return [row.name for row in db.all(OWED if staff else OWED_TO_OTHERS, camp=camp)]


def expire_owed(db: Db, now: datetime) -> None:
    """Nobody came for them within their time."""
    db.run(EXPIRE, now=now)


def move_room(db: Db, channel: str, old: str, new: str) -> None:
    """The platform gave a room another name: what is pending follows, references die."""
    db.run(FORGET_REFS, in_channel=channel, old=old)
    db.run(MOVE_ROOM, in_channel=channel, old=old, new=new)


def merge(db: Db, old: int, kept: int) -> None:
    """What was owed to `old` is owed to `kept`."""
    db.run(MERGE, old=old, kept=kept)


def files_of(db: Db, person: int) -> list[str]:
    """The files somebody was sent in private."""
    parts = (part for row in db.all(SAID_TO, who=person) for part in decode(row.parts))
    return [part.file for part in parts if isinstance(part, File | Picture)]


def erase(db: Db, person: int, *, at: datetime) -> None:
    """What was said to somebody in private, sent or not, has no words and no place any more, nor what platforms call it: what was
    counted and what names a message by its number goes on doing so."""
    db.run(UNREF, who=person)
    db.run(UNSAY, who=person, now=at)
