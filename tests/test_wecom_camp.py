"""Journey J2 in a WeCom group through the smart bot, in private through the app, and by the official account — one camp, one ledger."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.channel import Channel
from bot.channels.wechat import Wechat
from bot.channels.wecom import Wecom
from bot.channels.wecom_bot import WecomBot
from bot.channels.wecom_group import Hook, WecomGroup
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.http import free_port, serve
from bot.messages import Account, Address, InboundEvent, Kind
from storage import outbox, rooms
from storage.database import Database
from tests.patience import PATIENCE
from tests.standins.wecom import Tencent

pytestmark = pytest.mark.journey

ZONE = ZoneInfo("Asia/Shanghai")
CAMP = "营销实战营2605"
CODE = re.compile(r"绑定 ([A-Z0-9]{6})")


class Town:
    """The whole app on Tencent's stand-in, the clock in the hand; it can be stopped and started again."""

    def __init__(self, tencent: Tencent, clock: HandClock, url: str, folder: Path) -> None:
        self.tencent, self.clock, self.url, self.folder = tencent, clock, url, folder
        self.bot, self.wecom, self.account = tencent.bot, tencent.app, tencent.account
        self._loops: list[asyncio.Future[Any]] = []

    async def start(self) -> None:
        given = self.tencent.config
        company = Wecom(**given["wecom"], clock=self.clock)
        hooks = WecomGroup([Hook(**hook) for hook in given["wecom_group"]], clock=self.clock)
        self.smart = WecomBot(**given["wecom_bot"], clock=self.clock, called="小助", company=company, webhooks=hooks)
        channels: list[Channel] = [company, self.smart, hooks, Wechat(**given["wechat"], clock=self.clock)]
        self.database = Database(self.url)
        settings = Settings(bot=Bot(owners=("wecom_bot:wanglan",)), storage=Storage(url=self.url))
        self.app = App(settings, self.database, channels, clock=self.clock, folder=self.folder)
        listening = free_port("127.0.0.1", 0)
        self.tencent.calls_back_to(f"http://127.0.0.1:{listening.getsockname()[1]}")
        await self.app.wake_up()
        runs = [
            *(channel.run(self.app) for channel in channels),
            self.app.delivery.run(),
            serve(self.app, self.app.routes(), listening),
        ]
        self._loops = [asyncio.ensure_future(run) for run in runs]
        await self.passes(lambda: self.smart.connected)

    async def stop(self) -> None:
        for loop in self._loops:
            loop.cancel()
        for loop in self._loops:
            with suppress(asyncio.CancelledError):
                await loop
        self.database.close()

    def go_to(self, day: int, at: str) -> None:
        """To a time of a day of May 2026."""
        hour, minute = map(int, at.split(":"))
        self.clock.move(datetime(2026, 5, day, hour, minute, tzinfo=ZONE).astimezone(UTC))

    async def passes(self, until: Callable[[], Any]) -> Any:
        """Lets time run in small steps until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not (found := until()):
                self.clock.move(timedelta(seconds=0.1))
                await asyncio.sleep(0.003)
        return found

    async def in_group(self, who: str, words: str) -> str:
        """Says it to the bot in the group; what the bot says to that."""
        before = len(self.bot.screen("C1"))
        await self.bot.says(who, words, chat="C1")
        bubble = await self.passes(lambda: self.bot.screen("C1")[before:])
        await self.settled()
        return text_of(bubble[0])

    async def settled(self) -> None:
        """Until the house has written down what it sent to the group: a clock moved before that has it sent again."""
        async with asyncio.timeout(PATIENCE):
            while await self.database.read(lambda db: outbox.is_in_flight(db, "wecom_bot", "C1")):  # noqa: ASYNC110 (settling tells nobody)
                await asyncio.sleep(0.005)

    async def in_app(self, who: str, words: str) -> str:
        before = len(self.wecom.screen(who))
        await self.wecom.says(who, words)
        shown = await self.passes(lambda: self.wecom.screen(who)[before:])
        return shown[0].content or text_of(shown[0])

    async def code(self, who: str) -> str:
        """A code that binds another account to this person."""
        found = CODE.search(await self.in_app(who, "绑定"))
        assert found
        return found[1]


def text_of(shown: Any) -> str:
    """What a bubble or a card says."""
    card = shown.card or {}
    return "\n".join(filter(None, [shown.content, card.get("main_title", {}).get("title"), card.get("sub_title_text")]))


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    clock = HandClock(datetime(2026, 5, 6, 8, 0, tzinfo=ZONE).astimezone(UTC))
    async with Tencent(clock) as tencent:
        town = Town(tencent, clock, sqlite_url, tmp_path)
        await town.start()
        yield town
        await town.stop()


async def test_j2_in_a_group_through_the_smart_bot(town):
    assert "开好了" in await town.in_group("wanglan", f"开营 {CAMP}")
    assert "06:00" in await town.in_group("wanglan", "设置 打卡窗口 06:00-22:00")
    town.go_to(6, "08:10")
    assert "林晓" in (said := await town.in_group("linxiao", "打卡 听完需求洞察第1课")) and "第1天" in said
    assert "08:1" in await town.in_group("linxiao", "打卡 再来一次")
    town.go_to(7, "07:55")
    assert "连续2个工作日" in await town.in_group("linxiao", "打卡 复述FABE")
    town.go_to(9, "09:00")
    assert "调休" in await town.in_group("linxiao", "打卡 客户拜访提纲")
    assert "已补 5/8" in await town.in_group("linxiao", "补卡 5/8 整理异议清单")
    town.go_to(10, "09:00")
    assert "休息日" in await town.in_group("linxiao", "打卡 读书")
    town.go_to(11, "22:30")
    assert "已关闭" in await town.in_group("linxiao", "打卡 忘了")
    assert "17" in await town.in_group("linxiao", "积分")
    await town.stop()
    await town.start()
    assert "17" in await town.in_group("linxiao", "积分")


async def test_in_private_through_the_app_a_card_is_pressed_and_counted_once(town):
    await town.in_group("wanglan", f"开营 {CAMP}")
    town.go_to(6, "08:10")
    await town.wecom.enters("linxiao")
    hello = await town.passes(lambda: town.wecom.screen("linxiao"))
    assert hello[0].labels == ["打卡", "帮助"]
    await town.wecom.presses("linxiao", hello[0], "打卡")
    said = await town.passes(lambda: town.wecom.screen("linxiao")[1:])
    assert "✅ 林晓 第1天｜+5｜积分5" in said[0].content
    town.go_to(6, "08:20")
    assert "08:1" in await town.in_app("linxiao", "打卡 再来一次")


async def test_three_accounts_of_one_human_are_one_person(town):
    await town.in_group("wanglan", f"开营 {CAMP}")
    town.go_to(6, "08:10")
    assert "积分5" in await town.in_group("linxiao", "打卡")
    town.go_to(7, "08:10")
    assert "积分5" in await town.in_app("linxiao", "打卡")
    code = await town.code("linxiao")
    await town.bot.says("linxiao", f"绑定 {code}")
    await town.passes(lambda: any("10" in bubble.content for bubble in town.bot.screen("linxiao")))
    assert "**积分**：10" in await town.in_group("linxiao", "积分")
    assert "积分：10" in await town.in_app("linxiao", "积分")
    code = await town.code("linxiao")
    await town.account.follows("o-linxiao")
    await town.account.says("o-linxiao", f"绑定 {code}")
    await town.account.says("o-linxiao", "积分")
    assert "积分：10" in town.account.screen("o-linxiao")[-1]


async def test_rules_are_agreed_to_on_a_card_in_the_group(town):
    await town.in_group("wanglan", f"开营 {CAMP}")
    await town.in_group("wanglan", "群规 准时到；别发广告")
    await town.bot.says("wanglan", "草稿 发出")
    await town.passes(lambda: any("准时到" in text_of(bubble) for bubble in town.bot.screen("C1")))
    before = len(town.bot.screen("C1"))
    await town.bot.says("linxiao", "群规", chat="C1")
    shown = await town.passes(lambda: [bubble for bubble in town.bot.screen("C1")[before:] if bubble.labels])
    await town.bot.presses("linxiao", shown[0], shown[0].labels[0])
    await town.passes(lambda: [bubble for bubble in town.bot.screen("C1")[before:] if "已同意群规" in bubble.content])


async def test_the_official_account_offers_numbers_and_takes_them(town):
    await town.in_group("wanglan", f"开营 {CAMP}")
    await town.account.follows("o1")
    await town.account.says("o1", f"绑定 {await town.code('linxiao')}")
    await town.account.says("o1", "/start")
    assert "1. 打卡\n2. 帮助" in town.account.screen("o1")[-1]
    await town.account.says("o1", "１")
    assert "✅ 林晓 第1天｜+5" in town.account.screen("o1")[-1]
    assert all(shown["passive"] for shown in town.account.sent) and not town.account.complaints


async def test_a_group_that_is_only_spoken_to_is_tied_to_the_camp(town):
    await town.in_group("wanglan", f"开营 {CAMP}")
    await town.bot.says("wanglan", f"绑定群 {CAMP} webhook=运营群")
    await town.passes(lambda: "只发不收" in town.bot.screen("wanglan")[-1].content if town.bot.screen("wanglan") else False)
    await town.in_group("wanglan", "群规 准时到；别发广告")
    await town.bot.says("wanglan", "草稿 发出")
    await town.passes(lambda: any("准时到" in str(sent) for sent in town.tencent.group.sent))


async def test_a_webhook_nobody_configured_is_refused_when_it_is_named(town):
    await town.in_group("wanglan", f"开营 {CAMP}")
    assert "没有叫“别的群”的群推送，有：运营群" in await town.in_group("wanglan", f"绑定群 {CAMP} webhook=别的群")


async def test_where_the_smart_bot_may_not_speak_its_groups_webhook_does(town):
    await town.in_group("wanglan", f"开营 {CAMP}")
    await town.bot.says("wanglan", f"绑定群 {CAMP} webhook=运营群")
    assert "由它来发" in await town.in_group("wanglan", f"绑定群 {CAMP} webhook=运营群")
    town.bot.forgets("C1")
    pushed = InboundEvent(
        "x:1", town.clock.now(), Address("wecom_bot", "C1"), Account("wecom_bot", "wanglan", "王岚"), Kind.SAID, "积分"
    )
    await town.app.receive(pushed)
    await town.passes(lambda: town.tencent.group.sent)
    (sent,) = town.tencent.group.sent
    assert sent["to"] == "运营群" and "积分" in str(sent)
    assert not [row for row in await town.database.read(lambda db: db.all(rooms.ROOMS, camp=1)) if row.channel == "wecom_group"]
