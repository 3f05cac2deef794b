"""Staying signed in, in a real Chromium: a browser closed for a week, twenty people invited without the shell, two people in four tabs."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from bot.channels.web import make_link
from tests.lived import KEY, PATIENCE, ROOM, Lived, lived, says, sees, turns_to
from tests.standins.browser import chromium, profile
from tests.standins.sign_in import asked, posted

__all__ = ["lived"]
pytestmark = [pytest.mark.browser, pytest.mark.journey]

DEVICES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
    "desktop": {"viewport": {"width": 1440, "height": 900}},
}


def link(lived: Lived, name: str) -> str:
    return make_link(KEY, lived.url, ROOM, name, now=lived.clock.now())


async def opens_camp(lived: Lived) -> None:
    """The camp in its web group, by its owner at another desk."""
    await lived.hears("王岚", f"/开营 {ROOM}")


async def goes_in(page: Page, address: str) -> None:
    await page.goto(address)
    await expect(page.locator("textarea")).to_be_visible(timeout=PATIENCE)


async def is_in(page: Page, name: str) -> None:
    """Who the tab speaks as."""
    await expect(page.locator("button.me")).to_contain_text(name, timeout=PATIENCE)


async def to_the_list(page: Page) -> None:
    """On a phone the list of chats is behind the conversation."""
    back = page.locator(".back")
    if await back.is_visible():
        await back.click()


@pytest.mark.parametrize("device", DEVICES)
async def test_a_browser_closed_for_a_week_is_still_in_with_its_draft_and_its_place(
    lived: Lived, tmp_path: Path, device: str
) -> None:
    await opens_camp(lived)
    for number in range(130):
        await lived.hears("王岚", f"第{number}句")
    async with profile(tmp_path / "profile", **DEVICES[device]) as browser:
        page = await browser.new_page()
        await goes_in(page, link(lived, "林晓"))
        assert await page.evaluate("document.cookie + location.hash") == "", (
            "no script reads the cookie, no address keeps the link"
        )
        place = page.locator(".message", has_text="第40句")
        for _ in range(60):
            if await place.count():
                break
            await page.locator(".scroller").evaluate("scroller => { scroller.scrollTop = -scroller.scrollHeight }")
            await asyncio.sleep(0.1)
        await place.evaluate("message => message.scrollIntoView({ block: 'start' })")
        await page.locator("textarea").fill("写到一半")
        await page.evaluate("dispatchEvent(new Event('pagehide'))")
    await lived.at(5, 13, 8, 0)
    async with profile(tmp_path / "profile", **DEVICES[device]) as browser:
        page = await browser.new_page()
        await goes_in(page, lived.url)
        await expect(page.locator("textarea")).to_have_value("写到一半")
        await expect(page.locator(".message", has_text="第40句")).to_be_in_viewport(timeout=PATIENCE)
        await says(page, "/打卡 一周以后")
        await sees(page, "第1天")
        await to_the_list(page)
        await is_in(page, "林晓")


async def test_a_manager_invites_twenty_people_without_the_shell(lived: Lived) -> None:
    await opens_camp(lived)
    async with chromium() as browser:
        desk = await (await browser.new_context(locale="zh-CN")).new_page()
        await goes_in(desk, link(lived, "王岚"))
        await turns_to(desk, "小助")
        await says(desk, "邀请 名额=20")
        await sees(desk, "20个名额")
        await expect(desk.locator(".picture img")).to_be_visible(timeout=PATIENCE)
        words = await desk.locator(".message", has_text="20个名额").last.inner_text()
        invitation = re.findall(rf"{re.escape(lived.url)}/#\S+", words)[-1]

        for name in ("王岚", "新人00"):
            phone = await (await browser.new_context(locale="zh-CN", **DEVICES["phone"])).new_page()
            referers = _referers(phone)
            await phone.goto(invitation)
            await expect(phone.get_by_role("heading")).to_contain_text(ROOM)
            await phone.get_by_label("你的名字").fill(name)
            await phone.get_by_role("button", name="进来").click()
            if name == "王岚":
                await expect(phone.get_by_role("alert")).to_contain_text("已经有“王岚”了")
                await phone.get_by_label("你的名字").fill("新人01")
                await phone.get_by_label("你的名字").press("Enter")
            await expect(phone.locator("textarea")).to_be_visible(timeout=PATIENCE)
            assert referers == set() and "#" not in await phone.evaluate("location.href + document.title")
        await says(phone, "/打卡 第一天")
        await sees(phone, "第1天")

        token = invitation.partition("#")[2]
        for number in range(2, 20):
            assert (await posted(lived.url, token, name=f"新人{number:02}")).status_code == 200
        assert "名额已经满了" in (await posted(lived.url, token, name="新人20")).json()["says"]
        await says(desk, "成员 学员")
        await sees(desk, "学员共20人")


def _referers(page: Page) -> set[str]:
    """The addresses this page's requests say they come from."""
    said: set[str] = set()
    page.on("request", lambda request: said.update(filter(None, [request.headers.get("referer")])))
    return said


