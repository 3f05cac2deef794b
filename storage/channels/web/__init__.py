"""What the web chat remembers: each room's log of posts, who sits in which room, and which files a room has seen; in modules of their own who
is signed in (`sessions`), who was invited (`invitations`) and what stands under a post (`reactions`).

A room counts its changes in one number. A new post takes the next one as its place in the log (`seq`) and as its last change
(`rev`); an edit takes the next one as `rev` alone. The count's row is locked until the commit, so a reader who has seen
change n never misses a smaller one that commits later. Numbers may have gaps.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    case,
    cast,
    delete,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage import channel_latency
from storage.channels.web import invitations, reactions, sessions
from storage.connection import Db
from storage.schema import Instant, Json, metadata
from storage.search.array_parameter import Elements, Members

__all__ = ["invitations", "reactions", "sessions"]

COUNTED = 100
"""Unread posts are counted no further: the page shows 99+."""

web_account = Table(
    "web_account",
    metadata,
    Column("name", Text, primary_key=True),
    Column("serial", Integer, nullable=False, server_default="0"),
)
"""`serial` is raised to end every link given before."""

web_room = Table(
    "web_room",
    metadata,
    Column("room", Text, primary_key=True),
    Column("rev", BigInteger, nullable=False),
)

web_seat = Table(
    "web_seat",
    metadata,
    Column("name", Text, primary_key=True),
    Column("room", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("read_seq", BigInteger, nullable=False, server_default="0"),
    Column("welcomed", Boolean, nullable=False, server_default=false()),
)
"""`welcomed` once the house has been told that they came."""

web_post = Table(
    "web_post",
    metadata,
    Column("room", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("rev", BigInteger, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("author", Text),
    Column("name", Text, nullable=False),
    Column("parts", Text, nullable=False),
    Column("reply_to", BigInteger),
    Column("at", Instant, nullable=False),
    Column("edited_at", Instant),
)
"""`kind` is person, bot or note (a small line about the room); `author` an account's name; `parts` as `messages.encode` wrote them."""
Index("ix_web_post_room_rev", web_post.c.room, web_post.c.rev, unique=True)

web_file = Table(
    "web_file",
    metadata,
    Column("room", Text, primary_key=True),
    Column("file", Text, primary_key=True, index=True),
    Column("name", Text, nullable=False),
)


def mark_of(name: str, key: str) -> str:
    """What stands for an account that was erased: whoever has no key cannot tell whose it was, nor find it by trying names."""
    return f"*{hmac.new(key.encode(), name.encode(), sha256).hexdigest()}"


class Shared(NamedTuple):
    """A file in the store and the name people see."""

    file: str
    name: str


class Seat(NamedTuple):
    """A room somebody sits in, as the list of rooms shows it; `last` is None in an empty room."""

    room: str
    read_seq: int
    rev: int
    unread: int
    last: Any


# ── posts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

quoted = web_post.alias("quoted")
POST = (
    select(
        web_post,
        quoted.c.kind.label("quoted_kind"),
        quoted.c.name.label("quoted_name"),
        quoted.c.parts.label("quoted_parts"),
        reactions.under(web_post.c.room, web_post.c.seq).label("reactions"),
    )
    .select_from(web_post.outerjoin(quoted, (quoted.c.room == web_post.c.room) & (quoted.c.seq == web_post.c.reply_to)))
    .where(web_post.c.room == bindparam("room"))
)

