"""A group and private chats on Telegram while any call may be refused: what was owed, and what came.

python -m tests.faults.telegram_weather [MINUTES] [SEED] [ODDS]
"""

from __future__ import annotations

import asyncio
import random
import resource
import sys
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bot.messages import Address, Lane
from bot.parts import Picture, Text
from storage import outbox, troubles
from storage.connection import Db
from storage.schema import EPOCH
from tests.standins.telegram import text_of
from tests.standins.telegram.faults import Weather
from tests.stories.test_telegram_bad_day import BusyTown, bad_day
from tests.town import make_template

STEP = timedelta(seconds=6)
CALM_FOR = timedelta(hours=2)
"""How long everything owed may take once the weather is calm."""
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + (800).to_bytes(4) + (450).to_bytes(4) + b"\x08\x02\x00\x00\x00"
CLOSED = (400, "Bad Request: not enough rights to send text messages to the chat")
BAD_DAY = {
    "": ((429, ""), (500, "Internal Server Error"), (502, "Bad Gateway"), (200, "")),
    "group sendMessage": (CLOSED, (403, "Forbidden: bot was kicked from the supergroup chat")),
    "sendPhoto": ((400, "Bad Request: PHOTO_INVALID_DIMENSIONS"), (400, "Bad Request: IMAGE_PROCESS_FAILED")),
    "sendDocument": ((400, "Bad Request: DOCUMENT_INVALID"), (413, "Request Entity Too Large")),
}


@dataclass
class Outcome:
    """How much was owed, what of it never came, how many calls were refused, what still hangs."""

    owed: int = 0
    lost: list[str] = field(default_factory=list)
    refused: int = 0
    pending: int = 0
    troubles: int = 0


async def soak(url: str, folder: Path, *, minutes: float, seed: int, odds: float) -> Outcome:
    """So many minutes of bad weather, then calm until nothing is owed any more."""
    dice, told = random.Random(seed), Outcome()
    async with bad_day(url, folder) as town:
        town.ann.starts()
        picture = Picture(town.app.files.put(PNG, "board.png"), "榜")
        weather = town.cloud.faults.weather = Weather(seed, odds, BAD_DAY)
        owed: list[str] = []
        ends = town.clock.now() + timedelta(minutes=minutes)
        while town.clock.now() < ends:
            if dice.random() < 0.5:
                owed.append(await _owe(town, dice, picture, len(owed)))
            await _step(town)
        town.cloud.faults.weather = None
        deadline = town.clock.now() + CALM_FOR
        while (pending := await town.database.read(_pending)) and town.clock.now() < deadline:
            await _step(town)
        told.pending = pending
        seen = "\n".join(text_of(message) for message in (*town.group.shows(), *town.ann.sees()))
        told.owed, told.lost = len(owed), [words for words in owed if words not in seen]
        told.refused, told.troubles = sum(weather.struck.values()), len(await town.database.read(troubles.pending))
        return told


async def _owe(town: BusyTown, dice: random.Random, picture: Picture, number: int) -> str:
    """Something said, pushed or shown, under a number of its own."""
    words = f"<第{number}号>"
    to = dice.choice((Address("telegram", str(town.group.id)), Address("telegram", str(town.ann.user.id), direct=True)))
    shown = (picture,) if dice.random() < 0.2 else ()

    def put(db: Db) -> int:
        return outbox.put(db, to, (*shown, Text.of(words)), dice.choice((Lane.REPLY, Lane.PUSH)), at=town.clock.now())

    await town.database.transact(put)
    town.app.delivery.senders["telegram"].wake(to.room, Lane.PUSH)
    return words


async def _step(town: BusyTown) -> None:
    town.clock.move(STEP)
    await town.app.delivery.idle()


def _pending(db: Db) -> int:
    return sum(waiting for _, waiting, _ in outbox.pending(db, now=EPOCH))


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    given = sys.argv[1:]
    with TemporaryDirectory() as made:
        minutes, seed = float(given[0]) if given else 60, int(given[1]) if len(given) > 1 else 1
        odds = float(given[2]) if len(given) > 2 else 0.3
        make_template(f"sqlite:///{made}/qunxue.db")
        outcome = asyncio.run(soak(f"sqlite:///{made}/qunxue.db", Path(made), minutes=minutes, seed=seed, odds=odds))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(outcome, f"{used.ru_utime + used.ru_stime:.1f} s of CPU", sep="\n")
