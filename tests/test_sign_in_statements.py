"""How many statements signing in to an event takes: five hundred do in one minute, one after the other on SQLite. Who adds one changes a number here."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.app import App
from bot.clock import HandClock
from bot.config import Settings, Storage
from bot.messages import Account, Address, InboundEvent, Kind
from handlers.events import codes
from storage import camps, memberships, people, rooms
from storage.connection import Db
from storage.database import Database
from storage.events import attendance, events
from tests.crowd import HELD
from tests.test_check_in_statements import MORNING, said
from tests.town import Square

__all__ = ["said"]
MOST = {
    "sqlite": {"sign-in": 17, "again": 17},
    "postgresql": {"sign-in": 15, "again": 15},
}
SECRET = "secret"


def test_signing_in_takes_so_many_statements_and_no_more(said: list[str], either_url: str, tmp_path: Path) -> None:
    found = asyncio.run(_counted(said, either_url, tmp_path))
    assert found == MOST["sqlite" if either_url.startswith("sqlite") else "postgresql"], "\n".join(said)


async def _counted(said: list[str], url: str, folder: Path) -> dict[str, int]:
    database, clock = Database(url), HandClock(MORNING)
    app = App(Settings(storage=Storage(url=url)), database, [Square("telegram")], clock=clock, folder=folder)
    await database.transact(_populated)
    clock.move(timedelta(minutes=5))
    digits = codes.code(SECRET, codes.step_of(clock.now()))
    by, at = Account("telegram", "1", "林晓", "zh"), Address("telegram", "@1", direct=True)

    async def takes(key: str, words: str) -> int:
        said.clear()
        await app.receive(InboundEvent(key, clock.now(), at, by, Kind.SAID, words))
        return len(said)

    await takes("first", "活动")
    found = {"sign-in": await takes("second", f"签到 {digits}"), "again": await takes("third", f"签到 {digits}")}
    database.close()
    return found


def _populated(db: Db) -> None:
    camp = camps.open_camp(db, "营", language="zh", timezone="Asia/Shanghai", at=MORNING)
    assert camp is not None
    rooms.bind(db, camp, "telegram", "-1", None)
    who, _ = people.meet(db, "telegram", "1", "林晓", "zh", at=MORNING)
    memberships.join(db, camp, who, "learner", day=MORNING.date(), at=MORNING)
    (member,) = memberships.members(db, camp)
    held: dict[str, Any] = {**HELD, "title": "直播", "starts_at": MORNING}
    number = events.hold(db, camp, by=member.id, at=MORNING, host_id=member.id, **held)
    assert number is not None
    attendance.secret(db, number, SECRET)
