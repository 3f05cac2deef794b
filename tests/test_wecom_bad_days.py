"""WeCom and WeChat as they fail, report by report, against a stand-in as unkind as they are (its README says how each is known)."""

from __future__ import annotations

import asyncio
import csv
import json
import re
from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channel import Parked, TryLater
from bot.channels.tencent import codes
from bot.channels.tencent.calls import Refused
from bot.channels.tencent.envelope import Malformed, deciphered, file_key
from bot.channels.tencent.file_names import file_name
from bot.channels.tencent.words import legible, unpunctuated
from bot.channels.wecom import Wecom
from bot.channels.wecom import check as check_app
from bot.channels.wecom_bot import check, inbound
from bot.channels.wecom_bot.mentions import uncalled
from bot.clock import HandClock, SystemClock
from bot.messages import Address, InboundEvent, Kind
from bot.parts import Button, Buttons, Mark, Run, Text
from storage import inbox, troubles
from tests.patience import PATIENCE
from tests.standins.proxy import Proxy
from tests.standins.wecom import Tencent
from tests.standins.wecom.rote import Says
from tests.standins.wecom.rules import Fault, Record
from tests.test_wechat import account
from tests.test_wecom_app import LINXIAO, company, message, passing
from tests.test_wecom_bot import GROUP, bot, echo, eventually
from tests.test_wecom_group import GROUP as HOOK
from tests.test_wecom_group import group

NOW = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
INPUTS = Path(__file__).parent / "files" / "platforms"
DONE = Text.of("✅ 林晓 第1天｜+5｜积分5")
WORDS = frozenset({"积分", "打卡", "points"})


def rows(name: str) -> list[list[str]]:
    """The rows of a table under its head."""
    with (INPUTS / name).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)][1:]


async def within(seconds: int, clock: HandClock, record: Record, holds: Callable[[], object]) -> None:
    """Until something holds, the clock moved on only where nothing more happens by itself; so many seconds of it at most."""
    for _ in range(2 * seconds):
        with suppress(TimeoutError):
            await record.until(holds, seconds=0.15)
            return
        clock.move(timedelta(seconds=0.5))
    raise AssertionError("not in time")


# ── 1. the line ──────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_line_that_forgot_us_is_subscribed_anew_and_what_was_owed_follows(tmp_path):
    clock = HandClock(NOW)
    async with bot(tmp_path, clock=clock) as (wecom, house, channel):
        await wecom.says("linxiao", "打卡", chat="C1")
        await wecom.sent.reach(1)
        wecom.loses_us()
        await house.owes(GROUP, Text.of("微课"))
        await passing(clock, lambda: len(wecom.sent) == 2)
        assert wecom.connections == 2 and channel.connected and wecom.sent[1].content == "微课"
        assert {how for _, how in house.outcomes} <= {"answered", "sent", "later"}


async def test_an_answer_refused_because_of_the_line_is_pushed_over_the_new_one(tmp_path):
    clock = HandClock(NOW)
    async with bot(tmp_path, clock=clock) as (wecom, _, _):
        wecom.faults.plan("aibot_respond_msg", Fault(846609))
        await wecom.says("linxiao", "打卡", chat="C1")
        await passing(clock, lambda: wecom.sent)
        assert (wecom.connections, wecom.sent[0].content) == (2, "said: 打卡")


@pytest.mark.parametrize("code", [846609, -1, 6000])
async def test_pings_acknowledged_with_an_error_tear_the_line_down(tmp_path, code):
    clock = HandClock(NOW)
    async with bot(tmp_path, clock=clock) as (wecom, _, channel):
        wecom.faults.plan("ping", Fault(code), Fault(code))
        await passing(clock, lambda: wecom.connections >= 2 and channel.connected, step=2)
        assert clock.now() - NOW < timedelta(minutes=4)


