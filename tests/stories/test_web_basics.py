"""What any chat has: replies to anybody, copying by keyboard, everybody of a room to mention and to see, notices for who asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.channels.web.post_reference import reference
from bot.parts import Picture, Text
from bot.picture_twin import embedded
from bot.pictures import SMALL, WIDTH
from storage.channels import web
from tests.standins.browser import chromium
from tests.standins.house import ROOM, ZONE, RoteHouse, png, served
from tests.standins.window import DESKTOP, PHONE, said, say, window
from tests.test_web_media import tone

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


@pytest.mark.parametrize("by", ["bot", "person"])
async def test_a_reply_carries_its_quote_and_says_what_it_is_about(browser, house, by):
    async with window(browser) as sign_in:
        ann, bob = await sign_in(house, "林晓"), await sign_in(house, "周航")
        if by == "bot":
            await house.post(Text.of("明天交拜访提纲"))
        else:
            await say(bob, "明天交拜访提纲")
        line = ann.locator(".message", has_text="明天交拜访提纲")
        await line.hover()
        await line.get_by_role("button", name="回复").click()
        await expect(ann.locator(".replying")).to_contain_text("小助" if by == "bot" else "周航")
        await say(ann, "收到")
        for page in (ann, bob):
            await expect(page.locator(".message .quote")).to_have_text(f"{'小助' if by == 'bot' else '周航'}明天交拜访提纲")
        seq = int(await line.first.get_attribute("data-seq") or 0)
        event = next(event for event in house.events if event.text == "收到")
        assert event.about == reference(ROOM, seq) and event.data["to_us"] is (by == "bot")
        await line.first.focus()
        await ann.keyboard.press("r")
        await ann.keyboard.press("Escape")
        await expect(ann.locator(".replying")).to_have_count(0)


async def test_a_line_is_copied_by_keyboard_with_its_lines(browser, house):
    async with window(browser, **DESKTOP, permissions=["clipboard-read", "clipboard-write"]) as sign_in:
        page = await sign_in(house, "林晓")
        await house.post(Text.of("第一行\n第二行"))
        await expect(said(page, "第一行")).to_be_visible()
        for key in ("c", "Control+c"):
            await page.evaluate("navigator.clipboard.writeText('')")
            await page.locator(".message").last.focus()
            await page.keyboard.press(key)
            await expect(page.locator(".toast").last).to_have_text("已复制")
            assert await page.evaluate("navigator.clipboard.readText()") == "第一行\n第二行"


async def test_everybody_of_the_room_can_be_mentioned_and_seen_online_or_not(browser, house):
    for name in ("何琳", "陈默"):
        await house.keep(lambda db, name=name: house.channel.seat(db, name, ROOM))
    await house.keep(lambda db: house.channel.seat(db, "外人", "别的群"))
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await page.locator("textarea").fill("请 @")
        await expect(page.get_by_role("option")).to_have_text(["@小助", "@何琳", "@陈默"])
        await page.locator("textarea").press_sequentially("陈")
        await page.locator("textarea").press("Tab")
        await expect(page.locator("textarea")).to_have_value("请 @陈默 ")
        await page.get_by_text("全部成员").click()
        await expect(page.locator(".panel details li")).to_have_text(["何琳何琳", "林晓林晓", "陈默陈默"])


async def test_who_asked_for_notices_gets_one_while_the_page_is_not_looked_at(browser, house):
    async with window(browser, **DESKTOP, permissions=["notifications"]) as sign_in:
        page = await sign_in(house, "林晓")
        await page.evaluate(
            """() => { window.notices = []; window.Notification = class { static permission = "granted";
            static async requestPermission() { return "granted"; }
            constructor(title, { body, tag }) { notices.push([title, body, tag]); } };
            Object.defineProperty(document, "hidden", { get: () => window.away }); window.away = true; }"""
        )
        await house.post(Text.of("没人要的通知"))
        await expect(page).to_have_title(f"(1) {ROOM} · 群学")
        await page.locator("button.me").click()
        await page.get_by_role("button", name="有新消息时弹通知").click()
        await expect(page.get_by_role("button", name="不再弹通知")).to_be_visible()
        await house.post(Text.of("今天18:00截止"))
        await expect(page).to_have_title(f"(2) {ROOM} · 群学")
        assert await page.evaluate("notices") == [[ROOM, "小助：今天18:00截止", ROOM]]
        await page.evaluate("window.away = false")
        await house.post(Text.of("正看着"))
        await expect(said(page, "正看着")).to_be_visible()
        await page.get_by_role("button", name="不再弹通知").click()
        await page.evaluate("window.away = true")
        await house.post(Text.of("不要了"))
        await expect(said(page, "不要了")).to_be_visible()
        assert len(await page.evaluate("notices")) == 1


async def test_a_room_is_searched_and_a_day_gone_to(browser, house):
    now = house.now()

    def fill(db):
        for n in range(400):
            web.write(
                db,
                room=ROOM,
                key=f"k{n}",
                kind="person",
                author="何琳",
                name="何琳",
                parts=f'[["text",["第{n}条 <b>报价</b>太高"]]]',
                at=now - timedelta(hours=400 - n),
            )

    await house.keep(fill)
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        loaded = "performance.getEntriesByType('resource').filter((one) => one.name.includes('/search.')).length"
        assert await page.evaluate(loaded) == 0, "fetched when it is opened"
        await page.get_by_role("button", name="搜索").click()
        box = page.get_by_role("searchbox", name="找什么？")
        await expect(box).to_be_focused()
        await box.fill("第7条")
        await box.press("Enter")
        await expect(page.locator(".hit")).to_have_count(1)
        await expect(page.locator(".hit mark")).to_have_text("第7条")
        assert await page.locator(".hit b").count() == 0
        await page.locator(".hit").click()
        await expect(page.locator(".found .message", has_text="第7条").first).to_be_focused()
        await expect(page.locator(".found .message")).to_have_count(57)
        await page.get_by_role("button", name="更晚的").click()
        await expect(page.locator(".found .message")).to_have_count(107)
        await page.get_by_role("button", name="回到结果").click()
        await box.fill("<b>报价")
        await box.press("Enter")
        await expect(page.locator(".hit")).to_have_count(30)
        await page.get_by_role("button", name="再往前找").click()
        await expect(page.locator(".hit")).to_have_count(60)
        await box.fill("没人说过")
        await box.press("Enter")
        await expect(page.locator(".found .hint")).to_contain_text("没有找到“没人说过”")
        day = (now - timedelta(days=10)).astimezone(ZONE).date().isoformat()
        await page.get_by_label("跳到某一天").fill(day)
        focused = page.locator(".found .message:focus")
        await expect(focused).to_be_visible()
        before = await focused.evaluate("one => one.previousElementSibling.className")
        assert before == "day", "the first line of that day"
        await page.keyboard.press("r")
        await expect(page.get_by_role("dialog")).to_have_count(0)
        await expect(page.locator(".replying")).to_contain_text("报价")
        await page.get_by_role("button", name="搜索").click()
        await expect(box).to_be_focused()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("button", name="搜索")).to_be_focused()


async def test_pictures_are_seen_before_they_are_sent(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        await page.locator("textarea").evaluate(
            """(box, all) => { const data = new DataTransfer();
            for (const bytes of all) data.items.add(new File([new Uint8Array(bytes)], "image.png", {type: "image/png"}));
            box.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
            [list(png(20, 10)), list(png(30, 30))],
        )
        looks = page.get_by_role("img", name="image.png 的预览")
        await expect(looks).to_have_count(2)
        assert await looks.evaluate_all("all => Promise.all(all.map((one) => one.decode().then(() => one.naturalWidth)))") == [
            20,
            30,
        ]
        await expect(page.locator(".attachment[aria-busy=false]")).to_have_count(2)
        await page.get_by_role("button", name="移除 image.png").first.click()
        await expect(looks).to_have_count(1)
        await say(page, "")
        await expect(page.locator(".message .picture img")).to_have_count(1)
        await expect(looks).to_have_count(0)
    (event,) = [event for event in house.events if event.files]
    assert event.data["pictures"] == {event.files[0].token: [30, 30]}


