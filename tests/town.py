"""A town: the whole app on a temporary database, people as objects, the clock in the hand.

def test_a_day(town):
    ann = town.learner("林晓")
    assert "第1天" in ann.says("打卡")
"""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.app import App
from bot.channel import Can, Channel, House, Pace, Receipt
from bot.channels.web import WebChannel
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage, Tasks
from bot.messages import Account, Address, Answer, FileRef, InboundEvent, Kind, OutboundMessage, Sent
from bot.parts import Button, Buttons, Choices, Part, plain
from bot.task_process import MEMORY, ProcessExecutor
from scheduler.calendar import Calendar
from storage import migrate
from storage.database import Database, connect

T = TypeVar("T")
ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 5, 6, 8, 10, tzinfo=ZONE)
OPENED_BY = Bot(owners=("telegram:王岚",))
CAMP = "营销实战营2605"


@cache
def _processes() -> ProcessExecutor:
    """The worker processes of a whole test run: starting them, and jieba's dictionary in each, costs seconds."""
    processes = ProcessExecutor(MEMORY)
    atexit.register(processes.join, 5)
    atexit.register(processes.stop)
    return processes


class SharedProcesses:
    """A town's place in them: to stop is to end what this town asked for, as its own pool would."""

    def __init__(self) -> None:
        self.asked: list[Future[Any]] = []

    def schedule(self, run: Callable[..., Any], args: tuple[Any, ...], timeout: float) -> Future[Any]:
        self.asked.append(_processes().schedule(run, args, timeout))
        return self.asked[-1]

    def stop(self) -> None:
        for future in self.asked:
            future.cancel()

    def join(self, timeout: float) -> None:
        wait(self.asked, timeout)


class Square:
    """A platform that carries everything at once and remembers it: a stand-in for a chat people stand in together."""

    def __init__(self, name: str, can: Can | None = None) -> None:
        self.name, self.can, self.pace = name, can or Can(), Pace(rate=float("inf"))
        self.posts: list[Post] = []
        self.fails: list[Exception] = []
        self.files: dict[str, bytes] = {}
        self.takes = timedelta(0)
        self.clock: HandClock | None = None

    def routes(self) -> Sequence[Any]:
        return ()

    async def run(self, house: House) -> None:
        await asyncio.Event().wait()

    def render(self, message: OutboundMessage) -> list[Any]:
        return [message.parts]

    async def deliver(self, message: OutboundMessage) -> Sent:
        assert self.clock is not None
        if self.fails:
            raise self.fails.pop(0)
        if message.whisper:
            self.posts.append(Post(message.to.room, message.parts, "", whisper=True))
            return Sent((), self.clock.now())
        if self.takes:
            self.clock.move(self.takes)
        if message.replaces:
            edited = next(post for post in self.posts if post.ref == message.replaces[0])
            edited.parts, edited.edits = message.parts, edited.edits + 1
            return Sent(message.replaces, self.clock.now())
        ref = f"{message.to.room}/{len(self.posts) + 1}"
        self.posts.append(Post(message.to.room, message.parts, ref))
        return Sent((ref,), self.clock.now())

    async def fetch(self, ref: FileRef) -> AsyncIterator[bytes]:
        yield self.files[ref.token]


@dataclass
class Post:
    """What the bot said in a room of a square."""

    room: str
    parts: tuple[Part, ...]
    ref: str
    whisper: bool = False
    edits: int = 0

    def __str__(self) -> str:
        return plain(self.parts)

    @property
    def buttons(self) -> list[Button]:
        rows = [row for part in self.parts if isinstance(part, Buttons) for row in part.rows]
        options = [
            Button(option.letter, option.says)
            for part in self.parts
            if isinstance(part, Choices)
            for option in part.options
            if option.says
        ]
        return [button for row in rows for button in row] + options


class Heard(str):
    """The bot's new words in a room, as one text; `posts` are the messages."""

    posts: list[Post]

    @classmethod
    def of(cls, posts: list[Post]) -> Heard:
        heard = cls("\n".join(str(post) for post in posts))
        heard.posts = posts
        return heard