async def test_what_had_arrived_on_a_line_torn_down_is_still_heard(tmp_path):
    clock = HandClock(NOW)
    async with bot(tmp_path, clock=clock) as (wecom, house, channel):
        await wecom.says("linxiao", "一", chat="C1")
        await wecom.sent.reach(1)
        wecom.faults.plan("aibot_send_msg", Fault(cut="ack"))
        await house.owes(GROUP, Text.of("微课"))
        await passing(clock, lambda: wecom.frames[-1]["cmd"] == "aibot_send_msg")  # a push lets an answer on its way go first
        for number in range(20):
            await wecom.says("linxiao", f"第{number}句", chat="C1")
        channel._line._lose("tried")
        await passing(clock, lambda: len(house.events) == 21)
        assert [event.text for event in house.events][1:] == [f"第{number}句" for number in range(20)]


async def test_whoever_is_replaced_waits_tells_once_and_comes_back_after_minutes(tmp_path):
    clock = HandClock(NOW)
    async with bot(tmp_path, clock=clock) as (wecom, house, channel):
        await wecom.says("linxiao", "打卡", chat="C1")
        await wecom.sent.reach(1)
        for wait in (7, 14, 28):
            before = clock.now()
            await wecom.disconnects()
            await eventually(lambda: not channel.connected)
            async with asyncio.timeout(PATIENCE):
                while not (known := await house.look(troubles.pending)):  # noqa: ASYNC110 - a row is written without an event
                    await asyncio.sleep(0.005)
            assert [(trouble.channel, trouble.reason) for trouble in known] == [("wecom_bot", "taken")]
            await house.owes(GROUP, Text.of(f"第{wait}分钟"))
            await passing(clock, lambda: channel.connected, step=10)
            assert timedelta(minutes=wait) <= clock.now() - before <= timedelta(minutes=wait + 1)
            await passing(clock, lambda wait=wait: wecom.sent[-1].content == f"第{wait}分钟")
            async with asyncio.timeout(PATIENCE):
                while await house.look(troubles.pending):  # noqa: ASYNC110 - what is mended is struck off without an event
                    await asyncio.sleep(0.005)


# ── 2. tokens ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("fault", "within"),
    [
        (Fault(45033), 60),
        (Fault(6000), 60),
        (Fault(50001), 60),
        (Fault(-1), 60),
        (Fault(45009), 75),
        (Fault(status=502), 60),
        (Fault(cut="before"), 60),
    ],
)
async def test_a_token_refused_for_a_moment_mutes_nothing(tmp_path, fault, within):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        app.faults.plan("gettoken", fault)
        for who in app.members:
            await house.owes(Address("wecom", who, direct=True), DONE)
        await passing(clock, lambda: len(app.sent) == 3)
        assert clock.now() - NOW <= timedelta(seconds=within)


async def test_a_token_with_little_life_left_is_fetched_once_for_a_hundred_sends(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, _, channel):
        app.members = {f"u{number}": f"学员{number}" for number in range(100)}
        app.tokens["T-old"] = clock.now() + timedelta(seconds=200)
        for number in range(100):
            app.members[f"u{number}"] = "x"
        calls = [channel.calls.post("message/send", _text(f"u{number}", app.agent_id)) for number in range(100)]
        await asyncio.gather(*calls)
        assert app.faults.called["gettoken"] == 1 and len(app.sent) == 100


async def test_a_living_token_is_used_while_its_renewal_is_refused(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, _, channel):
        await channel.deliver(message(DONE))
        clock.move(timedelta(hours=1, minutes=56))
        app.faults.standing["gettoken"] = Fault(45033)
        for number in range(20):
            await channel.deliver(message(DONE, number=number + 10))
        assert app.faults.called["gettoken"] == 2 and len(app.sent) == 21
        clock.move(timedelta(minutes=5))
        with pytest.raises(TryLater):
            await channel.deliver(message(DONE, number=99))


def _text(who: str, agent: int) -> dict[str, object]:
    return {"touser": who, "agentid": agent, "msgtype": "text", "text": {"content": "a"}}