counted = insert(web_room).values(rev=1)
COUNT = counted.on_conflict_do_update(index_elements=["room"], set_={"rev": web_room.c.rev + 1}).returning(web_room.c.rev)
WRITE = insert(web_post).on_conflict_do_nothing().returning(web_post.c.seq)
SEQ_OF_KEY = select(web_post.c.seq).where(web_post.c.room == bindparam("room"), web_post.c.key == bindparam("key"))
WRITTEN = select(web_post.c.seq).where(web_post.c.key == bindparam("key"))
REWRITE = (
    update(web_post)
    .where(web_post.c.room == bindparam("in_room"), web_post.c.seq == bindparam("at_seq"))
    .values(rev=bindparam("rev"), parts=bindparam("parts"), edited_at=bindparam("edited_at", type_=Instant))
    .returning(web_post.c.seq)
)
TOUCH = (
    update(web_post)
    .where(web_post.c.room == bindparam("in_room"), web_post.c.seq == bindparam("at_seq"))
    .values(rev=bindparam("rev"))
)
REACTED_TO = select(web_post.c.kind).where(web_post.c.room == bindparam("room"), web_post.c.seq == bindparam("at_seq"))
SHARE = insert(web_file).on_conflict_do_nothing()
SHARED = select(web_file.c.name).where(web_file.c.room == bindparam("room"), web_file.c.file == bindparam("file"))
CHANGES = POST.where(web_post.c.rev > bindparam("after")).order_by(web_post.c.rev).limit(bindparam("most"))
_marks = Members(bindparam("marks", type_=Json)).table_valued("key", "value")
CHANGED = select(web_room.c.room).where(web_room.c.room == _marks.c.key, web_room.c.rev > cast(_marks.c.value, BigInteger))
PAGE = POST.where(web_post.c.seq < bindparam("before")).order_by(web_post.c.seq.desc()).limit(bindparam("most"))
ONE = POST.where(web_post.c.seq == bindparam("at_seq"))
REV = select(web_room.c.rev).where(web_room.c.room == bindparam("room"))


def write(
    db: Db,
    *,
    room: str,
    key: str,
    kind: str,
    author: str | None,
    name: str,
    parts: str,
    at: datetime,
    reply_to: int | None = None,
    files: Sequence[Shared] = (),
) -> int:
    """Adds a post to the room's log and returns its seq; a key written before keeps its post and gives its seq."""
    seq = int(db.value(COUNT, room=room))
    post = {"room": room, "seq": seq, "rev": seq, "key": key, "kind": kind, "author": author, "name": name, "parts": parts}
    if db.one(WRITE, **post, reply_to=reply_to, at=at) is None:
        return int(db.value(WRITTEN, key=key))
    share(db, room, files)
    return seq


def rewrite(db: Db, *, room: str, seq: int, parts: str, at: datetime, files: Sequence[Shared] = ()) -> bool:
    """Gives a post other words; False where there is no such post."""
    rev = db.value(COUNT, room=room)
    share(db, room, files)
    return db.one(REWRITE, in_room=room, at_seq=seq, rev=rev, parts=parts, edited_at=at) is not None


def seq_of_key(db: Db, room: str, key: str) -> int | None:
    """The place of a post that was written under a key; None where the room has none of it."""
    seq: int | None = db.value(SEQ_OF_KEY, room=room, key=key)
    return seq


def react(db: Db, room: str, seq: int, name: str, emoji: str, *, on: bool, at: datetime) -> bool:
    """Puts somebody's emoji under a post or takes it away, which changes the post for whoever looks; False where there is no such post, or
    it is a small line about the room."""
    if db.value(REACTED_TO, room=room, at_seq=seq) not in ("person", "bot"):
        return False
    if reactions.set_(db, room, seq, name, emoji, on=on, at=at):
        _touch(db, room, seq)
    return True


def _touch(db: Db, room: str, seq: int) -> None:
    """The post has changed, though not its words."""
    db.run(TOUCH, in_room=room, at_seq=seq, rev=db.value(COUNT, room=room))


def post(db: Db, room: str, seq: int) -> Any:
    """One post with what it quotes, or None."""
    return db.one(ONE, room=room, at_seq=seq)


def share(db: Db, room: str, files: Sequence[Shared]) -> None:
    """From now on whoever sits in the room may fetch these."""
    db.many(SHARE, [{"room": room, "file": shared.file, "name": shared.name} for shared in files])


