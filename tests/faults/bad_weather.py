"""People talk and the agenda pushes on all four of Tencent's channels while every call may be refused: what was owed, and what came.

python -m tests.faults.bad_weather [MINUTES] [SEED] [ODDS]
"""

from __future__ import annotations

import asyncio
import random
import resource
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from bot.channel import Channel
from bot.channels.wechat import Wechat
from bot.channels.wecom import Wecom
from bot.channels.wecom_bot import WecomBot
from bot.channels.wecom_group import Hook, WecomGroup
from bot.clock import HandClock
from bot.messages import Address, InboundEvent, Kind
from bot.parts import Button, Buttons, Text
from storage import outbox, troubles
from storage.connection import Db
from storage.schema import EPOCH
from tests.standins.wecom import Tencent
from tests.standins.wecom.rote import RoteHouse, Says, rote_house
from tests.standins.wecom.rules import Weather

START = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
STEP = timedelta(seconds=4)
CALM_FOR = timedelta(hours=2)
"""How long everything owed may take once the weather is calm: a pause after too many calls doubles up to an hour."""
SOON = 0.2
"""Seconds of real time calls under way are given to end before the clock moves on."""
BUSY = (-1, 6000, 45033, 50001)
TO_BE_MENDED = (60020, 50003, 60031, 48002, 301002)
UNKNOWN = 99999
AFTERWARDS = "（又）"
BAD_DAYS = {
    "*": BUSY,
    "gettoken": (*BUSY, 45009),
    "stable_token": (-1, 50001, 45009),
    "message/send": (*BUSY, *TO_BE_MENDED, 45009, 40014, UNKNOWN),
    "message/custom/send": (-1, 45011, 45009, 48001, UNKNOWN),
    "webhook/send": (-1, 45009, 93000, UNKNOWN),
    "aibot_subscribe": (-1, 6000, 846609, UNKNOWN),
    "ping": (-1, 846609),
    "aibot_respond_msg": (*BUSY, 846604, 846605, 846608, 846609, 600039),
    "aibot_send_msg": (*BUSY, 846607, 846609, 45009, UNKNOWN),
}


@dataclass
class Outcome:
    """What was owed by channel, what of it never came, how often something came twice, and what still hangs."""

    owed: Counter[str] = field(default_factory=Counter)
    lost: dict[str, list[str]] = field(default_factory=dict)
    twice: int = 0
    refused: int = 0
    pending: int = 0
    troubles: int = 0
    settled: Counter[str] = field(default_factory=Counter)


class Talk:
    """What everybody says and is owed, each thing once and under a number of its own."""

    def __init__(self, tencent: Tencent, house: RoteHouse, dice: random.Random) -> None:
        self.tencent, self.house, self.dice = tencent, house, dice
        self.owed: dict[str, list[str]] = {name: [] for name in house.channels}
        self._number = 0

    def new(self, channel: str, what: str) -> str:
        self._number += 1
        self.owed[channel].append(f"{what}{self._number}号")
        return self.owed[channel][-1]

    async def goes_on(self) -> None:
        """One step: somebody may speak, something may be pushed."""
        people = list(self.tencent.app.members)
        if self.dice.random() < 0.3:
            await self.tencent.app.says(self.dice.choice(people), self.new("wecom", "应用"))
        if self.dice.random() < 0.3 and self.tencent.bot.is_connected:
            words = self.new("wecom_bot", "群里")
            await self.tencent.bot.says(self.dice.choice(people), words, chat="C1")
        if self.dice.random() < 0.2:
            words = self.new("wechat", "公众号")
            self.owed["wechat"].append(words + AFTERWARDS)
            await self.tencent.account.says(f"follower-of-{words}", words)  # one has five messages a word, and no more
        if self.dice.random() < 0.3:
            await self._push("wecom", Address("wecom", self.dice.choice(people), direct=True))
        if self.dice.random() < 0.2:
            await self._push("wecom_bot", Address("wecom_bot", "C1"))
        if self.dice.random() < 0.2:
            await self._push("wecom_group", Address("wecom_group", "运营群"))

    async def _push(self, channel: str, to: Address) -> None:
        words = self.new(channel, "推送")
        button = [Buttons.row(Button("好", "好"))] if self.dice.random() < 0.3 else []
        await self.house.owes(to, Text.of(words), *button)

    def seen(self) -> dict[str, Counter[str]]:
        """Every text on anybody's screen, by channel."""
        tencent = self.tencent
        cards = [bubble.card["main_title"]["title"] for bubble in tencent.bot.sent if bubble.card]
        app_cards = [shown.card["main_title"]["title"] for shown in tencent.app.sent if shown.card]
        return {
            "wecom": Counter([shown.content for shown in tencent.app.sent if not shown.card] + app_cards),
            "wecom_bot": Counter([bubble.content for bubble in tencent.bot.sent if not bubble.card] + cards),
            "wecom_group": Counter(sent["text"]["content"].partition("\n")[0] for sent in tencent.group.sent),
            "wechat": Counter(sent["content"].partition("\n")[0] for sent in tencent.account.sent),
        }