# ── 3. what an operator can mend ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", [60020, 50003, 60031, 48002, 301002, 99999])
async def test_what_an_operator_can_mend_parks_pushes_and_answers(tmp_path, code):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        app.faults.standing["message/send"] = Fault(code)
        await app.says("linxiao", "积分")
        await house.owes(Address("wecom", "zhouhang", direct=True), Text.of("微课"))
        await passing(clock, lambda: clock.now() - NOW > timedelta(minutes=3), step=5)
        assert not app.sent and app.faults.called["message/send"] <= 8
        assert [trouble.reason.split()[0] for trouble in await house.look(troubles.pending)] == [str(code)]
        del app.faults.standing["message/send"]
        await passing(clock, lambda: len(app.sent) == 2, step=5)
        assert clock.now() - NOW < timedelta(minutes=15)
        await passing(clock, lambda: [how for _, how in house.outcomes].count("sent") == 2)
        assert await house.look(troubles.pending) == []


async def test_a_group_whose_key_is_wrong_waits_for_it_and_other_groups_do_not(tmp_path):
    clock = HandClock(NOW)
    async with group(tmp_path, clock) as (wecom, house, _):
        keys, wecom.keys = wecom.keys, {}
        await house.owes(HOOK, Text.of("微课"))
        await passing(clock, lambda: clock.now() - NOW > timedelta(minutes=3), step=5)
        assert [(trouble.room, trouble.reason) for trouble in await house.look(troubles.pending)] == [("运营群", "93000")]
        wecom.keys = keys
        await passing(clock, lambda: len(wecom.sent) == 1, step=5)


async def test_a_code_nobody_knows_is_a_dead_letter_at_the_end_of_the_messages_life(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        app.faults.standing["message/send"] = Fault(99999)
        await house.owes(LINXIAO, DONE, until=NOW + timedelta(hours=2))
        await passing(clock, lambda: house.outcomes and house.outcomes[-1][1] in ("failed", "expired", "sent"), step=30)
        letters = await house.look(lambda db: db.all(inbox.dead_letter.select()))
        assert [letter.problem for letter in letters] == ["99999"] and app.faults.called["message/send"] <= 8


async def test_an_accounts_minute_quota_is_waited_for(tmp_path):
    clock = HandClock(NOW)

    def twice(event):
        return [Says([Text.of("一")]), Says([Text.of("二")])]

    async with account(tmp_path, twice, clock) as (wechat, _, _):
        wechat.faults.plan("message/custom/send", Fault(45011))
        await wechat.says("o1", "积分")
        await passing(clock, lambda: wechat.screen("o1") == ["一", "二"])
        assert clock.now() - NOW <= timedelta(seconds=75)


@pytest.mark.parametrize("code", sorted(codes.ADVICE))
def test_every_code_an_operator_can_mend_says_how(code):
    verdict = codes.Verdicts("wecom").of(Refused(code, "from ip: 203.0.113.7, more"), NOW)
    assert isinstance(verdict, Parked)
    assert codes.mend(verdict.reason).to("zh") and "{" not in codes.mend(verdict.reason).to("en")
    if code == 60020:
        assert "203.0.113.7" in codes.mend(verdict.reason).to("en")


# ── 4. a dirty wire ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["frame_raw_newline.json", "frame_ansi_escape.json", "frame_backspace.json"])
async def test_frames_with_raw_control_characters_are_heard(tmp_path, name):
    async with bot(tmp_path) as (wecom, house, _):
        await wecom.pushes((INPUTS / name).read_text("utf-8"))
        event = await house.events.reach(1)
        assert event.text.split()[0] == "打卡" and "\x1b" not in event.text and "\b" not in event.text


@pytest.mark.parametrize("sign", [chr(code) for code in range(32) if code not in (9, 10, 13)] + ["\x7f", "\x85"])
async def test_any_control_character_is_heard_past(sign):
    body = {
        "msgid": "1",
        "from": {"userid": "u"},
        "chattype": "single",
        "msgtype": "text",
        "text": {"content": f"打卡{sign} 好"},
    }
    told = inbound.read({"headers": {"req_id": "r"}, "body": body}, "b", NOW)
    event = told and inbound.event(told, "u", "", "小助")
    assert isinstance(event, InboundEvent) and event.text == "打卡 好"


async def test_a_frame_the_stand_in_writes_raw_is_heard(tmp_path):
    async with bot(tmp_path) as (wecom, house, _):
        wecom.raw = True
        await wecom.says("linxiao", "打卡 第一行\n第二行\t末", chat="C1", quote="昨\x0b天")
        event = await house.events.reach(1)
        assert event.text == "打卡 第一行\n第二行\t末" and event.data["quote"].words == "昨天"


async def test_a_callback_with_control_characters_is_taken_and_answered(tmp_path):
    async with company(tmp_path) as (app, house, _):
        for number, content in enumerate(["\x1d积分", "积\x00分", "积分\ufffe", "积分\x0b"]):
            answered = await app.tells("linxiao", {"MsgType": "text", "Content": content, "MsgId": 70 + number})
            assert answered.status == 200
        assert [event.text for event in house.events] == ["积分"] * 4
        raw = (INPUTS / "callback_control_1d.xml").read_text("utf-8")
        assert (await app.calls_back(raw.replace("1764295200", str(int(NOW.timestamp()))))).status == 200
        assert house.events[-1].text == "积分"
        assert (
            await app.calls_back(raw.replace("\x1d", "&#x1D;&#29;").replace("<![CDATA[", "").replace("]]>", ""))
        ).status == 200


async def test_an_account_in_plain_mode_takes_them_too(tmp_path):
    async with account(tmp_path, echo, safe=False) as (wechat, house, _):
        assert (await wechat.says("o1", "\x1d积分\x08")).status == 200
        assert house.events[0].text == "积分" and not wechat.complaints


def test_a_files_key_is_read_however_it_is_spelt():
    case = json.loads((INPUTS / "aeskey_shapes.json").read_text("utf-8"))
    for shape in case["keys_that_all_mean_the_same"].values():
        for spelt in (
            shape,
            shape.upper() if len(shape) == 64 else shape,
            shape.replace("+", "%2B").replace("=", "%3D"),
            f" {shape}\n",
        ):
            assert deciphered(b64decode(case["cipher_base64"]), spelt).decode() == case["plain"]
    for wrong in ("", "短", "AAAA", "g" * 64, "=" * 44):
        with pytest.raises(Malformed):
            file_key(wrong)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        *rows("content_disposition.tsv"),
        ("attachment; filename*=GBK''%CC%E2%BF%E2.csv; filename=x", "题库.csv"),
        ('attachment; filename="a;b.csv"', "a;b.csv"),
        ('attachment; FILENAME = "题库.csv"', "题库.csv"),
        ("attachment; filename=%E9%A2%98%E5%BA%93.csv", "题库.csv"),
        ('attachment; filename="../../etc/passwd"', "_.._etc_passwd"),
        ("attachment; filename*=nonsense; filename=b.csv", "b.csv"),
        ("attachment", "file"),
        ("", "file"),
    ],
)
def test_a_files_name_is_what_people_called_it(header, name):
    assert file_name(header) == name


