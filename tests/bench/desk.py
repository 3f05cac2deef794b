"""The desk's figures: from the real page in a real browser, its looks over real sockets, and check-ins while ten desks are looked at.

python -m tests.bench.desk           interactive on a slow phone, People of 2,000 members, check-ins beside ten desks

The slow phone is that of `web`. A look is what a page asks for when it is opened or filtered, from the frame that asks to the one that answers.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, expect
from sqlalchemy import insert

from bot.channels.web.tokens import make_desk_link
from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from tests.bench.web import KIND, LOADS, slowed, told, used
from tests.lived import KEY, PATIENCE, ROOM, Lived
from tests.standins.browser import chromium
from tests.test_desk_sign_in import comes, looked
from tests.test_web_channel import Tab, opened
from tests.town import make_template

MEMBERS, LOOKS, DESKS, CHECK_INS = 2_000, 30, 10, 200
READY = """() => new Promise((done) => {
  const look = () => {
    const there = document.querySelector('.desk-page[aria-busy="false"] .blocks');
    if (there) requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    else requestAnimationFrame(look);
  };
  look();
})"""


async def fill(lived: Lived) -> None:
    """A camp of many learners and one manager."""
    await lived.hears("王岚", f"/开营 {ROOM}")
    at = lived.clock.now()

    def write(db: Db) -> None:
        for n in range(MEMBERS):
            one = db.insert_id(insert(person), name=f"学员{n}", created_at=at)
            db.run(insert(membership), camp_id=1, person_id=one, role="learner", joined_on=at.date(), joined_at=at)

    await lived.app.keep(write)


async def interactive(browser: Browser, lived: Lived, *, slow: bool) -> list[float]:
    """Milliseconds from a new link to a page with its figures: on the wall where it is slow, else of the main thread."""
    found = []
    for _ in range(LOADS):
        context = await browser.new_context(locale="zh-CN", **KIND)
        page = await context.new_page()
        if slow:
            await slowed(page)
        else:
            spent = await used(page)
        await page.goto(make_desk_link(KEY, lived.url, "王岚", 1, now=lived.clock.now()), wait_until="commit")
        took = await page.evaluate(READY)
        found.append(took if slow else await spent())
        await expect(page.locator(".blocks")).to_be_visible(timeout=PATIENCE)
        await context.close()
    return found


async def timed(tab: Tab, **asked: Any) -> float:
    at = time.perf_counter()
    assert (await looked(tab, "people", **asked))["blocks"]
    return (time.perf_counter() - at) * 1000


async def beside(lived: Lived, tabs: list[Tab]) -> list[float]:
    """Milliseconds of check-ins one behind the other, while every desk looks at People again and again."""
    ended = False

    async def keeps_looking(tab: Tab) -> None:
        while not ended:
            await looked(tab, "people")

    looking = [asyncio.create_task(keeps_looking(tab)) for tab in tabs]
    took = []
    for n in range(CHECK_INS):
        at = time.perf_counter()
        await lived.hears(f"来人{n}", "/打卡 今天开始")
        took.append((time.perf_counter() - at) * 1000)
    ended = True
    await asyncio.gather(*looking)
    return took


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/qunxue.db"
        make_template(url)
        lived = Lived(url, Path(folder))
        await lived.start()
        await fill(lived)
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        async with chromium() as browser:
            told("interactive on a slow phone, by a new link, ms", await interactive(browser, lived, slow=True), "< 1,000")
            told("  of it the main thread's, not slowed, ms", await interactive(browser, lived, slow=False), "")
        async with AsyncExitStack() as leaving:
            tabs = []
            for _ in range(DESKS):
                by = await comes(lived, "王岚")
                tabs.append(await leaving.enter_async_context(opened(lived.url, by.hello, by.cookie)))
                await tabs[-1].next("welcome")
            told(f"People of {MEMBERS:,}, first rows, ms", [await timed(tabs[0]) for _ in range(LOOKS)], "< 150")
            told(
                "  filtered by a name, ms", [await timed(tabs[0], filters={"words": f"学员{n}"}) for n in range(LOOKS)], "< 100"
            )
            alone = await beside(lived, [])
            told("a check-in, no desk open, ms", alone, "")
            took = sorted(await beside(lived, tabs))
            told(f"  beside {DESKS} desks that look without a pause, ms", took, f"p99 {took[len(took) * 99 // 100]:.1f} < 50")
        await lived.stop()


if __name__ == "__main__":
    asyncio.run(main())
