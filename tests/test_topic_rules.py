"""Which replies take part in a topic: eight characters or more with something to read in them, said by nobody before."""

from __future__ import annotations

import pytest

from handlers.topics import rules


@pytest.mark.parametrize(
    ("words", "is_long_enough"),
    [
        ("我觉得，可以试试", True),
        ("客户说再想想最难", True),
        ("客户说再想想难", False),
        ("1234567", False),
        ("a b c d e f g", False),
        ("I would ask", True),
        ("！！！！！！！！！！", False),
        ("        好        ", False),
        ("好\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b", False),
    ],
)
def test_eight_characters(words: str, is_long_enough: bool) -> None:
    assert rules.is_long_enough(words) is is_long_enough


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("客户说再想想最难接", "客户说，再想想 最难接！", True),
        ("I would ask first", "i WOULD ask first.", True),
        ("ＡＢＣ客户说再想想", "abc客户说再想想", True),
        ("客户说再想想最难接", "客户说太贵了最难接", False),
        ("我打8分给这个做法", "我打9分给这个做法", False),
    ],
)
def test_the_same_said_twice(one: str, other: str, is_same: bool) -> None:
    assert (rules.mark(one) == rules.mark(other)) is is_same


@pytest.mark.parametrize("words", ["哈哈哈哈哈哈哈哈哈哈", "不知道不知道不知道", "好！！！！！！！！", "ok ok ok ok ok"])
def test_what_is_said_over_and_over_is_said_once(words: str) -> None:
    assert not rules.is_long_enough(words)
