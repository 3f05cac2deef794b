"""Journeys J4 and J5 on Telegram's stand-in: a real file sent, real buttons pressed, toasts, edits and the group's budget."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.channels.telegram import Telegram
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from storage.database import Database
from tests.files.bank.make import UGLY
from tests.patience import PATIENCE
from tests.standins.telegram import Cloud, Person, TelegramStandin, text_of

pytestmark = pytest.mark.journey

START = datetime(2026, 5, 6, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
CAMP = "营销实战营2605"
Message = dict[str, Any]


class Town:
    """The whole app on Telegram's stand-in, by polling, the clock in the hand."""

    def __init__(self, telegram: TelegramStandin, url: str, folder: Path) -> None:
        self.telegram, self.cloud, self.url, self.folder = telegram, telegram.cloud, url, folder
        assert isinstance(self.cloud.clock, HandClock)
        self.clock = self.cloud.clock
        self.wang = self.cloud.person("王岚", 1001)
        self.people = {name: self.cloud.person(name, 1002 + n) for n, name in enumerate(("林晓", "周航", "陈默"))}
        self.group = self.cloud.group("营销实战营", *self.people.values(), host=self.wang, type="group")

    async def start(self) -> None:
        settings = Settings(bot=Bot(owners=("telegram:1001",)), storage=Storage(url=self.url))
        self.database = Database(self.url)
        channel = Telegram(
            self.cloud.token,
            base_url=self.telegram.base_url,
            base_file_url=self.telegram.base_file_url,
            clock=self.clock,
        )
        self.app = App(settings, self.database, [channel], clock=self.clock, folder=self.folder)
        await self.app.wake_up()
        works = (channel.run(self.app), self.app.delivery.run(), self.app.task_pool.run(), self._beat())
        self._loops: list[asyncio.Task[Any]] = [asyncio.ensure_future(work) for work in works]

    async def stop(self) -> None:
        for loop in self._loops:
            loop.cancel()
        for loop in self._loops:
            with suppress(asyncio.CancelledError):
                await loop
        self.database.close()

    async def _beat(self) -> None:
        while True:
            await self.app.runner.tick()
            await asyncio.sleep(0.005)

    async def passes(self, until: Callable[[], Any], seconds: float = 0.0) -> Any:
        """Lets time run in steps until something holds; while a call is on its way it stands still."""
        async with asyncio.timeout(PATIENCE):
            while not (found := until()):
                await self.app.delivery.idle()
                self.clock.move(timedelta(seconds=seconds))
                await asyncio.sleep(0.005)
        return found

    async def hears(self, words: str, person: Person | None = None, *, seconds: float = 0.2) -> Message:
        """The bot's newest message with these words, in the group or somebody's private chat."""

        def found() -> Message | None:
            said = person.sees() if person else self.group.shows()
            return next((message for message in reversed(said) if words in text_of(message)), None)

        heard: Message = await self.passes(found, seconds)
        return heard

    async def presses(self, who: str, message: Message, label: str) -> str:
        """Presses, and gives the toast."""
        press = self.people[who].presses(message, label)
        await self.passes(lambda: press.toast is not None)
        return press.toast or ""

    def move_to(self, moment: datetime) -> None:
        self.clock.move(max(moment, self.clock.now()))


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    with TelegramStandin(Cloud(clock=HandClock(START))) as telegram:
        town = Town(telegram, sqlite_url, tmp_path)
        await town.start()
        town.wang.says(f"/开营 {CAMP}", town.group)
        await town.hears("开好了")
        yield town
        await town.stop()


async def test_j4_a_file_sent_in_private_becomes_a_bank(town: Town) -> None:
    wang = town.wang
    wang.starts()
    await town.passes(wang.sees, 0.2)
    wang.sends_file("产品题库.xlsx", UGLY["产品题库.xlsx"]())
    tried = await town.hears("试读完成，尚未写入：可导入46，问题4。", wang)
    wang.presses(tried, "导入46题")
    await town.hears("已导入46题 Q001–Q046，标签：产品21、异议15、谈判10。", wang)
    wang.presses(tried, "下载错误表")
    table = await town.passes(lambda: [one for one in wang.sees() if "document" in one], 0.2)
    assert table[0]["document"]["file_name"] == "产品题库_要改的4题.xlsx"
    wang.says("导出 标签=异议 格式=gift")
    files = await town.passes(lambda: [one for one in wang.sees() if "document" in one][1:], 0.2)
    assert files[0]["document"]["file_name"] == "异议_15题.gift"


async def test_j5_three_questions_within_the_groups_budget(town: Town) -> None:
    wang = town.wang
    wang.starts()
    await town.passes(wang.sees, 0.2)
    wang.sends_file("题库.gift", "\n\n".join(f"问题{n}？ {{=对的 ~错的 ~也错}}" for n in range(3)).encode())
    wang.presses(await town.hears("可导入3", wang), "导入3题")
    await town.hears("已导入3题", wang)
    wang.says("/开赛 抢答 题数=3 限时=5秒 计分=速度", town.group)
    lobby = await town.hears("已参加 0")
    assert "已参加“抢答”" in await town.presses("林晓", lobby, "参加")
    for n, moves in enumerate(
        (
            (
                (1.2, "林晓", "A", "✅ 收到A，1.2秒"),
                (3.4, "周航", "A", "✅ 收到A，3.4秒"),
                (5.3, "陈默", "A", "⏰ 超时了，这题0分"),
            ),
            ((1.2, "陈默", "A", "✅"), (2.0, "林晓", "A", "✅"), (4.9, "周航", "A", "✅")),
            ((1.0, "林晓", "B", "✅"), (1.2, "陈默", "A", "✅"), (2.0, "周航", "A", "✅")),
        ),
        1,
    ):
        message = await town.hears(f"第{n}题")
        await town.passes(lambda n=n: clock_of(town, n))  # type: ignore[misc]
        begun = clock_of(town, n)
        assert begun is not None
        for seconds, who, label, toast in moves:
            town.move_to(begun + timedelta(seconds=seconds))
            assert toast in await town.presses(who, message, label)
        assert "你已经答过了" in await town.presses(moves[0][1], message, "C")
        await town.hears("答案A")
        town.move_to(begun + timedelta(seconds=6))
    final = text_of(await town.hears("🏆"))
    assert all(row in final for row in ("1 周航", "2270", "2 陈默", "1860", "3 林晓", "1780", "参赛+5，前三+50/+30/+20"))
    await town.passes(lambda: any("photo" in one for one in town.group.shows()), 0.5)
    assert [sum(f"第{n}题" in text_of(message) for message in town.group.shows()) for n in (1, 2, 3)] == [1, 1, 1]


def clock_of(town: Town, n: int) -> datetime | None:
    """When the group's clock of question n started."""
    import sqlite3

    with sqlite3.connect(town.url.removeprefix("sqlite:///")) as file:
        row = file.execute(
            "SELECT showing.opened_at FROM showing JOIN ask ON ask.id = ask_id WHERE ask.place = ?", (n - 1,)
        ).fetchone()
    return datetime.fromtimestamp(row[0] / 1e6, UTC) if row and row[0] else None
