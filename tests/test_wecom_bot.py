"""The smart bot on the long connection of the stand-in: groups, answers, pushes, cards within five seconds, and a line that breaks."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channel import Channel, Undeliverable
from bot.channels.wecom import Wecom
from bot.channels.wecom_bot import WecomBot, check, inbound
from bot.clock import HandClock, SystemClock
from bot.messages import Address, InboundEvent, Kind, Lane, OutboundMessage
from bot.parts import Choice, Choices, File, Picture, Text
from tests.patience import PATIENCE
from tests.standins.wecom import Tencent
from tests.standins.wecom.rote import Says, rote_house
from tests.test_wecom_app import passing

NOW = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
GROUP = Address("wecom_bot", "C1")
POLL = (
    Text.of("周五团建去哪？"),
    Choices(
        tuple(Choice(letter, words, f"投 P7 {letter}") for letter, words in zip("ABC", ("爬山", "露营", "桌游"), strict=True))
    ),
)


async def eventually(holds):
    """Returns when something holds that nobody tells."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - a connection has no event to wait on
            await asyncio.sleep(0.005)


def echo(event):
    return [Says([Text.of(f"{event.kind}: {event.text}")])]


@asynccontextmanager
async def bot(tmp_path, answers=echo, clock=None, *, with_app=False):
    """(the smart bot's side of Tencent, the house, the channel), connected."""
    clock = clock or SystemClock()
    async with Tencent(clock) as tencent:
        app = Wecom(**tencent.config["wecom"], clock=clock) if with_app else None
        channel = WecomBot(**tencent.config["wecom_bot"], clock=clock, called="小助", company=app)
        channels: list[Channel] = [channel, *([app] if app else [])]
        async with rote_house(tmp_path, clock, channels, answers) as house:
            tencent.calls_back_to(house.url)
            await eventually(lambda: channel.connected)
            yield tencent.bot, house, channel


# ── talking ──────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_call_in_a_group_is_answered_as_its_answer(tmp_path):
    async with bot(tmp_path) as (wecom, house, channel):
        assert channel.connected
        await wecom.says("linxiao", "打卡 读完第三章", chat="C1", quote="昨天的答案")
        bubble = await wecom.sent.reach(1)
        assert (bubble.kind, bubble.content) == ("stream", "said: 打卡 读完第三章")
        event = house.events[0]
        assert (event.address, event.text, event.sender.id) == (GROUP, "打卡 读完第三章", "linxiao")
        assert (event.data["to_us"], event.data["quote"].words) == (True, "昨天的答案")
        await house.outcomes.until(lambda: ("wecom_bot", "answered") in house.outcomes)


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("@小助 打卡", "打卡"),
        ("@小助\u2005打卡", "打卡"),
        ("打卡 今日 @小助", "打卡 今日"),
        ("@群学小助手 积分", "积分"),
        ("  @小助 ", ""),
        ("@小助 @王岚 你好", "@王岚 你好"),
    ],
)
def test_the_bots_name_is_taken_off(typed, heard):
    body = {
        "msgid": "1",
        "from": {"userid": "u"},
        "chattype": "group",
        "chatid": "C",
        "msgtype": "text",
        "text": {"content": typed},
    }
    told = inbound.read({"headers": {"req_id": "r"}, "body": body}, "b", NOW)
    event = told and inbound.event(told, "u", "", "小助")
    assert isinstance(event, InboundEvent) and event.text == heard


async def test_in_private_words_stay_as_they_are_and_a_second_message_is_pushed(tmp_path):
    def twice(event):
        return [Says([Text.of("一")]), Says([Text.of("二")])]

    async with bot(tmp_path, twice) as (wecom, house, _):
        await wecom.says("linxiao", "@某人 积分")
        await wecom.sent.reach(2)
        assert [(bubble.kind, bubble.content) for bubble in wecom.screen("linxiao")] == [("stream", "一"), ("markdown", "二")]
        assert house.events[0].text == "@某人 积分" and house.events[0].address.direct


async def test_a_push_goes_only_where_somebody_has_spoken(tmp_path):
    async with bot(tmp_path, lambda event: []) as (wecom, house, channel):
        with pytest.raises(Undeliverable) as no:
            await channel.deliver(OutboundMessage(1, GROUP, (Text.of("微课"),), Lane.PUSH))
        assert no.value.reason == "unreachable"
        await wecom.says("linxiao", "你好", chat="C1")
        await house.events.reach(1)
        await house.owes(GROUP, Text.of("微课"))
        assert (await wecom.sent.reach(1)).content == "微课"
        again = WecomBot(bot_id="b", secret="s", ws_url="ws://127.0.0.1:9", clock=SystemClock())
        running = asyncio.ensure_future(again.run(house))
        await asyncio.sleep(0.05)
        assert again._open == {"C1"}, "remembered over a restart"
        running.cancel()


