"""A walk through every command on the wires of the web page's socket and WeCom's smart bot, by a manager and a learner, on a Saturday and a
Monday, in both languages. What is read is what the platform shows."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlalchemy import delete
from websockets.asyncio.client import ClientConnection

from bot.app import App
from bot.channel import Channel, House
from bot.channels.telegram import Telegram
from bot.channels.web import WebChannel, make_link
from bot.channels.web.token_bucket import TokenBucket
from bot.channels.wecom_bot import WecomBot
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.feature import Role
from bot.http import free_port, serve
from bot.parts import decode
from storage.channels import web
from storage.database import Database
from storage.outbox import sent
from tests import walked
from tests.quiz import write
from tests.standins.sign_in import line_to, sign_in
from tests.standins.telegram import Cloud, TelegramStandin, text_of
from tests.standins.wecom import Tencent
from tests.town import CAMP, ZONE, Town

pytestmark = pytest.mark.journey

KEY = "a key for tests alone"
ROOMS = {"telegram": "-4001", "web": CAMP, "wecom_bot": "C1"}
DAYS = {"a Monday": (5, 11), "a Saturday": (5, 16)}
ROLES = {"王岚": Role.OWNER, "林晓": Role.LEARNER}
PATIENCE = 20.0
"""Seconds of the machine's until a word must have been taken in."""
SILENCE = timedelta(seconds=20)
"""What is not answered by then is not answered."""
A_BREATH = timedelta(seconds=4)
"""Between two words: a platform takes some twenty messages a minute in a room."""


class Wire(Protocol):
    """One platform with two people on it."""

    async def says(self, who: str, words: str, *, direct: bool) -> None: ...
    async def caught_up(self, house: House) -> None:
        """Returns once all the bot has written can be read."""

    def shows(self, who: str) -> list[tuple[bool, str]]:
        """(whether it stands in the group, what is read) of all the bot said where they can see it."""


class OnTelegram:
    def __init__(self, cloud: Cloud, language: str) -> None:
        ids = walked.IDS["telegram"]
        self.people = {name: cloud.person(name, int(ids[name]), language=language) for name in ROLES}
        host, *others = self.people.values()
        self.group = cloud.group("营", *others, host=host, type="group", id=int(ROOMS["telegram"]))
        for person in self.people.values():
            person.user.started = True

    async def says(self, who: str, words: str, *, direct: bool) -> None:
        self.people[who].says(words if direct else f"/{words}", None if direct else self.group)

    async def caught_up(self, house: House) -> None:
        """What is sent stands on the screens."""

    def shows(self, who: str) -> list[tuple[bool, str]]:
        there = [(True, _as_shown(message)) for message in self.group.shows()]
        return there + [(False, _as_shown(message)) for message in self.people[who].sees()]


def _as_shown(message: dict[str, Any]) -> str:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    labels = [f"[{button['text']}]" for row in rows for button in row]
    return "\n".join(filter(None, [text_of(message), message.get("document", {}).get("file_name", ""), " ".join(labels)]))


class OnWecom:
    def __init__(self, tencent: Tencent) -> None:
        self.bot, self.ids = tencent.bot, walked.IDS["wecom_bot"]

    async def says(self, who: str, words: str, *, direct: bool) -> None:
        await self.bot.says(self.ids[who], words, chat=None if direct else ROOMS["wecom_bot"])

    async def caught_up(self, house: House) -> None:
        """What is sent stands on the screens."""

    def shows(self, who: str) -> list[tuple[bool, str]]:
        chats = ((True, ROOMS["wecom_bot"]), (False, self.ids[who]))
        return [(there, _as_read(bubble)) for there, chat in chats for bubble in self.bot.screen(chat)]


def _as_read(bubble: Any) -> str:
    """A bubble without its markdown, and a card with its rows and buttons."""
    card = bubble.card or {}
    rows = [f"{row['keyname']}：{row.get('value', '')}" for row in card.get("horizontal_content_list", [])]
    title = card.get("main_title", {})
    said = "" if bubble.kind == "image" else bubble.content.replace("**", "")
    words = [said, title.get("title"), title.get("desc"), card.get("sub_title_text"), *rows]
    return "\n".join(filter(None, [*words, " ".join(f"[{label}]" for label in bubble.labels)]))


