"""The other way to write it: the same check-in on the async ORM over PostgreSQL, as its manual would have it.

One AsyncSession and one transaction a message, objects loaded, changed and flushed; the same tables, the same rows, the same reply.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Any, TextIO

from sqlalchemy import make_url, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import registry

from scheduler.calendar import Calendar
from storage import camps, checkins, memberships, outbox, people, points, rooms
from storage.inbox import inbox
from tests.bench.workload import ZONE, read

POINTS = 5
mapped = registry()


class Account: ...


class Person: ...


class Room: ...


class Camp: ...


class Membership: ...


class LedgerEntry: ...


class Owed: ...


for kind, table in (
    (Account, people.account),
    (Person, people.person),
    (Room, rooms.room),
    (Camp, camps.camp),
    (Membership, memberships.membership),
    (LedgerEntry, points.ledger),
    (Owed, outbox.outbox),
):
    mapped.map_imperatively(kind, table)


class AsyncOrm:
    """`take(update)` is one unit of work."""

    def __init__(self, session: async_sessionmaker[AsyncSession], log: TextIO) -> None:
        self.session, self.log, self.calendar = session, log, Calendar()

    async def take(self, update: bytes) -> None:
        heard = read(update)
        async with self.session() as session, session.begin():
            fresh = await self._heard(session, heard)
        self.log.write(f"event key=telegram:{heard.update} fresh={fresh}\n")

    async def _heard(self, session: AsyncSession, heard: Any) -> bool:
        new = insert(inbox).values(key=f"telegram:{heard.update}", at=heard.at).on_conflict_do_nothing().returning(inbox.c.key)
        if await session.scalar(new) is None:
            return False
        day = heard.at.astimezone(ZONE).date()
        room: Any = (await session.scalars(select(Room).filter_by(channel="telegram", ident=heard.room))).one()
        camp: Any = await session.get_one(Camp, room.camp_id)
        account: Any = (await session.scalars(select(Account).filter_by(channel="telegram", ident=heard.user))).one_or_none()
        if account is None:
            account = await self._met(session, heard, camp)
        person: Any = await session.get_one(Person, account.person_id)
        mine = select(Membership).filter_by(camp_id=camp.id, person_id=person.id).with_for_update()
        member: Any = (await session.scalars(mine)).one()
        words = await self._stamped(session, heard.at, day, camp, member, person)
        parts = json.dumps([["text", [words]]], ensure_ascii=False)
        session.add(_made(Owed, channel="telegram", room=heard.room, lane=1, parts=parts, created_at=heard.at))
        return True

    async def _met(self, session: AsyncSession, heard: Any, camp: Any) -> Any:
        person: Any = _made(Person, name=heard.name, created_at=heard.at)
        session.add(person)
        await session.flush()
        account = _made(Account, channel="telegram", ident=heard.user, person_id=person.id, name=heard.name, language="zh")
        joined = {"joined_on": heard.at.astimezone(ZONE).date(), "joined_at": heard.at}
        session.add_all([account, _made(Membership, camp_id=camp.id, person_id=person.id, role="learner", **joined)])
        camp.learners += 1
        await session.flush()
        return account

    async def _stamped(self, session: AsyncSession, at: datetime, day: date, camp: Any, member: Any, person: Any) -> str:
        stamp = insert(checkins.check_in).values(
            camp_id=camp.id, membership_id=member.id, day=day, kind="stamp", at=at, note=""
        )
        if await session.scalar(stamp.on_conflict_do_nothing().returning(checkins.check_in.c.id)) is None:
            first = await session.scalar(select(checkins.check_in.c.at).filter_by(membership_id=member.id, day=day))
            return f"今天已打卡（{first:%H:%M}），不重复计分。"
        count = insert(checkins.day_count).values(camp_id=camp.id, day=day, done=1, excused=0)
        counted = count.on_conflict_do_update(
            index_elements=["camp_id", "day"], set_={"done": checkins.day_count.c.done + 1}
        ).returning(checkins.day_count.c.done, checkins.day_count.c.excused)
        done, excused = (await session.execute(counted)).one()
        before = self.calendar.previous_workday(day)
        member.streak = member.streak + 1 if member.streak and member.streak_to and member.streak_to >= before else 1
        member.streak_to, member.activated_at = day, member.activated_at or at
        member.points, member.lifetime = (member.points or 0) + POINTS, (member.lifetime or 0) + POINTS
        source = f"checkin:{member.id}:{day}"
        entry = {"camp_id": camp.id, "membership_id": member.id, "amount": POINTS, "category": "learning", "at": at}
        session.add(_made(LedgerEntry, reason="checkin", source=source, **entry))
        return f"✅ {person.name} 第{member.streak}天｜+{POINTS}｜积分{member.points}｜今日 {done}/{camp.learners - excused}"


def _made(kind: type[Any], **values: Any) -> Any:
    made = kind()
    for name, value in values.items():
        setattr(made, name, value)
    return made


@asynccontextmanager
async def opened(url: str, log: TextIO) -> AsyncIterator[AsyncOrm]:
    """Over a migrated PostgreSQL with camps and members in it, as many connections as our own writers have."""
    engine = create_async_engine(make_url(url).set(drivername="postgresql+psycopg"), pool_size=8, max_overflow=0)
    yield AsyncOrm(async_sessionmaker(engine, expire_on_commit=False), log)
    await engine.dispose()
