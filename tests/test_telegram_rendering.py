"""Parts as Telegram messages: a table of what they look like, and what holds for any text however long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.rendering import BARE, Piece, Span, render, split, toast, units
from bot.parts import Button, Buttons, Choice, Choices, File, Mark, Mention, Picture, Progress, Run, Text
from tests.standins.telegram.markup import parse_html

A, B = Button("A", "选 D41 A"), Button("B", "选 D41 B")
CHART, SHEET = Picture("ab/chart.png", "周榜"), File("cd/1", "积分.xlsx", 900)

LOOKS = {
    "plain words are escaped": ((Text.of("1 < 2 & 3 > 2"),), "1 &lt; 2 &amp; 3 &gt; 2"),
    "marks": (
        (
            Text(
                (Run("强", Mark.STRONG), Run("轻", Mark.SOFT), Run("码", Mark.CODE), Run("引", Mark.QUOTE), Run("中", Mark.HIT))
            ),
        ),
        "<b>强</b><i>轻</i><code>码</code><blockquote>引</blockquote><u>中</u>",
    ),
    "a link": (
        (Text((Run("课程", Mark.STRONG, 'https://a.b/?x="1"&y'),)),),
        '<b><a href="https://a.b/?x=&quot;1&quot;&amp;y">课程</a></b>',
    ),
    "a mention": ((Mention(1, "林<晓>", "1002"), Text.of("到你了")), '<a href="tg://user?id=1002">林&lt;晓&gt;</a> 到你了'),
    "a mention of who is not here": ((Mention(1, "林晓"), Text.of("到你了")), "@林晓 到你了"),
    "a mention of a hidden admin": ((Mention(1, "王岚", "-100123"), Text.of("好")), "@王岚 好"),
    "progress": ((Progress("正在导入", 3, 10),), "正在导入 ▰▰▰▱▱▱▱▱▱▱ 3/10"),
    "progress of nothing": ((Progress("正在导入", 0, 0),), "正在导入 ▱▱▱▱▱▱▱▱▱▱ 0/0"),
    "choices begin a line and end it": (
        (Text.of("第1题"), Choices((Choice("A", "降价"), Choice("B", "问清"))), Text.of("（5秒）")),
        "第1题\nA. 降价\nB. 问清\n（5秒）",
    ),
    "choices revealed": (
        (Choices((Choice("A", "降价", share=(1, 4), right=False), Choice("B", "问清", share=(3, 4), right=True))),),
        "A. 降价 ✗\n▰▰▱▱▱▱▱▱▱▱ 1/4\nB. 问清 ✓\n▰▰▰▰▰▰▰▰▱▱ 3/4",
    ),
}


@pytest.mark.parametrize(("parts", "html"), LOOKS.values(), ids=LOOKS)
def test_what_it_looks_like(parts, html):
    assert [piece.html for piece in render(parts)] == [html]


def test_buttons_stand_in_their_rows_under_the_words():
    assert render((Text.of("选一个"), Buttons.row(A, B), Buttons.column(A, B))) == [
        Piece("选一个", "选一个", ((A, B), (A,), (B,)))
    ]


def test_a_choice_that_says_something_is_a_button_with_its_letter():
    options = (Choice("A", "降价", "选 D41 A"), Choice("B", "问清", "选 D41 B"), Choice("C", "没人能选"))
    assert render((Text.of("第1题"), Choices(options)))[0].rows == ((A, B),)


def test_buttons_alone_get_something_to_stand_under():
    assert render((Buttons.row(A),)) == [Piece(BARE, BARE, ((A,),))]


def test_a_row_holds_eight_and_a_keyboard_a_hundred_the_rest_is_said():
    many = [Button(str(n), f"选 {n}") for n in range(103)]
    piece = render((Text.of("选"), Buttons.row(*many)))[0]
    assert max(map(len, piece.rows)) == 8
    assert [button for row in piece.rows for button in row] == many[:100]
    assert piece.words == "选\n100 → 选 100\n101 → 选 101\n102 → 选 102"


def test_words_stand_under_a_picture_with_its_buttons():
    assert render((CHART, Text.of("本周榜"), Buttons.row(A))) == [Piece("本周榜", "本周榜", ((A,),), CHART)]


def test_of_several_pictures_the_last_has_the_words():
    assert render((CHART, SHEET, Text.of("本周榜"))) == [Piece("", "", media=CHART), Piece("本周榜", "本周榜", media=SHEET)]


def test_words_too_long_for_a_caption_follow_the_picture():
    long = "长" * 1025
    assert render((Text.of(long), CHART, Buttons.row(A))) == [Piece("", "", media=CHART), Piece(long, long, ((A,),))]


def test_a_long_text_is_split_at_line_ends_and_has_its_buttons_last():
    lines = "\n".join(f"第{n}行 客户说太贵了，先问与谁比" for n in range(300))
    pieces = render((Text.of(lines), Buttons.row(A)))
    assert len(pieces) == 2
    assert all(piece.words.strip("\n").split("\n")[0].startswith("第") for piece in pieces)
    assert "".join(piece.words for piece in pieces) == lines
    assert [bool(piece.rows) for piece in pieces] == [False, True]


def test_a_mark_is_closed_at_a_cut_and_opened_again():
    first, second = render((Text((Run("强" * 4000, Mark.STRONG), Run("弱" * 200, Mark.SOFT))),))
    assert (first.html[:4], first.html[-5:]) == ("<b>强", "弱</i>")
    assert (second.html[:4], second.html[-5:]) == ("<i>弱", "弱</i>")


@pytest.mark.parametrize("emoji", ["👨‍👩‍👧‍👦", "👍🏽", "❤️", "🇨🇳", "1️⃣", "é", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"])
def test_an_emoji_is_never_cut(emoji):
    spans = render((Text.of(emoji * 5000),))
    assert len(spans) > 1
    for piece in spans:
        assert re.fullmatch(f"(?:{emoji})+", piece.words)


words = st.text(st.sampled_from("字a \n<&>é👍🏽👨‍👩🇨🇳") | st.characters(exclude_categories=["Cs"]), max_size=300)
runs = st.builds(Run, words, st.none() | st.sampled_from(Mark), st.none() | st.just("https://a.b/?c=1&d=2"))


@given(st.lists(st.builds(Span, words), max_size=12), st.integers(20, 200))
def test_pieces_keep_every_word_and_every_limit(spans, limit):
    pieces = split(spans, limit)
    said = "".join(span.words for span in spans)
    kept = "".join(span.words for piece in pieces for span in piece)
    assert re.sub(r"\s", "", kept) == re.sub(r"\s", "", said)
    for piece in pieces:
        assert units("".join(span.words for span in piece)) <= limit


@given(st.lists(runs, max_size=12))
def test_telegram_can_read_every_piece(given_runs):
    for piece in render((Text(tuple(given_runs)),)):
        said, entities = parse_html(piece.html)
        assert said == piece.words.strip()
        assert units(said) <= 4096
        assert all(entity["offset"] + entity["length"] <= units(said) for entity in entities)
        assert parse_html(piece.unmarked().html)[0] == said


@given(words, words)
def test_a_toast_is_short(one, other):
    assert units(toast((Text.of(one), Text.of(other)))) <= 200
