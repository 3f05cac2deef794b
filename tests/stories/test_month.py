"""A month of a camp that meets on Telegram and in WeCom: lessons (J6), digests and bills (J12) over the May holiday, an outage and a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.channels.telegram import Telegram
from bot.channels.wecom import Wecom
from bot.channels.wecom_bot import WecomBot
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.http import free_port, serve
from scheduler.calendar import Calendar
from storage.database import Database
from tests.patience import PATIENCE
from tests.standins.telegram import Cloud, Person, TelegramStandin
from tests.standins.telegram import text_of as telegram_text
from tests.standins.wecom import Tencent

pytestmark = pytest.mark.journey

ZONE = ZoneInfo("Asia/Shanghai")
CAMP = "营销实战营2605"
OPENED = datetime(2026, 4, 28, 9, 0, tzinfo=ZONE)
LAST = date(2026, 5, 27)
ONE = """# 第{n}课
作者: 何琳
{applied}
## 技能
技巧{n}：先问和谁比。
## 案例
案例{n}：某门店客户说太贵了。
## 问题
先做什么？
- 降价
- [x] 问清
"""
COURSE = "\n".join(ONE.format(n=n, applied="应用: 是" if n == 1 else "") for n in range(1, 19))


class Town:
    """The whole app on both stand-ins with one clock in the hand; it can be stopped and started again."""

    def __init__(self, telegram: TelegramStandin, tencent: Tencent, clock: HandClock, url: str, folder: Path) -> None:
        self.telegram, self.tencent, self.clock, self.url, self.folder = telegram, tencent, clock, url, folder
        cloud = telegram.cloud
        self.wang, self.he, self.lin = (
            cloud.person(name, 1001 + n, started=True) for n, name in enumerate(("王岚", "何琳", "林晓"))
        )
        self.others = [cloud.person(name, started=True) for name in ("陈默", "赵雨", "钱多", "孙一", "吴双")]
        self.group = cloud.group("营销实战营", self.he, self.lin, *self.others, host=self.wang)

    # ── running ──────────────────────────────────────────────────────────────────────────────────────────────────

    async def start(self) -> None:
        listening = free_port("127.0.0.1", 0)
        public = f"http://127.0.0.1:{listening.getsockname()[1]}"
        telegram = Telegram(
            self.telegram.cloud.token,
            mode="polling",
            base_url=self.telegram.base_url,
            base_file_url=self.telegram.base_file_url,
            public_url=public,
            clock=self.clock,
        )
        company = Wecom(**self.tencent.config["wecom"], clock=self.clock)
        smart = WecomBot(**self.tencent.config["wecom_bot"], clock=self.clock, called="小助", company=company)
        self.database = Database(self.url)
        settings = Settings(bot=Bot(owners=("telegram:1001", "wecom_bot:wanglan")), storage=Storage(url=self.url))
        self.app = App(settings, self.database, [telegram, company, smart], clock=self.clock, folder=self.folder)
        self.tencent.calls_back_to(public)
        await self.app.wake_up()
        channels = [channel.run(self.app) for channel in (telegram, company, smart)]
        works = (*channels, self.app.delivery.run(), self.app.task_pool.run(), serve(self.app, self.app.routes(), listening))
        self._loops = [asyncio.ensure_future(work) for work in works]
        await self.passes(lambda: smart.connected)
        await self.settle()

    async def stop(self) -> None:
        for loop in self._loops:
            loop.cancel()
        for loop in self._loops:
            with suppress(asyncio.CancelledError):
                await loop
        self.database.close()

    # ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────

    async def go_to(self, day: str, at: str) -> None:
        """To a time of a day (5/7), stopping at every moment on the agenda on the way, as the beat would."""
        month, number = map(int, day.split("/"))
        moment = datetime.combine(date(2026, month, number), time.fromisoformat(at), ZONE)
        while (due := await self.app.runner.next_moment()) is not None and due <= moment:
            if due > self.clock.now():
                self.clock.move(due)
            await self.settle()
        if moment > self.clock.now():
            self.clock.move(moment.astimezone(UTC))
        await self.settle()

    async def dark_until(self, day: int, at: str) -> None:
        """Nothing runs until a time of a day of May."""
        await self.stop()
        self.clock.move(datetime.combine(date(2026, 5, day), time.fromisoformat(at), ZONE).astimezone(UTC))
        await self.start()

    async def settle(self) -> None:
        """Until all that is due is done and sent; sending takes its time."""
        while True:
            ran = await self.app.runner.tick()
            await self.app.task_pool.idle()
            sent = asyncio.ensure_future(self.app.delivery.idle())
            while not sent.done():
                await asyncio.wait({sent}, timeout=0.002)
                if not sent.done():
                    self.clock.move(timedelta(seconds=0.05))
            if not ran:
                return

    async def passes(self, until: Callable[[], Any]) -> Any:
        """Lets time run in small steps until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not (found := until()):
                await self.settle()
                self.clock.move(timedelta(seconds=0.05))
                await asyncio.sleep(0.003)
        return found

    # ── talk ─────────────────────────────────────────────────────────────────────────────────────────────────────

    async def hears(self, words: str, screen: Callable[[], list[str]], before: int = 0) -> str:
        """The newest of what stands on a screen past `before` with these words."""
        with suppress(TimeoutError):
            return str(await self.passes(lambda: next((said for said in reversed(screen()[before:]) if words in said), None)))
        raise AssertionError(f"{words!r} was not said, but {screen()[before:]}")

    async def asks(self, who: Person, words: str, answered: str) -> str:
        """Says it to the bot in private on Telegram; the answer."""
        before = len(who.sees())
        who.says(words)
        return await self.hears(answered, lambda: [telegram_text(one) for one in who.sees()], before)

    async def asks_in_wecom(self, who: str, words: str, answered: str) -> str:
        """The same in WeCom, to the smart bot."""
        before = len(self.in_wecom(who))
        await self.tencent.bot.says(who, words)
        return await self.hears(answered, lambda: self.in_wecom(who), before)

    async def presses(self, who: Person, words: str, says: str) -> str:
        """A button under the newest message with these words in the Telegram group; the toast."""
        message = next(one for one in reversed(self.group.shows()) if words in telegram_text(one))
        press = who.presses(message, data=says)
        return str(await self.passes(lambda: press.toast))

    async def checks_in(self, *people: Person) -> None:
        for person in people:
            person.says("@qunxue_bot 打卡", self.group)
            await self.hears(f"✅ {person.user.first_name}", lambda: self.in_telegram[-6:])

    @property
    def in_telegram(self) -> list[str]:
        """What the Telegram group was told."""
        return [telegram_text(message) for message in self.group.shows()]

    def to(self, who: Person) -> list[str]:
        """What somebody was told in private on Telegram."""
        return [telegram_text(message) for message in who.sees()]

    def in_wecom(self, chat: str = "C1") -> list[str]:
        """What the WeCom group was told, or somebody in private."""
        return [_words(bubble) for bubble in self.tencent.bot.screen(chat)]


