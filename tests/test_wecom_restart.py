"""A restart forgets nothing of how much a room was sent: the platform goes on counting, and drops or refuses what is too much."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.wecom import Wecom
from bot.channels.wecom_bot import WecomBot
from bot.channels.wecom_group import Hook, WecomGroup
from bot.clock import HandClock
from bot.messages import Address, Lane
from bot.parts import Text
from tests.standins.wecom import Tencent
from tests.standins.wecom.rote import Says, rote_house
from tests.standins.wecom.rules import Record
from tests.test_wecom_app import passing

NOW = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)


def made(name, tencent, clock):
    """The channel as it is after a start."""
    match name:
        case "wecom":
            return Wecom(**tencent.config[name], clock=clock)
        case "wecom_bot":
            return WecomBot(**tencent.config[name], clock=clock, called="小助")
    return WecomGroup([Hook(**given) for given in tencent.config[name]], clock=clock)


@pytest.mark.parametrize(
    ("name", "room", "most"),
    [
        ("wecom", Address("wecom", "linxiao", direct=True), 30),
        ("wecom_bot", Address("wecom_bot", "C1"), 30),
        ("wecom_group", Address("wecom_group", "运营群"), 20),
    ],
)
async def test_what_was_sent_before_a_restart_counts(tmp_path, name, room, most):
    clock = HandClock(NOW)
    async with Tencent(clock) as tencent:
        sent: Record = {"wecom": tencent.app.sent, "wecom_bot": tencent.bot.sent, "wecom_group": tencent.group.sent}[name]
        if name == "wecom_bot":
            channel = made(name, tencent, clock)
            async with rote_house(tmp_path, clock, [channel], lambda event: []) as house:
                await passing(clock, lambda: channel.connected)
                await tencent.bot.says("wanglan", "你好", chat="C1")
                await house.events.reach(1)
        for life in (1, 2):
            async with rote_house(tmp_path, clock, [made(name, tencent, clock)], lambda event: []) as house:
                for number in range(most - 5):
                    await house.owes(room, Text.of(f"第{life}世第{number}条"), lane=Lane.REPLY)
                await passing(clock, lambda life=life: len(sent) >= life * (most - 5))
        assert clock.now() - NOW > timedelta(minutes=1)
        assert not tencent.app.dropped and not tencent.group.too_fast
        assert all(frame["answer"] == 0 for frame in tencent.bot.frames)


async def test_an_answer_and_a_push_are_counted_together(tmp_path):
    clock = HandClock(NOW)
    async with Tencent(clock) as tencent:
        for life in (1, 2):
            channel = made("wecom_bot", tencent, clock)
            async with rote_house(tmp_path, clock, [channel], lambda event: [Says([Text.of(event.text)])]):
                await passing(clock, lambda channel=channel: channel.connected)
                for number in range(20):
                    await tencent.bot.says("wanglan", f"{life}-{number}", chat="C1")
                    await passing(clock, lambda number=number, life=life: len(tencent.bot.sent) > life * 20 - 20 + number)
        assert clock.now() - NOW > timedelta(minutes=1)
        assert all(frame["answer"] == 0 for frame in tencent.bot.frames)
