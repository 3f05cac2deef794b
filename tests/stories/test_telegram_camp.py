"""Journeys J2 and J10 in Telegram groups and private chats, by polling and by webhook, with everything going wrong in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.channels.telegram import Telegram
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.http import free_port, serve
from bot.messages import Account, Address, InboundEvent, Kind, Lane
from bot.parts import Text
from storage import outbox, rooms
from storage.connection import Db
from storage.database import Database
from tests.patience import PATIENCE
from tests.standins.telegram import Cloud, Group, How, Person, TelegramStandin, text_of
from tests.town import Square

pytestmark = pytest.mark.journey

ZONE = ZoneInfo("Asia/Shanghai")
CAMP = "营销实战营2605"


class Town:
    """The whole app on Telegram's stand-in, the clock in the hand; it can be killed and started again."""

    def __init__(self, telegram: TelegramStandin, url: str, folder: Path, mode: str) -> None:
        self.telegram, self.cloud, self.url, self.folder, self.mode = telegram, telegram.cloud, url, folder, mode
        assert isinstance(self.cloud.clock, HandClock)
        self.clock = self.cloud.clock
        self.web = Square("web")
        self.web.clock = self.clock
        self.host = self.cloud.person("王岚", 1001)
        self.ann = self.cloud.person("林晓", 1002)
        self.group = self.cloud.group("营销实战营", self.ann, host=self.host, type="group")
        self._loops: list[asyncio.Task[Any]] = []

    async def start(self) -> None:
        settings = Settings(bot=Bot(owners=("telegram:1001",)), storage=Storage(url=self.url))
        listening = free_port("127.0.0.1", 0)
        self.database = Database(self.url)
        self.channel = Telegram(
            self.cloud.token,
            mode=self.mode,
            base_url=self.telegram.base_url,
            base_file_url=self.telegram.base_file_url,
            public_url=f"http://127.0.0.1:{listening.getsockname()[1]}",
            clock=self.clock,
        )
        self.app = App(settings, self.database, [self.channel, self.web], clock=self.clock, folder=self.folder)
        await self.app.wake_up()
        self._loops = [
            asyncio.create_task(self.channel.run(self.app)),
            asyncio.create_task(self.app.delivery.run()),
            asyncio.create_task(serve(self.app, self.app.routes(), listening)),
        ]

    async def kill(self) -> None:
        for loop in self._loops:
            loop.cancel()
        for loop in self._loops:
            with suppress(asyncio.CancelledError):
                await loop
        self.database.close()

    async def restart(self) -> None:
        await self.kill()
        await self.start()

    # ── time ──

    def go_to(self, day: int, at: str) -> None:
        """To a time of a day of May 2026."""
        hour, minute = map(int, at.split(":"))
        self.clock.move(datetime(2026, 5, day, hour, minute, tzinfo=ZONE).astimezone(UTC))

    async def passes(self, until: Callable[[], Any], seconds: float = 1.0) -> Any:
        """Lets time run in steps until something holds."""
        async with asyncio.timeout(PATIENCE):
            while not (found := until()):
                self.clock.move(timedelta(seconds=seconds))
                await asyncio.sleep(0.003)
        return found

    # ── talk ──

    async def hears(self, words: str, group: Group | None = None, person: Person | None = None) -> str:
        """The bot's message that contains `words`, in a group (ours) or somebody's private chat."""

        def found() -> str | None:
            said = person.sees() if person else (group or self.group).shows()
            return next((text_of(message) for message in reversed(said) if words in text_of(message)), None)

        heard = await self.passes(found)
        return str(heard)

    async def owes(self, room: Address, words: str) -> None:
        """A push nobody asked for, as the agenda would make it."""

        def put(db: Db) -> int:
            return outbox.put(db, room, (Text.of(words),), Lane.PUSH, at=self.clock.now())

        await self.database.transact(put)
        self.app.delivery.senders["telegram"].wake(room.room, Lane.PUSH)

    async def open_camp(self) -> None:
        self.host.says(f"/开营 {CAMP}", self.group)
        await self.hears("开好了")
        self.host.says("/设置 打卡窗口 06:00-22:00", self.group)
        await self.hears("06:00")