class OnTheSocket:
    """A tab each, without the page: frames out, frames in."""

    def __init__(self, url: str, clock: HandClock, language: str) -> None:
        self.url, self.clock, self.language = url, clock, language
        self.sockets: dict[str, ClientConnection] = {}
        self.posts: dict[str, list[tuple[bool, str]]] = {name: [] for name in ROLES}
        self.said = 0
        self.marks: dict[str, dict[str, int]] = {}

    async def opens(self, leaving: AsyncExitStack) -> None:
        for name in ROLES:
            by = await sign_in(self.url, make_link(KEY, self.url, ROOMS["web"], name, now=self.clock.now()).partition("#")[2])
            tab = await leaving.enter_async_context(line_to(self.url, by.cookie))
            await tab.send(json.dumps({"t": "hello", "language": self.language, **by.hello}))
            welcome = json.loads(await tab.recv())
            assert welcome["t"] == "welcome"
            self.sockets[name] = tab
            self.marks[name] = {room["room"]: room["rev"] for room in welcome["rooms"]}
            reading = asyncio.ensure_future(self._reads(name))
            leaving.callback(reading.cancel)

    async def _reads(self, name: str) -> None:
        async for words in self.sockets[name]:
            frame = json.loads(words)
            if frame["t"] == "posts":
                there = frame["room"] == ROOMS["web"]
                self.marks[name][frame["room"]] = max(post["rev"] for post in frame["posts"])
                new = [post for post in frame["posts"] if post["kind"] == "bot"]
                self.posts[name] += [(there, walked.shown(decode(json.dumps(post["parts"])))) for post in new]
            elif frame["t"] == "whisper":
                self.posts[name].append((False, frame["says"]))

    async def caught_up(self, house: House) -> None:
        """A tab is shown a room's changes a moment after they were written."""
        async with asyncio.timeout(PATIENCE):
            for marks in self.marks.values():
                while await house.look(partial(web.changed, marks=marks)):  # noqa: ASYNC110 - frames are read beside this
                    await asyncio.sleep(0.003)

    async def says(self, who: str, words: str, *, direct: bool) -> None:
        self.said += 1
        room, text = (f"@{who}", words) if direct else (ROOMS["web"], f"/{words}")
        await self.sockets[who].send(json.dumps({"t": "say", "id": f"n{self.said}", "room": room, "text": text}))

    def shows(self, who: str) -> list[tuple[bool, str]]:
        return list(self.posts[who])


class Walk:
    """The running bot on one wire, the clock in the hand."""

    def __init__(self, app: App, clock: HandClock, wire: Wire) -> None:
        self.app, self.clock, self.wire, self.taken_in = app, clock, wire, 0
        app.dispatcher.on_event.append(self._count)

    def _count(self, channel: str, how: str, took: float) -> None:
        self.taken_in += channel in ROOMS

    async def tells(self, who: str, words: str, *, direct: bool) -> list[tuple[bool, str]]:
        """What is new to be read by them once everything it asked for is done."""
        before, taken_in = self.wire.shows(who), self.taken_in
        await self.wire.says(who, words, direct=direct)
        async with asyncio.timeout(PATIENCE):
            while self.taken_in == taken_in:
                await self.passes()
        until = self.clock.now() + SILENCE
        while self.wire.shows(who) == before and self.clock.now() < until:
            await self.passes()
        await self.app.task_pool.idle()
        for _ in range(3):
            await self.passes()
        self.clock.move(A_BREATH)
        return _new(before, self.wire.shows(who))

    async def passes(self) -> None:
        """A moment of everybody's time."""
        await self.app.delivery.idle()
        await self.wire.caught_up(self.app)
        self.clock.move(timedelta(seconds=0.5))
        await asyncio.sleep(0.003)


def _new(before: list[tuple[bool, str]], after: list[tuple[bool, str]]) -> list[tuple[bool, str]]:
    """What stands there now and did not: said, or brought up to date."""
    left = list(after)
    for one in before:
        if one in left:
            left.remove(one)
    return left