async def test_entering_is_welcomed_once(tmp_path):
    async with bot(tmp_path, lambda event: [Says([Text.of("欢迎")])]) as (wecom, house, _):
        await wecom.enters("wanglan")
        bubble = await wecom.sent.reach(1)
        assert (bubble.kind, bubble.content, house.events[0].text) == ("text", "欢迎", "/start")
        await wecom.says("wanglan", "你好")
        await wecom.sent.reach(2)
        await wecom.enters("wanglan")
        await wecom.says("wanglan", "再见")
        await wecom.sent.reach(3)
        assert [event.text for event in house.events] == ["/start", "你好", "再见"]


async def test_encrypted_ids_are_translated_by_the_app(tmp_path):
    async with bot(tmp_path, with_app=True) as (wecom, house, channel):
        company = channel._people._company
        seen = "wo" + "AJ2GCAAAXtWyujaWJHDDGi0mACAAAA"
        wecom.open_ids["linxiao"] = seen
        tencent_app = house.channels["wecom"]
        assert company is tencent_app
        await wecom.says("linxiao", "a")
        await wecom.sent.reach(1)
        assert (house.events[0].sender.id, house.events[0].sender.name) == (seen, "同学AAAA")


async def test_with_the_app_everybody_has_one_id_and_a_name(tmp_path):
    clock = SystemClock()
    async with Tencent(clock) as tencent:
        seen = "wo" + "AJ2GCAAAXtWyujaWJHDDGi0mACAAAA"
        tencent.bot.open_ids["linxiao"], tencent.app.open_ids[seen] = seen, "linxiao"
        app = Wecom(**tencent.config["wecom"], clock=clock)
        channel = WecomBot(**tencent.config["wecom_bot"], clock=clock, company=app)
        async with rote_house(tmp_path, clock, [app, channel], echo) as house:
            await eventually(lambda: channel.connected)
            await tencent.bot.says("linxiao", "打卡", chat="C1")
            await tencent.bot.says("linxiao", "积分")
            await tencent.bot.says("zhouhang", "积分")
            await tencent.bot.sent.reach(3)
            people = {(event.sender.id, event.sender.name) for event in house.events}
            assert people == {("linxiao", "林晓"), ("zhouhang", "周航")}
            rooms = [event.address.room for event in house.events if event.sender.id == "linxiao"]
            assert rooms == ["C1", seen], "the platform is spoken to by the id it shows"
            asked = [name for name, _ in tencent.app.calls].count("batch/openuserid_to_userid")
            assert asked == 1


# ── cards ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_press_in_a_group_is_answered_on_the_pressers_card_alone(tmp_path):
    def answers(event):
        return [Says([Text.of("✔ 已选 B")], whisper=True)] if event.kind is Kind.PRESSED else [Says(POLL)]

    async with bot(tmp_path, answers) as (wecom, house, _):
        await wecom.says("wanglan", "投票", chat="C1")
        shown = await wecom.sent.reach(1)
        await house.outcomes.reach(1)
        await wecom.presses("linxiao", shown, "B. 露营")
        await wecom.sent.until(lambda: shown.cards)
        assert shown.seen_by("linxiao")["sub_title_text"] == "✔ 已选 B"
        assert "sub_title_text" not in shown.seen_by("zhouhang")
        assert (house.events[1].text, house.events[1].about) == ("投 P7 B", shown.task)
        assert len(wecom.sent) == 1


async def test_an_edit_on_a_press_changes_the_card_for_everybody(tmp_path):
    def answers(event):
        if event.text == "投票":
            return [Says(POLL)]
        return [Says([Text.of("已结束\n露营 3 票")], edits=1)]

    async with bot(tmp_path, answers) as (wecom, house, _):
        await wecom.says("wanglan", "投票", chat="C1")
        shown = await wecom.sent.reach(1)
        await house.outcomes.reach(1)
        await wecom.presses("linxiao", shown, "B. 露营")
        await wecom.sent.until(lambda: not shown.labels)
        assert shown.seen_by("zhouhang")["main_title"]["title"] == "已结束"