@pytest.mark.parametrize("code", [600039, 40008, 846605, 99999])
async def test_a_refused_stream_answer_is_pushed(tmp_path, code):
    clock = HandClock(NOW)
    async with bot(tmp_path, clock=clock) as (wecom, _, _):
        wecom.faults.plan("aibot_respond_msg", Fault(code))
        await wecom.says("linxiao", "打卡", chat="C1")
        shown = await wecom.sent.reach(1)
        assert (shown.kind, shown.content, clock.now()) == ("markdown", "said: 打卡", NOW)


@pytest.mark.parametrize("code", [-1, 6000])
async def test_an_answer_the_platform_is_too_busy_for_is_given_again_at_once(tmp_path, code):
    clock = HandClock(NOW)
    async with bot(tmp_path, clock=clock) as (wecom, _, _):
        wecom.faults.plan("aibot_respond_msg", Fault(code))
        await wecom.says("linxiao", "打卡", chat="C1")
        await within(5, clock, wecom.sent, lambda: wecom.sent)
        assert wecom.sent[0].kind == "stream"
        wecom.faults.plan("aibot_respond_msg", *[Fault(code)] * 3)
        wecom.faults.plan("aibot_send_msg", Fault(code))
        await wecom.says("linxiao", "积分", chat="C1")
        await within(10, clock, wecom.sent, lambda: len(wecom.sent) == 2)


