"""Onboarding's rules: stages and gates as they are written, and that a stage opens after the gate and the day, never after one alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.onboarding import rules
from handlers.onboarding.rules import StageGate
from storage.onboarding import OnboardingStage

JOINED = date(2026, 5, 6)
STAGES = [
    OnboardingStage(1, 1, 0, 30, "exam", "产品知识"),
    OnboardingStage(2, 2, 30, 30, "signoff", None),
    OnboardingStage(3, 3, 60, 30, "none", None),
]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("30/30/30", [30, 30, 30]),
        ("７／１４", [7, 14]),
        ("30", None),
        ("0/30", None),
        ("30/366", None),
        ("1/1/1/1/1/1/1", None),
        ("a/b", None),
    ],
)
def test_days(words: str, days: list[int] | None) -> None:
    assert rules.days(words) == days


@pytest.mark.parametrize(
    ("words", "gates"),
    [
        ("考试:产品知识,签字,签字", [StageGate("exam", "产品知识"), StageGate("signoff"), StageGate("signoff")]),
        ("exam:Product Basics; signoff", [StageGate("exam", "Product Basics"), StageGate("signoff"), StageGate("none")]),
        ("", [StageGate("none")] * 3),
        ("签字,签字,签字,签字", None),
        ("随便", None),
    ],
)
def test_gates(words: str, gates: list[StageGate] | None) -> None:
    assert rules.gates(words, 3) == gates


@pytest.mark.parametrize(
    ("day", "met", "opened", "passed"),
    [
        (0, set(), [1], []),
        (29, {1}, [1], [1]),
        (30, set(), [1], []),
        (30, {1}, [1, 2], [1]),
        (60, {1}, [1, 2], [1]),
        (59, {1, 2}, [1, 2], [1, 2]),
        (60, {1, 2}, [1, 2, 3], [1, 2]),
        (90, {1, 2}, [1, 2, 3], [1, 2, 3]),
        (90, {2}, [1], []),
    ],
)
def test_the_next_stage_opens_after_the_gate_and_the_day(day: int, met: set[int], opened: list[int], passed: list[int]) -> None:
    every = rules.standing(STAGES, JOINED, JOINED + timedelta(day), met)
    assert [one.stage.id for one in every if one.is_open] == opened
    assert [one.stage.id for one in every if one.is_passed] == passed
    assert all(one.opens_on == JOINED + timedelta(one.stage.opens_after) for one in every)


@given(st.integers(0, 120), st.sets(st.sampled_from([1, 2, 3])))
def test_no_stage_is_open_behind_a_closed_one(day: int, met: set[int]) -> None:
    opened = [one.is_open for one in rules.standing(STAGES, JOINED, JOINED + timedelta(day), met)]
    assert opened == sorted(opened, reverse=True)
