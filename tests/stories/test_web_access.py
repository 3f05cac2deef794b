"""Everybody can use the web chat: axe finds nothing in any of its states, the focus is never lost, and what can be pressed can be reached."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.parts import Button, Buttons, Fact, Facts, Progress, Text
from storage.channels import web
from tests.standins.browser import chromium
from tests.standins.house import KEY, QUESTION, ROOM, ZONE, RoteHouse, png, poll, quiz, served
from tests.standins.sign_in import sign_in as sign_in_elsewhere
from tests.standins.window import DESKTOP, PHONE, say, window
from tests.test_web_media import tone

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.journey]

expect.set_options(timeout=5_000)

SMALL = """() => !matchMedia("(pointer: coarse)").matches ? [] :
  [...document.querySelectorAll("button, summary, select, input:not([type=file]), [role=option]")].filter((one) => {
    if (!one.checkVisibility({ visibilityProperty: true }) || one.closest(".unseen") || one.matches(".picture")) return false;
    const { width, height } = (one.closest("label") ?? one).getBoundingClientRect(), more = getComputedStyle(one, "::after");
    const [x, y] = more.content === "none" || more.position !== "absolute" ? [0, 0] : [-2 * parseFloat(more.left), -2 * parseFloat(more.top)];
    return width + Math.max(0, x) < 43.5 || height + Math.max(0, y) < 43.5;
  }).map((one) => one.outerHTML.slice(0, 120))"""
"""What is too small for a finger; what lies invisibly around it counts."""
HELD = "document.activeElement !== document.body && document.activeElement.checkVisibility()"


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


async def clean(page: Page, state: str) -> None:
    """axe finds nothing, there is one first heading, and a finger meets what it presses."""
    results = await Axe().run(page)
    found = [
        f"{state}: {broken['id']} {node['target']} {node['html'][:160]} {node['failureSummary'][:400]}"
        for broken in results.response["violations"]
        for node in broken["nodes"]
    ]
    assert found == []
    assert await page.get_by_role("heading", level=1).count() == 1, state
    assert await page.evaluate(SMALL) == [], state


LOOKS = [
    pytest.param(PHONE | {"color_scheme": "light", "locale": "zh-CN"}, id="phone, light, Chinese"),
    pytest.param(PHONE | {"color_scheme": "dark", "locale": "en-GB"}, id="phone, dark, English"),
    pytest.param(DESKTOP | {"color_scheme": "light", "locale": "en-GB"}, id="desktop, light, English"),
    pytest.param(DESKTOP | {"color_scheme": "dark", "locale": "zh-CN"}, id="desktop, dark, Chinese"),
]


@pytest.mark.parametrize("look", LOOKS)
async def test_axe_finds_nothing_in_any_state(browser, house, look):
    await house.furnish()
    wide, phone = look["viewport"]["width"] >= 1200, look["viewport"]["width"] < 768
    async with window(browser, reduced_motion="reduce", permissions=["microphone"], **look) as sign_in:
        page = await sign_in(house, "林晓")
        await house.post(
            Text.of("进行中"),
            Facts((Fact("积分", "128", "+45"),), "本周"),
            Progress("正在试读", 20, 50),
            quiz(house.now() + timedelta(hours=1)),
        )
        await house.post(Text.of(QUESTION), quiz(house.now(), "B"))
        await house.post(
            Text.of("\n".join(f"第{n}行" for n in range(30))), Buttons.row(Button("打卡", "打卡"), Button("积分", "积分"))
        )
        await expect(page.locator(".chip").first).to_be_visible()
        await expect(page.locator(".unfold")).to_have_count(2)
        await clean(page, "room")
        await page.locator(".today summary").click()
        await expect(page.locator(".today-do").first).to_be_visible()
        await clean(page, "today")
        await page.locator(".today summary").click()
        await page.get_by_role("button", name=re.compile("录音|Record")).click()
        await expect(page.locator(".voice .button")).to_be_focused()
        await clean(page, "recording")
        await page.keyboard.press("Escape")
        await expect(page.locator(".voice")).to_have_count(0)
        line = page.locator(".message.theirs").last
        await line.focus()
        await line.locator(".react").click()
        await clean(page, "choosing a reaction")
        await line.locator(".is-choosing button").first.click()
        await expect(line.locator(".reaction.is-mine")).to_be_visible()
        await clean(page, "reacted")
        await page.locator("textarea").fill("/")
        await expect(page.get_by_role("option").first).to_be_visible()
        await clean(page, "offers")
        await page.locator("textarea").fill("@")
        await expect(page.get_by_role("option").first).to_be_visible()
        await clean(page, "people")
        await page.locator("textarea").fill("")
        await page.locator(".message.theirs").last.focus()
        await page.keyboard.press("r")
        await page.set_input_files(
            "input[type=file]",
            [
                {"name": "a.txt", "mimeType": "text/plain", "buffer": b"abc"},
                {"name": "a.png", "mimeType": "image/png", "buffer": png(30, 20)},
            ],
        )
        await expect(page.locator(".attachment[aria-busy=false]")).to_have_count(2)
        await clean(page, "reply with a file and a picture")
        await page.locator("textarea").fill("")
        await page.get_by_role("button", name=re.compile("移除|Remove")).first.click()
        await page.get_by_role("button", name=re.compile("移除|Remove")).first.click()
        for name, content in (("一课.wav", tone(5)), ("一课.mp4", b"\0\0\0\x18ftypmp42 and no more")):
            await page.set_input_files("input[type=file]", {"name": name, "mimeType": "video/mp4", "buffer": content})
            await expect(page.locator(".attachment[aria-busy=false]")).to_be_visible()
            await say(page, "")
            await page.get_by_role("button", name=re.compile(f"(播放|Play) {name}")).click()
        await expect(page.locator("audio.player")).to_be_visible()
        await expect(page.locator(".toast")).to_contain_text("一课.mp4")
        await clean(page, "a sound, and a film that cannot be played")
        await house.post(Text.of("这周怎么样？"), poll({"林晓": "B"}))
        await expect(page.locator(".message").last).to_contain_text("这周怎么样？")
        await clean(page, "poll")
        house.broken = True
        await say(page, "没发出的")
        await expect(page.locator(".outgoing")).to_be_visible()
        await clean(page, "sending")
        house.broken = False
        await house.whisper("只有你看得到", "林晓")
        await expect(page.locator(".toast").first).to_be_visible()
        await clean(page, "toast")
        await page.locator(".scroller").evaluate("scroller => { scroller.scrollTop = -900 }")
        await expect(page.locator(".pill")).to_be_visible()
        await house.post(Text.of("新的"))
        await expect(page.locator(".pill.has-new")).to_be_visible()
        await clean(page, "pill")
        await page.locator(".picture").first.click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await clean(page, "picture")
        await page.keyboard.press("Escape")
        if not wide:
            await page.locator(".drawer-open").click()
            await expect(page.locator(".drawer")).to_be_visible()
            await clean(page, "drawer")
        await page.locator(".panel details summary").click()
        await expect(page.locator(".panel details li").first).to_be_visible()
        await clean(page, "members")
        if not wide:
            await page.keyboard.press("Escape")
            await expect(page.locator(".drawer")).to_have_count(0)
        await page.locator("header").get_by_role("button").nth(1 if phone else 0).click()
        await expect(page.locator(".search")).to_be_visible()
        await page.locator(".search [type=search]").fill("贵")
        await page.keyboard.press("Enter")
        await expect(page.locator(".hit").first).to_be_visible()
        await clean(page, "search")
        await page.locator(".hit").first.click()
        await expect(page.locator(".found .message").first).to_be_visible()
        await clean(page, "what was found")
        await page.locator(".search [type=search]").fill("没人说过")
        await page.keyboard.press("Enter")
        await expect(page.locator(".found .hint")).to_be_visible()
        await clean(page, "nothing found")
        await page.locator(".search [type=date]").fill(house.now().astimezone(ZONE).date().isoformat())
        await expect(page.locator(".found .message").first).to_be_visible()
        await clean(page, "a day")
        await page.keyboard.press("Escape")
        if phone:
            await page.locator(".back").click()
            await expect(page.locator(".rooms")).to_be_visible()
            await clean(page, "list")
        await page.locator("button.me").click()
        await expect(page.locator(".account-menu")).to_be_visible()
        await clean(page, "account")
        await page.keyboard.press("Escape")
        await page.locator(".room").nth(1).click()
        await expect(page.locator(".empty")).to_be_visible()
        await clean(page, "private chat")
        house.channel.hub.tabs_of("林晓")[0].close()
        await page.context.set_offline(True)
        await expect(page.locator(".offline")).to_be_visible()
        await clean(page, "offline")


@pytest.mark.parametrize("look", LOOKS)
async def test_axe_finds_nothing_at_the_door(browser, house, look):
    async with window(browser, reduced_motion="reduce", **look) as sign_in:
        page = await sign_in(house, "林晓")
        await house.keep(lambda db: web.renew(db, "林晓", KEY))
        await page.reload()
        await expect(page.locator(".door")).to_be_visible()
        await clean(page, "signed out")
        await sign_in(house, "周航")
        other = await sign_in(house, "王岚")
        await other.evaluate("sessionStorage.clear()")
        await other.goto(house.url)
        await expect(other.locator(".door .account").first).to_be_visible()
        await clean(other, "who are you")
        asked = {"asks": "name", "room": ROOM, "camp": "营销实战营"}
        invited = await page.context.new_page()
        await invited.route("**/web/session", lambda route: route.fulfill(json=asked))
        await invited.goto(f"{house.url}/#invitation")
        await expect(invited.locator(".naming")).to_be_visible()
        await clean(invited, "invited")
        taken = {"why": "name", "says": "这个群里已经有“林晓”了。"}
        await invited.unroute("**/web/session")
        await invited.route("**/web/session", lambda route: route.fulfill(status=400, json=taken))
        await invited.locator("#name").fill("林晓")
        await invited.keyboard.press("Enter")
        await expect(invited.locator(".problem")).not_to_be_empty()
        await clean(invited, "a name that is taken")
        spent = house.link("何琳", url=house.url)
        await sign_in_elsewhere(house.url, spent.partition("#")[2])
        for state, address in (("a link that is spent", spent), ("a link that is none", f"{house.url}/#nonsense")):
            turned = await page.context.new_page()
            await turned.goto(address)
            await expect(turned.locator(".door h1")).to_be_visible()
            await clean(turned, state)
        nobody = await browser.new_context(**look)
        stranger = await nobody.new_page()
        await stranger.goto(house.url)
        await expect(stranger.locator(".door h1")).to_be_visible()
        await clean(stranger, "no link")
        await nobody.close()
        bare = await page.context.new_page()
        await bare.route("**/web/main.*.js", lambda route: route.abort())
        await bare.goto(house.url)
        await clean(bare, "starting")


async def test_the_focus_is_never_lost(browser, house):
    """Where what had it goes away, something near takes it; a drawer and a large picture give it back."""
    await house.furnish()
    async with window(browser, **PHONE) as sign_in:
        page = await sign_in(house, "林晓")
        opener = page.locator(".drawer-open")
        for close in ("Escape", "Enter"):
            await opener.focus()
            await page.keyboard.press("Enter")
            await expect(page.get_by_role("dialog", name="我的营")).to_be_visible()
            assert await page.evaluate("document.activeElement.closest('.drawer') !== null")
            for _ in range(4):
                await page.keyboard.press("Tab")
                assert await page.evaluate("!document.activeElement.closest('.talk, .rooms')"), "Tab stays in the drawer"
            await page.locator(".drawer-close").focus()
            await page.keyboard.press(close)
            await expect(page.locator(".drawer")).to_have_count(0)
            await expect(opener).to_be_focused()
        picture = page.locator(".picture").last
        await picture.click()
        await page.keyboard.press("Escape")
        await expect(page.locator(".large")).to_have_count(0)
        await expect(picture).to_be_focused()
        chip = page.get_by_role("group", name="现在常用").get_by_role("button", name="打卡", exact=True)
        await chip.focus()
        await page.keyboard.press("Enter")
        await expect(chip).to_have_count(0)
        await expect(page.locator(".chip").first).to_be_focused()
        sent = await house.post(Text.of("选一个"), Buttons.row(Button("甲", "甲"), Button("乙", "乙")))
        await page.get_by_role("button", name="乙").focus()
        await house.post(Text.of("选好了"), replaces=sent.refs)
        await expect(page.locator(".message", has_text="选好了")).to_be_focused()
        await expect(page.locator(".message", has_text="选好了").locator(".actions")).to_be_hidden()
        card = await house.post(Text.of(QUESTION), quiz(house.now() + timedelta(hours=1)))
        mine = page.locator(".message").last.locator(".choice").nth(1)
        await mine.focus()
        await house.post(Text.of(QUESTION), quiz(house.now(), "B"), replaces=card.refs)
        await expect(page.locator(".message").last.locator(".is-right")).to_be_visible()
        await expect(mine).to_be_focused()
        await page.locator(".back").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", name="聊天")).to_be_focused()
        await page.locator(".room").last.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".talk h1")).to_be_focused()
        assert await page.evaluate(HELD)


async def test_from_the_list_of_messages_arrows_go_in(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await house.post(Text.of("第一条"))
        await house.post(Text.of("第二条"))
        await expect(page.locator(".message")).to_have_count(2)
        await page.get_by_role("log").focus()
        await page.keyboard.press("ArrowUp")
        await expect(page.locator(".message").last).to_be_focused()
        await page.keyboard.press("ArrowUp")
        await expect(page.locator(".message").first).to_be_focused()


@pytest.mark.parametrize("width", [320, 390, 768, 1440])
async def test_the_heads_stand_letters_twice_as_large(browser, house, width):
    async with window(browser, viewport={"width": width, "height": 844}) as sign_in:
        page = await sign_in(house, "欧阳娜娜莉莎白")
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        for where in ("talk", "list"):
            cut = await page.evaluate(
                """() => [...document.querySelectorAll(".bar, .bar *")].filter((one) => one.checkVisibility() && !one.closest("svg, dialog, .unseen"))
                .filter((one) => { const box = one.getBoundingClientRect(); const bar = one.closest(".bar").getBoundingClientRect();
                  return box.left < bar.left - 1 || box.right > bar.right + 1 || box.top < bar.top - 1 || box.bottom > bar.bottom + 1; })
                .map((one) => one.outerHTML.slice(0, 120))"""
            )
            assert cut == []
            overlap = await page.evaluate(
                """() => [...document.querySelectorAll(".bar")].some((bar) => { const kids = [...bar.children].filter((one) => one.checkVisibility());
                return kids.some((one, n) => n && kids[n - 1].getBoundingClientRect().right > one.getBoundingClientRect().left + 13); })"""
            )
            assert not overlap
            if width >= 768 or where == "list":
                break
            await page.locator(".back").click()
            await expect(page.locator(".rooms")).to_be_visible()
