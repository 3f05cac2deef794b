"""The rooms camps live in: which channel's, whose, who was last seen there, and which of them we are out of."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Table, Text, UniqueConstraint, bindparam, delete, false, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.messages import Address
from storage.camps import camp
from storage.connection import Db
from storage.schema import Instant, foreign_key, metadata, primary_key

room = Table(
    "room",
    metadata,
    primary_key(),
    Column("channel", Text, nullable=False),
    Column("ident", Text, nullable=False),
    Column("thread", Text),
    Column("title", Text, nullable=False, server_default=text("''")),
    foreign_key("camp", nullable=True, index=True),
    Column("host_is_manager", Boolean, nullable=False, server_default=false()),
    Column("hinted", Boolean, nullable=False, server_default=false()),
    Column("asleep_at", Instant),
    UniqueConstraint("channel", "ident"),
)
"""`asleep_at` is since when we are not in it: it keeps its camp, and nothing is said there until we are back."""

room_member = Table(
    "room_member",
    metadata,
    foreign_key("room", primary_key=True),
    foreign_key("person", primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""Who was last seen in a room: who came, spoke or pressed there and has not left."""

LANGUAGE_IN_ROOM = (
    select(camp.c.language)
    .select_from(room.join(camp, camp.c.id == room.c.camp_id))
    .where(room.c.channel == bindparam("channel"), room.c.ident == bindparam("room"))
)


class Room(NamedTuple):
    """A room of a camp; messages to the camp go to `thread` of it."""

    id: int
    channel: str
    ident: str
    thread: str | None
    title: str

    @property
    def address(self) -> Address:
        return Address(self.channel, self.ident, self.thread)


ROOM = select(room).where(room.c.channel == bindparam("channel"), room.c.ident == bindparam("ident"))
ROOMS = (
    select(room.c.id, room.c.channel, room.c.ident, room.c.thread, room.c.title)
    .where(room.c.camp_id == bindparam("camp"), room.c.asleep_at.is_(None))
    .order_by(room.c.id)
)
SLEEPING = select(room).where(room.c.camp_id == bindparam("camp"), room.c.asleep_at.is_not(None)).order_by(room.c.id)
FALLS_ASLEEP = (
    update(room)
    .where(room.c.channel == bindparam("channel_"), room.c.ident == bindparam("where"), room.c.asleep_at.is_(None))
    .values(asleep_at=bindparam("at", type_=Instant))
    .returning(room.c.camp_id)
)
WAKES_UP = (
    update(room)
    .where(room.c.channel == bindparam("channel_"), room.c.ident == bindparam("where"), room.c.asleep_at.is_not(None))
    .values(asleep_at=None)
    .returning(room.c.camp_id)
)
ROOMS_OF_CHANNEL = (
    select(room.c.ident).where(room.c.channel == bindparam("channel"), room.c.camp_id.is_not(None)).order_by(room.c.id)
)
NEW_ROOM = insert(room).on_conflict_do_nothing().returning(room.c.id)
_bound = insert(room)
BIND = _bound.on_conflict_do_update(
    index_elements=[room.c.channel, room.c.ident],
    set_={name: _bound.excluded[name] for name in ("camp_id", "thread", "host_is_manager")},
).returning(room.c.id)
CAMP_OF_ROOM = select(room.c.camp_id).where(room.c.channel == bindparam("channel"), room.c.ident == bindparam("ident"))
UNBIND = update(room).where(room.c.channel == bindparam("channel_"), room.c.ident == bindparam("where")).values(camp_id=None)
ASLEEP = select(room.c.asleep_at).where(room.c.id == bindparam("room"))
TITLED = (
    update(room)
    .where(room.c.channel == bindparam("channel_"), room.c.ident == bindparam("where"))
    .values(title=bindparam("called"))
)
UNTHREAD = (
    update(room)
    .where(room.c.channel == bindparam("channel_"), room.c.ident == bindparam("where"), room.c.thread == bindparam("closed"))
    .values(thread=None)
    .returning(room.c.camp_id)
)
ENTER = insert(room_member).on_conflict_do_nothing()
LEAVE_ROOM = delete(room_member).where(
    room_member.c.room_id == bindparam("room"), room_member.c.person_id == bindparam("person")
)
IN_ROOM = select(room_member.c.room_id).where(
    room_member.c.room_id == bindparam("room"), room_member.c.person_id == bindparam("person")
)
EMPTY_ROOM = delete(room_member).where(room_member.c.room_id == bindparam("room"))
_also = room_member.alias("also")
MOVE_SEEN = (
    update(room_member)
    .where(
        room_member.c.person_id == bindparam("old"),
        ~select(_also.c.room_id)
        .where(_also.c.person_id == bindparam("kept"), _also.c.room_id == room_member.c.room_id)
        .exists(),
    )
    .values(person_id=bindparam("kept"))
)
FORGET_SEEN = delete(room_member).where(room_member.c.person_id == bindparam("old"))
DROP_ROOM = delete(room).where(room.c.id == bindparam("room"))
MOVE = (
    update(room).where(room.c.channel == bindparam("channel_"), room.c.ident == bindparam("old")).values(ident=bindparam("new"))
)


