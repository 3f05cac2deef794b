"""Nothing in the web chat lies over what can be pressed, is cut off, or moves away under a finger."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from bot.parts import Button, Buttons, Text
from tests.standins.browser import chromium
from tests.standins.house import QUESTION, RoteHouse, poll, served
from tests.standins.window import DESKTOP, PHONE, said, window
from tests.test_web_media import tone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.journey]

expect.set_options(timeout=5_000)

BOX = "one => { const { left, top, right, bottom } = one.getBoundingClientRect(); return [left, top, right, bottom]; }"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def house(tmp_path):
    house = RoteHouse(tmp_path)
    async with served(house):
        yield house
    house.close()


async def boxes(found: Locator) -> list[list[float]]:
    """Left, top, right and bottom of each."""
    return [await one.evaluate(BOX) for one in await found.all()]


def meet(one: list[float], other: list[float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def within(one: list[float], other: list[float]) -> bool:
    return one[0] >= other[0] - 1 and one[1] >= other[1] - 1 and one[2] <= other[2] + 1 and one[3] <= other[3] + 1


@pytest.mark.parametrize("kind", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_toast_and_pill_cover_nothing_that_can_be_pressed(browser, house, kind):
    await house.furnish()
    async with window(browser, reduced_motion="reduce", **kind) as sign_in:
        page = await sign_in(house, "林晓")
        await expect(page.locator(".chip").first).to_be_visible()
        for card in (Buttons.column(Button("打卡", "打卡"), Button("今日微课", "微课"), Button("积分", "积分")), poll({})):
            await house.post(Text.of(QUESTION), card)
            await expect(said(page, QUESTION[:4]).last).to_be_in_viewport()
            await house.whisper("只有你看得到这句，它比一行要长一些，手机上要占两行。", "林晓")
            await expect(page.locator(".toast").last).to_be_visible()
            pressable = await boxes(page.locator("button:visible, textarea, a:visible"))
            for toast in await boxes(page.locator(".toast")):
                assert [box for box in pressable if meet(toast, box)] == []
        await page.locator(".scroller").evaluate("scroller => { scroller.scrollTop = -900 }")
        await expect(page.locator(".pill")).to_be_visible()
        (pill,), (talk,) = await boxes(page.locator(".pill")), await boxes(page.locator(".scroller"))
        assert not meet(pill, talk)
        assert [
            box for box in await boxes(page.locator(".chip, textarea, .send")) if meet(pill, box) and box[2] <= pill[0]
        ] == []


@pytest.mark.parametrize(
    "kind",
    [PHONE, DESKTOP | {"viewport": {"width": 768, "height": 700}}, DESKTOP | {"viewport": {"width": 1200, "height": 700}}],
    ids=["phone", "768", "1200"],
)
async def test_what_can_be_done_with_a_message_is_not_cut(browser, house, kind):
    await house.furnish()
    async with window(browser, **kind) as sign_in:
        page = await sign_in(house, "林晓")
        await house.post(Text.of("长的一句" * 60))
        for words in ("嗯", "长的一句" * 60):
            await page.locator("textarea").fill(words)
            await page.locator("textarea").press("Enter")
            await expect(page.locator(".message.mine:not(.outgoing)", has_text=words)).to_be_visible()
        for message in (
            page.locator(".message.bot").last,
            page.locator(".message.mine").last,
            page.locator(".message.mine").nth(-2),
        ):
            await message.focus()
            await message.hover()
            (actions,), (talk,) = await boxes(message.locator(".actions")), await boxes(page.locator(".scroller"))
            assert actions[2] - actions[0] >= 70 and within(actions, talk)


@pytest.mark.parametrize("kind", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_toast_lies_over_no_player(browser, house, kind):
    async with window(browser, reduced_motion="reduce", **kind) as sign_in:
        page = await sign_in(house, "林晓")
        await page.set_input_files("input[type=file]", {"name": "一课.wav", "mimeType": "audio/wav", "buffer": tone(5)})
        await expect(page.locator(".attachment[aria-busy=false]")).to_be_visible()
        await page.locator("textarea").press("Enter")
        await page.get_by_role("button", name="播放 一课.wav").click()
        await expect(page.locator("audio.player")).to_be_visible()
        await house.whisper("只有你看得到这句", "林晓")
        (toast,) = await boxes(page.locator(".toast"))
        (player,) = await boxes(page.locator("audio.player"))
        assert not meet(toast, player)


@pytest.mark.parametrize("kind", [PHONE, DESKTOP | {"viewport": {"width": 768, "height": 700}}], ids=["phone", "768"])
async def test_what_a_command_is_for_is_read_in_full(browser, house, kind):
    """And who reads English is offered English words alone."""
    house.languages["林晓"] = "en"
    async with window(browser, **kind | {"locale": "en-GB"}) as sign_in:
        page = await sign_in(house, "林晓")
        await expect(page.locator(".chip").first).to_be_visible()
        await page.locator("textarea").fill("/")
        offers = page.get_by_role("option")
        await expect(offers).to_have_count(8)
        cut = "list => list.filter((one) => [one, ...one.children].some((each) => each.scrollWidth > each.clientWidth + 1)).length"
        assert await offers.evaluate_all(cut) == 0
        assert not re.search(r"[\u4e00-\u9fff]", " ".join(await offers.all_inner_texts()))


@pytest.mark.parametrize("kind", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_row_of_buttons_stays_where_it_is_when_one_is_pressed(browser, house, kind):
    async with window(browser, **kind) as sign_in:
        page = await sign_in(house, "林晓")
        await house.post(
            Text.of("选一个"), Buttons.row(Button("悄悄", "悄悄"), Button("等等", "等等"), Button("以后再说", "以后"))
        )
        row = page.locator(".buttons .button")
        await expect(row).to_have_count(3)
        before = await boxes(row)
        await row.nth(1).click()
        await expect(row.nth(1)).to_have_class("button is-pressed")
        await expect(row.nth(1).locator(".icon")).to_be_visible()
        assert await boxes(row) == before