async def test_a_toast_that_is_too_late_is_not_said_before_everybody(tmp_path):
    clock = HandClock(NOW)

    def answers(event):
        clock.move(timedelta(seconds=6 if event.kind is Kind.PRESSED else 0))
        return [Says([Text.of("已选")], whisper=True)] if event.kind is Kind.PRESSED else [Says(POLL)]

    async with bot(tmp_path, answers, clock) as (wecom, house, _):
        await wecom.says("wanglan", "投票", chat="C1")
        shown = await wecom.sent.reach(1)
        await house.outcomes.reach(1)
        await wecom.presses("linxiao", shown, "A. 爬山")
        await house.outcomes.reach(2)
        assert wecom.frames[-1]["answer"] == 846604
        assert len(wecom.sent) == 1


async def test_a_vote_of_many_options(tmp_path):
    many = Choices(tuple(Choice(letter, f"选项{letter}", f"投 P7 {letter}") for letter in "ABCDEFGH"))
    async with bot(tmp_path, lambda event: [Says([Text.of("选"), many])] if event.text == "投票" else []) as (wecom, house, _):
        await wecom.says("wanglan", "投票", chat="C1")
        shown = await wecom.sent.reach(1)
        await wecom.presses("linxiao", shown, "H. 选项H")
        await wecom.says("linxiao", "完", chat="C1")
        await house.events.reach(3)
        assert (house.events[1].kind, house.events[1].text) == (Kind.PRESSED, "投 P7 H")


# ── media ────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_file_comes_with_its_name_and_content_and_dies_after_five_minutes(tmp_path):
    clock = HandClock(NOW)
    async with bot(tmp_path, lambda event: [Says([Text.of("收到")])], clock) as (wecom, house, channel):
        content = bytes(range(256)) * 700
        await wecom.sends_file("wanglan", "题库 5月.xlsx", content)
        await wecom.sent.reach(1)
        (ref,) = house.events[0].files
        assert ref.name == "题库 5月.xlsx"
        assert b"".join([chunk async for chunk in channel.fetch(ref)]) == content
        clock.move(timedelta(minutes=5))
        with pytest.raises(Undeliverable):
            _ = [chunk async for chunk in channel.fetch(ref)]


async def test_pictures_and_large_files_go_up_in_pieces(tmp_path):
    async with bot(tmp_path, lambda event: []) as (wecom, house, _):
        await wecom.says("wanglan", "你好", chat="C1")
        await house.events.reach(1)
        large = bytes(range(251)) * 5000
        await house.owes(
            GROUP, Text.of("看"), Picture(house.shelve(b"\x89PNG picture"), "榜"), File(house.shelve(large), "课表.pdf")
        )
        await wecom.sent.reach(3)
        assert [bubble.kind for bubble in wecom.screen("C1")] == ["markdown", "image", "file"]
        assert wecom.media["bot-media-" + _number(wecom)][2] == large


def _number(wecom):
    return list(wecom.media)[-1].rpartition("-")[2]


# ── the line ─────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_broken_line_comes_back_and_what_was_owed_is_sent(tmp_path):
    clock = HandClock(NOW)
    async with bot(tmp_path, lambda event: [], clock) as (wecom, house, channel):
        await wecom.says("wanglan", "你好", chat="C1")
        await house.events.reach(1)
        await wecom.hangs_up()
        await eventually(lambda: not channel.connected)
        await house.owes(GROUP, Text.of("微课"))
        await passing(clock, lambda: wecom.sent)
        assert (wecom.connections, wecom.sent[0].content) == (2, "微课")


async def test_a_deaf_line_is_dropped_after_two_pings(tmp_path):
    clock = HandClock(NOW)
    async with bot(tmp_path, clock=clock) as (wecom, _, channel):
        clock.move(timedelta(seconds=31))
        await asyncio.sleep(0.05)
        assert wecom.connections == 1
        wecom.deaf = True
        await passing(clock, lambda: not channel.connected, step=5)
        assert timedelta(seconds=90) <= clock.now() - NOW <= timedelta(seconds=140)
        await passing(clock, lambda: wecom.connections == 2)


async def test_whoever_is_replaced_stays_away(tmp_path):
    clock = HandClock(NOW)
    async with bot(tmp_path, clock=clock) as (wecom, _, channel):
        other = WecomBot(
            bot_id=wecom.bot_id, secret=wecom.secret, ws_url=wecom.base.replace("http", "ws") + "/bot", clock=clock
        )
        async with rote_house(_folder(tmp_path), clock, [other], echo):
            await wecom.frames.until(lambda: wecom.connections == 2)
            await eventually(lambda: not channel.connected)
            for _ in range(20):
                clock.move(timedelta(seconds=20))
                await asyncio.sleep(0.005)
            assert other.connected and not channel.connected and wecom.connections == 2


def _folder(tmp_path):
    folder = tmp_path / "other"
    folder.mkdir()
    return folder


