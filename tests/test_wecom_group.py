"""Group webhooks against the stand-in: what can be said there, how fast, and what is refused."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.channel import Parked, Undeliverable
from bot.channels.wecom_group import Hook, WecomGroup, check
from bot.clock import HandClock, SystemClock
from bot.messages import Address, Lane, OutboundMessage
from bot.parts import Button, Buttons, Choice, Choices, File, Mark, Mention, Picture, Run, Text
from tests.standins.wecom import Tencent
from tests.standins.wecom.rote import rote_house
from tests.standins.wecom.rules import Fault
from tests.test_wecom_app import logs, passing

__all__ = ["logs"]

NOW = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
GROUP = Address("wecom_group", "运营群")


@asynccontextmanager
async def group(tmp_path, clock=None):
    clock = clock or SystemClock()
    async with Tencent(clock) as tencent:
        channel = WecomGroup([Hook(**given) for given in tencent.config["wecom_group"]], clock=clock)
        async with rote_house(tmp_path, clock, [channel], lambda event: []) as house:
            yield tencent.group, house, channel


def rendered(*parts):
    return WecomGroup([], clock=HandClock(NOW)).render(OutboundMessage(1, GROUP, parts, Lane.PUSH))


def test_rendering_by_table():
    choices = Choices((Choice("A", "爬山", "投 P7 A"), Choice("B", "露营", "投 P7 B")))
    closed = Choices((Choice("A", "爬山", share=(1, 3)), Choice("B", "露营", share=(2, 3))))
    cases = [
        ((Text.of("今日微课"),), [("text", "今日微课")]),
        ((Text.of("恭喜 "), Mention(1, "林晓", "linxiao"), Text.of("<@all>")), [("markdown", "恭喜 <@linxiao>＜@all>")]),
        ((Text.of("恭喜 "), Mention(1, "林晓"), Text.of("!")), [("text", "恭喜 @林晓 !")]),
        ((Text((Run("重点", Mark.STRONG),)),), [("markdown", "**重点**")]),
        ((Text((Run("看"), Run("这里", link="https://x.example"))),), [("markdown", "看[这里](https://x.example)")]),
        ((Text.of("去哪"), choices), [("text", "去哪\nA. 爬山\nB. 露营")]),
        ((Text.of("结果"), closed), [("text", "结果\nA. 爬山  1/3\nB. 露营  2/3")]),
        ((Text.of("课"), Buttons.row(Button("已学", "已学 L7"))), [("text", "课\n私聊我发：已学 L7")]),
        ((Text.of("中" * 1000),), [("text", "中" * 682), ("text", "中" * 318)]),
    ]
    for parts, expected in cases:
        assert [(piece["msgtype"], piece[piece["msgtype"]]["content"]) for piece in rendered(*parts)] == expected


async def test_words_pictures_and_files_arrive(tmp_path):
    async with group(tmp_path) as (wecom, house, _):
        small, large = house.shelve(b"\x89PNG small"), house.shelve(b"\x89PNG" + bytes(3 << 20))
        await house.owes(
            GROUP, Text.of("周报"), Picture(small, "榜"), Picture(large, "大榜"), File(house.shelve(b"x" * 9), "周报 5月.xlsx")
        )
        await wecom.sent.reach(4)
        assert [(sent["to"], sent["msgtype"]) for sent in wecom.sent] == [
            ("运营群", kind) for kind in ("text", "image", "file", "file")
        ]


async def test_twenty_a_minute_and_none_is_lost(tmp_path):
    clock = HandClock(NOW)
    async with group(tmp_path, clock) as (wecom, house, _):
        for number in range(45):
            await house.owes(GROUP, Text.of(f"第{number}条"))
        await passing(clock, lambda: len(wecom.sent) >= 45)
        assert [sent["text"]["content"] for sent in wecom.sent] == [f"第{number}条" for number in range(45)]
        assert {how for _, how in house.outcomes} <= {"sent", "later"}


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Fault(errcode=45009), "sent"),
        (Fault(errcode=-1), "sent"),
        (Fault(status=502), "sent"),
        (Fault(cut="before"), "sent"),
        (Fault(errcode=93000), "sent"),
        (Fault(errcode=40058), "failed"),
    ],
)
async def test_what_the_platform_refuses(tmp_path, fault, outcome):
    clock = HandClock(NOW)
    async with group(tmp_path, clock) as (wecom, house, _):
        wecom.faults.plan("webhook/send", fault)
        await house.owes(GROUP, Text.of("微课"))
        await passing(clock, lambda: house.outcomes and house.outcomes[-1][1] in ("sent", "failed"), step=5)
        assert house.outcomes[-1][1] == outcome and len(wecom.sent) == (outcome == "sent")


async def test_a_group_nobody_named_is_gone_and_the_key_is_never_seen(tmp_path, logs):
    async with group(tmp_path) as (wecom, _, channel):
        (key,) = wecom.keys
        elsewhere = OutboundMessage(1, Address("wecom_group", "别的群"), (Text.of("a"),), Lane.PUSH)
        with pytest.raises(Undeliverable):
            await channel.deliver(elsewhere)
        wecom.keys.clear()
        with pytest.raises(Parked) as no:
            await channel.deliver(OutboundMessage(1, GROUP, (Text.of("a"),), Lane.PUSH))
        assert (no.value.reason, no.value.holds) == ("93000", "room")
        assert any(entry.get("code") == 93000 for entry in logs)
        assert key not in f"{logs} {no.value!r} {channel._hooks}"


async def test_doctor_writes_nothing_to_the_group(tmp_path):

    async with Tencent() as tencent:
        (given,) = tencent.config["wecom_group"]

        async def line(**other):
            ((works, line),) = await asyncio.to_thread(lambda: check(**(given | other)))
            return works, line.to("zh")

        assert await line() == (True, "可以发到群“运营群”")
        assert (await line(key="old"))[1].startswith("群“运营群”：群机器人的 key 不对")
        assert "连不上" in (await line(api_base_url="http://127.0.0.1:9/"))[1]
        assert not tencent.group.sent
