"""How many statements one check-in takes: every one is a way to PostgreSQL and back while its room waits. Who adds one changes a number here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.clock import HandClock
from bot.config import Settings, Storage
from bot.messages import Account, Address, InboundEvent, Kind
from storage import camps, memberships, people, rooms
from storage.connection import Db
from storage.database import Database
from tests.town import Square

MORNING = datetime(2026, 3, 10, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
MOST = {
    "sqlite": {"check-in": 12, "again": 9, "repeated": 3},
    "postgresql": {"check-in": 11, "again": 8, "repeated": 3},
}
"""With the transaction's own, which on SQLite up to 64 messages share. The release of a savepoint costs PostgreSQL none of its own."""


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What every connection opened from now on is told."""
    told: list[str] = []
    connect = Db.connect

    def listened(db: Db) -> None:
        connect(db)
        driver: Callable[..., Any] = db.execute

        def execute(statement: str, *values: Any, **options: Any) -> Any:
            told.append(statement)
            return driver(statement, *values, **options)

        db.execute = execute
        if hasattr(db.savepoint(), "execute"):
            db.savepoint().execute = execute

    monkeypatch.setattr(Db, "connect", listened)
    return told


def test_a_check_in_takes_so_many_statements_and_no_more(said: list[str], either_url: str, tmp_path: Path) -> None:
    found = asyncio.run(_counted(said, either_url, tmp_path))
    assert found == MOST["sqlite" if either_url.startswith("sqlite") else "postgresql"], "\n".join(said)


async def _counted(said: list[str], url: str, folder: Path) -> dict[str, int]:
    """A check-in of a member who has one, another message of that day, and one that the platform brings twice."""
    database, clock = Database(url), HandClock(MORNING)
    app = App(Settings(storage=Storage(url=url)), database, [Square("telegram")], clock=clock, folder=folder)
    await database.transact(_populated)
    by, at = Account("telegram", "1", "林晓", "zh"), Address("telegram", "-1")

    async def takes(key: str) -> int:
        said.clear()
        await app.receive(InboundEvent(key, clock.now(), at, by, Kind.SAID, "打卡"))
        return len(said)

    await takes("first")
    clock.move(timedelta(days=1))
    found = {"check-in": await takes("second"), "again": await takes("third"), "repeated": await takes("third")}
    database.close()
    return found


def _populated(db: Db) -> None:
    camp = camps.open_camp(db, "营", language="zh", timezone="Asia/Shanghai", at=MORNING)
    assert camp is not None
    rooms.bind(db, camp, "telegram", "-1", None)
    who, _ = people.meet(db, "telegram", "1", "林晓", "zh", at=MORNING)
    memberships.join(db, camp, who, "learner", day=MORNING.date(), at=MORNING)