TYPED = [
    ("**重点**先说", [("strong", "重点")]),
    ("这是*强调*和_也是_", [("em", "强调"), ("em", "也是")]),
    ("用 `打卡 **原样**` 这句", [("code", "打卡 **原样**")]),
    ("看 [清单](https://example.org/a_b_c)", [("a", "清单")]),
    ("https://example.org/a_b_c*d*e", [("a", "https://example.org/a_b_c*d*e")]),
    ("3*4*5 snake_case_name ** 空 ** 一个*", []),
    ("**<img src=x onerror=alert(1)>**", [("strong", "<img src=x onerror=alert(1)>")]),
    ("[点](javascript:alert(1))", []),
    ("[http://bank.example](https://evil.example/x)", [("a", "http://bank.example")]),
]


async def test_what_people_type_is_shown_strong_emphasised_code_or_a_link_and_never_markup(browser, house):
    async with window(browser) as sign_in:
        page = await sign_in(house, "林晓")
        for words, _ in TYPED:
            await say(page, words)
        await expect(page.locator(".message:not(.outgoing) .words")).to_have_count(len(TYPED))
        shown = await page.locator(".message .words").evaluate_all(
            """all => all.map((one) => [...one.querySelectorAll("strong, em, code, a, b, i, img, script")].map((inner) => [inner.localName,
            inner.textContent]))"""
        )
        assert [[tuple(pair) for pair in one] for one in shown] == [expected for _, expected in TYPED]
        await expect(page.locator(".message .words").last).to_have_text("http://bank.example (evil.example)")
        await house.post(Text.of("**机器人说的照原样**"))
        await expect(page.locator(".message.bot .words")).to_have_text("**机器人说的照原样**")
        assert [event.text for event in house.events if event.text] == [words for words, _ in TYPED], (
            "what is said stays as it was typed"
        )


