"""The official account against the stand-in: five seconds, five messages, numbers for buttons, and everything it must not take."""

from __future__ import annotations

import asyncio
import io
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channel import Undeliverable
from bot.channels.tencent.callback import BODY_LIMIT
from bot.channels.tencent.envelope import Malformed
from bot.channels.wechat import Wechat, check, inbound
from bot.channels.wechat.menus import typed
from bot.clock import HandClock, SystemClock
from bot.messages import Address, Kind, Lane, OutboundMessage
from bot.parts import Button, Buttons, Choice, Choices, File, Part, Picture, Text
from tests.standins.wecom import Tencent, wire
from tests.standins.wecom.rote import Says, rote_house
from tests.standins.wecom.rules import Fault
from tests.test_wecom_app import TAGS, VALUES, logs, passing

__all__ = ["logs"]

NOW = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
LIN = Address("wechat", "o-linxiao", direct=True)
MENU = (Text.of("今天想做什么？"), Buttons.row(Button("打卡", "打卡"), Button("看积分", "积分")))


def echo(event):
    return [Says([Text.of(f"{event.kind}: {event.text}")])]


@asynccontextmanager
async def account(tmp_path, answers=echo, clock=None, *, safe=True):
    clock = clock or SystemClock()
    async with Tencent(clock) as tencent:
        tencent.account.safe = safe
        channel = Wechat(**tencent.config["wechat"], clock=clock)
        async with rote_house(tmp_path, clock, [channel], answers) as house:
            tencent.calls_back_to(house.url)
            yield tencent.account, house, channel


# ── passive replies ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("safe", [True, False])
async def test_the_answer_rides_on_the_callback(tmp_path, safe):
    async with account(tmp_path, safe=safe) as (wechat, house, _):
        assert (await wechat.verifies()).status == 200
        answered = await wechat.says("o-linxiao", "打卡")
        assert (answered.status, answered.attempts) == (200, 1)
        assert wechat.sent == [{"to": "o-linxiao", "kind": "text", "content": "said: 打卡", "passive": True}]
        await house.outcomes.reach(1)
        assert house.outcomes == [("wechat", "answered")] and not wechat.complaints
        assert (house.events[0].sender.name, house.events[0].address) == ("同学xiao", LIN)


async def test_words_that_would_end_the_reply_stay_words(tmp_path):
    hostile = "]]><ToUserName>x</ToUserName><![CDATA["
    async with account(tmp_path, lambda event: [Says([Text.of(hostile)])]) as (wechat, _, _):
        await wechat.says("o-linxiao", "a")
        assert wechat.screen("o-linxiao") == ["]]>＜ToUserName>x＜/ToUserName>＜![CDATA["] and not wechat.complaints


async def test_the_rest_follows_as_service_messages_in_order(tmp_path):
    clock = HandClock(NOW)

    def answers(event):
        return [Says([Text.of("一" * 1000)]), Says([Text.of("二")])]

    async with account(tmp_path, answers, clock) as (wechat, _, _):
        await wechat.says("o-linxiao", "a")
        await passing(clock, lambda: len(wechat.sent) >= 3)
        assert [(len(shown["content"]), shown["passive"]) for shown in wechat.sent] == [(682, True), (318, False), (1, False)]


async def test_a_callback_that_comes_again_gets_the_same_answer(tmp_path):
    async with account(tmp_path) as (wechat, house, _):
        inner = wire.xml(
            {
                "ToUserName": "gh_standin",
                "FromUserName": "o1",
                "CreateTime": int(wechat._now()),
                "MsgType": "text",
                "Content": "打卡",
                "MsgId": 5,
            }
        )
        await wechat.calls_back(inner, "o1")
        await wechat.calls_back(inner, "o1")
        assert wechat.screen("o1") == ["said: 打卡", "said: 打卡"], "the first was not heard, or it would not come again"
        assert len(house.events) == 1


async def test_nothing_to_say_is_a_quiet_success(tmp_path):
    async with account(tmp_path, lambda event: []) as (wechat, _, _):
        answered = await wechat.says("o1", "谢谢")
        assert (answered.status, answered.body) == (200, b"success")


