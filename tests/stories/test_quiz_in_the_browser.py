"""Journey J5 as four people live it in four tabs of one browser: options pressed on the page, the answer and the podium in place.

The page counts real seconds, so the questions take a minute here and every moment of the journey is twelve times as late.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from handlers.quiz.bank.questions import Multiple, Question, even, fingerprint, to_plain
from storage import bank
from storage.connection import Db
from tests.lived import PATIENCE, ROOM, Lived, chooses, presses, says, sees
from tests.quiz import OPTIONS, single
from tests.standins.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.journey]

SLOWER = 12
BANK = [single(f"客户说“{words}”，先做什么？", "B") for words in ("太贵了", "再考虑一下", "没时间")]


def fill(db: Db) -> None:
    bank.save(db, 1, [(fingerprint(one), to_plain(one)) for one in BANK], at=datetime(2026, 5, 6, tzinfo=UTC))


async def answers(page: Page, words: str) -> None:
    """Chooses an option, and sees that it was taken."""
    option = await chooses(page, words)
    await expect(option).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
    await expect(option).to_have_attribute("aria-busy", "false", timeout=PATIENCE)


async def test_j5_in_four_tabs(lived: Lived) -> None:
    await lived.at(5, 6, 12, 0)
    await lived.hears("王岚", f"/开营 {ROOM}")
    await lived.app.database.transact(fill)
    async with chromium() as browser:
        desk: Any = await browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
        names = ("王岚", "林晓", "周航", "陈默")
        tabs = dict(zip(names, [await lived.tab(desk, name) for name in names], strict=True))
        wang = tabs["王岚"]
        await says(wang, "/开赛 异议抢答 题数=3 限时=60秒 计分=速度")
        await sees(tabs["林晓"], "🏁 30秒后开始，点“参加”。已参加 0")
        await presses(tabs["林晓"], "参加")
        await sees(tabs["林晓"], "已参加“异议抢答”")
        lived.clock.move(timedelta(seconds=30))
        right, wrong = OPTIONS[1], OPTIONS[0]
        for place, moves, told in (
            (1, ((1.2, "林晓", right), (3.4, "周航", right)), "答案B。林晓 880｜周航 660"),
            (
                2,
                ((1.2, "陈默", right), (2.0, "林晓", right), (4.9, "周航", right)),
                "林晓 +900（连对+100）｜周航 +610（连对+100）｜陈默 +880",
            ),
            (
                3,
                ((1.0, "林晓", wrong), (1.2, "陈默", right), (2.0, "周航", right)),
                "周航 +1000（连对+200）｜陈默 +980（连对+100）",
            ),
        ):
            await sees(tabs["陈默"], f"第{place}题 ")
            begun = lived.clock.now()
            for seconds, name, words in moves:
                lived.clock.move(begun + timedelta(seconds=seconds * SLOWER))
                await answers(tabs[name], words)
            lived.clock.move(begun + timedelta(seconds=61))
            await sees(wang, told)
            await expect(tabs["周航"].locator(".choice.is-right", has_text=right).last).to_be_visible(timeout=PATIENCE)
            lived.clock.move(timedelta(seconds=1))
        for row in ("1 周航", "2270", "2 陈默", "1860", "3 林晓", "1780", "参赛+5，前三+50/+30/+20"):
            await sees(tabs["周航"], row)
        await expect(tabs["周航"].locator("img").last).to_be_visible(timeout=PATIENCE)
        await desk.close()


def fill_with_several(db: Db) -> None:
    question = Question("哪些能说明价值？", Multiple(even(("同业案例", "降价", "三年总成本"), [0, 2])), "", ("异议",))
    bank.save(db, 1, [(fingerprint(question), to_plain(question))], at=datetime(2026, 5, 6, tzinfo=UTC))


async def test_several_are_ticked_on_the_page(lived: Lived) -> None:
    await lived.at(5, 6, 12, 0)
    await lived.hears("王岚", f"/开营 {ROOM}")
    await lived.app.database.transact(fill_with_several)
    async with chromium() as browser:
        desk: Any = await browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
        page = await lived.tab(desk, "林晓")
        await page.get_by_role("button", name="和小助单独聊").click()
        await says(page, "练习 限时=600秒")
        await sees(page, "哪些能说明价值？")
        for words in ("同业案例", "降价", "三年总成本"):
            await expect(await chooses(page, words)).to_have_attribute("aria-pressed", "true", timeout=PATIENCE)
        await expect(await chooses(page, "降价")).to_have_attribute("aria-pressed", "false", timeout=PATIENCE)
        await expect(page.locator(".choice[aria-pressed=true]")).to_have_count(2, timeout=PATIENCE)
        await presses(page, "确定")
        await sees(page, "答对1/1")
        await desk.close()