def answers(event: InboundEvent) -> list[Says]:
    """The same words; from the account a second time, which the callback cannot carry."""
    if event.kind is not Kind.SAID:
        return []
    said = [Says([Text.of(event.text)])]
    return [*said, Says([Text.of(event.text + AFTERWARDS)])] if event.address.channel == "wechat" else said


async def soak(folder: Path, *, minutes: float, seed: int, odds: float) -> Outcome:
    """So many minutes of bad weather, then calm until nothing is owed any more."""
    clock, dice = HandClock(START), random.Random(seed)
    weather = Weather(seed, odds, BAD_DAYS)
    async with Tencent(clock) as tencent:
        given = tencent.config
        hooks = WecomGroup([Hook(**hook) for hook in given["wecom_group"]], clock=clock)
        app, account = Wecom(**given["wecom"], clock=clock), Wechat(**given["wechat"], clock=clock)
        smart = WecomBot(**given["wecom_bot"], clock=clock, called="小助", company=app)
        channels: list[Channel] = [app, smart, hooks, account]
        async with rote_house(folder, clock, channels, answers) as house:
            tencent.calls_back_to(house.url)
            talk = Talk(tencent, house, dice)
            await _until(clock, house, lambda: smart.connected, timedelta(minutes=5))
            await tencent.bot.says("linxiao", talk.new("wecom_bot", "群里"), chat="C1")
            await _until(clock, house, lambda: bool(house.events), timedelta(minutes=5))
            tencent.weather(weather)
            ends = clock.now() + timedelta(minutes=minutes)
            while clock.now() < ends:
                await talk.goes_on()
                await _step(clock, house)
            weather.calms()
            owed: list[int] = [1]

            async def look() -> None:
                owed[0] = await house.look(_pending)

            deadline = clock.now() + CALM_FOR
            while owed[0] and clock.now() < deadline:
                await _step(clock, house)
                await look()
            return await _told(talk, house, weather, owed[0])


async def _told(talk: Talk, house: RoteHouse, weather: Weather, pending: int) -> Outcome:
    seen, told = talk.seen(), Outcome(pending=pending, refused=sum(weather.struck.values()))
    for channel, owed in talk.owed.items():
        told.owed[channel] = len(owed)
        told.lost[channel] = [words for words in owed if not seen[channel][words]]
        told.twice += sum(seen[channel][words] > 1 for words in owed)
    told.troubles = len(await house.look(troubles.pending))
    told.settled.update(f"{channel} {how}" for channel, how in house.outcomes)
    return told


def _pending(db: Db) -> int:
    return sum(waiting for _, waiting, _ in outbox.pending(db, now=EPOCH))


async def _step(clock: HandClock, house: RoteHouse) -> None:
    """Calls under way end, then time goes on."""
    loop = asyncio.get_running_loop()
    until = loop.time() + SOON
    await asyncio.sleep(0.002)
    while loop.time() < until and any(sender._at_work for sender in house.delivery.senders.values()):  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    clock.move(STEP)


async def _until(clock: HandClock, house: RoteHouse, holds: Callable[[], bool], most: timedelta) -> None:
    deadline = clock.now() + most
    while not holds():
        assert clock.now() < deadline
        await _step(clock, house)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    given = sys.argv[1:]
    with TemporaryDirectory() as made:
        minutes, seed = float(given[0]) if given else 60, int(given[1]) if len(given) > 1 else 1
        odds = float(given[2]) if len(given) > 2 else 0.2
        outcome = asyncio.run(soak(Path(made), minutes=minutes, seed=seed, odds=odds))
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(outcome, f"{used.ru_utime + used.ru_stime:.1f} s of CPU", sep="\n")