async def test_an_answer_that_is_too_late_follows_the_ordinary_way(tmp_path):
    clock = HandClock(NOW)

    def slow(event):
        clock.move(timedelta(seconds=4.6))
        return [Says([Text.of("慢")])]

    async with account(tmp_path, slow, clock) as (wechat, _, _):
        answered = await wechat.says("o1", "a")
        assert answered.body == b"success"
        await passing(clock, lambda: wechat.sent)
        assert wechat.sent[0]["passive"] is False


async def test_a_house_that_cannot_commit_is_asked_three_times(tmp_path):
    async with account(tmp_path) as (wechat, house, _):
        house.sick = 2
        answered = await wechat.says("o1", "打卡")
        assert (answered.attempts, wechat.screen("o1")) == (3, ["said: 打卡"])


# ── events ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_following_is_a_start_and_a_scene_comes_with_it(tmp_path):
    async with account(tmp_path) as (wechat, house, _):
        await wechat.follows("o1")
        await wechat.follows("o2", scene="camp7")
        await wechat.clicks("o1", "打卡")
        await wechat.leaves("o2")
        assert [(event.kind, event.text) for event in house.events] == [
            (Kind.SAID, "/start"),
            (Kind.SAID, "/start camp7"),
            (Kind.PRESSED, "打卡"),
            (Kind.UNREACHABLE, ""),
        ]
        assert wechat.screen("o1") == ["said: /start", "pressed: 打卡"]


# ── numbers for buttons ──────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_number_says_what_the_menu_says(tmp_path):
    def answers(event):
        return [Says(MENU)] if event.text == "菜单" else echo(event)

    async with account(tmp_path, answers) as (wechat, house, _):
        await wechat.says("o1", "菜单")
        assert wechat.screen("o1") == ["今天想做什么？\n回复数字：\n1. 打卡\n2. 看积分"]
        await wechat.says("o2", "2")
        await wechat.says("o1", " ２。")
        await wechat.says("o1", "2")
        assert [(event.kind, event.text) for event in house.events[1:]] == [
            (Kind.SAID, "2"),
            (Kind.PRESSED, "积分"),
            (Kind.SAID, "2"),
        ], "the answer without a menu has put an end to the menu"


async def test_letters_answer_a_question_and_a_reminder_in_between_does_not_end_it(tmp_path):
    question = (Text.of("第1题"), Choices((Choice("A", "降价", "选 D1 A"), Choice("B", "先问", "选 D1 B"))))

    def answers(event):
        return [Says([*question, Buttons.row(Button("跳过", "跳过 D1"))])] if event.text == "练习" else echo(event)

    async with account(tmp_path, answers) as (wechat, house, _):
        await wechat.says("o1", "练习")
        assert wechat.screen("o1") == ["第1题\nA. 降价\nB. 先问\n回复字母作答。\n回复数字：\n1. 跳过"]
        await house.owes(Address("wechat", "o1", direct=True), Text.of("⏰ 别忘了"))
        await wechat.sent.reach(2)
        await wechat.says("o1", "b")
        assert (house.events[-1].kind, house.events[-1].text) == (Kind.PRESSED, "选 D1 B")


SCALE = [Button(str(number), f"微课 L1 {number}") for number in range(11)]


async def test_a_button_that_is_a_number_is_chosen_by_that_number(tmp_path):
    """Counted from one, whoever gives the lesson an 8 would have given it a 7."""

    def answers(event):
        return [Says([Text.of("值几分？"), Buttons((tuple(SCALE), (Button("跳过", "跳过"),)))])] if event.text == "微课" else []

    async with account(tmp_path, answers) as (wechat, house, _):
        await wechat.says("o1", "微课")
        assert wechat.screen("o1") == ["值几分？\n回复数字：0 1 2 3 4 5 6 7 8 9 10\n11. 跳过"]
        for typed_back in ("8", "0", "10", "11"):
            await wechat.says("o1", typed_back)
        assert [event.text for event in house.events[1:]] == ["微课 L1 8", "微课 L1 0", "微课 L1 10", "跳过"]


