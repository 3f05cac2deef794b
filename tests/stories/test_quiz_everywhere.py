"""Quizzes wherever people are: one contest over three platforms on one board, reviews and paired tests on each of them.

One house with the web page in a real browser, Telegram's stand-in and WeCom's, the clock in the hand. The page counts real
seconds, so the contest's questions take a minute and every moment of the journey is twelve times as late.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from socket import socket
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Locator, Page, expect

from bot.app import App
from bot.channel import Channel
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel, make_link
from bot.channels.wecom import Wecom
from bot.channels.wecom_bot import WecomBot
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.http import free_port, serve
from handlers.quiz.bank.questions import Question, fingerprint, to_plain
from storage import answers, asks, bank, rooms
from storage.connection import Db
from storage.database import Database
from tests.files.bank.make import UGLY
from tests.quiz import OPTIONS, single
from tests.standins import telegram as telegram_standin
from tests.standins.browser import chromium
from tests.standins.telegram import Cloud, Person, TelegramStandin
from tests.standins.wecom import Tencent

pytestmark = pytest.mark.journey

ZONE = ZoneInfo("Asia/Shanghai")
CAMP = "营销实战营2605"
KEY = "a key for tests alone"
PATIENCE = 30.0
SLOWER = 12
WECOM = {"王岚": "wanglan", "林晓": "linxiao", "周航": "zhouhang", "陈默": "chenmo"}
CHANNELS = ("web", "telegram", "wecom_bot")
EACH = [pytest.param("web", marks=pytest.mark.browser), "telegram", "wecom_bot"]


class Seat(Protocol):
    """Somebody's place on one platform: in private with the bot, or in the group. `nth` is which message with these words."""

    async def says(self, words: str) -> None: ...
    async def sends(self, name: str, content: bytes) -> None: ...
    async def hears(self, words: str, nth: int = 1) -> str: ...
    async def presses(self, label: str, words: str, nth: int = 1) -> None: ...


