"""The web chat in a real browser: several people in tabs, typing, pressing, files, coming back, keyboard and small screens."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, WebSocketRoute, expect

from bot.channels.web.page import Page as StaticPage
from bot.parts import Button, Buttons, Fact, Facts, Text
from storage.channels import web
from tests.standins.browser import chromium
from tests.standins.house import KEY, QUESTION, ROOM, RoteHouse, png, poll, quiz, served
from tests.standins.window import DESKTOP, PHONE, TABLET, said, say, window

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module"), pytest.mark.journey]

expect.set_options(timeout=5_000)


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


# ── several people ───────────────────────────────────────────────────────────────────────────────────────────────────


async def test_three_people_in_three_tabs_of_one_browser(browser, house):
    async with window(browser) as sign_in:
        ann, bob, lan = [await sign_in(house, name) for name in ("林晓", "周航", "王岚")]
        assert "#" not in ann.url
        await say(ann, "打卡 读完第三章")
        for page in (ann, bob, lan):
            await expect(said(page, "打卡 读完第三章")).to_have_count(1)
            await expect(said(page, "✅ 林晓 第3天")).to_have_count(1)
        await expect(ann.locator(".message.mine")).to_have_count(1)
        await expect(bob.locator(".message.theirs .name")).to_have_text("林晓")
        await expect(bob.locator(".bar-words small").first).to_have_text("3 人在线")
        await bob.get_by_role("button", name="打卡", exact=True).click()
        await expect(said(lan, "✅ 周航 第3天")).to_have_count(1)
        await expect(said(lan, "打卡")).to_have_count(1), "a press is no line"
        await expect(bob.get_by_role("button", name="打卡", exact=True)).to_have_count(0)
        await bob.reload()
        await expect(said(bob, "✅ 周航 第3天")).to_have_count(1)
        await expect(bob.locator(".rooms .me")).to_contain_text("周航")


async def test_words_never_become_markup(browser, house):
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> javascript:alert(1)"
    async with window(browser) as sign_in:
        ann, bob = await sign_in(house, "林晓"), await sign_in(house, "周航")
        await say(ann, evil)
        await expect(said(bob, "<script>")).to_have_text(evil)
        assert await bob.locator(".message img, .message script, .message a").count() == 0
        assert "owned" not in await bob.title()
        await say(ann, "看 https://example.org/a?b=1，再说")
        link = bob.locator(".message a")
        await expect(link).to_have_attribute("href", "https://example.org/a?b=1")
        await expect(link).to_have_attribute("rel", re.compile("noopener"))


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_enter_sends_shift_enter_breaks_and_an_input_method_does_neither(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓", ROOM)
        box = page.locator("textarea")
        await box.evaluate(
            """box => { box.value = "daka"; box.dispatchEvent(new InputEvent("input", {bubbles: true}));
            box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true}));
            box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", keyCode: 229, bubbles: true})); }"""
        )
        await expect(box).to_have_value("daka")
        await box.fill("第一行")
        await box.press("Shift+Enter")
        await box.press_sequentially("第二行")
        await box.press("Control+Enter")
        await expect(said(page, "第一行")).to_have_text("第一行\n第二行")
        await expect(box).to_have_value("")
        assert [event.text for event in house.events if event.text] == ["第一行\n第二行"]


async def test_the_box_grows_to_six_lines_and_no_further(browser, house):
    async with window(browser, **PHONE) as sign_in:
        box = (await sign_in(house, "林晓")).locator("textarea")
        heights = []
        for lines in (1, 3, 6, 12):
            await box.fill("\n".join(["行"] * lines))
            heights.append((await box.bounding_box())["height"])
        assert heights[0] < heights[1] < heights[2] == heights[3]