async def test_what_is_spoken_goes_as_a_file(browser, house):
    async with window(browser, **DESKTOP, permissions=["microphone"]) as sign_in:
        page = await sign_in(house, "林晓")
        for give_up in (True, False):
            await page.get_by_role("button", name="录音").click()
            done = page.get_by_role("button", name="录好了")
            await expect(done).to_be_focused()
            await expect(page.get_by_role("timer")).to_contain_text("●")
            await page.keyboard.press("Escape" if give_up else "Enter")
            await expect(page.locator(".voice")).to_have_count(0)
            await expect(page.locator("textarea")).to_be_focused()
            await expect(page.locator(".attachment[aria-busy=false]")).to_have_count(0 if give_up else 1)
        await say(page, "听一下")
        await expect(page.locator(".message .file-words")).to_contain_text("语音 0-0")
    (event,) = [event for event in house.events if event.files]
    assert event.files[0].name.endswith(".webm") and event.files[0].size > 0


async def test_without_leave_nothing_is_recorded_and_the_page_says_so(browser, house):
    async with window(browser, **DESKTOP) as sign_in:
        page = await sign_in(house, "林晓")
        await page.get_by_role("button", name="录音").click()
        await expect(page.locator(".toast")).to_contain_text("没有麦克风可用")
        await expect(page.locator(".voice")).to_have_count(0)
        await expect(page.locator("textarea")).to_be_visible()


async def test_what_today_asks_stands_over_the_talk_and_is_done_from_there(browser, house):
    async with window(browser, **PHONE) as sign_in:
        page = await sign_in(house, "林晓")
        card = page.locator(".today")
        await expect(card.locator("summary")).to_contain_text("打卡 到 22:00")
        await card.locator("summary").click()
        await card.get_by_role("button", name="打卡 到 22:00").click()
        await expect(said(page, "林晓 第3天")).to_be_visible()
        await expect(card).not_to_have_attribute("open", "")
        await expect(card.locator("summary")).to_be_focused()
        await expect(card.locator("summary")).to_contain_text("✓ 打卡 今天已打卡")
        await card.locator("summary").click()
        await expect(card.get_by_role("button")).to_have_count(2)  # nothing more to do about the check-in