@dataclass
class House:
    """The whole app on three platforms; it can be dark for a while."""

    make: Callable[[], App]
    listening: socket
    clock: HandClock
    url: str
    cloud: Cloud
    tencent: Tencent
    group: telegram_standin.cloud.Group
    people: dict[str, Person]
    leaving: AsyncExitStack
    desk: BrowserContext | None = None
    """The browser is started by whoever first needs a tab."""
    app: App = field(init=False)
    loops: list[asyncio.Future[None]] = field(default_factory=list)

    async def start(self) -> None:
        """The program begins, at the address it had."""
        self.app = self.make()
        works: list[Awaitable[None]] = [channel.run(self.app) for channel in self.app.channels.values()]
        serving = serve(self.app, self.app.routes(), self.listening)
        works += [self.app.delivery.run(), self.app.task_pool.run(), serving, _beat(self.app)]
        await self.app.wake_up()
        self.loops = [asyncio.ensure_future(work) for work in works]
        await self.passes(lambda: _soon(self.tencent.bot.is_connected))

    async def stop(self) -> None:
        """It is gone from one moment to the next; the platforms go on."""
        for loop in self.loops:
            loop.cancel()
        for loop in self.loops:
            with suppress(asyncio.CancelledError):
                await loop
        self.app.database.close()
        self.listening.close()

    async def dark_until(self, month: int, day: int, hour: int, minute: int, *, year: int = 2026) -> None:
        """Nothing runs until then; the address stays."""
        port = self.listening.getsockname()[1]
        await self.stop()
        self.at(month, day, hour, minute, year=year)
        self.listening = free_port("127.0.0.1", port)
        await self.start()

    async def passes(self, until: Callable[[], Awaitable[Any]], seconds: float = 0.2) -> Any:
        """Lets time run in steps until something holds; while a call is on its way it stands still."""
        async with asyncio.timeout(PATIENCE):
            while not (found := await until()):
                await self.app.delivery.idle()
                self.clock.move(timedelta(seconds=seconds))
                await asyncio.sleep(0.01)
        return found

    def at(self, month: int, day: int, hour: int, minute: int, *, year: int = 2026) -> None:
        self.clock.move(datetime(year, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC))

    async def in_private(self, channel: str, name: str) -> Seat:
        """Somebody's talk with the bot, opened as people do there."""
        seat: Seat
        match channel:
            case "web":
                page = await self.tab(name)
                await page.get_by_role("navigation").get_by_text("小助", exact=True).click()
                seat = OnThePage(page)
            case "telegram":
                self.people[name].starts()
                seat = OnTelegram(self, self.people[name])
            case _:
                seat = OnWecom(self, WECOM[name], WECOM[name])
        await seat.says(f"切换 {CAMP}")
        await seat.hears(CAMP)
        return seat

    async def in_the_group(self, channel: str, name: str) -> Seat:
        match channel:
            case "web":
                return OnThePage(await self.tab(name))
            case "telegram":
                return OnTelegram(self, self.people[name], self.group)
            case _:
                return OnWecom(self, WECOM[name], "C1")

    async def tab(self, name: str) -> Page:
        if self.desk is None:
            browser = await self.leaving.enter_async_context(chromium())
            self.desk = await browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
        page = await self.desk.new_page()
        await page.goto(make_link(KEY, self.url, CAMP, name, now=self.clock.now()))
        await expect(page.locator("textarea")).to_be_visible()
        return page

    async def fill(self, *questions: Question) -> None:
        def save(db: Db) -> None:
            bank.save(db, 1, [(fingerprint(one), to_plain(one)) for one in questions], at=self.clock.now())

        await self.app.database.transact(save)

    async def begun(self, n: int) -> dict[str, datetime]:
        """Channel → the moment somebody who thinks no time at all would be heard, once every platform has question n."""

        def look(db: Db) -> dict[str, datetime]:
            channels = {room.id: room.channel for room in db.all(rooms.ROOMS, camp=1)}
            put = [row.id for row in db.all(answers.OF_CONTEST, contest=1) if row.place == n - 1]
            shown = db.all(asks.SHOWINGS, ask=put[0]) if put else []
            if not shown or any(row.opened_at is None for row in shown):
                return {}
            return {channels[row.room_id]: row.opened_at + timedelta(milliseconds=row.delay_ms) for row in shown}

        found: dict[str, datetime] = await self.passes(lambda: self.app.look(look))
        return found

    async def answers(self) -> int:
        return await self.app.look(lambda db: int(db.execute("SELECT count(*) FROM answer").fetchone()[0]))


@dataclass
class OnThePage:
    """A tab of the browser."""

    page: Page

    async def says(self, words: str) -> None:
        await self.page.locator("textarea").fill(words)
        await self.page.locator("textarea").press("Enter")

    async def sends(self, name: str, content: bytes) -> None:
        await self.page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        await expect(self.page.get_by_role("button", name="发送")).to_be_enabled()
        await self.page.locator("textarea").press("Enter")

    async def hears(self, words: str, nth: int = 1) -> str:
        return await (await self._message(words, nth)).inner_text()

    async def presses(self, label: str, words: str, nth: int = 1) -> None:
        button = (await self._message(words, nth)).locator("button", has_text=label).first
        await button.click(timeout=PATIENCE * 1000)

    async def _message(self, words: str, nth: int) -> Locator:
        found = self.page.locator(".message:not(.mine)", has_text=words).nth(nth - 1)
        await expect(found).to_be_visible(timeout=PATIENCE * 1000)
        return found