@dataclass
class Somebody:
    """A person with one account: what they say and press goes through the real inbound path."""

    town: Town
    name: str
    channel: str
    id: str
    room: str
    language: str | None = None
    is_room_admin: bool = False

    def says(self, words: str, *, room: str | None = None, about: Post | None = None, files: tuple[FileRef, ...] = ()) -> Heard:
        """In the group (`@小助` is not needed: this platform marks what is said to the bot)."""
        return self.town.hear(self.event(Kind.SAID, words, self.town.at(self.channel, room or self.room), about, files=files))

    def tells(self, words: str, *, files: tuple[FileRef, ...] = ()) -> Heard:
        """In private."""
        return self.town.hear(self.event(Kind.SAID, words, self.private, files=files))

    def confirms(self, words: str, *, room: str | None = None) -> Heard:
        """What is shown first, and sent: said in the group where one is named, else in private; gives what 发出 is answered, or why there
        is nothing to send."""
        said = self.says(words, room=room) if room else self.tells(words)
        for label in ("发出", "Send"):
            if self.reads(label):
                return self.presses(label, self.heard_privately.posts[-1])
        return said

    def reads(self, label: str) -> bool:
        """Whether the last message they had in private has that button."""
        posts = self.heard_privately.posts
        return bool(posts) and any(button.label == label for button in posts[-1].buttons)

    def takes_back(self) -> Heard:
        """撤销: what would be undone is shown, and agreed to; gives what that is answered, or why there is nothing to agree to."""
        shown = self.tells("撤销")
        for label in ("确认撤销", "Undo it"):
            if self.reads(label):
                return self.presses(label, self.heard_privately.posts[-1])
        return shown

    def becomes_one_with(self, other: Somebody) -> Heard:
        """绑定: the code this one asks for is typed by the other, and agreed to where there is a role; gives what is said at the end."""
        code = self.tells("绑定").split("绑定 ")[1][:6]
        said = other.tells(f"绑定 {code}")
        return self.presses("确认绑定", self.heard_privately.posts[-1]) if self.reads("确认绑定") else said

    def chats(self, words: str) -> Heard:
        """In the group, not to the bot."""
        event = self.event(Kind.SAID, words, self.town.at(self.channel, self.room))
        return self.town.hear(InboundEvent(event.key, event.at, event.address, event.sender, event.kind, event.text))

    def presses(self, label: str, post: Post) -> Heard:
        """A button of a message, by its label."""
        button = next(button for button in post.buttons if button.label == label)
        at = self.private if post.room == self.private.room else self.town.at(self.channel, post.room)
        return self.town.hear(self.event(Kind.PRESSED, button.says, at, post))

    def comes(self) -> Heard:
        """Joins the group."""
        return self.town.hear(self.event(Kind.JOINED, "", self.town.at(self.channel, self.room)))

    @property
    def private(self) -> Address:
        return Address(self.channel, f"@{self.id}", direct=True)

    @property
    def heard_privately(self) -> Heard:
        """Everything the bot ever told them in private."""
        return Heard.of([post for post in self.town.squares[self.channel].posts if post.room == self.private.room])

    def event(
        self, kind: Kind, words: str, address: Address, about: Post | None = None, files: tuple[FileRef, ...] = ()
    ) -> InboundEvent:
        now = self.town.clock.now()
        answer = Answer(f"press{self.town.events}", now + timedelta(seconds=10)) if kind is Kind.PRESSED else None
        self.town.events += 1
        return InboundEvent(
            f"{self.channel}:{self.town.events}",
            now,
            address,
            Account(self.channel, self.id, self.name, self.language, self.is_room_admin),
            kind,
            words,
            about=about.ref if about else None,
            files=files,
            answer=answer,
            data={"to_us": True},
        )


