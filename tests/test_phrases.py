"""A sentence as it is read: what may be left out leaves no space behind."""

from __future__ import annotations

import pytest

from bot.phrases import Line, Phrase

BEGINS = Phrase(zh="两人都答应就开始。{again}", en="It begins when both agree. {again}")
COUNTED = Phrase(zh="告诉了{n}人。{more}", en="{n:person|people} told. {more}")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (BEGINS(again=""), "It begins when both agree."),
        (BEGINS(again="Again."), "It begins when both agree. Again."),
        (COUNTED(n=1, more=""), "1 person told."),
        (COUNTED(n=2, more=""), "2 people told."),
    ],
)
def test_what_is_left_out_leaves_no_space_behind(line: Line, said: str) -> None:
    assert line.to("en") == said