@dataclass
class OnTelegram:
    """A Telegram client, in private or in the group."""

    house: House
    person: Person
    group: Any = None

    async def says(self, words: str) -> None:
        self.person.says(f"/{words}" if self.group else words, self.group)

    async def sends(self, name: str, content: bytes) -> None:
        self.person.sends_file(name, content)

    async def hears(self, words: str, nth: int = 1) -> str:
        return telegram_standin.text_of(await self._message(words, nth))

    async def presses(self, label: str, words: str, nth: int = 1) -> None:
        message = await self._message(words, nth)
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        texts = [button["text"] for row in rows for button in row]
        press = self.person.presses(message, label_of(label, texts, telegram_standin.text_of(message)))
        await self.house.passes(lambda: _soon(press.toast is not None), 0.0)

    async def _message(self, words: str, nth: int) -> dict[str, Any]:
        async def found() -> dict[str, Any] | None:
            said = self.group.shows() if self.group else self.person.sees()
            fit = [one for one in said if words in telegram_standin.text_of(one)]
            return fit[nth - 1] if len(fit) >= nth else None

        message: dict[str, Any] = await self.house.passes(found)
        return message


@dataclass
class OnWecom:
    """A WeCom client and the smart bot, in private (the chat has the person's own name) or in a group."""

    house: House
    who: str
    chat: str

    async def says(self, words: str) -> None:
        await self.house.tencent.bot.says(self.who, words, chat=None if self.chat == self.who else self.chat)

    async def sends(self, name: str, content: bytes) -> None:
        await self.house.tencent.bot.sends_file(self.who, name, content)

    async def hears(self, words: str, nth: int = 1) -> str:
        return text_of(await self._bubble(words, nth))

    async def presses(self, label: str, words: str, nth: int = 1) -> None:
        bubble = await self._bubble(words, nth)
        await self.house.tencent.bot.presses(self.who, bubble, label_of(label, bubble.labels, text_of(bubble)))

    async def _bubble(self, words: str, nth: int) -> Any:
        async def found() -> Any:
            fit = [bubble for bubble in self.house.tencent.bot.screen(self.chat) if words in text_of(bubble)]
            return fit[nth - 1] if len(fit) >= nth else None

        return await self.house.passes(found)


async def _soon(holds: bool) -> bool:
    return holds


def text_of(bubble: Any) -> str:
    card = bubble.card or {}
    rows = [f"{row['keyname']} {row['value']}" for row in card.get("horizontal_content_list", [])]
    return "\n".join(filter(None, [bubble.content, card.get("main_title", {}).get("title"), card.get("sub_title_text"), *rows]))


def label_of(words: str, labels: list[str], said: str) -> str:
    """The button with these words, or with the letter they stand behind in the message."""
    letter = re.search(rf"([A-H])[.、] ?{re.escape(words)}", said)
    return next(label for label in labels if words in label or (letter and label == letter[1]))