async def test_wrong_credentials_are_tried_five_times(tmp_path):
    clock = HandClock(NOW)
    async with Tencent(clock) as tencent:
        channel = WecomBot(**(tencent.config["wecom_bot"] | {"secret": "wrong"}), clock=clock)
        async with rote_house(tmp_path, clock, [channel], echo) as house:
            ended = house._loops[-1]
            await passing(clock, ended.done)
            assert not channel.connected and tencent.bot.connections == 0


async def test_a_lost_ack_is_not_said_twice(tmp_path):
    clock = HandClock(NOW)
    async with bot(tmp_path, clock=clock) as (wecom, house, _):
        wecom.mute = 1
        await wecom.says("linxiao", "打卡", chat="C1")
        await passing(clock, lambda: any(how in ("sent", "answered") for _, how in house.outcomes), step=1)
        assert [bubble.content for bubble in wecom.screen("C1")] == ["said: 打卡"]


async def test_an_event_is_held_until_the_database_takes_it(tmp_path, monkeypatch):
    monkeypatch.setattr("bot.channels.wecom_bot.channel.LONGEST_WAIT", 0.01)
    monkeypatch.setattr("bot.channels.wecom_bot.channel.FIRST_WAIT", 0.01)
    async with bot(tmp_path) as (wecom, house, _):
        house.sick = 3
        await wecom.says("linxiao", "打卡", chat="C1")
        await wecom.sent.reach(1)
        assert [event.text for event in house.events] == ["打卡"]


async def test_a_conversation_gets_thirty_a_minute_and_loses_none(tmp_path):
    clock = HandClock(NOW)
    async with bot(tmp_path, lambda event: [], clock) as (wecom, house, _):
        await wecom.says("wanglan", "你好", chat="C1")
        await house.events.reach(1)
        for number in range(65):
            await house.owes(GROUP, Text.of(f"第{number}条"))
        await passing(clock, lambda: len(wecom.sent) >= 65)
        assert [bubble.content for bubble in wecom.sent] == [f"第{number}条" for number in range(65)]
        assert all(frame["answer"] == 0 for frame in wecom.frames), "no 846607 was earned"


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_nonsense_on_the_line_is_survived(tmp_path):
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    async with bot(tmp_path) as (wecom, house, channel):
        deep = '{"cmd": "aibot_msg_callback", "body": ' + '{"a":' * 20_000 + "1" + "}" * 20_001
        for raw in ("", "nonsense", "[]", "1", '{"cmd": 5}', '{"cmd": "aibot_msg_callback"}', '{"headers": []}', deep):
            await wecom.pushes(raw)
        await wecom.says("linxiao", "还在吗", chat="C1")
        await wecom.sent.reach(1)
        assert channel.connected and wecom.connections == 1 and len(house.events) == 1


# fmt: off
NAMES = st.sampled_from([
    "msgid", "from", "userid", "chattype", "chatid", "msgtype", "text", "content", "mixed", "msg_item", "image", "url", "aeskey",
    "quote", "create_time", "event", "eventtype", "template_card_event", "event_key", "task_id", "selected_items",
    "selected_item", "option_ids", "option_id",
])
# fmt: on
VALUES = st.recursive(
    st.none()
    | st.integers()
    | st.sampled_from(
        ["", "u1", "group", "event", "text", "mixed", "image", "submit", "enter_chat", "template_card_event", "https://x"]
    )
    | st.text(max_size=5),
    lambda inner: st.dictionaries(NAMES, inner, max_size=4) | st.lists(inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=200)
@given(st.dictionaries(NAMES, VALUES, max_size=8), st.booleans())
def test_whatever_the_line_says_is_an_event_or_nothing(body, is_event):
    frame = {"headers": {"req_id": "r"}, "body": {"from": {"userid": "u"}, "msgtype": "event" if is_event else "mixed"} | body}
    told = inbound.read(frame, "b", NOW)
    event = inbound.event(told, told.who, "", "小助") if told else None
    assert event is None or (isinstance(event.text, str) and json.dumps(event.text) and event.key.startswith("wecom_bot:b:"))


async def test_doctor_does_not_take_the_connection(tmp_path):
    async with bot(tmp_path) as (wecom, _, channel):
        given_settings = {"bot_id": wecom.bot_id, "secret": wecom.secret, "ws_url": wecom.base.replace("http", "ws") + "/bot"}
        ((works, line),) = await asyncio.to_thread(lambda: check(**given_settings))
        assert works and "127.0.0.1" in line.to("zh") and channel.connected and wecom.connections == 1
    ((works, line),) = check(bot_id="b", secret="s", ws_url="ws://127.0.0.1:9")
    assert not works and "连不上" in line.to("zh")