def shared_name(db: Db, room: str, file: str) -> str | None:
    """The name a file goes by in the room; None where the room never saw it."""
    name: str | None = db.value(SHARED, room=room, file=file)
    return name


def changes(db: Db, room: str, after: int, most: int) -> list[Any]:
    """Posts written or changed since change `after`, in the order of their changes."""
    return list(db.all(CHANGES, room=room, after=after, most=most))


def changed(db: Db, marks: Mapping[str, int]) -> list[str]:
    """Of these rooms, those that have changed since the change named beside each."""
    return [row.room for row in db.all(CHANGED, marks=dict(marks))]


def page(db: Db, room: str, before: int, most: int) -> list[Any]:
    """The `most` posts just before `before`, oldest first."""
    return list(reversed(db.all(PAGE, room=room, before=before, most=most)))


def rev(db: Db, room: str) -> int:
    """The room's last change; 0 before the first."""
    return int(db.value(REV, room=room) or 0)


# ── seats ────────────────────────────────────────────────────────────────────────────────────────────────────────────

SIT = insert(web_seat).on_conflict_do_nothing().returning(web_seat.c.room)
WELCOMED = (
    update(web_seat).where(web_seat.c.name == bindparam("who"), web_seat.c.room == bindparam("where")).values(welcomed=True)
)
_these = Elements(bindparam("these", type_=Json)).table_valued("value")
_seats = select(func.count()).where(web_seat.c.name == sessions.web_session.c.name).scalar_subquery()
_shows = case((sessions.web_session.c.camp_id.is_(None), _seats), else_=1)
STANDING = select(sessions.web_session.c.id, _shows.label("seats")).where(
    sessions.web_session.c.id == _these.c.value, sessions.LASTS
)
LEAVE = delete(web_seat).where(web_seat.c.name == bindparam("who"), web_seat.c.room == bindparam("where"))
SEAT = select(web_seat).where(web_seat.c.name == bindparam("name"), web_seat.c.room == bindparam("room"))
MEMBERS = select(web_seat.c.name).where(web_seat.c.room == bindparam("room")).order_by(web_seat.c.name).limit(bindparam("most"))
SEATS = (
    select(web_seat.c.room, web_seat.c.read_seq, func.coalesce(web_room.c.rev, 0).label("rev"))
    .select_from(web_seat.outerjoin(web_room, web_room.c.room == web_seat.c.room))
    .where(web_seat.c.name == bindparam("name"))
    .order_by(web_seat.c.at, web_seat.c.room)
)
new_posts = (
    select(literal(1).label("one"))
    .where(
        web_post.c.room == bindparam("room"),
        web_post.c.seq > bindparam("after"),
        web_post.c.kind != "note",
        web_post.c.author.is_distinct_from(bindparam("name", type_=Text)),
    )
    .limit(COUNTED)
    .subquery()
)
UNREAD = select(func.count()).select_from(new_posts)
READ = (
    update(web_seat)
    .where(web_seat.c.name == bindparam("who"), web_seat.c.room == bindparam("where"), web_seat.c.read_seq < bindparam("up_to"))
    .values(read_seq=bindparam("up_to"))
)


def sit(db: Db, name: str, room: str, at: datetime) -> bool:
    """Gives somebody a seat in the room, what was said before counting as read; False where they have one."""
    return db.one(SIT, name=name, room=room, at=at, read_seq=rev(db, room)) is not None


def seat(db: Db, name: str, room: str) -> Any:
    """The seat's row, or None."""
    return db.one(SEAT, name=name, room=room)


def members(db: Db, room: str, most: int) -> list[str]:
    """Who sits in the room, by name; the first `most` of them."""
    return [row.name for row in db.all(MEMBERS, room=room, most=most)]


def leave(db: Db, name: str, room: str) -> None:
    """Their seat in the room is free."""
    db.run(LEAVE, who=name, where=room)