async def test_a_draft_stays_in_its_room(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await page.locator("textarea").fill("写到一半")
        await page.locator(".room", has_text="单独聊").click()
        await expect(page.locator("textarea")).to_have_value("")
        await page.reload()
        await page.locator(".room", has_text=ROOM).click()
        await expect(page.locator("textarea")).to_have_value("写到一半")


async def test_words_are_completed_with_a_line_of_help_by_keyboard(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        box = page.locator("textarea")
        await box.press_sequentially("打")
        await expect(page.get_by_role("option")).to_have_count(1)
        await expect(page.get_by_role("option")).to_contain_text("每天打卡一次")
        await box.fill("/")
        await expect(page.get_by_role("option")).to_have_count(8)
        await box.press("ArrowDown")
        await box.press("ArrowDown")
        await expect(page.get_by_role("option", selected=True)).to_contain_text("补卡")
        await box.press("Enter")
        await expect(box).to_have_value("/补卡 ")
        await expect(page.get_by_role("option")).to_have_count(0)
        await box.fill("请 @")
        await expect(page.get_by_role("option")).to_have_text(["@小助"])
        await box.press("Tab")
        await expect(box).to_have_value("请 @小助 ")
        await box.fill("哦")
        await expect(page.get_by_role("option")).to_have_count(0)


# ── pressing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_vote_is_marked_at_once_counted_in_place_and_remembered(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await house.post(Text.of("下周线下日选哪天？"), poll({}))
        await page.get_by_role("button", name=re.compile("^C，")).click()
        await expect(page.locator(".toast")).to_have_text("你投给了 C")
        await expect(page.locator(".choices-foot")).to_have_text("5 票 · 你已投 C · 可改")
        await expect(page.locator(".choice.is-mine .share")).to_contain_text("1")
        await page.reload()
        await expect(page.locator(".choices-foot")).to_have_text("5 票 · 你已投 C · 可改")
        await page.get_by_role("button", name=re.compile("^A，")).click()
        await expect(page.locator(".choices-foot")).to_have_text("5 票 · 你已投 A · 可改")
        await expect(page.locator(".toast")).to_have_count(0)


async def test_a_question_counts_down_and_is_told_in_sign_and_colour(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        sent = await house.post(Text.of(QUESTION), quiz(house.now() + timedelta(seconds=20)))
        await expect(page.get_by_role("timer")).to_have_attribute("aria-label", re.compile("还剩 (1\\d|20) 秒"))
        await page.get_by_role("button", name=re.compile("^A，")).click()
        await expect(page.locator(".choices-foot")).to_contain_text("已选 A")
        await house.post(Text.of(QUESTION), quiz(house.now(), "B"), replaces=sent.refs)
        await expect(page.locator(".choice.is-right .sign")).to_have_text("✓")
        await expect(page.locator(".choice.is-wrong .sign")).to_have_text("✗")
        await expect(page.get_by_role("button", name="A，先降一点价，留住客户，不对，我选的")).to_be_disabled()
        late = await house.post(Text.of("晚了"), quiz(house.now() - timedelta(seconds=1)))
        await expect(page.locator(".choices").last.locator(".choices-foot")).to_have_text("已截止")
        assert late.refs


async def test_an_edit_changes_the_line_in_place_and_says_so_on_hover(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        sent = await house.post(Text.of("报名 0 人"), Buttons.row(Button("参加", "参加")))
        await expect(said(page, "报名 0 人")).to_be_visible()
        await house.post(Text.of("报名 1 人"), replaces=sent.refs)
        await expect(said(page, "报名 1 人")).to_be_visible()
        await expect(page.locator(".message.bot")).to_have_count(1)
        await expect(page.locator(".edited")).to_be_hidden()
        await page.locator(".message.bot .bubble").hover()
        await expect(page.locator(".edited")).to_be_visible()


# ── coming back ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_lost_line_is_told_and_both_directions_catch_up_without_doubles(browser, house):
    async with window(browser) as sign_in:
        ann, bob = await sign_in(house, "林晓"), await sign_in(house, "周航")
        await say(ann, "断线之前")
        await expect(said(bob, "断线之前")).to_have_count(1)
        await house.stop()
        await expect(ann.locator(".offline")).to_be_visible()
        await say(ann, "断线时写的")
        await expect(ann.locator(".outgoing")).to_have_count(1)
        await house.post(Text.of("断线时来的"))
        await ann.reload()
        await house.start()
        for page in (ann, bob):
            await expect(said(page, "断线时写的")).to_have_count(1, timeout=20_000)
            await expect(said(page, "断线时来的")).to_have_count(1)
        await expect(ann.locator(".outgoing, .offline")).to_have_count(0)
        assert [event.text for event in house.events if event.text] == ["断线之前", "断线时写的"]


async def test_whoever_comes_in_reads_and_writes_before_the_line_is_open(browser, house):
    """A phone far away waits for the line longest: what is there comes with the answer to the link, and what is written meanwhile goes later."""
    await house.post(Text.of("来之前说的"))
    held: list[WebSocketRoute] = []
    context = await browser.new_context(locale="zh-CN", **PHONE)
    page = await context.new_page()
    await page.route_web_socket(re.compile("/ws$"), lambda line: line.connect_to_server() if held else held.append(line))
    await page.goto(house.link("林晓", url=house.url))
    await expect(said(page, "来之前说的")).to_have_count(1)
    await say(page, "线还没通时写的")
    await expect(page.locator(".outgoing")).to_have_count(1)
    await house.post(Text.of("线还没通时来的"))
    await held[0].close()
    await expect(said(page, "线还没通时来的")).to_have_count(1)
    await expect(page.locator(".message .words")).to_have_text(["来之前说的", "线还没通时来的", "线还没通时写的"])
    await expect(page.locator(".outgoing")).to_have_count(0)
    await context.close()


async def test_the_browsers_own_word_that_there_is_no_line_is_told_at_once_and_so_is_its_coming_back(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await page.context.set_offline(True)
        await expect(page.locator(".offline")).to_be_visible()
        await page.context.set_offline(False)
        await expect(page.locator(".offline")).to_have_count(0)
        await say(page, "又有网了")
        await expect(said(page, "又有网了")).to_have_count(1)


async def test_the_page_is_an_app_whose_shell_alone_is_kept(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await say(page, "文件")
        await expect(page.locator(".file")).to_be_visible()
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await page.reload()
        await expect(page.locator("textarea")).to_be_visible()
        kept = await page.evaluate(
            "caches.open('qunxue-shell').then((shell) => shell.keys()).then((all) => all.map((one) => new URL(one.url).pathname))"
        )
        first = set(re.findall(r"web/((?:main|chat)\.\w{12}\.\w+)", StaticPage().assets["index.html"].body.decode()))
        assert len(first) == 2 and {"/", *(f"/web/{name}" for name in first)} <= set(kept)
        assert not [path for path in kept if "/files/" in path or "/session" in path]
        assert {path.removeprefix("/web/") for path in kept} - {"/"} <= {*StaticPage().assets}
        await page.context.set_offline(True)
        await page.reload()
        await expect(page.locator(".offline")).to_be_visible(timeout=10_000)
        await page.context.set_offline(False)
        await expect(page.locator("textarea")).to_be_visible(timeout=20_000)
        manifest = await page.evaluate("fetch('web/manifest.webmanifest').then((answer) => answer.json())")
        assert manifest["display"] == "standalone" and manifest["icons"] and manifest["start_url"] == manifest["scope"] == "../"


async def test_what_cannot_be_kept_now_is_sent_again_by_itself(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        house.broken = True
        await say(page, "盘满了")
        await expect(page.locator(".outgoing")).to_have_count(1)
        house.broken = False
        await expect(said(page, "盘满了")).to_have_count(1, timeout=10_000)
        await expect(page.locator(".outgoing")).to_have_count(0)


AT_THE_SAME_MOMENT = """async () => {
  const [one, two] = await Promise.all([import("/web/accounts.js?one"), import("/web/accounts.js?two")]);
  const set = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    Storage.prototype.setItem = set;
    two.add("周航", "s2", "n2");
    set.call(this, key, value);
  };
  one.add("何琳", "s1", "n1");
  return [one.of("何琳"), two.of("周航"), one.names().length, two.names().length];
}"""
"""Two tabs have what they need of the browser's storage each; the second writes while the first is about to."""


async def test_two_who_sign_in_at_the_same_moment_in_one_browser_are_both_in(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        assert await page.evaluate(AT_THE_SAME_MOMENT) == [
            {"name": "何琳", "by": "何琳", "session": "s1", "nonce": "n1"},
            {"name": "周航", "by": "周航", "session": "s2", "nonce": "n2"},
            3,
            3,
        ]


async def test_what_one_person_has_not_sent_is_never_anothers_in_the_same_tab(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await page.locator("textarea").fill("林晓的草稿")
        house.broken = True
        await say(page, "林晓没发出的")
        await expect(page.locator(".outgoing")).to_have_count(1)
        house.broken = False
        await page.goto(house.link("周航", url=house.url))
        await expect(page.locator("button.me")).to_contain_text("周航")
        await expect(page.locator(".outgoing")).to_have_count(0)
        await expect(page.locator("textarea")).to_have_value("")
        await page.reload()
        await expect(page.locator("button.me")).to_contain_text("周航")
        await say(page, "周航说的")
        await expect(said(page, "周航说的")).to_have_count(1)
        await expect(page.locator(".outgoing")).to_have_count(0)
    assert "林晓没发出的" not in [event.text for event in house.events if event.sender.id == "周航"]


async def test_a_refused_line_stays_with_its_reason_until_it_is_discarded(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await page.set_input_files("input[type=file]", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"abc"})
        await expect(page.locator(".attachment")).to_contain_text("3 B")
        await house.keep(lambda db: web.renew(db, "某人", KEY))
        house.channel.key = "another key"
        await say(page, "附件过期")
        await expect(page.locator(".outgoing .fate")).to_contain_text("附件已经失效")
        await page.get_by_role("button", name="删掉").click()
        await expect(page.locator(".outgoing")).to_have_count(0)


async def test_an_old_link_says_kindly_how_to_get_a_new_one(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await house.keep(lambda db: web.renew(db, "林晓", KEY))
        await page.reload()
        await expect(page.get_by_role("heading")).to_have_text("这里已经退出了")
        await page.goto(house.link("林晓", url=house.url))
        await expect(page.get_by_role("heading")).to_have_text("需要一个新的登录链接")
        await expect(page.locator(".door")).to_contain_text("只能用一次")
        await page.goto(house.link("林晓", url=house.url, serial=1))
        await expect(page.locator("textarea")).to_be_visible()


async def test_unread_is_counted_marked_and_reached_with_one_press(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        for n in range(40):
            await house.post(Text.of(f"旧消息 {n}"))
        await expect(said(page, "旧消息 39")).to_be_visible()
        await page.locator(".scroller").evaluate("scroller => { scroller.scrollTop = -900 }")
        top = page.locator(".message .words", has_text="旧消息 20")
        await expect(page.locator(".pill")).to_be_visible()
        before = await top.bounding_box()
        for n in range(3):
            await house.post(Text.of(f"新消息 {n}"))
        await expect(page.locator(".pill")).to_have_text("3 条新消息")
        await expect(page).to_have_title(f"(3) {ROOM} · 群学")
        assert abs((await top.bounding_box())["y"] - before["y"]) < 2, "what is being read stays where it is"
        await page.locator(".pill").click()
        await expect(said(page, "新消息 2")).to_be_in_viewport()
        await expect(page.locator(".new-divider")).to_have_text("以下为新消息")
        await expect(page).to_have_title(f"{ROOM} · 群学")
        await page.locator(".room", has_text="单独聊").click()
        await house.post(Text.of("还有一条"))
        await expect(page.locator(".badge")).to_have_text("11 条未读")  # the figure to see, the words to hear
        await page.locator(".room", has_text=ROOM).click()
        await expect(page.locator(".badge")).to_have_count(0)


async def test_five_thousand_messages_are_paged_in_from_the_newest(browser, house):
    now = house.now()

    def fill(db):
        for n in range(5_000):
            web.write(
                db,
                room=ROOM,
                key=f"k{n}",
                kind="bot",
                author=None,
                name="",
                parts=f'[["text",["第{n}条"]]]',
                at=now - timedelta(minutes=5_000 - n),
            )

    await house.keep(fill)
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await expect(said(page, "第4999条")).to_be_in_viewport()
        assert await page.locator(".message").count() <= 60
        for _ in range(200):
            if await page.locator(".message").count() >= 1_000:
                break
            await page.locator(".scroller").evaluate("scroller => { scroller.scrollTop = -scroller.scrollHeight }")
            await asyncio.sleep(0.02)
        numbers = await page.locator(".message .words").evaluate_all(
            "all => all.map((one) => Number(one.textContent.slice(1, -1)))"
        )
        assert numbers == list(range(5_000 - len(numbers), 5_000))
        assert len(numbers) >= 1_000


async def test_a_long_text_is_folded_after_twelve_lines(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await house.post(Text.of("\n".join(f"第{n}行" for n in range(12))))
        await house.post(Text.of("\n".join(f"第{n}行" for n in range(40))))
        unfold = page.get_by_role("button", name="展开全文")
        await expect(unfold).to_have_count(1)
        heights = await page.locator(".message .words").evaluate_all("all => all.map((one) => one.clientHeight)")
        assert heights[0] == heights[1]
        await unfold.click()
        await expect(page.get_by_role("button", name="收起")).to_have_attribute("aria-expanded", "true")
        assert await page.locator(".message .words").last.evaluate("one => one.clientHeight") > 3 * heights[1]


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_files_and_pictures_go_up_and_come_down(browser, house):
    async with window(browser) as sign_in:
        ann, bob = await sign_in(house, "林晓"), await sign_in(house, "周航")
        await ann.set_input_files(
            "input[type=file]",
            [
                {"name": "清单.xlsx", "mimeType": "application/octet-stream", "buffer": b"x" * 3_000},
                {"name": "图.png", "mimeType": "image/png", "buffer": png(64, 40)},
            ],
        )
        await expect(ann.locator(".attachment[aria-busy=false]")).to_have_count(2)
        await say(ann, "附件")
        await expect(bob.locator(".file-words")).to_have_text("清单.xlsx3 KB · XLSX")
        picture = bob.locator(".picture img")
        await expect(picture).to_be_visible()
        assert await picture.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [
            64,
            40,
        ]
        await bob.locator(".picture").click()
        await expect(bob.get_by_role("dialog")).to_be_visible()
        await bob.keyboard.press("Escape")
        await expect(bob.get_by_role("dialog")).to_have_count(0)
        async with bob.expect_download() as coming:
            await bob.locator(".file").click()
        download = await coming.value
        assert download.suggested_filename == "清单.xlsx"


async def test_a_picture_is_pasted(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await page.locator("textarea").evaluate(
            """(box, bytes) => { const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "image.png", {type: "image/png"}));
            box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
            list(png(20, 10)),
        )
        await expect(page.locator(".attachment[aria-busy=false]")).to_contain_text("image.png")
        await page.get_by_role("button", name="发送").click()
        await expect(page.locator(".message .picture img")).to_be_visible()


# ── everybody ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_all_of_it_by_keyboard(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await house.post(Text.of("第一条"))
        await house.post(Text.of("选一个"), Buttons.row(Button("悄悄", "悄悄")))
        await expect(said(page, "选一个")).to_be_visible()
        await page.locator("textarea").press("ArrowUp")
        await expect(page.locator(".message").last).to_be_focused()
        await page.keyboard.press("ArrowUp")
        await expect(page.locator(".message").first).to_be_focused()
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("button", name="悄悄")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("[role=status] .toast", has_text="只有你看得到这句。")).to_be_visible()
        await page.locator(".message").first.focus()
        await page.keyboard.press("r")
        await expect(page.locator("textarea")).to_be_focused()
        await page.keyboard.type("收到")
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.mine .quote")).to_contain_text("第一条")


@pytest.mark.parametrize("kind", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
async def test_everything_has_a_name_and_fits_the_screen(browser, house, kind):
    await house.furnish()
    async with window(browser, **kind) as sign_in:
        page = await sign_in(house, "林晓")
        await expect(page.locator(".chip").first).to_be_visible()
        for place, count in (("main", 1), ("nav", 1), ("aside", 1 if kind is DESKTOP else 0)):
            assert await page.locator(place).count() == count
        nameless = await page.locator("button").evaluate_all(
            "all => all.filter((one) => !(one.getAttribute('aria-label') || one.textContent.trim())).map((one) => one.outerHTML)"
        )
        assert nameless == []
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert await page.evaluate("document.querySelector('.composer').getBoundingClientRect().bottom <= innerHeight")
        if kind is PHONE:
            small = await page.locator("main button:visible:not(.chip, .unfold)").evaluate_all(
                "all => all.filter((one) => one.getBoundingClientRect().height < 43.5).map((one) => one.outerHTML)"
            )
            assert small == []


@pytest.mark.parametrize("width", [320, 767, 768, 1199, 1200])
async def test_no_width_scrolls_sideways(browser, house, width):
    await house.furnish()
    async with window(browser, viewport={"width": width, "height": 640}) as sign_in:
        page = await sign_in(house, "林晓")
        await expect(page.locator(".message").last).to_be_visible()
        wide = "node => node.scrollWidth > node.clientWidth"
        assert not await page.locator("html").evaluate(wide)
        assert not await page.locator(".scroller").evaluate(wide)


async def test_a_phone_shows_one_thing_at_a_time(browser, house):
    async with window(browser, **PHONE) as sign_in:
        page = await sign_in(house, "林晓")
        await expect(page.locator(".rooms")).to_be_hidden()
        await page.get_by_role("button", name="返回聊天列表").tap()
        await expect(page.locator(".talk")).to_be_hidden()
        await page.locator(".room", has_text="单独聊").tap()
        await expect(page.locator(".empty")).to_contain_text("这里只有你和小助")
        await page.go_back()
        await expect(page.locator(".rooms")).to_be_visible()
        await page.locator(".room", has_text=ROOM).tap()
        await page.get_by_role("button", name="我的营").tap()
        await expect(page.get_by_role("heading", name="连续打卡")).to_be_visible()


async def test_a_person_reads_in_their_language(browser, house):
    async with window(browser, locale="en-US") as sign_in:
        page = await sign_in(house, "Ann Lee")
        await expect(page.locator("textarea")).to_have_attribute("placeholder", "Write a message…")
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await expect(page.get_by_role("button", name="Check in")).to_be_visible()
        house.languages["Ann Lee"] = "zh"
        await page.get_by_role("button", name="Check in").click()
        await expect(page.locator("textarea")).to_have_attribute("placeholder", "写点什么…")


# ── long words and figures ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lines", [12, 15, 16, 40])
async def test_long_words_fold_where_more_than_three_lines_would_be_hidden(browser, house, lines):
    words = [f"第{n}行" for n in range(1, lines)] + ["下一步：发“打卡”。"]
    async with window(browser, **PHONE) as sign_in:
        page = await sign_in(house, "林晓")
        await house.post(Text.of("\n".join(words)), Buttons.row(Button("打卡", "打卡")))
        message = page.locator(".message", has_text="下一步")
        await expect(message.locator(".words").last).to_contain_text("下一步：发“打卡”。")
        await expect(message.get_by_role("button", name="打卡", exact=True)).to_be_visible()
        unfold = message.get_by_role("button", name="展开全文")
        await expect(unfold).to_have_count(1 if lines > 15 else 0)
        if lines > 15:
            await unfold.click()
            await expect(message.locator(".words")).to_have_text("\n".join(words))
            await message.get_by_role("button", name="收起").click()
        await house.post(Text.of("一句话"))
        await expect(said(page, "一句话")).to_be_visible()
        await expect(message.get_by_role("button", name="展开全文")).to_have_count(1 if lines > 15 else 0)


@pytest.mark.parametrize("kind", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_figures_stand_in_rows_and_a_value_beside_its_label(browser, house, kind):
    rows = (Fact("积分", "128", "+45"), Fact("一个很长很长的名目，手机上要换行", "14/16=87.5%"), Fact("<b>", "1 < 2"))
    async with window(browser, **kind) as sign_in:
        page = await sign_in(house, "林晓")
        await house.post(Text.of("📘 账单"), Facts(rows, "本周"))
        await expect(page.locator(".facts-title")).to_have_text("本周")
        await expect(page.locator(".fact dt")).to_have_text([row.label for row in rows])
        await expect(page.locator(".fact dd")).to_have_text(["128 +45", "14/16=87.5%", "1 < 2"])
        boxes = [await page.locator(place).nth(n).bounding_box() for n in range(3) for place in (".fact dt", ".fact dd")]
        for label, value in zip(boxes[::2], boxes[1::2], strict=True):
            assert label["x"] + label["width"] <= value["x"] and label["y"] < value["y"] + value["height"]
        assert len({round(value["x"]) for value in boxes[1::2]}) == 1, "values are aligned"