# ── 5. names ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("fault", [Fault(-1), Fault(60011), Fault(status=502), Fault(cut="before")])
async def test_a_name_the_platform_would_not_say_is_asked_again_within_minutes(tmp_path, fault):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        app.faults.plan("user/get", fault)
        await app.says("linxiao", "a")
        clock.move(timedelta(minutes=1))
        await app.says("linxiao", "b")
        clock.move(timedelta(minutes=2))
        await app.says("linxiao", "c")
        assert [event.sender.name for event in house.events] == ["", "", "林晓"]


async def test_a_name_is_asked_for_once_however_many_speak(tmp_path):
    async with company(tmp_path) as (app, house, _):
        await asyncio.gather(*(app.says("linxiao", f"第{number}句") for number in range(8)))
        assert app.faults.called["user/get"] == 1 and {event.sender.name for event in house.events} == {"林晓"}


@pytest.mark.parametrize(("userid", "encrypted"), [*rows("plain_ids.tsv"), ("wo_zai_shanghai_fengongsi_xiaoshou2", "no")])
def test_plain_ids_are_not_taken_for_encrypted_ones(userid, encrypted):
    assert inbound.is_encrypted(userid) is (encrypted == "yes")


# ── 6. behind a proxy ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
async def proxy(monkeypatch):
    """A proxy the environment names, for every address but our own callbacks'."""
    async with Proxy() as made:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ws_proxy", "wss_proxy"):
            monkeypatch.setenv(name, made.url)
        for name in ("no_proxy", "NO_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)
        yield made


async def test_everything_goes_through_the_proxy(tmp_path, proxy):
    async with bot(tmp_path) as (wecom, house, channel):
        await wecom.sends_file("wanglan", "题库.csv", b"a,b\n1,2\n")
        await wecom.sent.reach(1)
        (ref,) = house.events[0].files
        assert ref.name == "题库.csv" and b"".join([chunk async for chunk in channel.fetch(ref)]) == b"a,b\n1,2\n"
        host = wecom.base.removeprefix("http://")
        assert [asked for asked in proxy.asked if asked == f"CONNECT {host}"]
        assert len([asked for asked in proxy.asked if asked.startswith(f"GET http://{host}/files/")]) == 2
        before = len(proxy.asked)
        url = wecom.base.replace("http", "ws") + "/bot"
        ((works, _),) = await asyncio.to_thread(lambda: check(bot_id=wecom.bot_id, secret=wecom.secret, ws_url=url))
        assert works and len(proxy.asked) > before


async def test_a_refused_tunnel_is_tried_again(tmp_path, proxy):
    clock = HandClock(NOW)
    proxy.refuses = 2
    async with bot(tmp_path, clock=None) as (wecom, house, _):
        await wecom.says("linxiao", "打卡", chat="C1")
        await wecom.sent.reach(1)
    proxy.refuses = 3
    folder = tmp_path / "group"
    folder.mkdir()
    async with group(folder, clock) as (wecom, house, _):
        await house.owes(HOOK, Text.of("微课"))
        await passing(clock, lambda: wecom.sent, step=5)
        assert {how for _, how in house.outcomes} <= {"later", "sent"}
    proxy.refuses = 3
    folder = tmp_path / "app"
    folder.mkdir()
    async with company(folder, clock=clock) as (app, house, _):
        await house.owes(LINXIAO, DONE)
        await passing(clock, lambda: app.sent, step=5)
        assert {how for _, how in house.outcomes} <= {"later", "sent"}


# ── 7. whoever speaks to us ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("shown_as", ["小助", "群学小助手", "学习助理", "小助手"])
@pytest.mark.parametrize(("said", "heard"), rows("group_mentions.tsv"))
def test_a_call_is_heard_by_whatever_name(shown_as, said, heard):
    said = said.replace("小助", shown_as)
    assert unpunctuated(uncalled(said, "小助", WORDS)) == (heard if heard in WORDS else "")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("@小助打卡 读完第三章", "打卡 读完第三章"),
        ("@小助手 积分", "积分"),
        ("@Qunxue Bot 积分", "积分"),
        ("@小助 @王岚 你好", "@王岚 你好"),
        ("加分 @王岚 10 @小助", "加分 @王岚 10"),
        ("@小助 你好，今天讲什么？", "你好，今天讲什么？"),
        ("帮我看看 @小助 的积分", "帮我看看 的积分"),
    ],
)
def test_what_is_around_a_call_stays(said, heard):
    assert uncalled(said, "小助", WORDS) == heard