async def test_what_a_button_says_may_be_typed_where_there_is_none_to_press(tmp_path):
    """A message says: press “完成”."""
    menu: list[Part] = [
        Text.of("发完按“完成”。"),
        Buttons.row(Button("完成", "交作业 完成 H3"), Button("👍 有用", "赞 A-0001 1"), *TWINS),
    ]

    async with account(tmp_path, lambda event: [Says(menu)]) as (wechat, house, _):
        for words in ("交作业", "完成", "“完成”。", "有用", "发出", "完成了"):
            await wechat.says("o1", words)
        said = [(event.kind, event.text) for event in house.events[1:]]
        assert said == [
            *[(Kind.PRESSED, "交作业 完成 H3")] * 2,
            (Kind.PRESSED, "赞 A-0001 1"),
            (Kind.SAID, "发出"),
            (Kind.SAID, "完成了"),
        ], "a word on two buttons chooses neither"


TWINS = (Button("发出", "草稿 发出 7"), Button("发出", "草稿 发出 8"))


@pytest.mark.parametrize(
    ("said", "chosen"),
    [
        *[("1", "1"), ("１", "1"), (" a ", "A"), ("B.", "B"), ("12", "12"), ("-3", "-3"), ("１０", "10")],
        *[("“完成”。", "完成"), ("👍 有用", "有用"), ("done", "DONE"), ("1️⃣", "1")],
        *[("", ""), ("!?", ""), ("👍", ""), ("客户一直说太贵了" * 4, "")],
    ],
)
def test_what_counts_as_a_choice(said, chosen):
    assert typed(said) == chosen


# ── the budget ───────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_five_messages_in_two_days_and_then_it_waits_for_their_next_word(tmp_path):
    clock = HandClock(NOW)
    async with account(tmp_path, lambda event: [], clock) as (wechat, house, channel):
        await wechat.says("o-linxiao", "你好")
        for number in range(7):
            await house.owes(LIN, Text.of(f"第{number}条"))
        await passing(clock, lambda: len(house.outcomes) >= 7)
        assert wechat.screen("o-linxiao") == [f"第{number}条" for number in range(5)]
        assert [how for _, how in house.outcomes].count("failed") == 2
        assert [name for name, _ in wechat.calls].count("message/custom/send") == 5, "what would be refused is not tried"
        await wechat.says("o-linxiao", "又来了")
        await channel.deliver(OutboundMessage(90, LIN, (Text.of("欢迎回来"),), Lane.PUSH))
        clock.move(timedelta(hours=48))
        with pytest.raises(Undeliverable) as no:
            await channel.deliver(OutboundMessage(91, LIN, (Text.of("太晚"),), Lane.PUSH))
        assert no.value.reason == "unreachable"


async def test_what_the_platform_counts_otherwise_is_believed(tmp_path):
    async with account(tmp_path, lambda event: []) as (wechat, _, channel):
        await wechat.says("o-linxiao", "你好")
        wechat.faults.plan("message/custom/send", Fault(errcode=45047))
        for _ in range(2):
            with pytest.raises(Undeliverable):
                await channel.deliver(OutboundMessage(1, LIN, (Text.of("a"),), Lane.PUSH))
        assert not wechat.sent and not [name for name, _ in wechat.calls if name == "message/custom/send"]


async def test_a_failed_send_costs_nothing(tmp_path):
    clock = HandClock(NOW)
    async with account(tmp_path, lambda event: [], clock) as (wechat, house, _):
        await wechat.says("o-linxiao", "你好")
        wechat.faults.plan("message/custom/send", Fault(errcode=-1), Fault(status=502), Fault(errcode=40001))
        for number in range(5):
            await house.owes(LIN, Text.of(str(number)))
        await passing(clock, lambda: len(wechat.sent) >= 5)
        assert wechat.screen("o-linxiao") == list("01234")


