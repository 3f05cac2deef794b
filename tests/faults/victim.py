"""The process that is killed: the real app over a SQLite file, fed with messages by a platform that repeats what was not acknowledged.

    python -m tests.faults.victim FOLDER COUNT SEED

Lines of `acknowledged` are the keys whose `receive` returned, lines of `sent` what the platform got: room, our id, words.
It exits with 0 when every message is acknowledged and nothing more is owed.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import structlog

from bot.app import App
from bot.channel import Can, House, Pace
from bot.clock import HandClock
from bot.config import Bot, Settings, Storage
from bot.messages import Account, Address, FileRef, InboundEvent, Kind, OutboundMessage, Sent
from bot.parts import plain
from storage.database import Database

ROOMS = 10
AT_ONCE = 32
WORKDAY = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
"""It stays this moment: what is tried is not the time."""


class Recorder:
    """A platform that writes down what it got before it answers."""

    name = "telegram"
    can = Can()
    pace = Pace(rate=float("inf"))

    def __init__(self, out: TextIO) -> None:
        self.out = out

    def routes(self) -> Sequence[Any]:
        return ()

    async def run(self, house: House) -> None:
        await asyncio.Event().wait()

    def render(self, message: OutboundMessage) -> list[Any]:
        return [message.parts]

    async def deliver(self, message: OutboundMessage) -> Sent:
        words = plain(message.parts).replace("\n", " ")
        self.out.write(f"{message.to.room}\t{int(message.lane)}\t{message.id}\t{words}\n")
        self.out.flush()
        return Sent((f"{message.to.room}/{message.id}",), WORKDAY)

    async def fetch(self, ref: FileRef) -> AsyncIterator[bytes]:
        yield b""


@dataclass(frozen=True)
class Message:
    """A check-in by somebody of their own; message 0 opens the camp, the next ones bind its other rooms."""

    number: int

    @property
    def key(self) -> str:
        return f"telegram:{self.number}"

    @property
    def event(self) -> InboundEvent:
        room = Address("telegram", f"room{self.number % ROOMS}")
        boss = self.number < ROOMS
        who = Account("telegram", "boss" if boss else f"p{self.number}", "王岚" if boss else f"学员{self.number}")
        words = ("开营 试营" if self.number == 0 else "绑定群 试营") if boss else "打卡"
        return InboundEvent(self.key, WORKDAY, room, who, Kind.SAID, words, data={"to_us": True})


def repeated(numbers: Iterable[int], chance: random.Random) -> Iterator[Message]:
    """Each message one to five times, the repetitions anywhere behind the first."""
    waiting: list[Message] = []
    for number in numbers:
        yield Message(number)
        waiting += [Message(number)] * chance.randrange(5)
        while waiting and chance.random() < 0.5:
            yield waiting.pop(chance.randrange(len(waiting)))
    yield from waiting


async def live(folder: Path, count: int, seed: int) -> None:
    done = {line for line in (folder / "acknowledged").read_text().splitlines() if line}
    url = f"sqlite:///{folder}/qunxue.db"
    database = Database(url)
    with (folder / "sent").open("a") as sent, (folder / "acknowledged").open("a") as acknowledged:
        settings = Settings(bot=Bot(owners=("telegram:boss",)), storage=Storage(url=url))
        app = App(settings, database, [Recorder(sent)], clock=HandClock(WORKDAY), folder=folder)
        await app.wake_up()
        delivering = asyncio.create_task(app.delivery.run())

        async def hand_over(message: Message) -> None:
            await app.receive(message.event)
            acknowledged.write(f"{message.key}\n")
            acknowledged.flush()

        for number in range(ROOMS):
            await hand_over(Message(number))
        left = [number for number in range(ROOMS, count) if Message(number).key not in done]
        under_way: set[asyncio.Task[None]] = set()
        for message in repeated(left, random.Random(seed)):
            under_way.add(asyncio.create_task(hand_over(message)))
            if len(under_way) >= AT_ONCE:
                _, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.gather(*under_way)
        await app.delivery.idle()
        delivering.cancel()
    database.close()


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    asyncio.run(live(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