def _words(shown: Any) -> str:
    card = shown.card or {}
    return "\n".join(filter(None, [shown.content, card.get("main_title", {}).get("title"), card.get("sub_title_text")]))


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    clock = HandClock(OPENED.astimezone(UTC))
    with TelegramStandin(Cloud(clock=clock)) as telegram:
        async with Tencent(clock) as tencent:
            town = Town(telegram, tencent, clock, sqlite_url, tmp_path)
            await town.start()
            yield town
            await town.stop()


async def the_camp_is_open(town: Town) -> None:
    """In both groups; the course is imported from a file, and 林晓 is one person with two accounts."""
    town.wang.says(f"/开营 {CAMP}", town.group)
    await town.hears("开好了", lambda: town.in_telegram)
    code = (await town.asks(town.wang, "绑定", "绑定 ")).split("绑定 ")[1][:6]
    await town.tencent.bot.says("wanglan", f"绑定 {code}")
    await town.hears("要“王岚”先确认", lambda: town.in_wecom("wanglan"))
    await town.asks(town.wang, f"绑定 {code} 确认", "绑定成功")
    await town.tencent.bot.says("wanglan", f"绑定群 {CAMP}", chat="C1")
    await town.hears("已加入营", town.in_wecom)
    for person in (town.he, town.lin, *town.others):
        person.says("@qunxue_bot 积分", town.group)
        await town.asks(person, "积分", "积分")
    town.wang.says("@qunxue_bot 角色 何琳 专家", town.group)
    await town.hears("何琳", lambda: town.in_telegram)
    for who in ("linxiao", "zhouhang"):
        await town.tencent.bot.says(who, "积分", chat="C1")
        await town.asks_in_wecom(who, "积分", "积分")
    code = (await town.asks(town.lin, "绑定", "绑定 ")).split("绑定 ")[1][:6]
    await town.asks_in_wecom("linxiao", f"绑定 {code}", "绑定成功")
    town.wang.sends_file("课程.md", COURSE.encode())
    await town.hears("可导入18", lambda: town.to(town.wang))
    assert "已导入18节 L1–L18" in await town.asks(town.wang, "导入", "已导入")


async def test_lessons_digests_and_bills_of_a_month(town: Town) -> None:
    await the_camp_is_open(town)
    await the_first_lesson(town)
    await the_week_of_the_holiday(town)
    await the_monday_after(town)
    await town.go_to(f"{LAST.month}/{LAST.day}", "12:00")
    every_lesson_came_once_on_a_workday(town)
    every_digest_came_once_to_both(town)


