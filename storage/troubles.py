"""What only an operator can mend: one row of the agenda each, due when its owners are told next, gone once something was sent again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import String, bindparam, func, or_, select

from storage import agenda
from storage.connection import Db
from storage.memberships import membership
from storage.rooms import room

JOB = "mending.tell"
TOLD_EVERY = timedelta(days=1)


class Trouble(NamedTuple):
    """Why messages are parked: on a whole channel (`room` is empty) or in one room of it, and the reason the platform gave."""

    channel: str
    room: str
    reason: str

    @property
    def subject(self) -> str:
        return "\t".join(self)

    @classmethod
    def of(cls, subject: str) -> Trouble:
        """Raises ValueError for what is none of ours."""
        channel, place, reason = subject.split("\t")
        return cls(channel, place, reason)


PENDING = select(agenda.agenda.c.subject).where(agenda.agenda.c.job == JOB).order_by(agenda.agenda.c.subject)
_scope = bindparam("scope", type_=String)
TOLD = select(func.max(agenda.occurrence.c.due_at)).where(
    agenda.occurrence.c.job == JOB,
    func.substr(agenda.occurrence.c.subject, 1, func.length(_scope)) == _scope,
    agenda.occurrence.c.due_at < bindparam("before"),
)
STAFF = (
    select(membership.c.person_id, func.max(membership.c.role).label("role"))
    .where(
        membership.c.left_on.is_(None),
        or_(membership.c.role == "manager", membership.c.role == "owner"),
        or_(
            bindparam("in_room", type_=String) == "",
            membership.c.camp_id.in_(
                select(room.c.camp_id).where(room.c.channel == bindparam("on_channel"), room.c.ident == bindparam("in_room"))
            ),
        ),
    )
    .group_by(membership.c.person_id)
    .order_by(membership.c.person_id)
)
ASLEEP = select(room.c.id).where(
    room.c.channel == bindparam("channel"), room.c.ident == bindparam("ident"), room.c.asleep_at.is_not(None)
)
ROOMS_OF = select(room.c.channel, room.c.ident).where(room.c.camp_id == bindparam("camp"))
TITLE = select(room.c.title).where(room.c.channel == bindparam("channel"), room.c.ident == bindparam("ident"))


def begin(db: Db, trouble: Trouble, *, now: datetime) -> datetime | None:
    """Remembers a trouble; gives when its owners are to be told, at most once a day for one place; None where that is planned."""
    others = [known for known in pending(db) if known[:2] == trouble[:2]]
    if trouble in others:
        return None
    for known in others:
        agenda.plan(db, JOB, known.subject, None)
    told = told_before(db, trouble, now)
    at = now if told is None else max(now, told + TOLD_EVERY)
    agenda.plan(db, JOB, trouble.subject, at)
    return at


def end(db: Db, channel: str, place: str) -> bool:
    """Something was sent to that room: what was wrong with it or with the whole channel is mended. Whether anything is left on the channel."""
    left = False
    for known in pending(db):
        if known.channel == channel and known.room in ("", place):
            agenda.plan(db, JOB, known.subject, None)
        else:
            left = left or known.channel == channel
    return left


def pending(db: Db) -> list[Trouble]:
    """Every trouble nobody has mended."""
    return [Trouble.of(row.subject) for row in db.all(PENDING)]


def told_before(db: Db, trouble: Trouble, before: datetime) -> datetime | None:
    """When the owners were told of that place last, whatever the reason."""
    scope = "\t".join((*trouble[:2], ""))
    return db.value(TOLD, scope=scope, before=before)


def staff(db: Db, trouble: Trouble) -> list[tuple[int, bool]]:
    """(person, whether they own a camp) of whoever runs the camps it concerns."""
    rows = db.all(STAFF, in_room=trouble.room, on_channel=trouble.channel)
    return [(row.person_id, row.role == "owner") for row in rows]


def is_asleep(db: Db, trouble: Trouble) -> bool:
    """Whether it is about a room we are known to be out of."""
    return db.one(ASLEEP, channel=trouble.channel, ident=trouble.room) is not None


def in_camp(db: Db, camp_id: int) -> list[Trouble]:
    """What keeps messages from a camp's rooms."""
    own = {(row.channel, row.ident) for row in db.all(ROOMS_OF, camp=camp_id)}
    return [trouble for trouble in pending(db) if trouble[:2] in own]


def place_of(db: Db, trouble: Trouble) -> str:
    """What people call the room; "" for a whole channel."""
    return db.value(TITLE, channel=trouble.channel, ident=trouble.room) or trouble.room