def rooms(db: Db, camp_id: int) -> list[Room]:
    """The camp's rooms, the oldest first."""
    return [Room(*row) for row in db.all(ROOMS, camp=camp_id)]


def rooms_of_channel(db: Db, channel: str) -> list[str]:
    """What a channel calls the rooms of it that belong to camps."""
    return [row.ident for row in db.all(ROOMS_OF_CHANNEL, channel=channel)]


def camp_of_room(db: Db, channel: str, ident: str) -> int | None:
    """The camp a room belongs to; None where it belongs to none."""
    return db.value(CAMP_OF_ROOM, channel=channel, ident=ident)


def is_met(db: Db, channel: str, ident: str) -> bool:
    """Whether there is a room of that name, of a camp or of none."""
    return db.one(CAMP_OF_ROOM, channel=channel, ident=ident) is not None


def meet_room(db: Db, channel: str, ident: str, thread: str | None) -> None:
    """A room we came into, of no camp yet; one that is known is left as it is."""
    db.run(NEW_ROOM, channel=channel, ident=ident, thread=thread)


def unbind(db: Db, channel: str, ident: str) -> None:
    """The room belongs to no camp any more."""
    db.run(UNBIND, channel_=channel, where=ident)


def close_thread(db: Db, channel: str, ident: str, thread: str) -> int | None:
    """Messages go to the room itself where they went to that thread; gives the camp, None where they did not."""
    return db.value(UNTHREAD, channel_=channel, where=ident, closed=thread)


def move_room(db: Db, channel: str, old: str, new: str) -> None:
    """A room's other name, whichever of the platform's two words for it comes first; where both rooms stand, the new one keeps the camp."""
    if db.one(ROOM, channel=channel, ident=old) is None:
        return
    if (there := db.one(ROOM, channel=channel, ident=new)) is not None:
        if there.camp_id is not None:
            db.run(UNBIND, channel_=channel, where=old)
            return
        db.run(EMPTY_ROOM, room=there.id)
        db.run(DROP_ROOM, room=there.id)
    db.run(MOVE, channel_=channel, old=old, new=new)


def enter_room(db: Db, room_id: int, person_id: int) -> None:
    """Somebody was seen in a room."""
    db.run(ENTER, room_id=room_id, person_id=person_id)


def leave_room(db: Db, room_id: int, person_id: int) -> None:
    """They are not in it any more."""
    db.run(LEAVE_ROOM, room=room_id, person=person_id)


def is_in_room(db: Db, room_id: int, person_id: int) -> bool:
    """Whether they were seen there and have not left."""
    return db.one(IN_ROOM, room=room_id, person=person_id) is not None


def fall_asleep(db: Db, channel: str, ident: str, *, at: datetime) -> int | None:
    """We are not in that room any more; gives the camp it keeps, None where it has none or slept already."""
    return db.value(FALLS_ASLEEP, channel_=channel, where=ident, at=at)


def wake_up(db: Db, channel: str, ident: str) -> int | None:
    """We are in that room again; gives its camp, None where it has none or did not sleep."""
    return db.value(WAKES_UP, channel_=channel, where=ident)


def is_asleep(db: Db, room_id: int) -> bool:
    """Whether we are out of that room."""
    return db.value(ASLEEP, room=room_id) is not None


def sleeping(db: Db, camp_id: int) -> list[Any]:
    """The camp's rooms we are out of."""
    return db.all(SLEEPING, camp=camp_id)


def entitle(db: Db, channel: str, ident: str, title: str) -> None:
    """What people call the room."""
    db.run(TITLED, channel_=channel, where=ident, called=title)


def title_of(db: Db, channel: str, ident: str) -> str:
    """What people call the room, else the platform's id of it."""
    row = db.one(ROOM, channel=channel, ident=ident)
    return str(row.title or ident) if row is not None else ident


def bind(db: Db, camp_id: int, channel: str, ident: str, thread: str | None, *, host_is_manager: bool = False) -> None:
    """The room belongs to the camp from now on; messages to the camp go to `thread` of it."""
    db.run(BIND, channel=channel, ident=ident, thread=thread, camp_id=camp_id, host_is_manager=host_is_manager)


def merge(db: Db, old: int, kept: int) -> None:
    """One person is seen from now on where either was."""
    db.run(MOVE_SEEN, old=old, kept=kept)
    db.run(FORGET_SEEN, old=old)


def language_in(db: Db, channel: str, room: str) -> str | None:
    """The language of a room's camp; None where it has none."""
    return db.value(LANGUAGE_IN_ROOM, channel=channel, room=room)