@pytest.mark.parametrize("kind", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_line_is_reacted_to_by_press_and_by_keyboard_and_the_others_see_it(browser, house, kind):
    async with window(browser, **kind) as sign_in:
        ann, bob = await sign_in(house, "林晓"), await sign_in(house, "周航")
        await house.post(Text.of("明天交拜访提纲"))
        line, theirs = (page.locator(".message", has_text="明天交拜访提纲") for page in (ann, bob))
        await line.focus()
        await line.get_by_role("button", name="表情回应").click()
        await line.get_by_role("button", name="👍").click()
        await expect(line.locator(".reaction.is-mine")).to_have_text("👍1")
        await expect(line).to_be_focused()
        await expect(theirs.locator(".reaction")).to_have_text("👍1")
        await expect(theirs.locator(".reaction.is-mine")).to_have_count(0)
        await theirs.locator(".reaction").click()
        await expect(line.locator(".reaction")).to_have_text("👍2")
        await expect(line.get_by_role("button", name="👍 2、林晓、周航")).to_have_attribute("aria-pressed", "true")
        await line.locator(".reaction").click()
        await expect(theirs.locator(".reaction")).to_have_text("👍1")
        await bob.reload()
        await expect(theirs.locator(".reaction.is-mine")).to_have_text("👍1")
        await line.focus()
        await line.get_by_role("button", name="表情回应").focus()
        await ann.keyboard.press("Enter")
        await expect(line.locator(".is-choosing button").first).to_be_focused()
        await ann.keyboard.press("Escape")
        await expect(line).to_be_focused()
        await expect(line.locator(".is-choosing")).to_have_count(0)


async def test_a_recording_is_played_where_it_stands(browser, house):
    async with window(browser) as sign_in:
        ann, bob = await sign_in(house, "林晓"), await sign_in(house, "周航")
        await ann.set_input_files("input[type=file]", {"name": "一课.wav", "mimeType": "audio/wav", "buffer": tone(60)})
        await expect(ann.locator(".attachment[aria-busy=false]")).to_be_visible()
        await say(ann, "听一下")
        await bob.get_by_role("button", name="播放 一课.wav").click()
        player = bob.locator("audio")
        await expect(player).to_be_focused()
        await player.evaluate("one => new Promise((go) => { one.ontimeupdate = () => one.currentTime > 0 && go(); })")
        assert await player.evaluate("one => Math.round(one.duration)") == 60
        await player.evaluate("one => new Promise((go) => { one.onseeked = go; one.currentTime = 50; })")
        assert await player.evaluate("one => one.currentTime") >= 50
        await expect(bob.get_by_role("button", name="下载 一课.wav")).to_be_visible()


async def test_a_card_is_in_the_readers_colours_and_wide_enough_to_be_read_on_a_phone(browser, house):
    (house.folder / "card").write_bytes(embedded(png(800, 1200), png(400, 600), "dark"))
    drawn = "one => one.decode().then(() => one.naturalWidth)"
    async with window(browser, **PHONE) as sign_in:
        page = await sign_in(house, "林晓")
        await house.post(Text.of("第2周"), Picture("card", "第2周的打卡", 800, 1200))
        await house.post(Picture("card", "第2周的打卡", 800, 1200))
        await expect(page.locator(".picture img")).to_have_count(2)
        assert await page.locator(".picture img").first.evaluate(drawn) == 800
        before = await page.locator(".picture img").first.get_attribute("src")
        await page.emulate_media(color_scheme="dark")
        await expect(page.locator(".picture img").first).not_to_have_attribute("src", before)
        assert await page.locator(".picture img").first.evaluate(drawn) == 400
        for width in (390, 360):
            await page.set_viewport_size({"width": width, "height": 844})
            for picture in await page.locator(".picture").all():
                box = await picture.bounding_box()
                assert SMALL * box["width"] / WIDTH >= 12 and 0 <= box["x"] <= width - box["width"], box
