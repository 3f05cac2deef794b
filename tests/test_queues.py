"""A letter is one feature's, and a queue that nobody could decide on, or by a word nobody can say, fails at start."""

from __future__ import annotations

from typing import Any

import pytest

from bot import queue
from bot.discovery import find_features
from bot.feature import Backlog, Feature, Phrase, Role, Theme
from bot.router import Router

WHAT = Phrase(zh="一件", en="a thing")


def waiting_in(feature: Feature, letter: str) -> None:
    feature.queue(
        letter,
        WHAT,
        by=Role.EXPERT,
        waiting=lambda reader, asker, after, most: [],
        backlog=lambda reader, asker: Backlog(0, None),
        whole=lambda ctx, number: (),
    )


def _decides(ctx: Any, number: int, words: str) -> None:
    """Decides nothing."""


def started(feature: Feature, without: str = "") -> None:
    """With every other feature, but for the one whose letter it takes."""
    Router([*(one for one in find_features() if one.name != without), feature], "小助")


def test_two_features_with_one_letter_fail_at_start() -> None:
    other = Feature("other", Theme.CAMP)
    other.prefix("Q", WHAT)
    with pytest.raises(ValueError, match=r"\['Q'\] of other is taken"):
        started(other)


def test_a_queue_that_could_not_be_decided_fails_at_start() -> None:
    nameless, silent, astray, unsaid = (Feature(name, Theme.CAMP) for name in ("nameless", "silent", "astray", "unsaid"))
    waiting_in(nameless, "I")
    nameless.decides("I", "通过")(_decides)
    silent.prefix("I", WHAT)
    waiting_in(silent, "I")
    astray.decides("J", "通过")(_decides)
    unsaid.prefix("I", WHAT)
    waiting_in(unsaid, "I")
    unsaid.decides("I", "没有人说的词")(_decides)
    for feature, why in (
        (nameless, "I is no letter of nameless"),
        (silent, "nothing can be decided of I of silent"),
        (astray, "no queues of its own"),
        (unsaid, "which nobody can say"),
    ):
        with pytest.raises(ValueError, match=why):
            started(feature, without="promotion")


def test_every_letter_of_ours_is_registered_and_the_deciding_words_are_todos() -> None:
    router = Router(find_features(), "小助")
    assert set("QCEPSLKAJDRNZWX") <= router.prefixes.keys()
    assert {router.commands[word].feature for word in ("通过", "退回", "拒绝", "忽略", "处理")} == {"todo"}
    assert {router.commands[word].word for word in ("approve", "return", "reject", "dismiss", "handle")} == {
        "通过",
        "退回",
        "拒绝",
        "忽略",
        "处理",
    }


@pytest.mark.parametrize(
    ("written", "letter", "number", "rest"),
    [
        ("M-88", "M", 88, ""),
        ("M88", "M", 88, ""),
        ("m88", "M", 88, ""),
        ("Ｍ－８８", "M", 88, ""),
        (" h 21 提纲清晰", "H", 21, "提纲清晰"),
        ("H21提纲清晰", "H", 21, "提纲清晰"),
        ("H21，缺数据", "H", 21, "缺数据"),
        ("A-0007", "A", 7, ""),
        ("J12 80 好", "J", 12, "80 好"),
        ("W999999999999", "W", 10**9, ""),
    ],
)
def test_a_number_is_read_however_it_is_written(written: str, letter: str, number: int, rest: str) -> None:
    assert queue.read(written) == (letter, number, rest)


@pytest.mark.parametrize("written", ["", "88", "HH21", "H21b", "H", "提纲 H21", "H-", "-21"])
def test_what_is_no_number_is_none(written: str) -> None:
    assert queue.read(written) is None
