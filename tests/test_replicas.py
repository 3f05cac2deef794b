"""Two replicas over one PostgreSQL: one polls and sends, both may act, and when the one is gone the other takes over; nothing is doubled."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bot.app import App
from bot.channels.telegram import Telegram
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.messages import Account, Address, InboundEvent, Kind
from storage.database import Database
from tests.patience import PATIENCE
from tests.postgres import database_url
from tests.standins.telegram import Cloud, TelegramStandin, text_of
from tests.town import make_template

pytestmark = pytest.mark.journey

LEADERS = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND mode = 'ExclusiveLock' AND granted"


class Replica:
    """One program: its own connections to the database and to Telegram."""

    def __init__(self, telegram: TelegramStandin, url: str, folder: Path) -> None:
        cloud = telegram.cloud
        self.database = Database(url)
        self.channel = Telegram(
            cloud.token, base_url=telegram.base_url, base_file_url=telegram.base_file_url, clock=cloud.clock
        )
        settings = Settings(bot=Bot(owners=("telegram:1001",)), storage=Storage(url=url))
        self.app = App(settings, self.database, [self.channel], clock=cloud.clock, folder=folder)
        self._leading: asyncio.Task[None] | None = None

    async def start(self) -> None:
        await self.app.wake_up()
        self._leading = asyncio.create_task(self.app.election.run())

    async def stop(self) -> None:
        if self._leading is not None:
            self._leading.cancel()
            with suppress(asyncio.CancelledError):
                await self._leading
            self._leading = None
            self.database.close()


class Pair:
    """Two replicas, and the group they serve."""

    def __init__(self, telegram: TelegramStandin, url: str, folder: Path) -> None:
        self.cloud, self.url = telegram.cloud, url
        assert isinstance(self.cloud.clock, HandClock)
        self.clock = self.cloud.clock
        self.host, self.ann = self.cloud.person("王岚", 1001), self.cloud.person("林晓", 1002)
        self.group = self.cloud.group("营销实战营", self.ann, host=self.host)
        self.replicas = [Replica(telegram, url, folder / name) for name in ("one", "two")]

    @property
    def leading(self) -> list[Replica]:
        return [replica for replica in self.replicas if replica.channel.connected]

    async def passes(self, until: Callable[[], Any]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not until():
                self.clock.move(timedelta(seconds=0.5))
                await asyncio.sleep(0.01)

    async def hears(self, words: str) -> None:
        await self.passes(lambda: self.count(words))

    def count(self, words: str) -> int:
        return sum(words in text_of(message) for message in self.group.shows())


@pytest.fixture
async def pair(tmp_path: Path) -> AsyncIterator[Pair]:
    clock = HandClock(datetime(2026, 5, 6, 1, 0, tzinfo=UTC))
    with database_url(prepare=make_template) as url, TelegramStandin(Cloud(clock=clock)) as telegram:
        pair = Pair(telegram, url, tmp_path)
        for replica in pair.replicas:
            await replica.start()
        await pair.passes(lambda: pair.leading)
        pair.host.says("/开营 营销实战营2605", pair.group)
        await pair.hears("开好了")
        yield pair
        for replica in pair.replicas:
            await replica.stop()


@pytest.mark.postgres
async def test_one_leads_and_the_other_takes_over(pair: Pair) -> None:
    (first,) = pair.leading
    pair.ann.says("/打卡 早", pair.group)
    await pair.hears("第1天")
    await first.stop()
    pair.ann.says("/打卡 又来", pair.group)
    await pair.hears("今天已打卡")
    (second,) = pair.leading
    assert second is not first and pair.count("第1天") == 1


@pytest.mark.postgres
async def test_a_leader_whose_lock_is_lost_stops_and_one_leads_again(pair: Pair) -> None:
    (first,) = pair.leading
    (other_one,) = (replica for replica in pair.replicas if replica is not first)
    with psycopg.connect(pair.url, autocommit=True) as other:
        (before,) = other.execute(LEADERS).fetchone() or (0,)
        other.execute("SELECT pg_terminate_backend(%s)", (before,))
        await pair.passes(lambda: not first.app.election.held or other_one.app.election.held)
        await pair.passes(lambda: sum(len(replica.app.election.held) for replica in pair.replicas) == 1)
        pair.ann.says("/打卡 早", pair.group)
        await pair.hears("第1天")
        ((after,),) = other.execute(LEADERS).fetchall()
    assert after != before and len(pair.leading) == 1 and pair.count("第1天") == 1


@pytest.mark.postgres
async def test_what_the_other_commits_is_sent_by_the_leader(pair: Pair) -> None:
    (follower,) = (replica for replica in pair.replicas if replica not in pair.leading)
    room, her = Address("telegram", str(pair.group.id)), Account("telegram", "1002", "林晓", "zh")
    await follower.app.receive(
        InboundEvent("tg:elsewhere", pair.clock.now(), room, her, Kind.SAID, "打卡", data={"to_us": True})
    )
    await pair.hears("第1天")
    assert follower not in pair.leading and "telegram" not in await follower.app.problems()
