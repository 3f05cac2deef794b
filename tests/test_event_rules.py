"""The rules of events without a clock or a table: what words name, how long it is, what overlaps, whose turn it is, when a funnel is low."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.events import rules
from handlers.events.rules import EventFunnel
from handlers.events.settings import KINDS

AT = datetime(2026, 5, 8, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "number", "rest"),
    [
        ("V3", 3, ""),
        ("v-3 改 周六", 3, "改 周六"),
        ("Ｖ３", 3, ""),
        ("V 3 取消", 3, "取消"),
        ("V3x", None, ""),
        ("分享会", None, ""),
    ],
)
def test_a_number_however_it_is_written(words: str, number: int | None, rest: str) -> None:
    found = rules.number_in(words)
    assert (found.number, found.rest) == (number, rest) if found else number is None


@pytest.mark.parametrize(
    ("words", "minutes", "rest"),
    [
        ("周五 16:00-17:30", 90, "周五 16:00"),
        ("周五 16:00—17:00 聊聊", 60, "周五 16:00 聊聊"),
        ("周五 23:30-0:30", 60, "周五 23:30"),
        ("周五 16:00-16:00", 0, "周五 16:00"),
        ("周五 16点到17点半", 90, "周五 16点"),
        ("周五 16:00", None, "周五 16:00"),
    ],
)
def test_from_one_hour_to_another(words: str, minutes: int | None, rest: str) -> None:
    assert rules.length_in(words) == (minutes, rest)


@pytest.mark.parametrize(
    ("words", "minutes"),
    [
        ("90分钟", 90),
        ("1.5小时", 90),
        ("2h", 120),
        ("3天", 4320),
        ("45", 45),
        ("0", 0),
        ("很久", None),
        ("90min", 90),
        ("2 hours", 120),
    ],
)
def test_a_length_as_people_say_it(words: str, minutes: int | None) -> None:
    assert rules.minutes_of(words) == minutes


@pytest.mark.parametrize(
    ("words", "title", "rest"),
    [
        ("周五分享会 周五 16:00", "周五分享会", "周五 16:00"),
        ("分享会 客户异议 周五 16:00", "分享会", "客户异议 周五 16:00"),
        ("Friday talk Friday 16:00", "Friday talk", "Friday 16:00"),
        ("Intro Friday 16:00", "Intro", "Friday 16:00"),
        ("How we sell Friday 16:00 three stories", "How we sell", "Friday 16:00 three stories"),
        ("“How we sell” Friday 16:00", "How we sell", "Friday 16:00"),
        ("Intro to selling", "Intro", "to selling"),
    ],
)
def test_a_new_title_of_several_english_words(words: str, title: str, rest: str) -> None:
    assert rules.new_title_in(words, lambda more: more.startswith("Friday 16")) == (title, rest)


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("Friday talk", ""),
        ("friday TALK no phone", "no phone"),
        ("“Friday talk” 林晓", "林晓"),
        ("Friday", None),
        ("Friday talks", None),
    ],
)
def test_what_stands_behind_a_title(words: str, rest: str | None) -> None:
    assert rules.behind_title(words, "Friday talk") == rest


def test_a_kind_by_its_name() -> None:
    kinds = [(code, (name.zh, name.en)) for code, name in KINDS.items()]
    titles = ["谈判直播", "周五分享会", "团建", "微课大赛", "读书", "Friday sharing"]
    assert [rules.kind_of(title, kinds) for title in titles] == ["lecture", "sharing", "team", "contest", "other", "sharing"]


def test_the_clocks_change_while_it_is_on() -> None:
    london, before = ZoneInfo("Europe/London"), datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert rules.crosses_change(before, 60, london) and not rules.crosses_change(before, 20, london)
    assert not rules.crosses_change(before, 60, ZoneInfo("Asia/Shanghai"))


@given(st.integers(0, 600), st.integers(1, 300), st.integers(0, 600), st.integers(1, 300))
def test_two_overlap_where_they_share_a_minute(begins: int, minutes: int, other: int, others: int) -> None:
    one, two = (AT + timedelta(minutes=begins), minutes), (AT + timedelta(minutes=other), others)
    shared = set(range(begins, begins + minutes)) & set(range(other, other + others))
    assert rules.overlap(one, two) is rules.overlap(two, one) is bool(shared)


@given(st.lists(st.integers(1, 99), min_size=1, max_size=8, unique=True), st.integers(1, 99))
def test_everybody_has_their_turn(order: list[int], last: int) -> None:
    turns, speaker = [], rules.next_in_turn(order, last)
    for _ in order:
        assert speaker is not None
        turns.append(speaker)
        speaker = rules.next_in_turn(order, speaker)
    assert sorted(turns) == sorted(order) and rules.next_in_turn([], last) is None


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), min_size=3, max_size=3), st.integers(0, 50))
def test_low_is_under_seventy_percent_of_the_median(before: list[tuple[int, int]], came: int) -> None:
    known = [EventFunnel(invited, invited, min(there, invited), 0) for invited, there in before]
    middle = sorted(Fraction(one.came, one.invited) for one in known)[1]
    assert rules.median_rate(known) == middle
    assert rules.is_low(EventFunnel(50, 50, came, 0), known) is (Fraction(came, 50) < middle * Fraction(7, 10))
