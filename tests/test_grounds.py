"""What a change may be attributed to: a control group or an assumption, however they are written, and nothing without words of its own."""

from __future__ import annotations

import pytest

from bot.grounds import LONGEST, NO_CLAIM, Grounds, grounds
from bot.phrases import Phrase, Refusal

HOW = Phrase(zh="写明依据", en="say why")
STATED = {
    "假设:行情不变": ("assumption", "行情不变"),
    "假设：行情不变": ("assumption", "行情不变"),
    "假设 行情不变": ("assumption", "行情不变"),
    "假设行情不变": ("assumption", "行情不变"),
    " 前提，行情不变 ": ("assumption", "行情不变"),
    "对照组：未参训的30人同期只涨2%": ("control", "未参训的30人同期只涨2%"),
    "Control: 30 untrained, grew 2%": ("control", "30 untrained, grew 2%"),
    "control group 30 untrained": ("control", "30 untrained"),
    "assuming a steady market": ("assumption", "a steady market"),
}


@pytest.mark.parametrize(("words", "meant"), STATED.items())
def test_grounds_that_are_stated(words: str, meant: tuple[str, str]) -> None:
    assert grounds(words, HOW) == meant


@pytest.mark.parametrize(
    "words", ["假设：", "假设", "对照组", "control:", "controlled well", "培训真好", "行情不变", "：行情不变"]
)
def test_what_is_no_ground_says_how(words: str) -> None:
    with pytest.raises(Refusal) as refused:
        grounds(words, HOW)
    assert refused.value.line.to("zh") == "写明依据"


def test_a_group_with_figures_of_its_own_needs_no_words_and_an_assumption_does() -> None:
    assert grounds("对照组", HOW, has_control=True) == Grounds("control", "")
    with pytest.raises(Refusal):
        grounds("假设", HOW, has_control=True)


def test_nothing_is_claimed_where_nothing_was_said_and_what_is_too_long_says_so() -> None:
    assert grounds(None, HOW) == grounds("", HOW) == NO_CLAIM
    assert len(grounds("假设" + "长" * LONGEST, HOW).stated) == LONGEST
    with pytest.raises(Refusal) as refused:
        grounds("假设" + "长" * (LONGEST + 1), HOW)
    assert refused.value.line.to("zh") == "依据最多200字，请写短些。"
