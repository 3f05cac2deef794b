"""The web chat's figures, from the real page in a real browser and real sockets.

python -m tests.bench.web            interactive on a slow phone, frames while 2,000 messages are scrolled, 500 sockets

A slow phone is what Chromium's own tools mean by one: a processor four times slower, 1.6 Mbit/s down, 0.75 up, 150 ms there and back. Medians of
five loads; what is cold has nothing of ours kept, what is warm was there before. Beside the time on the wall stands what the page's main thread
used of a processor that is not slowed: a busy machine changes the first and not the second.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from bot.parts import Text
from storage.channels import web
from tests.standins.browser import chromium
from tests.standins.house import ROOM, RoteHouse, served
from tests.standins.sign_in import line_to, sign_in
from tests.standins.window import PHONE

KIND: dict[str, Any] = dict(PHONE)
SLOWER = 4
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
LOADS = 5
MESSAGES = 2_000
SOCKETS = 500
SPOKEN = 20

READY = """() => new Promise((done) => {
  const look = () => {
    const box = document.querySelector("textarea");
    const there = box && document.querySelector(".message");
    if (there) requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    else requestAnimationFrame(look);
  };
  look();
})"""
SCROLLED = """(pixels) => new Promise((done) => {
  const scroller = document.querySelector(".scroller");
  const took = [];
  let last = 0;
  const end = scroller.clientHeight - scroller.scrollHeight;
  scroller.scrollTop = 0;
  const step = (at) => {
    if (last) took.push(at - last);
    last = at;
    scroller.scrollTop -= pixels;
    if (scroller.scrollTop > end + 1 && took.length < 600) requestAnimationFrame(step);
    else done(took);
  };
  requestAnimationFrame(step);
})"""


async def slowed(page: Page, *, line: bool = True) -> None:
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    if line:
        await cdp.send("Network.enable")
        await cdp.send("Network.emulateNetworkConditions", SLOW_LINE)


async def fill(house: RoteHouse, count: int) -> None:
    now = house.now()

    def write(db: Any) -> None:
        for n in range(count):
            who = ("林晓", "周航", "何琳")[n // 3 % 3]
            words = f"第{n}条 先问清楚他在跟谁比较，再谈三年总成本。" * (1 + n % 3)
            at = now - timedelta(minutes=count - n)
            web.write(db, room=ROOM, key=f"k{n}", kind="person", author=who, name=who, parts=f'[["text",["{words}"]]]', at=at)

    await house.keep(write)


async def used(page: Page) -> Any:
    """Asks for what the main thread has used so far, in milliseconds."""
    cdp = await page.context.new_cdp_session(page)
    await cdp.send("Performance.enable", {"timeDomain": "threadTicks"})

    async def read() -> float:
        metrics = (await cdp.send("Performance.getMetrics"))["metrics"]
        return 1000 * float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))

    return read


async def interactive(browser: Browser, house: RoteHouse, *, warm: bool, slow: bool = True) -> list[float]:
    """Milliseconds from the address to a page one can write in, with what was said: on the wall where it is slow, else of the main thread."""
    found = []
    for _ in range(LOADS):
        context = await browser.new_context(locale="zh-CN", **KIND)
        first = await context.new_page()
        if warm:
            await first.goto(house.link("林晓", url=house.url))
            await expect(first.locator(".message").first).to_be_visible()
            page, address = await context.new_page(), house.url
        else:
            page, address = first, house.link("林晓", url=house.url)
        if slow:
            await slowed(page)
        else:
            spent = await used(page)
        await page.goto(address, wait_until="commit")
        took = await page.evaluate(READY)
        found.append(took if slow else await spent())
        await context.close()
    return found


async def frames(browser: Browser, house: RoteHouse, *, slow: bool) -> tuple[list[float], float]:
    """Milliseconds between frames while all that was said is scrolled through, from the newest to the oldest, and the main thread's for one."""
    context = await browser.new_context(locale="zh-CN", **KIND)
    page = await context.new_page()
    await page.goto(house.link("林晓", url=house.url))
    await expect(page.locator(".message").first).to_be_visible()
    while (count := await page.locator(".message").count()) < MESSAGES:
        await page.locator(".scroller").evaluate("one => { one.scrollTop = -one.scrollHeight; }")
        await expect(page.locator(".message").nth(count)).to_be_attached()
    if slow:
        await slowed(page, line=False)
    spent = await used(page)
    before = await spent()
    took: list[float] = await page.evaluate(SCROLLED, 300)
    cpu = (await spent() - before) / len(took)
    await context.close()
    return took, cpu


async def spread(house: RoteHouse, url: str) -> tuple[list[float], float]:
    """Milliseconds until the last of the sockets has read a line, and of this process's CPU for each line, the readers' own included."""
    async with AsyncExitStack() as leaving:
        by = await sign_in(url, house.link("周航").partition("#")[2])
        names = [f"学员{n}" for n in range(SOCKETS)]
        signed = [await sign_in(url, house.link(name).partition("#")[2]) for name in names]
        lines = []
        for one in [by, *signed]:
            line = await leaving.enter_async_context(line_to(url, one.cookie))
            await line.send(f'{{"t":"hello","session":"{one.session}","nonce":"{one.nonce}","room":"{ROOM}","language":"zh"}}')
            lines.append(line)

        async def reads(line: Any, words: str) -> None:
            while words not in await line.recv():
                pass

        await house.post(Text.of("所有人都在"))
        await asyncio.gather(*(reads(line, "所有人都在") for line in lines))
        took, before = [], time.process_time()
        for n in range(SPOKEN):
            at = time.perf_counter()
            waiting = [asyncio.create_task(reads(line, f"第{n}句")) for line in lines]
            await house.post(Text.of(f"第{n}句"))
            await asyncio.gather(*waiting)
            took.append((time.perf_counter() - at) * 1000)
        return took, (time.process_time() - before) * 1000 / SPOKEN


def told(name: str, found: list[float], limit: str) -> None:
    ordered = sorted(found)
    high = ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))]
    print(f"{name:<58} median {statistics.median(found):7.1f}   p95 {high:7.1f}   ({limit})")


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = RoteHouse(Path(folder))
        async with served(house) as url:
            await fill(house, MESSAGES)
            print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            async with chromium() as browser:
                for warm in (False, True):
                    what = f"interactive on a slow phone, {'warm' if warm else 'cold, by a new link'}, ms"
                    told(what, await interactive(browser, house, warm=warm), "< 1,000")
                    told(
                        "  of it the main thread's, not slowed, ms",
                        await interactive(browser, house, warm=warm, slow=False),
                        "",
                    )
                for slow in (False, True):
                    took, cpu = await frames(browser, house, slow=slow)
                    what = f"a frame of {MESSAGES:,} messages{f', {SLOWER} × slower' if slow else ''}, ms"
                    told(what, took, f"16.7; over 33: {sum(one > 33.4 for one in took)} of {len(took)}; main thread {cpu:.1f}")
            took, cpu = await spread(house, url)
            told(f"a line read by {SOCKETS} sockets, ms", took, f"CPU with all readers in one process {cpu:.0f} ms")
        house.close()


if __name__ == "__main__":
    asyncio.run(main())
