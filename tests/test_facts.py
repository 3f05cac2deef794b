"""Figures in rows: what every channel makes of them, and that the platforms take it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.channels.telegram.rendering import render
from bot.channels.tencent import cards
from bot.channels.wechat import Wechat
from bot.channels.wecom import Wecom
from bot.channels.wecom_bot import WecomBot
from bot.channels.wecom_group import WecomGroup
from bot.clock import HandClock
from bot.fact_rows import FactRow, FactRows
from bot.messages import Address, Lane, OutboundMessage
from bot.parts import Button, Buttons, Choice, Choices, Fact, Facts, Text, decode, encode, plain
from bot.phrases import Phrase
from tests.standins.telegram.markup import parse_html
from tests.standins.wecom.rote import Says
from tests.standins.wecom.rules import card_fault
from tests.test_wecom_app import company
from tests.test_wecom_bot import bot

NOW = datetime(2026, 5, 6, 0, 10, tzinfo=UTC)
BILL = Facts((Fact("积分", "15"), Fact("打卡", "14/16", "87.5%"), Fact("用时", "2 小时 5 分")), "本周")
ENGLISH = Facts((Fact("Points", "15"), Fact("Check-ins", "14/16", "87.5%"), Fact("Time", "2 h 5 min")), "This week", "en")
HEAD, OPEN = Text.of("📘 林晓的账单"), Buttons.row(Button("流水", "流水"))


def sent(channel, *parts):
    address = Address(channel.name, "somebody", direct=True)
    return channel.render(OutboundMessage(7, address, parts, Lane.REPLY))


CLOCK = HandClock(NOW)
APP = Wecom(
    corp_id="c", agent_id=1, secret="s", token="t", encoding_aes_key="a" * 43, api_base_url="http://127.0.0.1/", clock=CLOCK
)
ACCOUNT = Wechat(app_id="a", secret="s", token="t", encoding_aes_key="a" * 43, api_base_url="http://127.0.0.1/", clock=CLOCK)
BOT = WecomBot(bot_id="b", secret="s", ws_url="ws://127.0.0.1/", clock=CLOCK)
GROUP = WecomGroup([], clock=CLOCK)


# ── the part ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (BILL, "本周\n积分：15\n打卡：14/16（87.5%）\n用时：2 小时 5 分"),
        (ENGLISH, "This week\nPoints: 15\nCheck-ins: 14/16 (87.5%)\nTime: 2 h 5 min"),
        (Facts((Fact("Tom", "3"),)), "Tom：3"),
        (Facts((Fact("林晓", "3"),), language="en"), "林晓: 3"),
    ],
)
def test_as_words(facts, said):
    assert facts.plain() == said
    assert plain([HEAD, facts, Text.of("完")]) == f"{HEAD.plain()}\n{said}\n完"
    assert decode(encode((HEAD, facts))) == (HEAD, facts)


def test_rows_are_said_in_the_readers_language():
    points = Phrase(zh="{n} 分", en="{n} points")
    rows = FactRows.of(FactRow(Phrase(zh="总分", en="Total"), points(n=2), "林晓"), None, title=Phrase(zh="积分", en="Points"))
    assert rows.to("zh") == Facts((Fact("总分", "2 分", "林晓"),), "积分", "zh")
    assert rows.to("en") == Facts((Fact("Total", "2 points", "林晓"),), "Points", "en")


# ── Telegram ─────────────────────────────────────────────────────────────────────────────────────────────────────────

TELEGRAM = {
    "labels are bold, values hold on to them": (
        (BILL,),
        "<b>本周</b>\n<b>积分：</b>\u00a015\n<b>打卡：</b>\u00a014/16（87.5%）\n<b>用时：</b>\u00a02\u00a0小时\u00a05\u00a0分",
    ),
    "in English": (
        (HEAD, ENGLISH),
        "📘 林晓的账单\n<b>This week</b>\n<b>Points:</b>\u00a015\n<b>Check-ins:</b>\u00a014/16\u00a0(87.5%)\n"
        "<b>Time:</b>\u00a02\u00a0h\u00a05\u00a0min",
    ),
    "a sentence may break": (
        (Facts((Fact("Why", "because that is how we do it here"),), language="en"),),
        "<b>Why:</b>\u00a0because that is how we do it here",
    ),
    "nothing becomes markup": ((Facts((Fact("<i>", "1 < 2"),)),), "<b>&lt;i&gt;：</b>\u00a01\u00a0&lt;\u00a02"),
}


@pytest.mark.parametrize(("parts", "html"), TELEGRAM.values(), ids=TELEGRAM)
def test_on_telegram(parts, html):
    (piece,) = render(parts)
    assert piece.html == html
    assert parse_html(piece.html)[0] == piece.words


def test_a_split_never_tears_a_value_from_its_label():
    many = Facts(tuple(Fact(f"Label {n}", f"{n} of 900", "so far") for n in range(900)), language="en")
    for piece in render((many,)):
        assert all(line.count(":\u00a0") == 1 and line.endswith("far)") for line in piece.words.strip().splitlines())


# ── WeCom and WeChat ─────────────────────────────────────────────────────────────────────────────────────────────────

LINES = "积分：15\n打卡：14/16（87.5%）\n用时：2 小时 5 分"
SEVEN = Facts(tuple(Fact(f"第{n}", str(n)) for n in range(7)))
LONG = Facts((Fact("一个很长的名目", "1"),))
VOTE = Choices(tuple(Choice(letter, f"选项{letter}", f"投 P7 {letter}") for letter in "ABCDEFGH"))


@pytest.mark.parametrize(
    ("channel", "content"),
    [
        (APP, f"📘 林晓的账单\n【本周】\n{LINES}"),
        (BOT, "📘 林晓的账单\n**本周**\n**积分**：15\n**打卡**：14/16（87.5%）\n**用时**：2 小时 5 分"),
        (GROUP, "📘 林晓的账单\n**本周**\n**积分**：15\n**打卡**：14/16（87.5%）\n**用时**：2 小时 5 分"),
        (ACCOUNT, f"📘 林晓的账单\n本周\n{LINES}"),
    ],
    ids=["wecom", "wecom_bot", "wecom_group", "wechat"],
)
def test_lines_where_there_is_no_card(channel, content):
    (piece,) = sent(channel, HEAD, BILL)
    assert piece[piece["msgtype"]]["content"] == content


ROWS = [
    {"keyname": "积分", "value": "15"},
    {"keyname": "打卡", "value": "14/16 87.5%"},
    {"keyname": "用时", "value": "2 小时 5 分"},
]
CARDS = {
    "rows under the words": ((HEAD, BILL, OPEN), "📘 林晓的账单", "本周", ROWS),
    "the title heads the card": ((BILL, OPEN), "本周", "", ROWS),
    "nothing to head them: lines": (
        (Facts(BILL.rows), OPEN),
        "积分：15",
        "打卡：14/16（87.5%）\n用时：2 小时 5 分",
        None,
    ),
    "more than six: lines": ((HEAD, SEVEN, OPEN), "📘 林晓的账单", SEVEN.plain(), None),
    "a label that would be cut: lines": ((HEAD, LONG, OPEN), "📘 林晓的账单", "一个很长的名目：1", None),
    "words below them: lines": ((HEAD, BILL, Text.of("完"), OPEN), "📘 林晓的账单", f"本周\n{LINES}\n完", None),
}


@pytest.mark.parametrize(("parts", "title", "below", "rows"), CARDS.values(), ids=CARDS)
@pytest.mark.parametrize("channel", [APP, BOT], ids=["wecom", "wecom_bot"])
def test_on_a_card(channel, parts, title, below, rows):
    (piece,) = sent(channel, *parts)
    card = piece["template_card"]
    assert (card["main_title"]["title"], card.get("sub_title_text", "")) == (title, below)
    assert card.get("horizontal_content_list") == rows
    assert card_fault(card, set()) is None


def test_a_vote_has_no_rows():
    (piece,) = sent(APP, HEAD, BILL, VOTE)
    assert "horizontal_content_list" not in piece["template_card"]
    assert piece["template_card"]["main_title"]["desc"] == f"本周\n{LINES}"
    assert card_fault(piece["template_card"], set()) is None


def test_a_card_that_is_changed_keeps_its_rows():
    card = cards.updated((HEAD, BILL, OPEN), "q1-0-aaaaaaaa", closed=cards.bare)
    assert card["horizontal_content_list"] == ROWS


def test_the_platform_counts_rows():
    (piece,) = sent(APP, HEAD, BILL, OPEN)
    card = piece["template_card"]
    assert card_fault({**card, "horizontal_content_list": ROWS * 3}, set()) == 42030
    assert card_fault({**card, "horizontal_content_list": [{"keyname": "", "value": "1"}]}, set()) == 42030


async def test_the_app_shows_rows_to_press_under(tmp_path):
    async with company(tmp_path) as (app, house, _):
        await house.owes(Address("wecom", "linxiao", direct=True), HEAD, BILL, OPEN)
        shown = await app.sent.reach(1)
        assert shown.card["horizontal_content_list"] == ROWS and shown.labels == ["流水"]


async def test_the_smart_bot_shows_rows_to_press_under(tmp_path):
    async with bot(tmp_path, lambda event: [Says([HEAD, BILL, OPEN])]) as (smart, _, _):
        await smart.says("linxiao", "账单")
        bubble = await smart.sent.reach(1)
        assert bubble.card["horizontal_content_list"] == ROWS and bubble.labels == ["流水"]
