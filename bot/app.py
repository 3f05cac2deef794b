"""The composition root: configuration → database, features, channels and loops in one TaskGroup. Implements House."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar
from urllib.parse import urlencode

import structlog

from bot import desk, today
from bot.channel import (
    Channel,
    ChecksSessions,
    FileGone,
    HasLinks,
    KeepsTranscript,
    MenuItem,
    Panel,
    Receipt,
    ShowsLive,
    WritesHere,
)
from bot.clock import Clock, SystemClock
from bot.config import Settings, signing_key
from bot.context import Context
from bot.delivery import Delivery
from bot.delivery.carrying import Carrying
from bot.delivery.election import SenderElection
from bot.delivery.send_counts import SendCounts
from bot.discovery import find_features
from bot.dispatcher import Dispatcher
from bot.effects import Effects
from bot.feature import Asker
from bot.file_links import FileLinks
from bot.identity import IdentityResolver
from bot.membership import Role
from bot.messages import Account, Address, InboundEvent, Kind, Lane, OutboundMessage, Sent
from bot.metrics import Metrics, ProcessState
from bot.parts import Button
from bot.phrases import Phrase
from bot.router import Router
from bot.task_pool import TaskPool
from bot.task_process import Executor
from bot.task_queue import TaskQueue
from bot.task_runner import TaskRunner
from bot.today import TodayRow
from scheduler.calendar import Calendar
from scheduler.runner import Runner
from storage import agenda, migrate, outbox
from storage.announcements import Announcement, Announcements, Aside
from storage.connection import Db
from storage.database import Database
from storage.files import IN_DATABASE, FileMissing, files_in
from storage.sender_locks import SenderLocks, Term

if TYPE_CHECKING:  # APScheduler is loaded when the app runs, not by a command that only looks something up
    from scheduler.ticker import Ticker

log = structlog.get_logger()
T = TypeVar("T")

HELP = Phrase(zh="帮助", en="Help")
WARMS_UP_AFTER = timedelta(seconds=1)
CLAIM_LASTS = timedelta(seconds=20)
"""How long a claimed row is the channel's; after a crash it is sent the ordinary way."""