def standing(db: Db, these: Sequence[str], *, at: datetime) -> dict[str, int]:
    """Of these sessions those that stand, and how many rooms each shows now: all its account sits in, at a desk the private one."""
    return {row.id: int(row.seats) for row in db.all(STANDING, these=list(these), since=at - sessions.LIVES, now=at)}


def welcomed(db: Db, name: str, room: str) -> None:
    """The house knows that they came."""
    db.run(WELCOMED, who=name, where=room)


def seats(db: Db, name: str) -> list[Seat]:
    """Every room somebody sits in, with what is new there for them."""
    return [
        Seat(row.room, row.read_seq, row.rev, _unread(db, name, row), next(iter(page(db, row.room, row.rev + 1, 1)), None))
        for row in db.all(SEATS, name=name)
    ]


def _unread(db: Db, name: str, row: Any) -> int:
    return int(db.value(UNREAD, room=row.room, after=row.read_seq, name=name))


def read_up_to(db: Db, name: str, room: str, seq: int) -> None:
    """They have read the room up to this post; never moves back."""
    db.run(READ, who=name, where=room, up_to=seq)


def pinged(db: Db, ping: int, ms: int) -> None:
    """How long a page took to answer; `ping` counts them. It is the web chat's delay, as a call's round trip is another channel's."""
    channel_latency.note(db, "web", ping, ms)


# ── accounts ─────────────────────────────────────────────────────────────────────────────────────────────────────────

SERIAL = (
    select(web_account.c.serial)
    .where(or_(web_account.c.name == bindparam("name"), web_account.c.name == bindparam("mark")))
    .order_by(web_account.c.serial.desc())
    .limit(1)
)
renewed = insert(web_account)
RENEW = renewed.on_conflict_do_update(index_elements=["name"], set_={"serial": renewed.excluded.serial}).returning(
    web_account.c.serial
)
ERASES = [
    delete(web_account).where(web_account.c.name == bindparam("who")),
    delete(web_seat).where(web_seat.c.name == bindparam("who")),
    delete(web_post).where(web_post.c.author == bindparam("who")),
]
CLEARS = [
    delete(web_post).where(web_post.c.room == bindparam("private")),
    delete(web_file).where(web_file.c.room == bindparam("private")),
    delete(web_room).where(web_room.c.room == bindparam("private")),
]


RESERVE = insert(web_account).on_conflict_do_nothing()
KNOWN = select(
    or_(
        exists().where(web_account.c.name == bindparam("name")),
        exists().where(web_seat.c.name == bindparam("name")),
    )
)


def reserve(db: Db, name: str) -> None:
    """That name is somebody's from now on: nobody new is given it."""
    db.insert(RESERVE, name=name)


def is_known(db: Db, name: str) -> bool:
    """Whether an account of that name is here, or a link was made for one."""
    return bool(db.value(KNOWN, name=name))


def serial(db: Db, name: str, key: str) -> int:
    """The serial a link of theirs must carry; `key` is what links are signed with."""
    return int(db.value(SERIAL, name=name, mark=mark_of(name, key)) or 0)


def renew(db: Db, name: str, key: str) -> int:
    """Ends every link and session they have; the serial for the next one."""
    sessions.end_all(db, name)
    return int(db.value(RENEW, name=name, serial=serial(db, name, key) + 1))


def erase(db: Db, name: str, private: str, key: str) -> None:
    """All they said and were told alone goes, and no link or session of theirs works again; who is given that name later is new."""
    after, mark = serial(db, name, key) + 1, mark_of(name, key)
    sessions.end_all(db, name)
    for room, seq in reactions.erase(db, name):
        _touch(db, room, seq)
    for statement in ERASES:
        db.run(statement, who=name)
    for statement in CLEARS:
        db.run(statement, private=private)
    db.run(RENEW, name=mark, serial=after)
