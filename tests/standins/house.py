"""A small house for the web chat to live in alone: a real SQLite file, and a bot that answers by rote with every kind of part.

    python -m tests.standins.house --port 8090     prints links for three people in a room with a history

It keeps the promises a channel leans on: the inbox key decides, the said line is written in that transaction, answers come after
the commit through `place` and `placed`.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import struct
import tempfile
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4
from zoneinfo import ZoneInfo

import uvicorn
from starlette.applications import Starlette

from bot.channel import MenuItem, Panel, Receipt
from bot.channels.web import WebChannel, make_link
from bot.messages import Account, Address, Answer, InboundEvent, Kind, Lane, OutboundMessage, Sent
from bot.parts import Button, Buttons, Choice, Choices, File, Mark, Mention, Part, Picture, Progress, Run, Text, encode
from storage import inbox
from storage.channels import web
from storage.connection import Unavailable
from storage.database import Database
from tests.empty import empty_sqlite

KEY = "a key for tests alone"
ROOM = "营销实战营2605"
ZONE = ZoneInfo("Asia/Shanghai")
QUESTION = "第1题 客户说“太贵了”，你先做什么？"
OPTIONS = ("先降一点价，留住客户", "问清楚他在跟谁比较", "沉默，等对方先开口", "换一个更便宜的产品")
COST = (
    "先问与谁比，再拆成三年总成本。\n\n1. 先认可：“预算确实要花在刀刃上。”\n2. 再澄清：“您说的贵，是跟哪家比，还是跟预算比？”\n"
    "3. 然后拆开：采购价、实施、维护、停机损失。\n4. 把三年加在一起，用客户自己的数字。\n5. 停下来，等他算完。\n\n常见的坑：\n"
    "· 一听到贵就降价，等于承认报价是虚的\n· 拿参数去压，客户只听得见价格\n· 没有问清楚参照物，答的不是他的问题\n\n"
    "例子：某门店换收银系统，单价高 30%，三年总成本低 12%，因为停机从每月两次变成半年一次。\n\n练习：拿你手上的一个单子，"
    "写下客户的参照物，再写三年总成本的四项，明天带来。\n最后一行：先问，再算，最后才谈价。"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the rote bot owes: parts to the room, or a toast, or other words for a post it wrote before."""

    parts: tuple[Part, ...]
    replaces: tuple[str, ...] = ()
    whisper: bool = False


