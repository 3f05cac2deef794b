"""A contest and a poll on a projector, in a real Chromium: each scene as it comes, bars that grow, nothing left of the token, and axe finds nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.async_api import Page, expect

from handlers.quiz.bank.questions import fingerprint, to_plain
from storage import bank
from storage.connection import Db
from tests.lived import PATIENCE, ROOM, Lived, says, sees, turns_to
from tests.quiz import OPTIONS, single
from tests.standins.browser import chromium
from tests.stories.test_certificates_in_the_browser import shoots
from tests.stories.test_web_access import clean

pytestmark = [pytest.mark.browser, pytest.mark.journey]

STEMS = ("客户说“你们比同行贵三成”，第一句话先说什么？", "客户说“没时间”，先做什么？")
LOOKS = [
    pytest.param({"color_scheme": "light", "locale": "zh-CN", "viewport": {"width": 1440, "height": 900}}, id="light, 1440"),
    pytest.param({"color_scheme": "dark", "locale": "zh-CN", "viewport": {"width": 1920, "height": 1080}}, id="dark, 1920"),
]


def fill(db: Db) -> None:
    questions = [single(stem, "B") for stem in STEMS]
    bank.save(db, 1, [(fingerprint(one), to_plain(one)) for one in questions], at=datetime(2026, 5, 6, tzinfo=UTC))


async def moves(lived: Lived, seconds: float) -> None:
    lived.clock.move(timedelta(seconds=seconds))
    await lived.app.runner.tick()


async def opens(lived: Lived, wang: Page, sentence: str) -> Page:
    """The link the host is told, in a tab of its own."""
    links = wang.get_by_text(re.compile("/screen#"))
    before = await links.last.inner_text() if await links.count() else ""
    await says(wang, sentence)
    link = links.last
    await expect(link).not_to_have_text(before, timeout=PATIENCE)
    found = re.search(r"http://\S+/screen#(\S+)", await link.inner_text())
    assert found
    screen = await wang.context.new_page()
    asked: list[str] = []
    screen.on("request", lambda request: asked.append(request.url))
    await screen.goto(found.group())
    await expect(screen.locator("#title")).not_to_have_text("", timeout=PATIENCE)
    assert asked and all(found[1] not in url.partition("#")[0] for url in asked) and found[1] not in screen.url
    assert found[1] not in await screen.title()
    return screen


async def shows(screen: Page, scene: str) -> None:
    await screen.bring_to_front()
    await expect(screen.locator(f"#scene.{scene}")).to_be_attached(timeout=PATIENCE)


@pytest.mark.parametrize("look", LOOKS)
async def test_a_contest_and_a_poll_on_the_projector(lived: Lived, look: dict[str, Any]) -> None:
    await lived.at(5, 6, 12, 0)
    await lived.hears("王岚", f"/开营 {ROOM}")
    await lived.app.database.transact(fill)
    for name in ("林晓", "周航"):
        await lived.hears(name, "/打卡")
    async with chromium() as browser:
        desk = await browser.new_context(**look)
        wang = await lived.tab(desk, "王岚")
        await says(wang, "/开赛 异议抢答 题数=2 限时=60秒 间隔=10秒 计分=速度")
        await sees(wang, "已参加 0")
        await turns_to(wang, "小助")
        screen = await opens(lived, wang, "开赛 大屏")
        await shows(screen, "lobby")
        await lived.hears("林晓", "参加 C1", direct=True)
        await expect(screen.locator("#names li")).to_have_text(["林晓"], timeout=PATIENCE)
        await expect(screen.locator("#seconds")).to_have_text(re.compile(r"^\d+$"))
        await clean(screen, "lobby")
        await shoots(screen, "screen-lobby")

        await moves(lived, 30)
        await shows(screen, "question")
        await expect(screen.locator("#think")).not_to_have_text("")
        await expect(screen.locator("#options li")).to_have_count(0)
        await clean(screen, "question")
        await moves(lived, 6)
        await expect(screen.locator("#options .words")).to_have_text(list(OPTIONS), timeout=PATIENCE)
        await lived.hears("林晓", "/选 D1 B")
        await lived.hears("周航", "/选 D1 A")
        await expect(screen.locator("#answered")).to_have_text("2 人已作答", timeout=PATIENCE)
        await expect(screen.locator(".is-right, #board li")).to_have_count(0)
        await clean(screen, "options")
        await shoots(screen, "screen-question")

        await moves(lived, 56)  # the minute is over, and the next question not there yet
        await shows(screen, "answer")
        await expect(screen.locator(".is-right .letter")).to_have_text("B")
        await expect(screen.locator("#board .words")).to_have_text(["林晓"])
        await expect(screen.locator(".is-right .bar")).to_have_attribute("style", "--share: 50%;", timeout=PATIENCE)
        await clean(screen, "answer")
        await shoots(screen, "screen-answer")

        for _ in range(6):
            await moves(lived, 40)
        await shows(screen, "podium")
        await expect(screen.locator(".step .who")).to_have_text(["林晓"])
        await clean(screen, "podium")
        await shoots(screen, "screen-podium")

        await wang.bring_to_front()
        await says(wang, "投票 周五去哪？ 爬山/唱歌")
        await sees(wang, "预览，还没有发出")
        await says(wang, "发出")
        await sees(wang, "已发到1个群")
        poll = await opens(lived, wang, "投票 大屏")
        await shows(poll, "poll")
        await lived.hears("林晓", "投 P1 A", direct=True)
        await expect(poll.locator("#options .n")).to_have_text(["1", "0"], timeout=PATIENCE)
        await clean(poll, "poll")
        await shoots(poll, "screen-poll")
        await wang.bring_to_front()
        await says(wang, "投票 大屏 P1 收回")
        await sees(wang, "收回了（1个）")
        await poll.bring_to_front()
        await expect(poll.locator("#note")).to_contain_text("已收回", timeout=PATIENCE)
        await expect(poll.locator("#options")).to_have_count(0)
        await clean(poll, "withdrawn")
        await desk.close()
