"""Journeys J4 and J5 through WeCom's smart bot: the file in private, the contest by cards in a group that cannot edit."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.channels.wecom import Wecom
from bot.channels.wecom_bot import WecomBot
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.http import free_port, serve
from storage.database import Database
from tests.files.bank.make import UGLY
from tests.patience import PATIENCE
from tests.standins.wecom import Tencent

pytestmark = pytest.mark.journey

START = datetime(2026, 5, 6, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
PEOPLE = {"林晓": "linxiao", "周航": "zhouhang", "陈默": "chenmo"}


class Town:
    """The whole app on Tencent's stand-in, the clock in the hand."""

    def __init__(self, tencent: Tencent, clock: HandClock, url: str, folder: Path) -> None:
        self.tencent, self.bot, self.clock, self.url, self.folder = tencent, tencent.bot, clock, url, folder

    async def start(self) -> None:
        given = self.tencent.config
        company = Wecom(**given["wecom"], clock=self.clock)
        smart = WecomBot(**given["wecom_bot"], clock=self.clock, called="小助", company=company)
        self.database = Database(self.url)
        settings = Settings(bot=Bot(owners=("wecom_bot:wanglan",)), storage=Storage(url=self.url))
        self.app = App(settings, self.database, [company, smart], clock=self.clock, folder=self.folder)
        listening = free_port("127.0.0.1", 0)
        self.tencent.calls_back_to(f"http://127.0.0.1:{listening.getsockname()[1]}")
        await self.app.wake_up()
        works = (company.run(self.app), smart.run(self.app), self.app.delivery.run(), self.app.task_pool.run(), self._beat())
        self._loops = [asyncio.ensure_future(work) for work in (*works, serve(self.app, self.app.routes(), listening))]
        await self.passes(lambda: smart.connected)

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

    async def passes(self, until: Callable[[], Any], seconds: float = 0.1) -> Any:
        """Lets time run in steps until something holds; while a call is on its way it stands still."""
        async with asyncio.timeout(PATIENCE):
            while not (found := until()):
                await self.app.delivery.idle()
                self.clock.move(timedelta(seconds=seconds))
                await asyncio.sleep(0.005)
        return found

    async def hears(self, words: str, chat: str = "C1") -> Any:
        """The newest bubble with these words."""
        return await self.passes(
            lambda: next((bubble for bubble in reversed(self.bot.screen(chat)) if words in text_of(bubble)), None), 0.2
        )

    def clock_of(self, n: int) -> datetime | None:
        """When the group's clock of question n started."""
        with sqlite3.connect(self.url.removeprefix("sqlite:///")) as file:
            row = file.execute(
                "SELECT showing.opened_at FROM showing JOIN ask ON ask.id = ask_id WHERE ask.place = ?", (n - 1,)
            ).fetchone()
        return datetime.fromtimestamp(row[0] / 1e6, UTC) if row and row[0] else None

    def answers(self) -> int:
        with sqlite3.connect(self.url.removeprefix("sqlite:///")) as file:
            return int(file.execute("SELECT count(*) FROM answer").fetchone()[0])


def text_of(bubble: Any) -> str:
    card = bubble.card or {}
    rows = [f"{row['keyname']} {row['value']}" for row in card.get("horizontal_content_list", [])]
    return "\n".join(filter(None, [bubble.content, card.get("main_title", {}).get("title"), card.get("sub_title_text"), *rows]))


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    clock = HandClock(START)
    async with Tencent(clock) as tencent:
        tencent.app.members["chenmo"] = "陈默"
        town = Town(tencent, clock, sqlite_url, tmp_path)
        await town.start()
        await town.bot.says("wanglan", "开营 营销实战营2605", chat="C1")
        await town.hears("开好了")
        yield town
        await town.stop()


async def brought_in(town: Town, name: str, content: bytes) -> Any:
    """A file sent in private, and the bubble that says what is in it."""
    await town.bot.says("wanglan", "切换 营销实战营2605")
    await town.hears("营销实战营2605", "wanglan")
    await town.bot.sends_file("wanglan", name, content)
    return await town.hears("可导入", "wanglan")


async def test_j4_a_file_sent_to_the_smart_bot_becomes_a_bank(town: Town) -> None:
    tried = await brought_in(town, "产品题库.xlsx", UGLY["产品题库.xlsx"]())
    assert "试读完成，尚未写入：可导入46，问题4。" in text_of(tried)
    await town.bot.says("wanglan", "导入")
    await town.hears("已导入46题 Q001–Q046，标签：产品21、异议15、谈判10。", "wanglan")
    await town.bot.sends_file("wanglan", "产品题库.xlsx", UGLY["产品题库.xlsx"]())
    await town.hears("46题已存在且无变化，新增0，更新0，问题4。", "wanglan")


async def test_j5_by_cards_where_nothing_can_be_edited(town: Town) -> None:
    await brought_in(town, "题库.gift", "\n\n".join(f"问题{n}？ {{=对的 ~错的 ~也错}}" for n in range(3)).encode())
    await town.bot.says("wanglan", "导入")
    await town.hears("已导入3题", "wanglan")
    await town.bot.says("wanglan", "开赛 抢答 题数=3 限时=5秒 计分=速度", chat="C1")
    await town.hears("已参加 0")
    right, wrong = "A. 对的", "B. 错的"
    for n, moves in enumerate(
        (
            ((1.2, "林晓", right), (3.4, "周航", right), (5.3, "陈默", right)),
            ((1.2, "陈默", right), (2.0, "林晓", right), (4.9, "周航", right)),
            ((1.0, "林晓", wrong), (1.2, "陈默", right), (2.0, "周航", right)),
        ),
        1,
    ):
        bubble = await town.hears(f"第{n}题")
        begun = await town.passes(lambda n=n: town.clock_of(n), 0.0)  # type: ignore[misc]
        for seconds, who, words in moves:
            town.clock.move(max(begun + timedelta(seconds=seconds), town.clock.now()))
            before = town.answers()
            label = next(one for one in bubble.labels if one in (words, words[3:], words[0]) or words[3:] in one)
            await town.bot.presses(PEOPLE[who], bubble, label)
            await town.passes(lambda before=before: town.answers() > before, 0.0)  # type: ignore[misc]
        await town.hears("答案A")
        town.clock.move(max(begun + timedelta(seconds=6), town.clock.now()))
    final = text_of(await town.hears("🏆"))
    assert all(row in final for row in ("1 周航", "2270", "2 陈默", "1860", "3 林晓", "1780", "参赛+5，前三+50/+30/+20"))