class RoteHouse:
    """A House whose handlers are a table of words."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC), url: str = "") -> None:
        """`url` names a database that has every table."""
        self.database = Database(url or empty_sqlite(folder / "web.db"))
        self.channel = WebChannel(KEY, bot="小助", timezone="Asia/Shanghai")
        self.folder, self.now = folder, now
        self.events: list[InboundEvent] = []
        self.broken = False
        self.url = ""
        self.points: dict[str, int] = {}
        self.stamped: set[str] = set()
        self.languages: dict[str, str] = {}
        self.votes: dict[str, str] = {}
        self._outbox = 0
        self._waiting: list[OutboundMessage] = []
        self._doing: set[asyncio.Task[None]] = set()
        self._tasks: list[asyncio.Task[None]] = []

    # ── House ────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def receive(self, event: InboundEvent) -> Receipt:
        if self.broken:
            raise Unavailable("standing in for a full disk")

        def hear(db: Any) -> bool:
            if not inbox.record(db, event.key, event.at):
                return False
            if not event.text.startswith("/secret"):
                self.channel.record(db, event)
            return True

        if not await self.database.transact(hear):
            return Receipt(event.key, fresh=False)
        self.events.append(event)
        owed = [self._owe(event, reply) for reply in self._answers(event)]
        self._waiting += [message for message in owed if message.whisper]
        for message in owed:
            if not message.whisper:
                self._later(self._send(message))
        return Receipt(event.key, fresh=True, reserved=tuple(message.id for message in owed if message.whisper))

    async def claim(self, receipt: Receipt) -> tuple[OutboundMessage, ...]:
        claimed = tuple(message for message in self._waiting if message.id in receipt.reserved)
        self._waiting = [message for message in self._waiting if message not in claimed]
        return claimed

    async def settle(self, message: OutboundMessage, sent: Sent) -> None:
        assert sent.refs == () or not message.whisper

    async def put_back(self, message: OutboundMessage, seconds: float) -> None:
        raise AssertionError("the web chat claims nothing it does not send")

    async def park(self, channel: str, reason: str | None) -> None:
        raise AssertionError("the web chat parks nothing")

    def counted(self, channel: str, room: str, *windows: tuple[int, timedelta]) -> AbstractAsyncContextManager[None]:
        raise AssertionError("the web chat is no platform that counts")

    async def keep(self, run: Callable[[Any], Any]) -> Any:
        return await self.database.transact(run)

    async def look(self, run: Callable[[Any], Any]) -> Any:
        return await self.database.read(run)

    def menu(self, role: str, language: str, *, direct: bool) -> tuple[MenuItem, ...]:
        if language == "zh":
            return tuple(MenuItem(words, help_zh) for words, help_zh, _ in MENU)
        return tuple(MenuItem(words[::-1], help_en) for words, _, help_en in MENU)

    async def desk(self, account: Account, address: Address, camp: int, said: Any) -> None:
        raise AssertionError("nobody comes to a desk here")

    async def desk_draft(self, account: Account, address: Address, camp: int, said: Any) -> None:
        raise AssertionError("nobody comes to a desk here")

    async def desk_table(self, account: Account, address: Address, camp: int, said: Any) -> bytes | None:
        raise AssertionError("nobody comes to a desk here")

    def desk_of(self, db: Any, account: Account, camp: int) -> str | None:
        return None

    async def around(self, account: Account, address: Address, *, desk: int | None = None) -> Panel:
        me, language = account.id, self.languages.get(account.id, account.language or "zh")
        done = me in self.stamped
        chips = [Button(*pair) for pair in (CHIPS_ZH if language == "zh" else CHIPS_EN)[1 if done else 0 :]]
        return Panel(self._cards(me, language, done), tuple(chips))

    def is_known(self, db: Any, account: Account, address: Address) -> bool:
        return account.name in {event.sender.name for event in self.events if event.sender}

    async def store(self, stream: AsyncIterator[bytes], name: str) -> str:
        file = uuid4().hex
        content = b"".join([chunk async for chunk in stream])
        await asyncio.to_thread((self.folder / file).write_bytes, content)
        return file

    def open(self, file: str) -> BinaryIO:
        return (self.folder / file).open("rb")

    # ── speaking by itself ───────────────────────────────────────────────────────────────────────────────────────────

    async def post(self, *parts: Part, room: str = ROOM, replaces: tuple[str, ...] = (), key: int | None = None) -> Sent:
        """The bot says something; `key` names it as an outbox id would."""
        return await self._send(self._message(Address("web", room), Reply(parts, replaces), key))

    async def whisper(self, words: str, name: str) -> None:
        answer = Answer(name, self.now() + timedelta(seconds=15))
        reply = Reply((Text.of(words),), whisper=True)
        await self.channel.deliver(self._message(Address("web", ROOM), reply, None, answer))

    def link(self, name: str, room: str = ROOM, url: str = "", **more: Any) -> str:
        return make_link(KEY, url, room, name, now=self.now(), **more)

    async def start(self) -> None:
        self._tasks.append(asyncio.create_task(self.channel.run(self)))

    async def stop(self) -> None:
        for task in [*self._tasks, *self._doing]:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._doing, return_exceptions=True)
        self._tasks.clear()

    def close(self) -> None:
        self.database.close()

    def _message(self, to: Address, reply: Reply, key: int | None = None, answer: Answer | None = None) -> OutboundMessage:
        if key is None:
            self._outbox += 1
            key = int(self.now().timestamp() * 1000) * 1000 + self._outbox
        return OutboundMessage(key, to, reply.parts, Lane.REPLY, reply.replaces, answer=answer, whisper=reply.whisper)

    def _owe(self, event: InboundEvent, reply: Reply) -> OutboundMessage:
        return self._message(event.address, reply, None, event.answer if reply.whisper else None)

    async def _send(self, message: OutboundMessage) -> Sent:
        sent: Sent = await self.database.transact(lambda db: self.channel.place(db, message))
        self.channel.placed(message, sent)
        return sent

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    # ── the rote ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _answers(self, event: InboundEvent) -> list[Reply]:
        if event.sender is None or event.kind not in (Kind.SAID, Kind.PRESSED):
            return []
        name, words = event.sender.id, event.text.lstrip("/").removeprefix("@小助").strip()
        verb, _, rest = words.partition(" ")
        match verb:
            case "打卡" | "checkin":
                return [self._stamp(name)]
            case "积分" | "points":
                return [Reply((Text.of(f"{name} 积分{self.points.get(name, 92)}｜Lv.2 破冰者｜距 Lv.3 还差 103"),))]
            case "测验" | "quiz":
                return [Reply((Text.of(QUESTION), quiz(self.now() + timedelta(seconds=20))))]
            case "投票" | "poll":
                return [Reply((Text((Run("下周线下日选哪天？", Mark.STRONG),)), poll(self.votes)))]
            case "选":
                return [Reply((Text.of(f"已记下 {rest[-1:]}，截止前可以改。"),), whisper=True)]
            case "投":
                self.votes[name] = rest[-1:]
                return [Reply((Text.of(f"你投给了 {rest[-1:]}"),), whisper=True), *self._recount(event)]
            case "图" | "picture":
                return [Reply((Text.of("本周打卡一览"), self.picture()))]
            case "文件" | "file":
                return [Reply((Text.of("错误表好了："), self.file("产品题库_错误表.xlsx", b"PK" + b"x" * 18_400)))]
            case "长文" | "long":
                return [Reply((Text.of(COST),))]
            case "进度" | "progress":
                self._later(self._work(event.address))
                return []
            case "微课" | "lesson":
                return [Reply(lesson())]
            case "悄悄" | "whisper":
                return [Reply((Text.of("只有你看得到这句。"),), whisper=True)] if event.answer else []
            case "语言" | "language":
                self.languages[name] = "en" if "en" in rest.lower() else "zh"
                return [Reply((Text.of("Language: English" if self.languages[name] == "en" else "语言：中文"),))]
            case "帮助" | "help":
                return [Reply(help_card())]
            case "secret":
                return [Reply((Text.of("收到。"),))]
        return [Reply((Text.of(f"没看懂“{words[:20]}”。试试：打卡 读完第三章"),))] if event.address.direct else []

    def _stamp(self, name: str) -> Reply:
        if name in self.stamped:
            return Reply((Text.of("今天已打卡（08:10），内容已追加，不重复计分。"),))
        self.stamped.add(name)
        self.points[name] = self.points.get(name, 92) + 5
        line = f"✅ {name} 第3天｜+5｜积分{self.points[name]}｜今日 {len(self.stamped)}/45"
        return Reply((Text.of(line),))

    def _recount(self, event: InboundEvent) -> list[Reply]:
        if event.about is None:
            return []
        return [Reply((Text((Run("下周线下日选哪天？", Mark.STRONG),)), poll(self.votes)), replaces=(event.about,))]

    async def _work(self, to: Address) -> None:
        sent = await self._send(self._message(to, Reply((Progress("正在试读 产品题库.xlsx", 0, 50),))))
        for done in range(10, 51, 10):
            await asyncio.sleep(0.5)
            await self._send(self._message(to, Reply((Progress("正在试读 产品题库.xlsx", done, 50),), sent.refs)))
        words = Text.of("试读完成，尚未写入：可导入46，问题4。")
        buttons = Buttons.row(Button("导入", "导入"), Button("下载错误表", "下载错误表"))
        await self._send(self._message(to, Reply((words, buttons), sent.refs)))

    def picture(self) -> Picture:
        (self.folder / "chart").write_bytes(png(960, 540))
        return Picture("chart", "本周打卡柱状图：周一 41，周二 43，周三 39，周四 42，周五 40", 960, 540)

    def file(self, name: str, content: bytes) -> File:
        file = uuid4().hex
        (self.folder / file).write_bytes(content)
        return File(file, name, len(content))

    def _cards(self, me: str, language: str, done: bool) -> dict[str, Any]:
        today = self.now().astimezone(ZONE).date()
        zh = language == "zh"
        balance = self.points.get(me, 92)
        others = [("何琳", 152), ("周航", 150), ("陈默", 120), ("赵敏", 101), ("孙悦", 99)]
        board = sorted([*(pair for pair in others if pair[0] != me), (me, balance)], key=lambda pair: -pair[1])
        return {
            "me": {"language": language, "role": "manager" if me == "王岚" else "learner", "name": me},
            "camp": {"name": ROOM},
            "streak": {"count": 3 if done else 2, "days": streak(today, done)},
            "points": {
                "balance": balance,
                "level": 2,
                "title": "破冰者" if zh else "Ice-breaker",
                "next": {"title": "问诊师" if zh else "Diagnostician", "at": 200, "earned": balance},
            },
            "board": [
                {"rank": n + 1, "name": name, "points": points, "me": name == me} for n, (name, points) in enumerate(board)
            ],
            "lesson": {"title": "用提问澄清“贵”的参照" if zh else "Ask what “expensive” is measured against", "minutes": 6},
            "calendar": calendar(today),
            "today": [
                [
                    1,
                    "打卡" if zh else "Check in",
                    ("今天已打卡" if zh else "done for today") if done else "到 22:00" if zh else "until 22:00",
                    "" if done else "打卡",
                    done,
                ],
                [
                    2,
                    "微课" if zh else "Lesson",
                    "用提问澄清“贵”的参照 · 约6分钟" if zh else "Ask what “expensive” is measured against · about 6 min",
                    "微课",
                    False,
                ],
                [
                    3,
                    "作业" if zh else "Homework",
                    "拜访提纲 · 06-10 18:00 前" if zh else "Call plan · by 06-10 18:00",
                    "交作业 1",
                    False,
                ],
            ],
        }

    # ── a history to look at ─────────────────────────────────────────────────────────────────────────────────────────

    async def furnish(self) -> None:
        """Three days of talk in the room, so that there is something to see."""
        chart, sheet = self.picture(), self.file("客户异议清单.xlsx", b"PK" + b"x" * 48_000)
        await self.database.transact(lambda db: self._furnish(db, chart, sheet))

    def _furnish(self, db: Any, chart: Picture, sheet: File) -> None:
        now = self.now()
        today = now.astimezone(ZONE).date()
        for index, (days, clock, who, *parts) in enumerate(history(chart, sheet, now)):
            hour, minute = divmod(clock, 100)
            at = datetime(today.year, today.month, today.day, hour, minute, tzinfo=ZONE) - timedelta(days=days)
            kind = {"小助": "bot", "": "note"}.get(who, "person")
            author = who if kind == "person" else None
            shared = [web.Shared(part.file, "file") for part in parts if isinstance(part, Picture | File)]
            key = f"past:{index}"
            web.write(
                db,
                room=ROOM,
                key=key,
                kind=kind,
                author=author,
                name=who,
                parts=encode(parts),
                at=min(at.astimezone(UTC), now),
                files=shared,
            )


MENU = (
    (("打卡", "checkin"), "每天打卡一次，可附一句话。", "Stamp today, with an optional note."),
    (("补卡", "makeup"), "补最近七天漏掉的工作日。", "Make up a missed workday of the last seven days."),
    (("请假", "leave"), "请一天或几天假，不计入应打卡。", "Take leave; those days are not counted."),
    (("积分", "points"), "看我的积分和等级。", "My points and level."),
    (("流水", "ledger"), "看积分从哪里来。", "Where my points came from."),
    (("排行榜", "rank"), "看本周、本月或全部排名。", "This week, this month or all time."),
    (("微课", "lesson"), "今天的微课。", "Today's micro-lesson."),
    (("帮助", "help"), "看看能说什么。", "What you can say."),
)
CHIPS_ZH = (("打卡", "打卡"), ("今日微课", "微课"), ("积分", "积分"), ("排行榜", "排行榜"), ("帮助", "帮助"))
CHIPS_EN = (("Check in", "checkin"), ("Lesson", "lesson"), ("Points", "points"), ("Ranking", "rank"), ("Help", "help"))


def quiz(until: datetime | None, right: str = "") -> Choices:
    """A question of twenty seconds; with `right`, revealed."""
    told: Callable[[str], bool | None] = lambda letter: letter == right if right else None  # noqa: E731
    options = zip("ABCD", OPTIONS, strict=True)
    says: Callable[[str], str] = lambda letter: "" if right else f"选 D41 {letter}"  # noqa: E731
    return Choices(tuple(Choice(letter, words, says(letter), None, told(letter)) for letter, words in options), until, 20)


def poll(votes: dict[str, str]) -> Choices:
    """A poll with what was counted so far, four votes before anybody came."""
    before = {"A": 1, "B": 3, "C": 0}
    total = sum(before.values()) + len(votes)
    counts = {letter: before[letter] + list(votes.values()).count(letter) for letter in before}
    words = {"A": "5月12日（周二）", "B": "5月14日（周四）", "C": "5月16日（周六）"}
    return Choices(tuple(Choice(letter, words[letter], f"投 P7 {letter}", (counts[letter], total)) for letter in "ABC"))


def lesson() -> tuple[Part, ...]:
    return (
        Text(
            (
                Run("📘 今日微课（约6分钟）", Mark.STRONG),
                Run("\n技巧：用提问澄清“贵”的参照。\n案例：某门店的客户说报价高，其实是在跟去年的旧系统比。\n"),
                Run("参考资料", link="https://example.org/lesson"),
            )
        ),
        Buttons.row(Button("已学", "已学 L12"), Button("提问", "提问"), Button("明天再看", "顺延 L12")),
    )


def help_card() -> tuple[Part, ...]:
    return (
        Text((Run("常用的几句", Mark.STRONG), Run("\n"), Run("打卡 读完第三章", Mark.CODE), Run("  每天一次，可附一句话\n"))),
        Buttons.column(Button("打卡", "打卡"), Button("今日微课", "微课"), Button("我的积分", "积分")),
    )


def history(chart: Picture, sheet: File, now: datetime) -> list[tuple[Any, ...]]:
    """(days ago, hhmm, who, parts…), oldest first."""
    t = Text.of
    return [
        (2, 900, "", t("王岚 来了")),
        (2, 900, "小助", t("欢迎来到 营销实战营2605。第一步：打卡，写一句今天的目标。"), Buttons.row(Button("打卡", "打卡"))),
        (2, 902, "", t("林晓 来了")),
        (2, 903, "", t("周航 来了")),
        (2, 905, "王岚", t("大家好，我是社群经理王岚。营期三周，每天十分钟就够。")),
        (2, 906, "王岚", t("有问题直接 @小助，或者来找我。")),
        (2, 910, "林晓", t("打卡 听完需求洞察第1课")),
        (2, 910, "小助", t("✅ 林晓 第1天｜+5｜积分5｜今日 1/45")),
        (2, 911, "周航", t("打卡 复述FABE，讲给同事听了一遍")),
        (2, 911, "小助", t("✅ 周航 第1天｜+5｜积分5｜今日 2/45")),
        (1, 830, "小助", *lesson()),
        (1, 915, "陈默", t("客户嫌我们报价高，怎么回？昨天又被问住了 😅")),
        (1, 918, "何琳", t(COST)),
        (1, 921, "陈默", t("收藏了，今天就试。")),
        (1, 922, "何琳", t("把清单也发你，照着问就行"), sheet),
        (1, 1400, "小助", t(QUESTION), quiz(now - timedelta(days=1), "B")),
        (1, 1401, "小助", t("答案 B。林晓880　周航660　陈默0（超时）")),
        (1, 1730, "小助", t("本周打卡一览"), chart),
        (0, 0, "林晓", t("早上好")),
        (0, 1, "小助", Mention(1, "林晓", "林晓"), t("你已连续打卡2个工作日，再来一天就追平上周。")),
        (0, 2, "小助", Text((Run("下周线下日选哪天？", Mark.STRONG),)), poll({})),
        (0, 3, "周航", t("我周四可以，周二要出差 https://example.org/trip")),
    ]


def streak(today: date, done: bool) -> list[dict[str, str]]:
    """The last fourteen days with a bit of everything."""
    days = [today - timedelta(days=back) for back in range(13, -1, -1)]
    states = ["rest" if day.weekday() > 4 else "done" for day in days]
    states[0:6] = ["done", "missed", "makeup", "leave", "leave", "done"]
    states[-1] = "done" if done else "today"
    return [{"day": day.isoformat(), "state": state} for day, state in zip(days, states, strict=True)]


def calendar(today: date) -> dict[str, str]:
    """A rest day yesterday and a day of making up for it today, so that both can be seen."""
    return {(today - timedelta(days=1)).isoformat(): "休", today.isoformat(): "班"}


def png(width: int, height: int) -> bytes:
    """A chart of five bars on paper, as a PNG."""
    paper, bar = b"\xfa\xfa\xf7", b"\x0f\x76\x6e"
    tops = [height - int(height * share) for share in (0.82, 0.86, 0.78, 0.84, 0.80)]
    rows = []
    for y in range(height):
        row = b"".join(
            (bar if y > tops[slot] and y < height - 40 and 30 < x % (width // 5) < 150 else paper)
            for x in range(width)
            for slot in [min(4, x // (width // 5))]
        )
        rows.append(b"\0" + row)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


class Server(uvicorn.Server):
    """Leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def served(house: RoteHouse, port: int = 0) -> AsyncIterator[str]:
    """The channel's routes on a real server; gives its address."""
    listening = socket.create_server(("127.0.0.1", port))
    site = Starlette(routes=list(house.channel.routes()))
    server = Server(uvicorn.Config(site, log_level="error", lifespan="off", timeout_graceful_shutdown=2))
    await house.start()
    serving = asyncio.create_task(server.serve([listening]))
    house.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        yield house.url
    finally:
        await house.stop()
        server.should_exit = True
        await serving


async def main(port: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = RoteHouse(Path(folder))
        await house.furnish()
        async with served(house, port) as url:
            for name in ("林晓", "周航", "王岚"):
                print(name, house.link(name, url=url), flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="The web chat with a bot that answers by rote.")
    parser.add_argument("--port", type=int, default=8090)
    asyncio.run(main(parser.parse_args().port))
