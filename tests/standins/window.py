"""A window of a real browser on the rote house: its kinds, signing in, and that nothing is complained of in its console."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.standins.house import ROOM, RoteHouse

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
TABLET = {"viewport": {"width": 768, "height": 1024}, "has_touch": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}


@asynccontextmanager
async def window(browser: Browser, **kind: Any) -> AsyncIterator[Any]:
    """A browser's window; `open(name)` gives a tab somebody signed in with. Nothing may be complained of in its console."""
    context = await browser.new_context(locale=kind.pop("locale", "zh-CN"), **(kind or DESKTOP))
    complaints: list[str] = []

    async def sign_in(house: RoteHouse, name: str, room: str = ROOM) -> Page:
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        await page.goto(house.link(name, room, url=house.url))
        await expect(page.locator("textarea")).to_be_visible()
        return page

    yield sign_in
    await context.close()
    away = re.compile("WebSocket connection|status of 4")
    assert [said for said in complaints if not away.search(said)] == []


async def say(page: Page, words: str) -> None:
    await page.locator("textarea").fill(words)
    await page.locator("textarea").press("Enter")


def said(page: Page, words: str) -> Any:
    return page.locator(".message:not(.outgoing) .words", has_text=words)