@asynccontextmanager
async def walking(channel: str, folder: Path, language: str, day: tuple[int, int]) -> AsyncIterator[Walk]:
    """A camp that was lived in on that platform, and from that day on on its real wire."""
    clock = HandClock(datetime(2026, *day, 10, 30, tzinfo=ZONE).astimezone(UTC))
    listening = free_port("127.0.0.1", 0)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with AsyncExitStack() as leaving:
        made: Channel
        wire: Wire
        match channel:
            case "telegram":
                served = leaving.enter_context(TelegramStandin(Cloud(clock=clock)))
                wire = OnTelegram(served.cloud, language)
                made = Telegram(served.cloud.token, base_url=served.base_url, base_file_url=served.base_file_url, clock=clock)
            case "wecom_bot":
                tencent = await leaving.enter_async_context(Tencent(clock))
                tencent.calls_back_to(url)
                wire, made = OnWecom(tencent), WecomBot(**tencent.config["wecom_bot"], clock=clock, called="小助", company=None)
            case _:
                wire, made = OnTheSocket(url, clock, language), WebChannel(KEY, bot="小助", public_url=url)
                for name in ROLES:  # the limit on words goes by the machine's clock, they by the one in the hand
                    made.hub.limits.of(name).words = TokenBucket(1e6, 1e6)
        settings = Settings(bot=_bot(channel, language), storage=Storage(url=_url(folder)))
        app = App(settings, Database(_url(folder)), [made], clock=clock, public_url=url, folder=folder)
        await app.wake_up()
        works: list[Awaitable[None]] = [
            made.run(app),
            app.delivery.run(),
            app.task_pool.run(),
            serve(app, app.routes(), listening),
        ]
        loops = [asyncio.ensure_future(work) for work in (*works, _beat(app))]
        try:
            walk = Walk(app, clock, wire)
            async with asyncio.timeout(PATIENCE):
                while getattr(made, "connected", True) is False or not await _answers(listening):
                    await walk.passes()
            if isinstance(wire, OnTheSocket):
                await wire.opens(leaving)
            yield walk
        finally:
            await leaving.aclose()
            for loop in loops:
                loop.cancel()
            for loop in loops:
                with suppress(asyncio.CancelledError):
                    await loop
            app.database.close()
            listening.close()


async def _answers(listening: socket.socket) -> bool:
    """Whether the server takes connections by now."""
    try:
        _, writer = await asyncio.open_connection(*listening.getsockname())
    except ConnectionRefusedError:
        return False
    writer.close()
    return True


async def _beat(app: App) -> None:
    while True:
        await app.runner.tick()
        await asyncio.sleep(0.005)


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'qunxue.db'}"


def _bot(channel: str, language: str) -> Bot:
    return Bot(owners=(f"{channel}:{walked.IDS[channel].get('王岚', '王岚')}",), language=language)  # type: ignore[arg-type]


@pytest.fixture(scope="module", params=["telegram", "web", "wecom_bot"])
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=["zh", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def camp(channel: str, language: str, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of three days of a camp on that platform, to be copied."""
    folder = tmp_path_factory.mktemp("camp")
    shutil.copyfile(template, folder / "qunxue.db")
    town = Town(_url(folder), folder, channels=(channel,), group=ROOMS[channel], bot=_bot(channel, language))
    walked.lived(town, language)
    write(town, lambda db: db.run(delete(sent)))  # the square's own references mean nothing to a platform
    town.close()
    return folder


@pytest.mark.parametrize("day", DAYS)
async def test_every_command_is_answered_on_its_wire(camp: Path, channel: str, language: str, day: str, tmp_path: Path) -> None:
    shutil.copytree(camp, tmp_path / "camp")
    silent, faults, named = [], [], []
    async with walking(channel, tmp_path / "camp", language, DAYS[day]) as walk:
        router = walk.app.router
        for who, role in ROLES.items():
            await walk.tells(who, "积分", direct=True)
            commands = {id(command): command for command in router.commands.values()}.values()
            for command in sorted(commands, key=lambda command: command.feature):
                for words in walked.sentences(command, language)[1:3] if command.word not in walked.UNWALKED else ():
                    for direct in (True, False):
                        heard = await walk.tells(who, words, direct=direct)
                        answer = "\n".join(said for _, said in heard)
                        silent += [] if answer else [(who, words, direct)]
                        faults += [(words, fault) for fault in walked.faults(answer, language)]
                        faults += [(words, fault) for fault in walked.dead(answer, router, role)]
                        here = "\n".join(said for there, said in heard if there)
                        named += [words] if walked.QUIET in here and command.word not in walked.NAMED_THERE else []
    assert not silent, silent
    assert not faults, "\n".join(f"{words}: {fault}" for words, fault in dict.fromkeys(faults))
    assert not named, named
