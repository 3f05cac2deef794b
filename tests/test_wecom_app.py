"""The self-built app against a company on the loopback: what comes in once, what goes out within the limits, what is refused."""

from __future__ import annotations

import asyncio
import io
import logging
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channel import Parked, TryLater, Uncertain, Undeliverable
from bot.channels.tencent.callback import BODY_LIMIT
from bot.channels.tencent.cards import tongue
from bot.channels.tencent.envelope import Malformed
from bot.channels.wecom import Wecom, check, inbound
from bot.clock import HandClock, SystemClock
from bot.messages import Address, FileRef, Kind, Lane, OutboundMessage
from bot.parts import Button, Buttons, Choice, Choices, File, Mark, Picture, Progress, Run, Text
from tests.patience import PATIENCE
from tests.standins.wecom import Tencent, wire
from tests.standins.wecom.app import IP
from tests.standins.wecom.rote import Says, rote_house
from tests.standins.wecom.rules import Fault

NOW = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
LINXIAO = Address("wecom", "linxiao", direct=True)
DONE = Text.of("✅ 林晓 第1天｜+5｜积分5")


def echo(event):
    """Answers what was said with the same words."""
    return [Says([Text.of(f"{event.kind}: {event.text}")])]


@asynccontextmanager
async def company(tmp_path, answers=echo, clock=None):
    """(the company, the house, the channel), connected to one another."""
    clock = clock or SystemClock()
    async with Tencent(clock) as tencent:
        channel = Wecom(**tencent.config["wecom"], clock=clock)
        async with rote_house(tmp_path, clock, [channel], answers) as house:
            tencent.calls_back_to(house.url)
            yield tencent.app, house, channel


