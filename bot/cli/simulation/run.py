"""The simulated weeks: every line and press an event of the web chat, one moment after the other, in a database of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from zoneinfo import ZoneInfo

from bot import fast_forward
from bot.app import App
from bot.channels.web import WebChannel
from bot.cli import starter_camp
from bot.cli.simulation.answer_key import right_answers
from bot.cli.simulation.behaviour import Habits
from bot.cli.simulation.people import SimulatedLearner
from bot.cli.simulation.script import ScriptLine, script
from bot.clock import HandClock
from bot.config import Settings, signing_key
from bot.messages import Account, Address, Answer, InboundEvent, Kind, OutboundMessage, Sent
from scheduler.calendar import Calendar
from storage import migrate, points
from storage.database import Database

BEGINS = time(7, 10)
TOAST = timedelta(seconds=10)


@dataclass
class Lived:
    """What came of it: messages people sent, messages the bot sent, and how many balances are not their ledger's sum."""

    said: int = 0
    answered: int = 0
    astray: int = 0


class Watched(WebChannel):
    """The web chat, with a list of what the bot has posted since anybody last looked."""

    def __init__(self, key: str, settings: Settings) -> None:
        said = settings.bot
        super().__init__(key, bot=said.name, language=said.language, timezone=said.timezone)
        self.news: list[tuple[OutboundMessage, str]] = []

    def placed(self, message: OutboundMessage, sent: Sent) -> None:
        super().placed(message, sent)
        if not message.replaces:
            self.news.append((message, sent.refs[0]))


@dataclass
class Life:
    """One camp under way."""

    app: App
    chat: Watched
    clock: HandClock
    habits: Habits
    lived: Lived = field(default_factory=Lived)
    present: set[str] = field(default_factory=set)
    pinned: list[tuple[OutboundMessage, str]] = field(default_factory=list)
    """What was posted before anybody came: whoever comes sees it."""
    ahead: list[tuple[datetime, int, ScriptLine, str | None]] = field(default_factory=list)
    number: count[int] = field(default_factory=count)

    def plan(self, line: ScriptLine, about: str | None = None) -> None:
        heappush(self.ahead, (line.at, next(self.number), line, about))

    async def go_on(self, end: datetime, day_begins: Callable[[date, Lived], None], zone: ZoneInfo) -> None:
        """Every line and everything due until `end`, each at its moment."""
        day: date | None = None
        while (at := await self._next()) is not None and at <= end:
            if at > self.clock.now():
                self.clock.move(at)
            if (today := self.clock.now().astimezone(zone).date()) != day:
                day = today
                day_begins(day, self.lived)
            if self.ahead and self.ahead[0][0] <= self.clock.now():
                _, _, line, about = heappop(self.ahead)
                await self._does(line, about)
            await fast_forward.settle(self.app)
            self._look_around()

    async def _next(self) -> datetime | None:
        """The next moment at which anything happens."""
        due = await self.app.runner.next_moment()
        moments = [moment for moment in (due, self.ahead[0][0] if self.ahead else None) if moment is not None]
        return min(moments, default=None)

    async def _does(self, line: ScriptLine, about: str | None) -> None:
        """One event, as a browser's tab hands it in."""
        now = self.clock.now()
        room = about.rpartition("#")[0] if about else f"@{line.who}" if line.private else starter_camp.ROOM
        event = InboundEvent(
            f"web:life:{self.lived.said}",
            now,
            Address("web", room, direct=room.startswith("@")),
            Account("web", line.who, line.who),
            line.kind,
            line.says,
            about=about,
            answer=Answer(line.who, now + TOAST) if line.kind is Kind.PRESSED else None,
        )
        self.lived.said += 1
        await self.chat.answer(await self.app.receive(event))
        if line.kind is Kind.JOINED:
            self.present.add(line.who)
            for message, ref in self.pinned:
                self._shown(message, ref, [line.who])

    def _look_around(self) -> None:
        """Whoever is there sees what is new, and means to do something about it."""
        news, self.chat.news = self.chat.news, []
        self.lived.answered += len(news)
        for message, ref in sorted(news, key=lambda one: (one[0].to.room, int(one[1].rpartition("#")[2]))):
            self._shown(message, ref, sorted(self.present))

    def _shown(self, message: OutboundMessage, ref: str, present: Sequence[str]) -> None:
        for doing in self.habits.shown(message.to.room, message.parts, self.clock.now(), present):
            self.plan(doing.line, ref if doing.about else None)


async def live(
    settings: Settings,
    learners: Sequence[SimulatedLearner],
    *,
    first: date,
    until: datetime,
    seed: int,
    day_begins: Callable[[date, Lived], None] = lambda day, lived: None,
) -> Lived:
    """Opens the starter camp early on the first day and lets it live until a moment. The database must be new: it is theirs alone.

    The same seed, learners and days give the same words.
    """
    zone = ZoneInfo(settings.bot.timezone)
    clock = HandClock(datetime.combine(first, BEGINS, zone))
    database = Database(settings.storage.url, synchronous="OFF")
    migrate.upgrade(database.engine, now=clock.now())
    chat = Watched(signing_key(settings).decode(), settings)
    app = App(settings, database, [chat], clock=clock)
    chance = Random(seed)
    life = Life(app, chat, clock, Habits(learners, right_answers(), chance))
    loops = [asyncio.create_task(run) for run in (chat.run(app), app.delivery.run(), app.task_pool.run())]
    try:
        await app.wake_up()
        await starter_camp.settle_in(app)
        await fast_forward.settle(app)
        life.pinned, chat.news = chat.news, []
        days = (until.astimezone(zone).date() - first).days + 1
        for line in script(learners, first, days, zone, Calendar(), chance):
            life.plan(line)
        await life.go_on(until, day_begins, zone)
        life.lived.astray = len(await database.read(points.astray))
        return life.lived
    finally:
        for loop in loops:
            loop.cancel()
        await asyncio.wait(loops)
        database.close()