@pytest.fixture(params=["polling", "webhook"])
async def town(request: pytest.FixtureRequest, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    clock = HandClock(datetime(2026, 5, 6, 8, 0, tzinfo=ZONE).astimezone(UTC))
    with TelegramStandin(Cloud(clock=clock)) as telegram:
        town = Town(telegram, sqlite_url, tmp_path, request.param)
        await town.start()
        await town.open_camp()
        yield town
        await town.kill()


@pytest.mark.parametrize("privately", [False, True], ids=["in the group", "in private"])
async def test_j2_while_everything_goes_wrong(town: Town, privately: bool) -> None:
    ann, group, cloud = town.ann, town.group, town.cloud
    if privately:
        ann.says("@qunxue_bot 积分", group)
        await town.hears("积分：\u00a00")
        ann.starts()
        await town.passes(ann.sees)
    chat = ann.user.id if privately else group.id

    def says(words: str) -> dict[str, Any]:
        return ann.says(words) if privately else ann.says(f"@qunxue_bot {words}", group)

    async def hears(words: str) -> str:
        return await town.hears(words, person=ann if privately else None)

    town.go_to(6, "08:10")
    cloud.updates.put_raw({"message": {"message_id": 1, "chat": {"id": chat}, "text": "毒"}}, f"chat:{chat}")
    cloud.fail(How.REFUSE, "sendMessage", code=429, retry_after=5)
    says("打卡 听完需求洞察第1课")
    assert "林晓 第1天｜+5｜积分5" in await hears("第1天")

    cloud.fail(How.REFUSE, "sendMessage", code=500, times=3)
    says("打卡 再来一次")
    assert "今天已打卡（08:10），内容已追加，不重复计分。" in await hears("今天已打卡")

    await town.kill()
    town.go_to(7, "07:55")
    says("打卡 复述FABE")
    await town.start()
    assert "连续2个工作日｜+5｜积分10" in await hears("连续2个工作日")

    town.go_to(9, "09:00")
    town.telegram.down()
    says("打卡 客户拜访提纲")
    for _ in range(120):
        town.clock.move(timedelta(minutes=1))
        await asyncio.sleep(0.001)
    town.telegram.up()
    assert "今天是调休上班日，计入应打卡。连续1｜+5｜积分15" in await hears("调休上班日")

    number = cloud.updates.next_id
    said = says("补卡 5/8 整理异议清单")
    for _ in range(5):
        cloud.updates.put_raw({"update_id": number, "message": said}, f"chat:{chat}")
    assert "已补 5/8｜+2｜积分17｜连续恢复为4" in await hears("已补 5/8")

    town.go_to(11, "22:30")
    says("打卡 忘了")
    assert "今日窗口 06:00–22:00 已关闭" in await hears("已关闭")
    told = [text_of(message) for message in (ann.sees() if privately else group.shows())]
    for words in ("第1天", "今天已打卡", "连续2个工作日", "调休上班日", "已补 5/8", "已关闭"):
        assert sum(words in text for text in told) == 1


async def test_a_restart_forgets_no_limit(town: Town) -> None:
    room = Address("telegram", str(town.group.id))
    for life in (1, 2):
        for number in range(15):
            await town.owes(room, f"第{life}世第{number}条")
        await town.hears(f"第{life}世第14条")
        await town.restart()
    assert not [call for call in town.cloud.calls if call.code == 429]


@pytest.mark.parametrize("new_first", [False, True])
async def test_a_camp_moves_with_its_group(town: Town, new_first: bool) -> None:
    town.go_to(6, "08:10")
    town.ann.says("@qunxue_bot 打卡 早", town.group)
    await town.hears("第1天")
    town.go_to(7, "08:10")
    big = town.group.migrates(town.host, new_first=new_first)
    town.ann.says("@qunxue_bot 打卡 还在", big)
    assert "连续2个工作日" in await town.hears("连续2个工作日", big)


async def test_somebody_who_asks_to_join_is_let_in_by_a_press(town: Town) -> None:
    bob = town.cloud.person("周航", 1003)
    town.group.takes_in_bot(town.host, rights=("can_invite_users",))
    town.host.starts()
    bob.asks_to_join(town.group, "做了三年销售")
    assert "https://t.me/qunxue_bot?start" in await town.hears("已收到你加入", person=bob)
    assert "做了三年销售" in await town.hears("周航 申请加入", person=town.host)
    town.host.presses(town.host.sees()[-1], "放行")
    assert "✅ 周航 已放行（王岚）。" in await town.hears("已放行", person=town.host)
    await town.passes(lambda: town.group.chat.member(1003))


async def test_a_camp_whose_topic_is_closed_goes_on_in_general_and_its_owner_hears_so_once(town: Town) -> None:
    forum = town.cloud.group("论坛", town.ann, host=town.host, forum=True)
    topic = forum.topic("每日", town.host)
    town.host.says(f"/绑定群 {CAMP}", forum, thread=topic)
    await town.hears("本群已加入", forum)
    town.host.starts()
    forum.chat.closed.add(topic)
    for number in (1, 2):
        await town.owes(Address("telegram", str(forum.id), thread=str(topic)), f"第{number}条")
        await town.hears(f"第{number}条", forum)
    await town.hears("之后发到“综合”", person=town.host)
    assert sum("之后发到“综合”" in text_of(message) for message in town.host.sees()) == 1
    assert [row.thread for row in await town.database.read(lambda db: db.all(rooms.ROOMS, camp=1))] == [None, None]


async def test_j10_a_code_from_the_web_makes_two_accounts_one_person(town: Town) -> None:
    town.go_to(6, "08:10")
    town.ann.says("@qunxue_bot 打卡 早", town.group)
    await town.hears("第1天")
    private, her = Address("web", "@林晓", direct=True), Account("web", "林晓", "林晓", "zh")
    await town.app.receive(InboundEvent("web:1", town.clock.now(), private, her, Kind.SAID, "绑定"))
    post = await town.passes(lambda: next((str(post) for post in town.web.posts if "绑定" in str(post)), None))
    code = post.partition("绑定 ")[2][:6]
    town.cloud.fail(How.REFUSE, "sendMessage", code=429, retry_after=3)
    town.ann.starts()
    town.ann.says(f"绑定 {code}")
    await town.hears("绑定成功", person=town.ann)
    town.ann.says(f"绑定 {code}")
    await town.hears("验证码已使用", person=town.ann)
    await town.app.receive(InboundEvent("web:2", town.clock.now(), private, her, Kind.SAID, "打卡 又来"))
    await town.passes(lambda: any("今天已打卡" in str(post) for post in town.web.posts))
