"""The pace of a channel: the rate is used up whatever a send takes, and no second ever holds more than a platform counts."""

from __future__ import annotations

import asyncio
import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.channel import Pace
from bot.clock import HandClock
from bot.messages import Lane
from bot.rate_limit import RateLimiter, RoomPace

RATE, SENDS = 29.0, 290
START = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)


async def passed(longest: float) -> list[tuple[float, float]]:
    """(begin, end) of each send, in seconds, where one takes up to `longest`; the clock moves by milliseconds."""
    clock, chance = HandClock(START), random.Random(7)
    limiter, sends = RateLimiter(RATE, clock), list[tuple[float, float]]()

    async def one() -> None:
        begun = await limiter.enter(1)
        await clock.sleep(clock.now() + timedelta(seconds=chance.uniform(0, longest)))
        limiter.leave(1)
        sends.append((begun - START.timestamp(), clock.now().timestamp() - START.timestamp()))

    under_way = [asyncio.create_task(one()) for _ in range(SENDS)]
    while not all(task.done() for task in under_way):
        clock.move(timedelta(milliseconds=1))
        for _ in range(4):
            await asyncio.sleep(0)
    return sorted(sends)


@pytest.mark.parametrize("longest", [0.01, 0.1, 0.9])
async def test_no_second_holds_more_than_the_rate_and_one_wherever_in_a_send_the_platform_counts_it(longest: float) -> None:
    sends = await passed(longest)
    most = int(RATE) + 1
    for number, (_, end) in enumerate(sends[:-most]):
        assert sum(end <= begin < end + 1 - 1e-6 for begin, _ in sends[number:]) <= most
    assert max(sum(at <= begin < at + 1 - 1e-6 for begin, _ in sends) for at, _ in sends) <= most


@pytest.mark.parametrize("longest", [0.01, 0.1])
async def test_the_rate_is_used_up_though_every_send_takes_a_while(longest: float) -> None:
    sends = await passed(longest)
    assert sends[-1][0] <= (SENDS - 1) / RATE * 0.98, "the half second made up for at the start is not lost again"


def test_a_group_is_spoken_to_so_often_a_minute_and_somebody_alone_more_often() -> None:
    pace = Pace(room_gap=1.0, group_per_minute=3, is_group=lambda room: room.startswith("-"))
    group, alone = RoomPace(Lane.PUSH), RoomPace(Lane.PUSH)
    for second in range(3):
        group.spoken_to(float(second), 1, pace)
        alone.spoken_to(float(second), 1, pace)
    assert (group.free_at("-1", pace), alone.free_at("1", pace)) == (60.0, 3.0)