class App:
    """One running bot. `wake_up` takes up what was left, `run` adds the loops."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        channels: Iterable[Channel],
        *,
        clock: Clock | None = None,
        public_url: str = "",
        folder: Path | None = None,
        pool: Executor | None = None,
    ) -> None:
        self.settings, self.database = settings, database
        self.clock = clock or SystemClock()
        self.metrics = Metrics()
        kept = settings.storage.files
        where = kept if folder is None or kept == IN_DATABASE else str(folder / "files")
        self.files = files_in(where, database.engine, self.clock.now)
        self.channels: dict[str, Channel] = {channel.name: channel for channel in channels}
        self.router = Router(find_features(), settings.bot.name)
        self.router.channels = self.channels
        self.router.owners = frozenset(settings.bot.owners)
        self.router.retention_days = settings.storage.retention_days
        self.router.secret = partial(signing_key, settings, folder)
        self.identity = IdentityResolver(
            self.router,
            self.clock,
            language=settings.bot.language,
            timezone=settings.bot.timezone,
            country=settings.bot.country,
            owners=frozenset(settings.bot.owners),
            public_url=public_url,
        )
        self.dispatcher = Dispatcher(database, self.router, self.clock, self.identity)
        secret = self.router.secret
        self.file_links = FileLinks(
            secret, lambda: self.identity.public_url, self.open, self.clock.now, language=settings.bot.language
        )
        carrying = Carrying(database, self.files, self.channels, self.file_links.link)
        self._fits = carrying.fitted
        self.delivery = Delivery(database, self.clock, settled=self._settled, due=self._due, fits=self._fits)
        self._send_counts = SendCounts(database, self.clock)
        workers = settings.tasks.workers
        given: dict[str, Any] = {"workers": workers, "pool": pool, "secret": secret}
        doing = TaskRunner(database, self.clock, self.files, self.receive, self.channels, **given)
        self.task_pool = TaskPool(doing) if database.backend == "sqlite" else TaskQueue(doing)
        self.runner = Runner(database, self.clock, self.receive)
        sending = [name for name, channel in self.channels.items() if not isinstance(channel, WritesHere)]
        self.election = SenderElection(SenderLocks(database, sending), self._send_for)
        self.announcements = Announcements(database, self._heard, self._heard_aside)
        self.ticker: Ticker | None = None
        """There is one while we run."""
        self._connect()

    def _connect(self) -> None:
        for channel in self.channels.values():
            self.delivery.add(channel)
            if isinstance(channel, KeepsTranscript):
                self.dispatcher.transcripts[channel.name] = channel
            if isinstance(channel, ShowsLive):
                channel.on_written.append(partial(self._announce, channel.name))
                if self.database.backend != "sqlite":
                    channel.on_aside.append(partial(self._say_aside, channel.name))
            if isinstance(channel, ChecksSessions):
                self.dispatcher.sessions[channel.name] = channel
            if channel.can.company:
                self.identity.company_channels.add(channel.name)
            if channel.can.caseless:
                self.identity.caseless_channels.add(channel.name)
        self.dispatcher.on_commit += [self.delivery.wake, self.task_pool.wake, self._wake_ticker]
        if self.database.backend != "sqlite":
            self.dispatcher.on_commit.append(self._announce_owed)
        self.dispatcher.on_event.append(self.metrics.event)

    async def wake_up(self) -> None:
        """Takes up what a stop or a crash left: messages owed, work asked for, rhythms not planned."""
        await self.database.transact(self.dispatcher.plan_missing)
        await self.delivery.recover()
        await self.task_pool.recover()

    async def run(self, listening: socket.socket) -> None:
        """Everything at once, until cancelled."""
        from bot.http import Door, serve
        from scheduler.ticker import Ticker

        await self.wake_up()
        web = self.settings.web
        door = Door(web.trusted_proxies, bool(web.public_url), web.metrics_token.get_secret_value())
        self.ticker = Ticker(self.runner)
        self.ticker.start()
        try:
            async with asyncio.TaskGroup() as group:
                for channel in self.channels.values():
                    if not channel.can.alone:
                        group.create_task(_keep_running(channel, self), name=channel.name)
                group.create_task(self._warm_up(), name="warm up")
                group.create_task(self.delivery.write(), name="write")
                group.create_task(self.election.run(), name="send")
                group.create_task(self.announcements.run(), name="announcements")
                group.create_task(self.task_pool.run(), name="tasks")
                group.create_task(serve(self, self.routes(), listening, door), name="http")
        finally:
            self.ticker.stop()

    async def work(self) -> None:
        """Heavy tasks alone, beside the replicas that talk, until cancelled."""
        await self.task_pool.recover()
        await self.task_pool.run()

    async def _warm_up(self) -> None:
        """The calendar's tables cost 0.2 s once: neither being ready nor the first check-in's transaction should wait for them."""
        await self.clock.sleep(self.clock.now() + WARMS_UP_AFTER)
        await asyncio.to_thread(Calendar().known, self.clock.now().year)

    async def _send_for(self, account: str, term: Term) -> None:
        """In a term of ours: sends what is owed on an account, and holds the connection its platform grants only once."""
        channel = self.channels[account]
        async with asyncio.TaskGroup() as group:
            if channel.can.alone:
                group.create_task(_keep_running(channel, self), name=account)
            group.create_task(self.delivery.send(account, term, lambda: self.election.locks.is_sure), name=f"send {account}")

    async def problems(self) -> list[str]:
        """What keeps us from being ready; empty when nothing does."""
        found = []
        try:
            await self.database.read(agenda.next_moment)
            if not migrate.fits(self.database.engine):  # a newer replica may have migrated beneath us
                found.append("migrations")
        except Exception:
            found.append("database")
        if not self.database.alive:
            found.append("writer")
        if not self.database.available and "database" not in found:
            found.append("database")
        if self.ticker is not None and not self.ticker.healthy:
            found.append("agenda")
        held = [channel for name, channel in self.channels.items() if name in self.election.held or not channel.can.alone]
        found += [channel.name for channel in held if getattr(channel, "connected", True) is False]
        return found

    def routes(self) -> list[Any]:
        """What the channels answer over HTTP, and the pages anybody may read, and the files that have addresses."""
        from bot.public_site import public_routes

        pages = [page for feature in self.router.features for page in feature.public_pages]
        given: dict[str, Any] = {"public_url": self.identity.public_url, "language": self.identity.language}
        given |= {"links": self._links(), "file_address": self.file_links.on_this_site}
        public = public_routes(pages, self.database.read, self.clock.now, **given)
        return [*public, self.file_links.route(), *(route for channel in self.channels.values() for route in channel.routes())]

    def _links(self) -> dict[str, Callable[[str], str]]:
        """How a sentence is brought to each platform that can be brought one, where whoever it is for presses once to say it."""
        links: dict[str, Callable[[str], str]] = {
            name: channel.link for name, channel in self.channels.items() if isinstance(channel, HasLinks)
        }
        if "web" in self.channels:
            links["web"] = lambda says: f"{self.identity.public_url}/?{urlencode({'say': says})}"
        return links

    async def metrics_text(self) -> bytes:
        """What `/metrics` says. Raises Unavailable."""
        sockets = {name: channel.tabs for name, channel in self.channels.items() if isinstance(channel, ShowsLive)}
        state = ProcessState(self.clock.now(), self.database.alive and self.database.available, self.election.held, sockets)
        return await self.database.read(lambda db: self.metrics.text(db, state))

    # ── House ────────────────────────────────────────────────────────────────────────────────────────────────────

    async def receive(self, event: InboundEvent) -> Receipt:
        return await self.dispatcher.receive(event)

    async def claim(self, receipt: Receipt) -> tuple[OutboundMessage, ...]:
        """The rows reserved for a passing answer, now the channel's to send and settle."""
        claimed = [await self.database.transact(self._claiming(reserved)) for reserved in receipt.reserved]
        return tuple([await self._fits(message) for message in claimed if message is not None])

    def _claiming(self, reserved: int) -> Callable[[Db], OutboundMessage | None]:
        return lambda db: outbox.claim(db, reserved, now=self.clock.now(), lease=CLAIM_LASTS)

    async def settle(self, message: OutboundMessage, sent: Sent) -> None:
        """A claimed row was sent."""

        def settle(db: Db) -> None:
            then = outbox.settle(db, message, "sent", at=self.clock.now(), sent_as=sent)
            if then is not None:
                agenda.plan(db, *then, sent.at)

        await self.database.transact(settle, message.to.key)
        self._settled(message.to.key, "sent")

    async def put_back(self, message: OutboundMessage, seconds: float) -> None:
        """A claimed row was not sent: delivery sends it the ordinary way."""
        after = self.clock.now() + timedelta(seconds=seconds)
        await self.database.transact(lambda db: outbox.put_back(db, message.id, after=after, counts=False), message.to.key)
        self.delivery.wake(Effects({(message.to.channel, message.to.room): message.lane}))

    async def park(self, channel: str, reason: str | None) -> None:
        await self.delivery.park(channel, reason)

    def counted(self, channel: str, room: str, *windows: tuple[int, timedelta]) -> AbstractAsyncContextManager[None]:
        return self._send_counts.within(channel, room, windows)

    async def keep(self, run: Callable[[Db], T]) -> T:
        return await self.database.transact(run)

    async def look(self, run: Callable[[Db], T]) -> T:
        return await self.database.read(run)

    def menu(self, role: str, language: str, *, direct: bool) -> tuple[MenuItem, ...]:
        is_host = role == "host"
        return self.router.menu(Role.LEARNER if is_host else Role[role.upper()], language, is_host=is_host, direct=direct)

    async def desk(
        self, account: Account, address: Address, camp: int, said: Mapping[str, Any] | None
    ) -> Mapping[str, Any] | None:
        """What the desk of a camp shows, on one snapshot; None for who may not be there."""

        def look(reader: Db) -> Mapping[str, Any] | None:
            ctx = self._seen(reader, account, address, desk=camp)
            if ctx is None or (begun := desk.welcome(ctx)) is None:
                return None
            return begun if said is None else desk.shown(ctx, said)

        return await self.database.read(look)

    async def desk_draft(
        self, account: Account, address: Address, camp: int, said: Mapping[str, Any]
    ) -> Mapping[str, Any] | None:
        """What would come of sentences composed at the desk of a camp, on one snapshot; None for who may not be there."""

        def look(reader: Db) -> Mapping[str, Any] | None:
            ctx = self._seen(reader, account, address, desk=camp)
            return None if ctx is None or not desk.pages_of(ctx) else desk.drafted(ctx, said)

        return await self.database.read(look)

    async def desk_table(self, account: Account, address: Address, camp: int, said: Mapping[str, Any]) -> bytes | None:
        """A table of the desk as a workbook, written beside the loop; None where there is none for who asks."""

        def look(reader: Db) -> tuple[Any, str, Any] | None:
            ctx = self._seen(reader, account, address, desk=camp)
            table = None if ctx is None else desk.sheet(ctx, said)
            return None if ctx is None or table is None else (table, ctx.language, ctx.zone)

        found = await self.database.read(look)
        return None if found is None else await asyncio.to_thread(desk.workbook, *found)

    def desk_of(self, db: Db, account: Account, camp: int) -> str | None:
        """The camp's name for whom its desk is open."""
        ctx = self._seen(db, account, Address(account.channel, f"@{account.id}", direct=True), desk=camp)
        return None if ctx is None or not desk.pages_of(ctx) else ctx.camp.name

    def _seen(self, reader: Db, account: Account, address: Address, *, desk: int | None) -> Context | None:
        """Where somebody stands who only looks; at the desk of a camp in that camp."""
        data = {} if desk is None else {"desk": desk}
        return self.identity.seen(reader, InboundEvent("", self.clock.now(), address, account, Kind.SAID, data=data))

    async def around(self, account: Account, address: Address, *, desk: int | None = None) -> Panel:
        """What the features say beside the talk, for this person in this room."""

        def look(reader: Db) -> Panel:
            ctx = self._seen(reader, account, address, desk=desk)
            if ctx is None or ctx.camp_or_none is None or ctx.member_or_none is None or ctx.person_or_none is None:
                return Panel({}, (Button(HELP().to(account.language or self.settings.bot.language), "帮助"),))
            language = ctx.person_or_none.language or ctx.camp_or_none.language
            asker = Asker(ctx.person_or_none, ctx.camp_or_none, ctx.member_or_none, ctx.role, language, ctx.today, ctx.now)
            cards: dict[str, Any] = {"camp": {"name": ctx.camp_or_none.name}}
            rows: list[TodayRow] = today.decisions(reader, asker, self.router.queues.values())
            chips: list[Any] = []
            for feature in self.router.features:
                for panel in feature.panels:
                    more, said = panel(reader, asker)
                    rows += more.pop(today.TODAY, [])
                    cards.update(more)
                    chips.extend(said)
            return Panel(cards | {today.TODAY: today.gathered(rows)}, tuple(chips))

        return await self.database.read(look)

    def is_known(self, db: Db, account: Account, address: Address) -> bool:
        return self.identity.is_known(db, account, address)

    async def store(self, stream: AsyncIterator[bytes], name: str) -> str:
        return await self.files.take(stream, name)

    def open(self, file: str) -> BinaryIO:
        try:
            return self.files.open(file)
        except FileMissing:
            raise FileGone(file) from None

    def now(self) -> datetime:
        return self.clock.now()

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _settled(self, room: str, how: str) -> None:
        self.metrics.delivery(room.partition(":")[0], how)
        self.dispatcher.settled(room)

    def _announce(self, channel: str, room: str) -> None:
        self.announcements.say(Announcement(channel, room))

    def _say_aside(self, channel: str, words: str) -> None:
        self.announcements.say_aside(Aside(channel, words))

    def _heard_aside(self, program: str, aside: Aside) -> None:
        channel = self.channels.get(aside.channel)
        if isinstance(channel, ShowsLive):
            channel.told_aside(program, aside.words)

    def _announce_owed(self, effects: Effects) -> None:
        """What is owed on an account another replica sends for is told to it."""
        for (channel, room), lane in effects.rooms.items():
            if channel in self.election.locks.accounts and channel not in self.election.held:
                self.announcements.say(Announcement(channel, room, int(lane)))

    def _heard(self, told: Announcement) -> None:
        """Another replica committed something for a room: whoever looks at it here is shown it, and what we send for is sent."""
        channel = self.channels.get(told.channel)
        if isinstance(channel, ShowsLive):
            channel.written_elsewhere(told.room)
        elif told.channel in self.election.held:
            self.delivery.wake(Effects({(told.channel, told.room): Lane(told.lane)}))

    def _wake_ticker(self, effects: Effects) -> None:
        if effects.due is not None:
            self._due(effects.due)

    def _due(self, moment: datetime) -> None:
        if self.ticker is not None:
            self.ticker.nudge(moment)


async def _keep_running(channel: Channel, house: App) -> None:
    """A channel that ends by itself (another took its connection) leaves the others alone."""
    await channel.run(house)
    log.warning("channel ended", channel=channel.name)