@pytest.fixture
def logs():
    """Everything logged, whatever the level."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    with structlog.testing.capture_logs() as entries:
        yield entries
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))


async def passing(clock, holds, step=0.5):
    """Moves the clock on, by small steps, until something holds."""
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.003)
            clock.move(timedelta(seconds=step))


def message(*parts, lane=Lane.REPLY, number=7):
    return OutboundMessage(number, LINXIAO, tuple(parts), lane)


# ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_the_console_can_save_the_url_with_and_without_a_slash(tmp_path):
    async with company(tmp_path) as (app, _, _):
        assert (await app.verifies()).status == 200
        app.caller.url += "/"
        assert (await app.verifies()).status == 200
        app.token = "another token"
        assert (await app.verifies()).status == 403
        assert (await app.caller.get({"timestamp": "1"})).status == 400


async def test_words_are_acknowledged_with_nothing_and_answered_by_a_message(tmp_path):
    async with company(tmp_path) as (app, house, _):
        answered = await app.says("linxiao", " 打卡 读完第三章 ")
        assert (answered.status, answered.body, answered.attempts) == (200, b"", 1)
        await app.sent.reach(1)
        assert app.screen("linxiao")[0].content == "said: 打卡 读完第三章"
        event = house.events[0]
        assert (event.sender.name, event.sender.channel, event.address) == ("林晓", "wecom", LINXIAO)
        assert event.key.startswith(f"wecom:{app.agent_id}:4561255354251345")


async def test_the_platforms_three_tries_are_one_message(tmp_path):
    async with company(tmp_path) as (app, house, _):
        house.sick = 2
        answered = await app.says("linxiao", "打卡")
        assert (answered.status, answered.attempts) == (200, 3)
        await app.sent.reach(1)
        assert [event.text for event in house.events] == ["打卡"]


async def test_a_retry_under_the_same_signature_is_dropped_quietly_and_a_replay_is_forbidden(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        inner = wire.xml(
            {"FromUserName": "linxiao", "CreateTime": int(NOW.timestamp()), "MsgType": "text", "Content": "a", "MsgId": 9}
        )
        letter = app.letter(inner)

        async def again():
            return (await app.caller.post(lambda: letter)).status

        assert [await again(), await again()] == [200, 200]
        clock.move(timedelta(seconds=31))
        assert await again() == 403
        clock.move(timedelta(minutes=5))
        assert await again() == 403
        assert len(house.events) == 1


async def test_a_message_sent_again_as_the_consoles_check_is_not_read_out(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, _, _):
        letter = app.letter(wire.xml({"FromUserName": "linxiao", "MsgType": "text", "Content": "1234", "MsgId": 9}))
        sealed = (
            letter.body.partition(b"<Encrypt>")[2].partition(b"</Encrypt>")[0].removeprefix(b"<![CDATA[").removesuffix(b"]]>")
        )
        answered = await app.caller.get(letter.query | {"echostr": sealed.decode()})
        assert (answered.status, answered.text) == (403, "")
        assert (await app.verifies()).status == 200


async def test_an_event_without_an_id_is_told_apart_by_everything_else(tmp_path):
    async with company(tmp_path, clock=HandClock(NOW)) as (app, house, _):
        click = {"MsgType": "event", "Event": "click", "EventKey": "打卡"}
        await app.tells("linxiao", click)
        await app.tells("linxiao", click)
        await app.tells("linxiao", click | {"EventKey": "积分"})
        await app.tells("zhouhang", click)
        assert [(event.sender.id, event.kind, event.text) for event in house.events] == [
            ("linxiao", Kind.PRESSED, "打卡"),
            ("linxiao", Kind.PRESSED, "积分"),
            ("zhouhang", Kind.PRESSED, "打卡"),
        ]


async def test_what_the_platform_itself_says_makes_no_member(tmp_path):
    async with company(tmp_path) as (app, house, _):
        for told in ("inactive_alert", "change_contact", "batch_job_result"):
            assert (await app.tells("sys", {"MsgType": "event", "Event": told})).status == 200
        assert house.events == []


async def test_entering_is_a_start_once_and_leaving_is_told(tmp_path):
    async with company(tmp_path) as (app, house, _):
        await app.enters("wanglan")
        await app.enters("wanglan")
        await app.tells("wanglan", {"MsgType": "event", "Event": "unsubscribe"})
        await app.tells("wanglan", {"MsgType": "event", "Event": "subscribe"})
        assert [(event.kind, event.text) for event in house.events] == [
            (Kind.SAID, "/start"),
            (Kind.UNREACHABLE, ""),
            (Kind.REACHABLE, ""),
        ]


async def test_media_are_fetched_and_places_and_links_are_words(tmp_path):
    async with company(tmp_path) as (app, house, channel):
        await app.sends_picture("linxiao", b"\xff\xd8 a picture")
        (ref,) = house.events[0].files
        assert b"".join([chunk async for chunk in channel.fetch(ref)]) == b"\xff\xd8 a picture"
        with pytest.raises(Undeliverable):
            _ = [chunk async for chunk in channel.fetch(FileRef("x", 0, "gone"))]
        place = {"MsgType": "location", "Location_X": "31.2", "Location_Y": "121.4", "Scale": 15, "Label": "上海", "MsgId": 1}
        await app.tells("linxiao", place)
        assert (house.events[1].text, house.events[1].data["location"]["latitude"]) == ("上海", "31.2")
        await app.tells("linxiao", {"MsgType": "link", "Title": "课", "Url": "https://x.example", "MsgId": 2})
        assert house.events[2].text == "课 https://x.example"


async def test_a_name_that_cannot_be_learnt_in_time_is_learnt_later(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        app.faults.plan("user/get", Fault(errcode=60111))
        await app.says("linxiao", "a")
        clock.move(timedelta(days=8))
        await app.says("linxiao", "b")
        assert [event.sender.name for event in house.events] == ["", "林晓"]


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_bad_letters_get_a_number_and_nothing_else(tmp_path):
    async with company(tmp_path) as (app, house, _), aiohttp.ClientSession() as session:
        inner = wire.xml({"FromUserName": "linxiao", "CreateTime": 1, "MsgType": "text", "Content": "a", "MsgId": 1})
        good = app.letter(inner)
        twice = good.body.replace(b"<Encrypt>", b"<Encrypt>AAAA</Encrypt><Encrypt>")
        stale = app.letter(inner)
        stale.query["timestamp"] = "5"
        deep = wire.xml({"MsgId": 1}).replace("<MsgId>", "<a>" * 10_000 + "</a>" * 10_000 + "<MsgId>")
        bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><xml><Content>&b;</Content></xml>'
        doubled = inner.replace("</xml>", "<MsgType>event</MsgType></xml>")
        letters = {
            "no query": ({}, good.body, 400),
            "no signature": ({"timestamp": "1", "nonce": "1"}, good.body, 400),
            "wrong signature": (good.query | {"msg_signature": "0" * 40}, good.body, 403),
            "a signature of other letters": (good.query | {"msg_signature": "签名"}, good.body, 403),
            "stale": (stale.query, stale.body, 403),
            "no body": (good.query, b"", 400),
            "no envelope": (good.query, b"<xml></xml>", 400),
            "two envelopes": (good.query, twice, 400),
            "too large": (good.query, b"x" * (BODY_LIMIT + 1), 413),
            "for somebody else": (*_letter(app.letter(inner, receiver="wxother")), 400),
            "a deep nest": (*_letter(app.letter(deep)), 400),
            "a bomb": (*_letter(app.letter(bomb)), 400),
            "a tag twice": (*_letter(app.letter(doubled)), 400),
            "no sender": (*_letter(app.letter("<xml><MsgType>text</MsgType></xml>")), 400),
            "json": (*_letter(app.letter("{}")), 400),
        }
        for name, (query, body, status) in letters.items():
            async with session.post(app.caller.url, params=query, data=io.BytesIO(body)) as response:
                assert (name, response.status, await response.read()) == (name, status, b"")
        assert house.events == []


def _letter(letter):
    return letter.query, letter.body


async def test_a_body_without_end_is_cut_off(tmp_path):
    async with company(tmp_path) as (app, _, _):

        async def endless():
            for _ in range(64):
                yield b"x" * (1 << 16)

        good = app.letter("<xml/>")
        async with aiohttp.ClientSession() as session:
            try:
                async with session.post(app.caller.url, params=good.query, data=endless()) as response:
                    assert response.status == 413
            except aiohttp.ClientError:
                pass  # the line was closed while we were still sending


TAGS = st.sampled_from(
    ["FromUserName", "MsgType", "Event", "EventKey", "MsgId", "CreateTime", "SelectedItems", "OptionId", "TaskId"]
)
VALUES = st.recursive(
    st.sampled_from(["", "sys", "event", "text", "template_card_event", "submit", "1", "-5", "😀"])
    | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.dictionaries(TAGS, inner, max_size=3) | st.lists(inner, min_size=2, max_size=3),
    max_leaves=6,
)


@settings(max_examples=150)
@given(st.dictionaries(TAGS | st.just("Content"), VALUES, max_size=7))
def test_whatever_tencent_signs_is_an_event_or_malformed(fields):
    try:
        told = inbound.read(fields, 1, NOW)
        event = inbound.event(told, "", NOW)
    except Malformed:
        return
    if event is not None:
        assert event.key.startswith("wecom:1:") and isinstance(event.text, str) and event.sender and event.sender.id != "sys"


# ── cards ────────────────────────────────────────────────────────────────────────────────────────────────────────────

POLL = (
    Text.of("周五团建去哪？"),
    Choices(
        tuple(Choice(letter, words, f"投 P7 {letter}") for letter, words in zip("ABC", ("爬山", "露营", "桌游"), strict=True))
    ),
)


async def test_a_press_says_what_the_button_says_and_the_card_answers(tmp_path):
    def answers(event):
        if event.kind is Kind.PRESSED:
            return [Says([Text.of(f"收到 {event.text}")], whisper=True)]
        return [Says(POLL)]

    async with company(tmp_path, answers) as (app, house, _):
        await app.says("linxiao", "投票")
        shown = await app.sent.reach(1)
        assert shown.labels == ["A. 爬山", "B. 露营", "C. 桌游"]
        assert shown.card["main_title"]["title"] == "周五团建去哪？"
        await app.presses("linxiao", shown, "B. 露营")
        await app.updates.reach(1)
        assert house.events[1].text == "投 P7 B"
        assert house.events[1].about == shown.task
        assert shown.card["sub_title_text"] == "收到 投 P7 B"
        assert len(app.sent) == 1 and app.updates[0]["userids"] == ["linxiao"]


async def test_a_pressed_card_is_changed_and_greyed_by_its_response_code(tmp_path):
    def answers(event):
        if event.text == "投票":
            return [Says(POLL)]
        if event.text.startswith("投"):
            return [Says([Text.of("已投 B\n3 人已投")], edits=1)]
        return []

    async with company(tmp_path, answers) as (app, house, _):
        await app.says("linxiao", "投票")
        shown = await app.sent.reach(1)
        await app.presses("linxiao", shown, "B. 露营")
        await app.updates.reach(1)
        assert (shown.card["main_title"]["title"], shown.card["sub_title_text"]) == ("已投 B", "3 人已投")
        assert shown.labels == [] and shown.card["replace_text"] == "已完成"
        await house.outcomes.until(lambda: ("wecom", "answered") in house.outcomes)


async def test_a_card_that_cannot_be_changed_is_answered_in_words(tmp_path):
    def answers(event):
        return [Says([Text.of("收到")], whisper=True)] if event.kind is Kind.PRESSED else [Says(POLL)]

    async with company(tmp_path, answers) as (app, _, _):
        await app.says("linxiao", "投票")
        shown = await app.sent.reach(1)
        app.faults.plan("message/update_template_card", Fault(errcode=60140))
        await app.presses("linxiao", shown, "A. 爬山")
        await app.sent.reach(2)
        assert app.screen("linxiao")[1].content == "收到"


def test_many_long_options_are_read_above_their_letters():
    """What does not fit the line of a vote would be cut off by the phone."""
    long = Choices(tuple(Choice(letter, f"先认可客户的顾虑，再问{letter}", f"选 D1 {letter}") for letter in "ABCDEFG"))
    (shown,) = rendered(Text.of("第1题"), long)
    assert "B. 先认可客户的顾虑，再问B\nC. " in shown["template_card"]["main_title"]["desc"]
    assert [option["text"] for option in shown["template_card"]["checkbox"]["option_list"]] == list("ABCDEFG")


async def test_more_than_six_options_are_a_vote(tmp_path):
    many = Choices(tuple(Choice(letter, f"选项{letter}", f"投 P7 {letter}") for letter in "ABCDEFGH"))
    async with company(tmp_path, lambda event: [Says([Text.of("选一个"), many])] if event.text == "投票" else []) as (
        app,
        house,
        _,
    ):
        await app.says("linxiao", "投票")
        shown = await app.sent.reach(1)
        assert shown.card["card_type"] == "vote_interaction" and len(shown.labels) == 8
        await app.presses("linxiao", shown, "G. 选项G")
        assert (house.events[1].kind, house.events[1].text) == (Kind.PRESSED, "投 P7 G")


def rendered(*parts):
    return Wecom(
        corp_id="c",
        agent_id=1,
        secret="s",
        token="t",
        encoding_aes_key="a" * 43,
        api_base_url="http://127.0.0.1/",
        clock=HandClock(NOW),
    ).render(message(*parts))


LONG = "✅ 问卷 S1“试”正在私信5人：实名，2题，截止 5月13日 08:10。投票还没有开始，开始了会说。"

NOTED = "✅ Noted: tomorrow (Sun) 09:00 | to you, in private: hand in the plan"


def test_rendering_by_table():
    press = Buttons.row(Button("谁没填", "谁没填 S1"))
    linked = Text((Run("看"), Run("讲义", link="https://e.example/")))
    above = f"{LONG}{'长' * 120}"
    buttons = [Button(f"键{n}", f"说 {n}") for n in range(8)]
    long = Choices((Choice("A", "先认可再澄清，然后拆成三年总成本", "选 D1 A"), Choice("B", "降价", "选 D1 B")))
    closed = Choices((Choice("A", "爬山", share=(3, 5)), Choice("B", "露营", share=(2, 5), right=True)))
    cases = [
        ((DONE,), [("text", DONE.plain())]),
        ((Text((Run("重点", Mark.STRONG), Run("在此"))),), [("text", "重点在此")]),
        ((Text((Run("技能\n", Mark.STRONG), Run("提问"))),), [("text", "【技能】\n提问")]),
        ((Text.of("中" * 1000),), [("text", "中" * 682), ("text", "中" * 318)]),
        ((Text.of("进度"), Progress("导入", 3, 9)), [("text", "进度\n导入 3/9")]),
        ((Text.of("结果"), closed), [("text", "结果\nA. 爬山  3/5\nB. 露营 ✓  2/5")]),
        ((Text.of("看"), Buttons((tuple(buttons),))), [("card", "看", 6), ("card", "更多", 2)]),
        ((Text.of("第1题"), long), [("card", "第1题\nA. 先认可再澄清，然后拆成三年总成本\nB. 降价", 2)]),
        ((Text.of("长" * 200), Buttons.row(buttons[0])), [("text", "长" * 200), ("card", "长" * 35 + "…", 1)]),
        ((Text.of("去看 https://e.example/1"), press), [("text", "去看 https://e.example/1"), ("card", "去看", 1)]),
        ((linked, press), [("text", '看<a href="https://e.example/">讲义</a>'), ("card", "看讲义", 1)]),
        ((Text.of(LONG), press), [("card", LONG.replace("截止", "\n截止"), 1)]),
        ((Text.of(NOTED), press), [("card", NOTED.replace("to you", "\nto you").replace(" \n", "\n"), 1)]),
        ((Text.of(above), press), [("text", above), ("card", "✅ 问卷 S1“试”正在私信5人：实名，2题…", 1)]),
        ((Text.of("图："), Picture("f1", "排行榜"), Text.of("完")), [("text", "图："), ("media", "image"), ("text", "完")]),
        ((File("f2", "课表.xlsx", 9),), [("media", "file")]),
        ((Text.of("  "),), []),
    ]
    for parts, expected in cases:
        assert [_shape(piece) for piece in rendered(*parts)] == expected


def _shape(piece):
    if not isinstance(piece, dict):
        return ("media", piece.kind)
    if piece["msgtype"] != "template_card":
        return (piece["msgtype"], piece[piece["msgtype"]]["content"])
    card = piece["template_card"]
    words = [card["main_title"]["title"], card.get("sub_title_text", "")]
    return ("card", "\n".join(filter(None, words)), len(card["button_list"]))


# ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def test_pictures_and_files_are_uploaded_and_pieces_stay_in_order(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        parts = [
            Text.of("先看"),
            Picture(house.shelve(b"\x89PNG a picture"), "榜"),
            File(house.shelve(b"x" * 99), "课表 5月.xlsx"),
        ]
        await house.owes(LINXIAO, *parts)
        await passing(clock, lambda: len(app.sent) >= 3)
        assert [shown.kind for shown in app.screen("linxiao")] == ["text", "image", "file"]
        assert [medium.name for medium in app.media.values()] == ["picture.png", "课表 5月.xlsx"]


async def test_a_picture_the_platform_refuses_is_said_in_words_and_the_rest_follows(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        app.faults.plan("media/upload", Fault(errcode=40009))
        await house.owes(LINXIAO, Picture(house.shelve(b"\x89PNG a picture"), "柜台的样子"), Text.of("第1题 先做什么？"))
        await passing(clock, lambda: len(app.sent) >= 2)
        assert [shown.kind for shown in app.screen("linxiao")] == ["text", "text"]
        assert "（图片发不出来）柜台的样子" in str(app.sent[0]) and "第1题 先做什么？" in str(app.sent[1])


async def test_what_was_sent_is_not_sent_again_when_a_later_piece_must_wait(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        app.faults.plan("media/upload", Fault(errcode=-1))
        await house.owes(LINXIAO, Text.of("先看"), File(house.shelve(b"x" * 99), "a.txt"))
        await passing(clock, lambda: len(app.sent) >= 2)
        assert [shown.kind for shown in app.screen("linxiao")] == ["text", "file"]


@pytest.mark.parametrize(
    ("fault", "outcome", "calls"),
    [
        (Fault(errcode=60020, errmsg=f"not allow to access from your ip, from ip: {IP}"), "sent", 2),
        (Fault(errcode=48002), "sent", 2),
        (Fault(errcode=99999), "sent", 2),
        (Fault(errcode=40058), "failed", 1),
        (Fault(errcode=-1), "sent", 2),
        (Fault(errcode=45009), "sent", 2),
        (Fault(status=502), "sent", 2),
        (Fault(cut="before"), "sent", 2),
        (Fault(errcode=40014), "sent", 2),
    ],
)
async def test_what_the_platform_refuses(tmp_path, fault, outcome, calls):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        app.faults.plan("message/send", fault)
        await house.owes(LINXIAO, DONE, lane=Lane.REPLY)
        await passing(clock, lambda: house.outcomes and house.outcomes[-1][1] in ("sent", "failed"), step=10)
        assert house.outcomes[-1] == ("wecom", outcome)
        assert len(app.faults.planned["message/send"]) + [name for name, _ in app.calls].count("message/send") + 1 == calls
        assert len(app.sent) == (outcome == "sent")


async def test_an_untrusted_address_is_told_the_operator_with_the_address(tmp_path, logs):
    async with company(tmp_path) as (app, house, _):
        app.trusted_ip = False
        await house.owes(LINXIAO, DONE, lane=Lane.REPLY)
        await house.outcomes.reach(1)
    told = [entry for entry in logs if entry.get("code") == 60020]
    assert told and told[0]["ip"] == IP and IP in told[0]["event"]


async def test_somebody_who_left_is_unreachable(tmp_path):
    async with company(tmp_path) as (_, _, channel):
        gone = OutboundMessage(1, Address("wecom", "leftus", direct=True), (DONE,), Lane.REPLY)
        with pytest.raises(Undeliverable) as no:
            await channel.deliver(gone)
        assert no.value.reason == "unreachable"


async def test_one_token_for_all_and_one_refresh(tmp_path):
    async with company(tmp_path) as (app, house, _):
        for who in ("linxiao", "wanglan", "zhouhang"):
            await house.owes(Address("wecom", who, direct=True), DONE, lane=Lane.REPLY)
        await app.sent.reach(3)
        assert [name for name, _ in app.calls].count("gettoken") == 1
        app.revoke_tokens()
        await house.owes(LINXIAO, DONE, lane=Lane.REPLY)
        await app.sent.reach(4)
        assert [name for name, _ in app.calls].count("gettoken") == 2


async def test_a_token_that_stays_bad_is_not_fetched_without_end(tmp_path):
    async with company(tmp_path) as (app, _, channel):
        app.faults.plan("message/send", *[Fault(errcode=40014)] * 5)
        with pytest.raises(TryLater):
            await channel.deliver(message(DONE))
        assert len(app.faults.planned["message/send"]) == 3
        assert [name for name, _ in app.calls].count("gettoken") == 2


async def test_a_wrong_secret_is_not_tried_again_for_a_while(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, _, channel):
        app.secret = "changed in the console"
        for _ in range(5):
            with pytest.raises(Parked):
                await channel.deliver(message(DONE))
        assert [name for name, _ in app.calls].count("gettoken") == 1
        clock.move(timedelta(minutes=10))
        with pytest.raises(Parked):
            await channel.deliver(message(DONE))
        assert [name for name, _ in app.calls].count("gettoken") == 2


async def test_a_push_whose_answer_never_came_is_not_seen_twice(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        app.faults.plan("message/send", Fault(cut="after"))
        await house.owes(LINXIAO, DONE)
        await passing(clock, lambda: ("wecom", "sent") in house.outcomes)
        assert len(app.sent) == 1


async def test_a_card_whose_answer_never_came_is_sent_once(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        app.faults.plan("message/send", Fault(cut="after"))
        await house.owes(LINXIAO, *POLL, lane=Lane.REPLY)
        await passing(clock, lambda: ("wecom", "sent") in house.outcomes)
        assert len(app.sent) == 1


@pytest.mark.long
async def test_a_whole_camp_is_sent_a_card_within_every_limit(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        app.members = {f"m{number}": f"学员{number}" for number in range(200)}
        for who in app.members:
            await house.owes(
                Address("wecom", who, direct=True), Text.of("08:10 今日微课"), Buttons.row(Button("已学", "已学 L7"))
            )
        await passing(clock, lambda: len(house.outcomes) >= 200, step=0.02)
        await passing(clock, lambda: len(app.sent) >= 200)
        assert {shown.to for shown in app.sent} == set(app.members) and len(app.sent) == 200 and not app.dropped
        assert all(shown.card["main_title"]["title"].startswith("08:10") for shown in app.sent)
        at = [(shown.at - NOW).total_seconds() for shown in app.sent]
        assert sum(second < 30 for second in at) == 10, "a few go at once"
        assert max(at) <= 330 and max(sum(from_ <= second < from_ + 30 for second in at) for from_ in range(330)) < 60


async def test_a_single_reminder_is_on_time_and_a_question_is_not_held_up(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        app.members = {f"m{number}": "" for number in range(30)}
        for who in app.members:
            await house.owes(Address("wecom", who, direct=True), DONE, until=NOW + timedelta(seconds=30))
        await passing(clock, lambda: len(app.sent) >= 30, step=0.05)
        assert clock.now() < NOW + timedelta(seconds=30)


async def test_one_member_gets_thirty_a_minute_and_loses_none(tmp_path):
    clock = HandClock(NOW)
    async with company(tmp_path, clock=clock) as (app, house, _):
        for number in range(70):
            await house.owes(LINXIAO, Text.of(f"第{number}条"), lane=Lane.REPLY)
        await passing(clock, lambda: len(app.sent) >= 70)
        assert [shown.content for shown in app.sent] == [f"第{number}条" for number in range(70)]
        assert not app.dropped and clock.now() - NOW >= timedelta(minutes=2)


# ── what must not be seen ────────────────────────────────────────────────────────────────────────────────────────────


async def test_no_secret_reaches_a_log(tmp_path, caplog, logs):
    caplog.set_level(logging.DEBUG)
    async with company(tmp_path) as (app, _, channel):
        await app.says("linxiao", "我的密语")
        await app.sent.reach(1)
        words = f"bad {app.secret} {next(iter(app.tokens))}"
        for fault in (Fault(errcode=40058, errmsg=words), Fault(status=500), Fault(cut="before")):
            app.faults.plan("message/send", fault)
            with pytest.raises((Undeliverable, TryLater, Uncertain)) as trouble:
                await channel.deliver(message(DONE))
            cause: BaseException | None = trouble.value
            while cause is not None:
                logging.getLogger("test").warning("%r %r", cause, vars(cause))
                cause = cause.__context__
        await app.caller.get({"msg_signature": "x", "timestamp": "1", "nonce": "1", "echostr": "a"})
        secrets = [app.secret, app.token, app.aes_key, *app.tokens, "我的密语"]
    said = f"{logs} {caplog.text}"
    assert "callback refused" in said
    assert [secret for secret in secrets if secret in said] == []


async def test_doctor_says_what_is_wrong(tmp_path):
    async with Tencent() as tencent:
        given = tencent.config["wecom"]

        async def lines(**other):
            found = await asyncio.to_thread(check, **(given | other))
            return [(works, line.to("zh")) for works, line in found]

        assert await lines() == [(True, "可以以应用“群学”的名义发消息")]
        assert (await lines(agent_id=5))[0] == (False, "agent_id 和 Secret 不是同一个应用的")
        assert "Secret 不对" in (await lines(secret="wrong"))[0][1]
        assert "43 位" in (await lines(encoding_aes_key="short"))[0][1]
        assert "连不上" in (await lines(api_base_url="http://127.0.0.1:9/"))[0][1]
        tencent.app.trusted_ip = False
        assert IP in (await lines())[0][1]


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("✅ “Ann” has 12 points – more with “more”", "en"),
        ("Which? 1…3", "en"),
        ("价格 objection", "zh"),
        ("✅ 12", "zh"),
        ("12", "en"),
    ],
)
def test_the_words_of_a_card_are_in_the_language_of_its_message(words, language):
    assert tongue(words) == language