@pytest_asyncio.fixture
async def house(sqlite_url: str, tmp_path: Path) -> AsyncIterator[House]:
    clock = HandClock(datetime(2026, 5, 6, 12, 0, tzinfo=ZONE).astimezone(UTC))
    listening = free_port("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with TelegramStandin(Cloud(clock=clock)) as served:
        async with Tencent(clock) as tencent, AsyncExitStack() as leaving:
            tencent.app.members["chenmo"] = "陈默"
            tencent.calls_back_to(url)
            names = {name: served.cloud.person(name, 1001 + n) for n, name in enumerate(WECOM)}
            others = [person for name, person in names.items() if name != "王岚"]
            group = served.cloud.group("营销实战营", *others, host=names["王岚"], type="group")
            make = partial(_app, served, tencent, clock, url, sqlite_url, tmp_path)
            house = House(make, listening, clock, url, served.cloud, tencent, group, names, leaving)
            await house.start()
            yield house
            await leaving.aclose()
            await house.stop()


def _app(served: TelegramStandin, tencent: Tencent, clock: HandClock, url: str, database: str, folder: Path) -> App:
    owners = ("telegram:1001", "wecom_bot:wanglan", "web:王岚")
    company = Wecom(**tencent.config["wecom"], clock=clock)
    channels: list[Channel] = [
        WebChannel(KEY, bot="小助"),
        Telegram(served.cloud.token, base_url=served.base_url, base_file_url=served.base_file_url, clock=clock),
        company,
        WecomBot(**tencent.config["wecom_bot"], clock=clock, called="小助", company=company),
    ]
    settings = Settings(bot=Bot(owners=owners), storage=Storage(url=database))
    return App(settings, Database(database), channels, clock=clock, public_url=url, folder=folder)


async def _beat(app: App) -> None:
    while True:
        await app.runner.tick()
        await asyncio.sleep(0.005)


# ── the journeys ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.browser
async def test_j4_a_file_sent_on_the_page_becomes_a_bank(house: House) -> None:
    wang = await house.in_the_group("web", "王岚")
    await wang.says(f"/开营 {CAMP}")
    await wang.hears("开好了")
    wang = await house.in_private("web", "王岚")
    content = UGLY["产品题库.xlsx"]()
    await wang.sends("产品题库.xlsx", content)
    await wang.hears("试读完成，尚未写入：可导入46，问题4。")
    await wang.presses("导入46题", "试读完成")
    await wang.hears("已导入46题 Q001–Q046，标签：产品21、异议15、谈判10。")
    await wang.sends("产品题库.xlsx", content)
    await wang.hears("46题已存在且无变化，新增0，更新0，问题4。")
    await wang.says("导出 标签=异议 格式=gift")
    await wang.hears("异议_15题.gift")


@pytest.mark.browser
async def test_j5_one_contest_on_three_platforms_has_one_board(house: House) -> None:
    at_telegram = await house.in_the_group("telegram", "王岚")
    await at_telegram.says(f"开营 {CAMP}")
    await at_telegram.hears("开好了")
    await house.fill(*(single(f"客户说“{words}”，先做什么？", "B") for words in ("太贵了", "再考虑一下", "没时间")))
    await brings_the_others_in(house)
    players: dict[str, Seat] = {
        "林晓": await house.in_the_group("web", "林晓"),
        "周航": await house.in_the_group("telegram", "周航"),
        "陈默": await house.in_the_group("wecom_bot", "陈默"),
    }
    channels = dict(zip(players, CHANNELS, strict=True))
    wang = await house.in_private("telegram", "王岚")
    await wang.says("开赛 异议抢答 题数=3 限时=60秒 计分=速度")
    await wang.hears("已在3个群开赛")
    for seat in players.values():
        await seat.hears("已参加 0")
    await players["周航"].presses("参加", "已参加 0")
    right, wrong = OPTIONS[1], OPTIONS[0]
    for place, moves in enumerate(
        (
            ((1.2, "林晓", right), (3.4, "周航", right)),
            ((1.2, "陈默", right), (2.0, "林晓", right), (4.9, "周航", right)),
            ((1.0, "林晓", wrong), (1.2, "陈默", right), (2.0, "周航", right)),
        ),
        1,
    ):
        begun = await house.begun(place)
        for seconds, name, option in moves:
            await players[name].hears(f"第{place}题 ")
            house.clock.move(max(begun[channels[name]] + timedelta(seconds=seconds * SLOWER), house.clock.now()))
            before = await house.answers()
            await players[name].presses(option, f"第{place}题 ")
            await house.passes(lambda before=before: _more(house, before), 0.0)  # type: ignore[misc]
        house.clock.move(max(begun.values()) + timedelta(seconds=61))
        for seat in players.values():
            await seat.hears("答案B")
    house.clock.move(timedelta(seconds=2))
    for seat in players.values():
        final = await seat.hears("🏆")
        assert all(row in final for row in ("1 周航", "2270", "2 陈默", "1860", "3 林晓", "1780", "参赛+5，前三+50/+30/+20"))


async def _more(house: House, before: int) -> bool:
    return await house.answers() > before


async def brings_the_others_in(house: House) -> None:
    """王岚 ties her other accounts to the one that opened the camp, and their groups to the camp."""
    one = await house.in_private("telegram", "王岚")
    for nth, channel in enumerate(("wecom_bot", "web"), 1):
        await one.says("绑定")
        code = re.findall(r"绑定 ([A-Z0-9]{6})", await one.hears("绑定 ", nth))[-1]
        other = await house.in_the_group(channel, "王岚")
        private = OnWecom(house, "wanglan", "wanglan") if channel == "wecom_bot" else other
        if isinstance(other, OnThePage):
            await other.page.get_by_role("navigation").get_by_text("小助", exact=True).click()
        await private.says(f"绑定 {code}")
        await private.hears("先确认")
        await one.says(f"绑定 {code} 确认")
        await one.hears("绑定成功", nth)
        if isinstance(other, OnThePage):
            await other.page.get_by_role("navigation").get_by_text(CAMP, exact=True).click()
            await other.says(f"/绑定群 {CAMP}")
        else:
            await other.says(f"绑定群 {CAMP}")
        await other.hears(CAMP)


async def opened(house: House, channel: str, *learners: str) -> tuple[Seat, dict[str, Seat]]:
    """A camp in the channel's group, and everybody's private talk."""
    group = await house.in_the_group(channel, "王岚")
    await group.says(f"/开营 {CAMP}" if channel == "web" else f"开营 {CAMP}")
    await group.hears("开好了")
    for name in learners:
        seat = await house.in_the_group(channel, name)
        await seat.says("打卡")
        await seat.hears(f"✅ {name}")
    wang = await house.in_private(channel, "王岚")
    return wang, {name: await house.in_private(channel, name) for name in learners}


@pytest.mark.parametrize("channel", EACH)
async def test_j6_a_mistake_comes_back_in_private(house: House, channel: str) -> None:
    _, seats = await opened(house, channel, "林晓")
    await house.fill(single("客户说“再考虑一下”，怎么回？", "C", why="先问清顾虑。"))
    lin = seats["林晓"]
    await lin.says("练习 题数=1 限时=60秒")
    await lin.presses(OPTIONS[0], "第1/1题")
    await lin.hears("答案是 C 沉默，因为先问清顾虑")
    house.at(5, 7, 8, 31)
    await lin.presses(OPTIONS[2], "今日复习1题（昨天答错）：客户说“再考虑一下”，怎么回？")
    await lin.hears("✅ 下次 5/9（2天后）。掌握度：异议 0%→100%")
    house.at(5, 9, 8, 31)
    await lin.presses("今天不想复习", "复习1题")
    await lin.hears("好的，顺延到下一个工作日，不扣分。")


@pytest.mark.parametrize("channel", EACH)
async def test_j8_before_and_after_are_compared(house: House, channel: str) -> None:
    wang, seats = await opened(house, channel, "林晓", "周航")
    await house.fill(*(single(f"反洗钱第{n}问？", "B", "反洗钱") for n in range(4)))
    for time, (test, rights) in enumerate((("课前测", {"林晓": 1, "周航": 0}), ("课后测", {"林晓": 2})), 1):
        await wang.says(f"{test} 反洗钱 {'题数=2' if test == '课前测' else ''}")
        await wang.presses("发出", f"预览，还没有发出：{test}")
        await wang.hears(f"{test}“反洗钱”已发给2人：2题，不计积分")
        for name, right in rights.items():
            await seats[name].presses("开始", f"{test}2题，不计积分，仅用于对比。")
            for n in (1, 2):
                await seats[name].presses(OPTIONS[1] if n <= right else OPTIONS[0], f"第{n}/2题", time)
            await seats[name].hears("✅ 交卷了", time)
    await wang.says("对比 反洗钱")
    compared = await wang.hears("“反洗钱”：两次都参加1人")
    assert all(figure in compared for figure in ("50.0→100.0", "+50.0", "100.0%", "缺测"))