@dataclass
class Town:
    """One running app and the squares around it."""

    url: str
    folder: Path
    channels: tuple[str, ...] = ("telegram",)
    start: datetime = START
    group: str = "群一"
    events: int = 0
    squares: dict[str, Square] = field(default_factory=dict)
    bot: Bot = OPENED_BY
    own_processes: bool = False
    """Whether its tasks run in a pool started for it alone, not in the one all towns share."""
    workers: int = 2
    files: str = ""
    """Where its files are kept, if not in its folder."""
    page: WebChannel | None = None
    """The web chat beside the squares, as far as it can be had without a server."""

    def __post_init__(self) -> None:
        self.clock = HandClock(self.start.astimezone(UTC))
        self.loop = asyncio.new_event_loop()
        self.squares = {name: Square(name) for name in self.channels}
        for square in self.squares.values():
            square.clock = self.clock
        self._open()

    # ── running ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _open(self) -> None:
        files: dict[str, Any] = {"files": self.files} if self.files else {}
        settings = Settings(bot=self.bot, storage=Storage(url=self.url, **files), tasks=Tasks(workers=self.workers))
        self.database = Database(self.url)
        pool = None if self.own_processes else SharedProcesses()
        channels: list[Channel] = [*self.squares.values(), *([self.page] if self.page else [])]
        self.app = App(settings, self.database, channels, clock=self.clock, folder=self.folder, pool=pool)
        if self.page:
            self.page.hub.house = self.app
        self.run(self.app.wake_up())
        self._loops = [self.loop.create_task(self.app.delivery.run()), self.loop.create_task(self.app.task_pool.run())]
        self.settle()

    def _close(self) -> None:
        for task in self._loops:
            task.cancel()
        self.run(asyncio.wait(self._loops))
        self.database.close()

    def restart(self) -> None:
        """As after a stop: the same database, everything in memory gone."""
        self._close()
        self._open()

    def close(self) -> None:
        self._close()
        if left := asyncio.all_tasks(self.loop):  # a worker that was not given the time for a goodbye has its connections open
            for task in left:
                task.cancel()
            self.run(asyncio.wait(left, timeout=10))
        self.loop.close()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def settle(self) -> None:
        """Until all that is due is done, sent and answered."""
        self.run(self._settled())

    async def _settled(self) -> None:
        while True:
            before = self.events, sum(len(square.posts) for square in self.squares.values())
            ran = await self.app.runner.tick()
            await self.app.task_pool.idle()
            await self.app.delivery.idle()
            if not ran and before == (self.events, sum(len(square.posts) for square in self.squares.values())):
                return

    def receive(self, event: InboundEvent) -> Receipt:
        """One event, as a channel hands it over; a toast that was reserved is given at once."""
        receipt = self.run(self.app.receive(event))
        for message in self.run(self.app.claim(receipt)):
            self.run(self.app.settle(message, self.run(self.squares[message.to.channel].deliver(message))))
        return receipt

    def hear(self, event: InboundEvent) -> Heard:
        """What the bot says in the event's room because of it."""
        square = self.squares[event.address.channel]
        before = len(square.posts)
        self.receive(event)
        self.settle()
        return Heard.of([post for post in square.posts[before:] if post.room == event.address.room])

    # ── the clock ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def now(self) -> datetime:
        return self.clock.now().astimezone(ZONE)

    def go_to(self, day: str | date, at: str = "09:00") -> None:
        """To a day of 2026 (5/7) and a time, with everything due in between done."""
        if isinstance(day, str):
            month, number = day.split("/")
            day = date(2026, int(month), int(number))
        self.move_to(datetime.combine(day, time.fromisoformat(at), ZONE))

    def move_to(self, moment: datetime) -> None:
        """Stops at every moment on the agenda on the way, as the beat would."""
        while (due := self.run(self.app.runner.next_moment())) is not None and self.clock.now() < due <= moment:
            self.clock.move(due)
            self.settle()
        self.clock.move(moment.astimezone(UTC))
        self.settle()

    def pass_(self, **span: float) -> None:
        self.move_to(self.now + timedelta(**span))

    def pass_workdays(self, days: int) -> None:
        day = self.now.date()
        for _ in range(days):
            day = Calendar().next_workday(day)
        self.go_to(day, f"{self.now:%H:%M}")

    # ── people ───────────────────────────────────────────────────────────────────────────────────────────────────

    def somebody(
        self, name: str, channel: str | None = None, *, ident: str | None = None, language: str | None = None
    ) -> Somebody:
        return Somebody(self, name, channel or self.channels[0], ident or name, self.group, language)

    def learner(self, name: str, channel: str | None = None, **more: Any) -> Somebody:
        """Somebody who came into the group."""
        person = self.somebody(name, channel, **more)
        person.comes()
        return person

    def learners(self, count: int) -> list[Somebody]:
        return [self.learner(f"学员{n}") for n in range(1, count + 1)]

    def opened(self, name: str = CAMP) -> Somebody:
        """The camp is open in the group; gives its owner."""
        owner = self.somebody("王岚")
        assert "开好了" in owner.says(f"开营 {name}")
        return owner

    def at(self, channel: str, room: str) -> Address:
        return Address(channel, room)

    def look(self, statement: Any, **values: Any) -> list[Any]:
        """Rows straight from the database."""

        async def read() -> list[Any]:
            return await self.database.read(lambda db: db.all(statement, **values))

        return self.run(read())


def make_template(url: str) -> None:
    """An empty database with every table."""
    engine = connect(url)
    migrate.upgrade(engine, now=START)
    engine.dispose()
