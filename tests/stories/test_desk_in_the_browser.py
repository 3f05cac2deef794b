"""A manager's Monday at the desk in a real Chromium, without a command typed; every page usable by everybody."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot.channels.web import make_link
from bot.channels.web.tokens import make_desk_link
from handlers.quiz.bank.questions import fingerprint, to_plain
from storage import audit, bank
from tests.lived import KEY, PATIENCE, ROOM, Lived, lived
from tests.quiz import single
from tests.standins.browser import chromium

__all__ = ["lived"]
pytestmark = [pytest.mark.browser, pytest.mark.journey]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "locale": "zh-CN"}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark", "locale": "en-GB"}


async def furnished(lived: Lived) -> None:
    """A camp of three learners with a question, of whom one has not come today."""
    await lived.hears("王岚", f"/开营 {ROOM}")
    for name in ("林晓", "周航", "何琳"):
        await lived.hears(name, "/打卡 今天开始")
    await lived.at(5, 7, 9, 0)
    for name in ("林晓", "周航"):
        await lived.hears(name, "/打卡 第二天")
    one = single("客户说太贵，先做什么？")
    await lived.app.keep(lambda db: bank.save(db, 1, [(fingerprint(one), to_plain(one))], at=lived.clock.now()))


async def goes(page: Page, name: str) -> None:
    """By the list of pages."""
    await page.locator(".desk-nav").get_by_role("link", name=name, exact=True).click()
    await expect(page.locator("h1")).to_have_text(name, timeout=PATIENCE)


@pytest.mark.parametrize("look", [PHONE, DESKTOP], ids=["phone, light, Chinese", "desktop, dark, English"])
async def test_axe_finds_nothing_on_any_page(lived: Lived, look: dict[str, Any]) -> None:
    await furnished(lived)
    if look is DESKTOP:
        await lived.hears("王岚", "语言 English", direct=True)
    async with chromium() as browser:
        page = await (await browser.new_context(reduced_motion="reduce", **look)).new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        await page.goto(make_desk_link(KEY, lived.url, "王岚", 1, now=lived.clock.now()))
        await expect(page.locator(".blocks")).to_be_visible(timeout=PATIENCE)
        found = []
        for name in [*lived.app.router.pages, "people/2", "questions/1", "nowhere"]:
            await page.evaluate("name => { location.hash = `#/${name}` }", name)
            await expect(page.locator(".desk-page")).to_have_attribute("aria-busy", "false", timeout=PATIENCE)
            result = await Axe().run(page)
            found += [
                f"{name}: {broken['id']} {node['target']} {node['failureSummary'][:300]}"
                for broken in result.response["violations"]
                for node in broken["nodes"]
            ]
            width = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert width <= 0, f"{name} is wider than the screen by {width}"
        assert (found, complaints) == ([], [])


async def test_a_managers_monday_without_a_command_typed(lived: Lived) -> None:
    await furnished(lived)
    async with chromium() as browser:
        context = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        chat = await context.new_page()
        await chat.goto(make_link(KEY, lived.url, ROOM, "王岚", now=lived.clock.now()))
        async with context.expect_page() as opened:
            await chat.get_by_role("link", name=re.compile("工作台")).click(timeout=PATIENCE)
        page = await opened.value
        await expect(page.get_by_role("heading", level=1)).to_have_text("今日", timeout=PATIENCE)
        assert "chat" not in await page.evaluate("location.href + document.title + document.referrer")
        await expect(page.locator(".figure").first).to_contain_text("2/3")
        await page.get_by_role("link", name="何琳").click()  # who is missing, followed
        await expect(page.get_by_role("heading", level=1)).to_have_text("何琳", timeout=PATIENCE)
        await page.go_back()
        await expect(page.get_by_role("heading", level=1)).to_have_text("今日", timeout=PATIENCE)

        await goes(page, "成员")
        await page.keyboard.press("/")
        await page.keyboard.type("晓")
        await expect(page.locator("tbody tr")).to_have_count(1, timeout=PATIENCE)
        assert "words" in page.url, "what is looked for has an address"
        await page.locator("tbody input[type=checkbox]").check()
        await page.get_by_role("button", name="加标签", exact=True).click()
        await page.get_by_label("标签").last.fill("骨干")
        await expect(page.locator(".sentences code")).to_have_text("标签 林晓#2 +骨干")
        await page.get_by_role("button", name="发出").click()
        await expect(page.locator("tbody .tag")).to_have_text("骨干", timeout=PATIENCE)

        await goes(page, "题库")
        await page.get_by_role("link", name="Q001").click()
        await page.get_by_label("解析").fill("先问与谁比")
        await page.get_by_role("button", name="保存").click()
        await page.get_by_role("button", name="发出").click()
        await expect(page.locator(".dock").get_by_text("Q001 已改为 v2").last).to_be_visible(timeout=PATIENCE)

        await goes(page, "设置")
        await page.get_by_label("打卡分", exact=True).fill("7")
        await page.get_by_role("button", name="保存").click()
        await page.get_by_role("button", name="发出").click()
        await expect(page.locator("td", has_text="打卡分")).to_be_visible(timeout=PATIENCE)
        await page.get_by_role("button", name="撤销我的上一步").click()
        await page.locator(".dock").get_by_role("button", name="确认撤销").last.click(timeout=PATIENCE)
        await expect(page.locator("tbody").get_by_text("已撤销")).to_be_visible(timeout=PATIENCE)

        await goes(page, "报表")
        await expect(page.locator("tbody tr").first).to_contain_text("%", timeout=PATIENCE)
        await goes(page, "记录")
        await expect(page.locator("tbody")).to_contain_text("王岚 改了 林晓 的标签：+骨干", timeout=PATIENCE)
    entries = await lived.app.look(lambda db: audit.entries(db, 1, 10))
    assert [entry.act for entry in entries][:3] == ["set", "question", "tag"], "the log reads as if it was typed"