async def the_first_lesson(town: Town) -> None:
    await town.go_to("4/29", "08:30")
    for screen in (lambda: town.in_telegram, town.in_wecom):
        said = await town.hears("《第1课》", screen)
        assert "今日微课" in said and "学完并用上" in said
    assert "✅ 学完 L1，答对了" in await town.presses(town.lin, "《第1课》", "已学 L1 B")
    await town.asks(town.lin, "已应用 L1 问了客户和谁比", "已应用")
    assert "不是A" in await town.asks_in_wecom("zhouhang", "已学 L1 A", "L1")
    assert "✅ 学完 L1，答对了" in await town.asks_in_wecom("zhouhang", "已学 L1 B", "L1")
    await town.go_to("4/29", "17:30")
    await town.checks_in(town.lin, *town.others)
    await town.asks_in_wecom("zhouhang", "打卡", "✅ 周航")
    for person, score in zip((town.lin, *town.others), (10, 9, 9, 8, 3, 10), strict=True):
        assert "匿名记下了" in await town.presses(person, "值几分", f"微课 L1 {score}")


async def the_week_of_the_holiday(town: Town) -> None:
    """Nothing from 1 to 5 May; the digest of the week before comes on the 6th; the bot is down over the push of the 7th."""
    await town.go_to("4/30", "10:00")
    await town.checks_in(town.lin, *town.others)
    await town.asks_in_wecom("zhouhang", "打卡", "✅ 周航")
    await town.go_to("4/30", "23:00")
    quiet = len(town.in_telegram), len(town.in_wecom())
    await town.go_to("5/6", "00:00")
    assert (len(town.in_telegram), len(town.in_wecom())) == quiet
    await town.go_to("5/6", "09:00")
    await town.hears("第1周（4/28–4/30，3个工作日）", lambda: town.in_telegram)
    await town.hears("L1《第1课》6人评分 10,10,9,9,8,3，NPS 50", lambda: town.to(town.he))
    await town.go_to("5/6", "10:00")
    await town.checks_in(town.lin, *town.others)
    await town.asks_in_wecom("zhouhang", "打卡", "✅ 周航")
    await town.asks_in_wecom("linxiao", "打卡", "今天已打卡")
    await town.dark_until(7, "09:10")
    await town.dark_until(7, "09:20")
    for screen in (lambda: town.in_telegram, town.in_wecom):
        await town.hears("补发", screen)
    late = [said for said in (*town.in_telegram, *town.in_wecom()) if "补发" in said]
    assert len(late) == 2 and all("08:30 的微课补发" in said for said in late)
    for day in ("5/7", "5/8", "5/9"):
        await town.go_to(day, "10:00")
        await town.checks_in(town.lin, *town.others[:3])
        await town.asks_in_wecom("zhouhang", "打卡", "✅ 周航")


async def the_monday_after(town: Town) -> None:
    """One digest in both groups; care and bills in private, where one spoke last; a bill in the groups when it is shared."""
    await town.go_to("5/11", "09:00")
    digest = await town.hears("第2周", lambda: town.in_telegram)
    assert digest.startswith(
        f"📊 {CAMP} 第2周（5/6–5/9，4个工作日）\n打卡：\u00a022/28=78.5%（未达标，达标线85%）\n日活率：\u00a078.6%"
    )
    assert (await town.hears("第2周", town.in_wecom)).startswith(digest.split("\n")[0])
    private = lambda: [*town.to(town.wang), *town.in_wecom("wanglan")]  # noqa: E731
    for name in ("孙一", "吴双"):
        assert "需关注2人" in await town.hears(f" {name}", private)
    assert not any("连续缺勤" in said for said in (*town.in_telegram, *town.in_wecom()))
    await town.go_to("5/11", "12:00")
    for screen in (lambda: town.to(town.others[0]), lambda: town.in_wecom("zhouhang"), lambda: town.in_wecom("linxiao")):
        assert "仅你可见" in await town.hears("5/4–5/10 学习账单", screen)
    assert not any("学习账单" in said for said in (*town.in_telegram, *town.in_wecom()))
    await town.asks(town.lin, "晒", "已发到群里")
    for screen in (lambda: town.in_telegram, town.in_wecom):
        await town.hears("🎁 林晓 晒了学习账单", screen)


def every_lesson_came_once_on_a_workday(town: Town) -> None:
    """The eighteen lessons on the first eighteen workdays, in both groups, each once and none on a day off."""
    came = {
        "telegram": [(telegram_text(one), datetime.fromtimestamp(one["date"], ZONE)) for one in town.group.shows()],
        "wecom": [(said, OPENED) for said in town.in_wecom()],
    }
    for channel, posts in came.items():
        lessons = [(said.split("《")[1].split("》")[0], at) for said, at in posts if "今日微课（" in said]
        assert [title for title, _ in lessons] == [f"第{n}课" for n in range(1, 19)], channel
    pushed = [at for said, at in came["telegram"] if "今日微课（" in said]
    assert [at.date() for at in pushed] == Calendar().workdays(date(2026, 4, 29), LAST)[:18]
    late = [at.date() for at in pushed if not time(8, 30) <= at.time() < time(8, 35)]
    assert late == [date(2026, 5, 7)]


def every_digest_came_once_to_both(town: Town) -> None:
    for screen in (town.in_telegram, town.in_wecom()):
        weeks = [said.split(" ", 2)[2].split("（")[0] for said in screen if said.startswith(f"📊 {CAMP} 第")]
        assert weeks == ["第1周", "第2周", "第3周", "第4周"]
