"""Journey J2 as three people live it in three tabs of one browser: the real app, the real page, the clock in the hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from bot.app import App
from bot.channels.web import WebChannel, make_link
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.http import free_port
from bot.messages import Account, Address, InboundEvent, Kind
from storage.database import Database
from tests.standins.browser import chromium

pytestmark = pytest.mark.browser

PATIENCE = 30_000
"""Milliseconds: a clock moved by days makes the page come back first, and the machine may be busy."""
KEY = "a key for tests alone"
ROOM = "营销实战营2605"
ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Lived:
    """A running bot and its clock."""

    app: App
    clock: HandClock
    url: str

    def at(self, month: int, day: int, hour: int, minute: int) -> None:
        self.clock.move(datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC))

    async def hears(self, who: str, words: str, kind: Kind = Kind.SAID) -> None:
        """Somebody at another desk."""
        key = f"web:{who}:{words}"
        await self.app.receive(InboundEvent(key, self.clock.now(), Address("web", ROOM), Account("web", who, who), kind, words))

    async def tab(self, browser: BrowserContext, name: str) -> Page:
        page = await browser.new_page()
        await page.goto(make_link(KEY, self.url, ROOM, name, now=self.clock.now()))
        await expect(page.locator("textarea")).to_be_visible()
        return page


@pytest_asyncio.fixture
async def lived(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Lived]:
    clock = HandClock(datetime(2026, 5, 6, 0, 0, tzinfo=UTC))
    listening = free_port("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    database = Database(sqlite_url)
    settings = Settings(bot=Bot(owners=("web:王岚",)), storage=Storage(url=sqlite_url))
    app = App(settings, database, [WebChannel(KEY, bot="小助")], clock=clock, public_url=url, folder=tmp_path)
    running = asyncio.create_task(app.run(listening))
    try:
        yield Lived(app, clock, url)
    finally:
        running.cancel()
        await asyncio.wait({running})
        database.close()
        listening.close()


async def says(page: Page, words: str) -> None:
    box = page.locator("textarea")
    await box.fill(words)
    await box.press("Enter")


async def sees(page: Page, words: str) -> None:
    await expect(page.get_by_text(words).last).to_be_visible(timeout=PATIENCE)


async def test_j2_in_three_tabs(lived: Lived) -> None:
    await lived.hears("王岚", f"/开营 {ROOM}")
    await lived.hears("王岚", "/设置 打卡窗口 06:00-22:00")
    async with chromium() as browser:
        desk: Any = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        lin, zhou, wang = [await lived.tab(desk, name) for name in ("林晓", "周航", "王岚")]

        lived.at(5, 6, 8, 10)
        await says(lin, "打卡 听完需求洞察第1课")
        for page in (lin, zhou, wang):
            await sees(page, "✅ 林晓 第1天｜+5｜积分5｜今日 1/2")
        lived.at(5, 6, 8, 11)
        await says(lin, "打卡 再来一次")
        await sees(zhou, "今天已打卡（08:10），内容已追加，不重复计分。")
        await zhou.get_by_role("button", name="打卡", exact=True).first.click()
        await sees(lin, "✅ 周航 第1天｜+5｜积分5｜今日 2/2")

        lived.at(5, 7, 7, 55)
        await says(lin, "打卡 复述FABE")
        await sees(wang, "✅ 林晓 连续2个工作日｜+5｜积分10")

        lived.at(5, 9, 9, 0)
        await says(lin, "打卡 客户拜访提纲")
        await sees(wang, "今天是调休上班日，计入应打卡。连续1｜+5｜积分15")
        await says(lin, "补卡 5/8 整理异议清单")
        await sees(wang, "✅ 已补 5/8｜+2｜积分17｜连续恢复为4")

        lived.at(5, 10, 10, 0)
        await says(lin, "打卡 读书")
        await sees(lin, "📖 休息日打卡已记录，不计完成率，也不影响连续。")

        lived.at(5, 11, 9, 0)
        await wang.get_by_role("navigation").get_by_text("小助", exact=True).click()
        await says(wang, "周完成率")
        await sees(wang, "5/4–5/10：应打卡 2人×4天=8，已完成5，62.5%，未达标（≥85%）。")

        lived.at(5, 11, 22, 30)
        await says(lin, "打卡 忘了")
        await sees(zhou, "⏰ 今日窗口 06:00–22:00 已关闭，明天可补卡。")

        await lin.reload()
        await sees(lin, "✅ 已补 5/8｜+2｜积分17｜连续恢复为4")
        await desk.close()
