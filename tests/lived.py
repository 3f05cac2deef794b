"""A bot lived with in a real browser: the real app on a real port, the real page in tabs, the clock in the hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, Page, expect

from bot.app import App
from bot.channels.web import WebChannel, make_link
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.http import free_port
from bot.messages import Account, Address, InboundEvent, Kind
from storage.database import Database

PATIENCE = 30_000
"""Milliseconds until a page must show something: the machine may be busy."""
KEY = "a key for tests alone"
ROOM = "营销实战营2605"
ZONE = ZoneInfo("Asia/Shanghai")


class Lived:
    """A running bot and its clock, at first on 2026-05-06 08:00 in Shanghai; it can be dark for a while."""

    app: App
    url: str

    def __init__(self, database_url: str, folder: Path) -> None:
        self.database_url, self.folder = database_url, folder
        self.clock = HandClock(datetime(2026, 5, 6, 0, 0, tzinfo=UTC))
        self.port = self.said = 0

    async def start(self) -> None:
        self._listening = free_port("127.0.0.1", self.port)
        self.port = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._database = Database(self.database_url)
        settings = Settings(bot=Bot(owners=("web:王岚",)), storage=Storage(url=self.database_url))
        channels = [WebChannel(KEY, bot="小助", public_url=self.url)]
        self.app = App(settings, self._database, channels, clock=self.clock, public_url=self.url, folder=self.folder)
        self._running = asyncio.create_task(self.app.run(self._listening))

    async def stop(self) -> None:
        self._running.cancel()
        await asyncio.wait({self._running})
        self._database.close()
        self._listening.close()

    async def dark_until(self, month: int, day: int, hour: int, minute: int) -> None:
        """Nothing runs until then; the address stays."""
        await self.stop()
        self.clock.move(datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC))
        await self.start()

    async def at(self, month: int, day: int, hour: int, minute: int) -> None:
        """To a moment of 2026, with what is due by then done."""
        self.clock.move(datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC))
        await self.app.runner.tick()

    async def hears(self, who: str, words: str, kind: Kind = Kind.SAID, *, direct: bool = False) -> None:
        """Somebody at another desk, in the group or alone with the bot."""
        self.said += 1
        by, at = Account("web", who, who), Address("web", f"@{who}", direct=True) if direct else Address("web", ROOM)
        await self.app.receive(InboundEvent(f"web:desk:{self.said}", self.clock.now(), at, by, kind, words))

    async def tab(self, browser: BrowserContext, name: str) -> Page:
        """A tab of one browser, signed in as somebody."""
        page = await browser.new_page()
        await page.goto(make_link(KEY, self.url, ROOM, name, now=self.clock.now()))
        await expect(page.locator("textarea")).to_be_visible()
        return page


@pytest_asyncio.fixture
async def lived(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Lived]:
    lived = Lived(sqlite_url, tmp_path)
    await lived.start()
    try:
        yield lived
    finally:
        await lived.stop()


async def says(page: Page, words: str) -> None:
    """Types it and presses Enter."""
    box = page.locator("textarea")
    await box.fill(words)
    await box.press("Enter")


async def sees(page: Page, words: str) -> None:
    """The words are on the page, the newest time they stand there."""
    await expect(page.get_by_text(words).last).to_be_visible(timeout=PATIENCE)


async def turns_to(page: Page, room: str) -> None:
    """Opens another of the rooms in the list."""
    await page.get_by_role("navigation").get_by_text(room, exact=True).click()


async def presses(page: Page, label: str) -> None:
    """The newest button of that name, once the tab is in front: behind another it draws once a second."""
    await page.bring_to_front()
    await page.get_by_role("button", name=label, exact=True).last.click(timeout=PATIENCE)


async def chooses(page: Page, words: str) -> Locator:
    """Presses an option of the newest question that has it; gives the option."""
    await page.bring_to_front()
    option = page.locator(".choice", has_text=words).last
    await option.click(timeout=PATIENCE)
    return option