async def test_two_people_in_four_tabs_of_one_browser_never_mix(lived: Lived) -> None:
    await opens_camp(lived)
    async with chromium() as browser:
        window = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        tabs = [await _tab(window, lived, name) for name in ("林晓", "周航")]
        for name in ("林晓", "周航"):
            again = await window.new_page()
            await again.goto(lived.url)
            await again.get_by_role("button", name=f"以 {name} 继续").click()
            tabs.append(again)
        names = ["林晓", "周航", "林晓", "周航"]
        for turn in range(2):
            for number, (page, name) in enumerate(zip(tabs, names, strict=True)):
                await expect(page.locator("textarea")).to_be_visible(timeout=PATIENCE)
                await is_in(page, name)
                await says(page, f"{name}说 {turn}-{number}")
                await sees(page, f"{name}说 {turn}-{number}")
            for page in tabs:
                await page.reload()
        for page, name in zip(tabs, names, strict=True):
            await expect(page.locator("textarea")).to_be_visible(timeout=PATIENCE)
            for mine in await page.locator(".message.mine .words").all_inner_texts():
                assert mine.startswith(f"{name}说")
            for theirs in await page.locator(".message.theirs .words").all_inner_texts():
                assert not theirs.startswith(f"{name}说")
        cookies = await window.cookies()
        assert len(cookies) == 2 and all(one["httpOnly"] and one["sameSite"] == "Strict" for one in cookies)

        await tabs[0].locator("button.me").click()
        await tabs[0].get_by_role("button", name="退出这台设备").click()
        await expect(tabs[2].locator(".door h1")).to_have_text("这里已经退出了", timeout=PATIENCE)
        for page in (tabs[1], tabs[3]):
            await says(page, "我还在")
            await sees(page, "我还在")
        assert len(await window.cookies()) == 1
        kept = await tabs[1].evaluate("Object.keys(localStorage).join()")
        assert "林晓" not in kept, "who signs out leaves nothing behind"


async def _tab(window: BrowserContext, lived: Lived, name: str) -> Page:
    page = await window.new_page()
    await goes_in(page, link(lived, name))
    return page


async def test_a_link_opened_once_more_in_the_same_browser_goes_in_and_elsewhere_says_what_to_do(lived: Lived) -> None:
    await opens_camp(lived)
    async with chromium() as browser:
        window, elsewhere = await browser.new_context(locale="zh-CN"), await browser.new_context(locale="en-GB")
        mine = link(lived, "林晓")
        await _opened(window, mine)
        again = await window.new_page()
        await goes_in(again, mine)
        thief = await elsewhere.new_page()
        await thief.goto(mine)
        await expect(thief.get_by_role("heading")).to_have_text("You need a new sign-in link")
        await expect(thief.get_by_role("main")).to_contain_text("each works once")
        await lived.stop()
        late = await window.new_page()
        late.set_default_timeout(PATIENCE)
        await lived.start()
        await goes_in(late, link(lived, "周航"))


async def _opened(window: BrowserContext, address: str) -> None:
    page = await window.new_page()
    await goes_in(page, address)


async def test_a_tab_shown_out_comes_back_where_another_signs_the_same_person_in(lived: Lived) -> None:
    """A second link ends the first one's session before the tab that opened it can say so to the others."""
    await opens_camp(lived)
    async with chromium() as browser:
        here = await browser.new_context(**DEVICES["desktop"])
        first = await here.new_page()
        await goes_in(first, link(lived, "林晓"))
        token = link(lived, "林晓").partition("#")[2]
        answer = await here.request.post(f"{lived.url}/web/session", data=asked(token, "n" * 32), headers={"Origin": lived.url})
        assert answer.ok
        await expect(first.locator("h1", has_text="signed out")).to_be_visible(timeout=PATIENCE)
        second = await here.new_page()
        await goes_in(second, link(lived, "林晓"))
        await expect(first.locator("textarea")).to_be_visible(timeout=PATIENCE)
        await is_in(first, "林晓")