async def test_pictures_go_and_files_are_named(tmp_path):
    clock = HandClock(NOW)
    async with account(tmp_path, lambda event: [], clock) as (wechat, house, _):
        await wechat.says("o-linxiao", "你好")
        await house.owes(LIN, Text.of("榜"), Picture(house.shelve(b"\x89PNG picture"), "排行榜"), File("f", "课表.xlsx"))
        await passing(clock, lambda: len(wechat.sent) >= 3)
        assert [(shown["kind"], shown["content"]) for shown in wechat.sent if shown["kind"] == "text"] == [
            ("text", "榜"),
            ("text", "📎 课表.xlsx"),
        ]


async def test_one_stable_token(tmp_path):
    async with account(tmp_path, lambda event: []) as (wechat, house, _):
        await wechat.says("o-linxiao", "你好")
        for number in range(3):
            await house.owes(LIN, Text.of(str(number)))
        await wechat.sent.reach(3)
        assert [name for name, _ in wechat.calls].count("stable_token") == 1


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_bad_letters_get_a_number_and_nothing_else(tmp_path, logs):
    async with account(tmp_path) as (wechat, house, _), aiohttp.ClientSession() as session:
        inner = wire.xml(
            {"ToUserName": "gh", "FromUserName": "o1", "CreateTime": 1, "MsgType": "text", "Content": "密语", "MsgId": 1}
        )
        good = wechat.letter(inner)
        stale = wechat.letter(inner)
        stale.query["timestamp"] = "5"
        plain_query = {name: good.query[name] for name in ("signature", "timestamp", "nonce")}
        wechat.app_id = "wx-another"
        foreign = wechat.letter(inner)
        letters = {
            "no query": ({}, good.body, 400),
            "wrong signature": (good.query | {"msg_signature": "0" * 40}, good.body, 403),
            "stale": (stale.query, stale.body, 403),
            "plain text where a key is set": (plain_query, inner.encode(), 403),
            "too large": (good.query, b"x" * (BODY_LIMIT + 1), 413),
            "no envelope": (good.query, b"<xml></xml>", 400),
            "for another account": (foreign.query, foreign.body, 400),
        }
        for name, (query, body, status) in letters.items():
            async with session.post(wechat.caller.url, params=query, data=io.BytesIO(body)) as response:
                assert (name, response.status, await response.read()) == (name, status, b"")
        assert not house.events
        assert not [secret for secret in (wechat.token, wechat.secret, wechat.aes_key, "密语") if secret in str(logs)]


async def test_in_plain_mode_another_body_under_the_same_signature_is_a_replay(tmp_path):
    async with account(tmp_path, safe=False) as (wechat, house, _), aiohttp.ClientSession() as session:
        fields = {"ToUserName": "gh", "FromUserName": "o1", "CreateTime": 1, "MsgType": "text", "Content": "a", "MsgId": 1}
        letter = wechat.letter(wire.xml(fields))
        statuses = []
        for body in (letter.body, letter.body.replace(b"<MsgId>1", b"<MsgId>2"), b"\xff\xfe", letter.body):
            async with session.post(wechat.caller.url, params=letter.query, data=body) as response:
                statuses.append(response.status)
        assert statuses == [200, 403, 403, 200] and len(house.events) == 1


@settings(max_examples=100)
@given(st.dictionaries(TAGS | st.sampled_from(["Content", "ToUserName", "Recognition"]), VALUES, max_size=7))
def test_whatever_wechat_signs_is_an_event_or_malformed(fields):
    try:
        told = inbound.read(fields, "wx", NOW)
        event = inbound.event(told, NOW)
    except Malformed:
        return
    assert event is None or (event.key.startswith("wechat:wx:") and isinstance(event.text, str))


async def test_doctor_says_what_is_wrong():
    async with Tencent() as tencent:
        given = tencent.config["wechat"]

        async def line(**other):
            return (await asyncio.to_thread(lambda: check(**(given | other))))[0][1].to("zh")

        assert "48 小时" in await line()
        assert "Secret 不对" in await line(secret="wrong")
        assert "43 位" in await line(encoding_aes_key="short")
        assert "连不上" in await line(api_base_url="http://127.0.0.1:9/")
