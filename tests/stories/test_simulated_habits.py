"""Simulated people answer what they are shown the way it asks to be answered."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from bot.cli.simulation.behaviour import Habits
from bot.cli.simulation.people import CAST
from bot.messages import Kind
from bot.parts import Button, Buttons, Run, Text

AT = datetime(2026, 5, 6, 2, tzinfo=UTC)
STEM = "45 人、一周 4 个工作日，应打卡总数是（ ）。"


def test_a_gap_among_presses_is_filled_in_words() -> None:
    """In an exam a question with a gap has buttons too, and none of them answers it."""
    learner = CAST[0]
    habits = Habits([learner], {STEM: frozenset({"180"})}, Random(1))
    put = (
        Text((Run(f"第5/8题 {STEM}\n回复要填的词。"),)),
        Buttons(((Button("跳过", "选 D121 跳过"),), (Button("交卷", "交卷"),))),
    )
    said = [doing.line for _ in range(30) for doing in habits.shown(f"@{learner.name}", put, AT, [learner.name])]
    assert {line.says for line in said} == {"180", "不记得了"}
    assert all(line.private and line.kind is Kind.SAID for line in said)
