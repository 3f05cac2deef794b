"""Mentors' rules: how offers and weeks are read, who missed, and that a pairing keeps the cap and repeats only where it must."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.phrases import spoken
from handlers.mentors import ranking, rules
from handlers.mentors.matching import match
from storage.mentors.pairs import MentorPair
from storage.mentors.weeks import MentorWeek

PAIR = MentorPair(1, 10, 20, 1, 2, "陈默", "周航", 8, ["先问参照", "记录异议"], 3, None, None, None, None, None, None)
FIRST = date(2026, 5, 15)


@pytest.mark.parametrize(
    ("words", "rest", "weeks"),
    [
        ("陈默 8周", "陈默", 8),
        ("陈默", "陈默", None),
        ("8周 陈默", "陈默", 8),
        ("Ann Lee 12 weeks", "Ann Lee", 12),
        ("陈默 １２周", "陈默", 12),
        ("陈默 4个星期", "陈默", 4),
        ("先问参照,记录异议 8周", "先问参照,记录异议", 8),
        ("8周岁", "8周岁", None),
    ],
)
def test_weeks_are_found_among_the_words(words: str, rest: str, weeks: int | None) -> None:
    assert rules.weeks_apart(words) == (rest, weeks)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("先问参照,记录异议", ["先问参照", "记录异议"]),
        ("先问参照，记录异议、复述", ["先问参照", "记录异议", "复述"]),
        ("a;  b  c ;a", ["a", "b c"]),
        (",、", []),
    ],
)
def test_behaviours_are_a_list_without_twins(words: str, named: list[str]) -> None:
    assert rules.behaviours(words) == named


@pytest.mark.parametrize(
    ("words", "marks", "rest"),
    [
        ("做到 部分 问了三次", ["done", "partly"], "问了三次"),
        ("没做到", ["not"], ""),
        ("not partly", ["not", "partly"], ""),
        ("问了三次 做到", [], "问了三次 做到"),
        ("做到 做到 做到", ["done", "done"], "做到"),
    ],
)
def test_marks_stand_at_the_beginning(words: str, marks: list[str], rest: str) -> None:
    assert rules.said(words, 2) == rules.WeekSaid(marks, rest)
    assert rules.mark("做到") == "done" and rules.mark("做的") is None


def _weeks(n: int) -> list[MentorWeek]:
    days = [FIRST + timedelta(7 * place) for place in range(n)]
    return [MentorWeek(place, 1, day - timedelta(day.weekday()), day) for place, day in enumerate(days, 1)]


def test_who_missed_and_leave_is_no_week() -> None:
    weeks = _weeks(4)
    both = {1: "done", 2: "not"}
    none: frozenset[object] = frozenset()
    assert rules.missed(weeks, {(1, 10): both}, PAIR, 10, none) == 3
    assert rules.missed(weeks, {(4, 10): both}, PAIR, 10, none) == 0
    assert rules.missed(weeks, {(4, 10): {1: "done"}}, PAIR, 10, none) == 4, "half of it is not all of it"
    on_leave = frozenset({weeks[2].asked_on})
    assert rules.missed(weeks, {(2, 10): both}, PAIR, 10, on_leave) == 1
    marks = {(1, 20): both, (3, 20): {1: "partly", 2: "done"}}
    assert rules.result(weeks, marks, 20, 1) == (1, 1, 0) and rules.result(weeks, marks, 20, 1).n == 2


@st.composite
def _pools(draw: st.DrawFn) -> tuple[list[int], dict[int, int], set[tuple[int, int]]]:
    mentees = list(range(1, draw(st.integers(1, 4)) + 1))
    mentors = draw(st.lists(st.integers(1, 7), min_size=1, max_size=3, unique=True))
    room = {mentor: draw(st.integers(0, 2)) for mentor in mentors}
    before = draw(st.sets(st.tuples(st.sampled_from(mentees), st.sampled_from(mentors)), max_size=8))
    return mentees, room, before


@given(_pools())
def test_nobody_is_over_the_cap_and_repeats_are_only_what_cannot_be_helped(
    pool: tuple[list[int], dict[int, int], set[tuple[int, int]]],
) -> None:
    mentees, room, before = pool

    def worth(pairs: dict[int, int]) -> tuple[int, int] | None:
        loads = {mentor: list(pairs.values()).count(mentor) for mentor in room}
        if any(loads[one] > room[one] for one in room) or any(one == other for one, other in pairs.items()):
            return None
        return len(pairs), -len(before & set(pairs.items()))

    choices = product([None, *room], repeat=len(mentees))
    every = (worth({a: b for a, b in zip(mentees, chosen, strict=True) if b is not None}) for chosen in choices)
    assert worth(match(mentees, room, before)) == max(one for one in every if one is not None)


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("积分 前20%", "points:20:"),
        ("积分", "points:20:"),
        ("points top 10%", "points:10:"),
        ("考试 阶段一 前１５％", "exam:15:阶段一"),
        ("考试《第 2 次》 前30%", None),
        ("考试 第 2 次", "exam:20:第 2 次"),
        ("exam Stage 1 top 25%", "exam:25:Stage 1"),
        ("指标 销售额 前20%", "kpi:20:销售额"),
        ("kpi Sales", "kpi:20:Sales"),
        ("指标", None),
        ("关", ""),
        ("考试 前20%", None),
        ("积分 前0%", None),
        ("积分 前101%", None),
        ("积分 谁 前20%", None),
        ("身高 前20%", None),
        ("", None),
    ],
)
def test_a_ranking_is_read(words: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(ValueError):
            ranking.read(words)
        return
    assert ranking.read(words) == kept
    shown = ranking.shown(kept)
    for language in ("zh", "en"):
        assert ranking.read(spoken(shown, language)) == kept, "what is shown can be typed"


@given(st.dictionaries(st.integers(1, 60), st.fractions(0, 100), max_size=40), st.integers(1, 100))
def test_the_top_is_a_share_of_those_who_have_a_figure_and_leaves_out_nobody_even_with_its_last(
    figures: dict[int, Fraction], share: int
) -> None:
    found = ranking.top(figures, share)
    assert len(found) >= -(-len(figures) * share // 100) and found <= figures.keys()
    out = figures.keys() - found
    if found and out:
        assert max(figures[one] for one in out) < min(figures[one] for one in found)
        least = min(figures[one] for one in found)
        assert sum(figures[one] > least for one in found) < -(-len(figures) * share // 100), (
            "no more than the share and its ties"
        )