@pytest.mark.parametrize(
    ("said", "heard"),
    [("积分。", "积分"), ("积分", "积分"), ("好。走吧。", "好。走吧。"), ("打卡 读完了。", "打卡 读完了。"), ("。", "。")],
)
def test_a_lone_word_loses_its_full_stop(said, heard):
    assert unpunctuated(said) == heard


def test_colours_of_a_terminal_are_no_words():
    assert legible("打卡 \x1b[32m完成\x1b[0m\x07 \x1b[1;31m!\x1b[m") == "打卡 完成 !"


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"MsgType": "event", "Event": "subscribe", "EventKey": "last_trade_no_40080720"}, "/start"),
        ({"MsgType": "event", "Event": "subscribe", "EventKey": ""}, "/start"),
        ({"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_0"}, "/start"),
        ({"MsgType": "event", "Event": "SCAN", "EventKey": "0"}, "/start"),
        ({"MsgType": "event", "Event": "SCAN", "EventKey": "camp-7"}, "/start camp-7"),
        ({"MsgType": "event", "Event": "subscribe", "EventKey": "qrscene_camp-7"}, "/start camp-7"),
        ({"MsgType": "voice", "MediaId": "m", "Recognition": "积分。", "MsgId": 1}, "积分"),
        ({"MsgType": "voice", "MediaId": "m", "Recognition": "", "MsgId": 1}, ""),
        ({"MsgType": "something_new", "MsgId": 1}, ""),
    ],
)
async def test_an_account_hears(tmp_path, fields, text):
    async with account(tmp_path, echo) as (wechat, house, _):
        assert (await wechat.tells("o1", fields)).status == 200
        assert [(event.kind, event.text) for event in house.events] == [(Kind.SAID, text)]


# ── 8. headings, and the clock ───────────────────────────────────────────────────────────────────────────────────────

LESSON = (
    Text((Run("用提问澄清“贵”的参照\n", Mark.STRONG), Run("先问与谁比。\n"), Run("案例", Mark.STRONG), Run("\n某门店…"))),
)


async def test_a_lesson_with_headings_is_shown_in_wechats_plug_in(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        await house.owes(LINXIAO, *LESSON, Buttons.row(Button("已学", "已学 L1")))
        await passing(clock, lambda: app.sent)
        first = app.screen("linxiao")[0]
        assert first.kind in ("text", "template_card") and all(shown.kind != "markdown" for shown in app.sent)
        await house.owes(LINXIAO, *LESSON)
        await passing(clock, lambda: len(app.sent) > 1)
        assert app.sent[-1].content == "【用提问澄清“贵”的参照】\n先问与谁比。\n【案例】\n某门店…"


async def test_a_company_that_reads_in_wecom_may_have_markdown(tmp_path):
    async with Tencent() as tencent:
        channel = Wecom(**tencent.config["wecom"], clock=SystemClock(), markdown=True)
        ((piece),) = channel.render(message(*LESSON))
        assert isinstance(piece, dict) and piece["msgtype"] == "markdown"


@pytest.mark.parametrize(
    ("skew", "works", "words"), [(0, True, ""), (90, True, "慢 [89]"), (-600, False, "快 60"), (600, False, "慢 (59|60)")]
)
async def test_doctor_tells_a_clock_that_is_wrong(skew, works, words):
    async with Tencent() as tencent:
        tencent.skew = timedelta(seconds=skew)
        found = await asyncio.to_thread(lambda: check_app(**tencent.config["wecom"]))
        clock = [(ok, line.to("zh")) for ok, line in found if "时钟" in line.to("zh")]
        assert clock == [] if not skew else (clock[0][0] is works and re.search(words, clock[0][1]))
