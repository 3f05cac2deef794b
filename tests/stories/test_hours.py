"""学时: minutes by kind and year, and a target that is not reached a tenth too early."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from handlers.hours import shortfall
from tests.quiz import fill, single
from tests.stories.test_exam import takes
from tests.stories.test_import_export import send
from tests.town import ZONE, Town


@pytest.mark.parametrize(
    ("got", "short"),
    [
        (Fraction(99, 2), "0.5"),
        (Fraction(50), ""),
        (Fraction(51), ""),
        (Fraction(0), "50"),
        (Fraction(4999, 100), "0.1"),
        (Fraction(50) - Fraction(1, 45), "0.1"),
        (Fraction(100, 3), "16.7"),
    ],
)
def test_what_is_missing_of_fifty(got: Fraction, short: str) -> None:
    assert shortfall(got, 50) == short


def test_hours_are_the_sum_of_what_was_learned_in_the_year(town: Town) -> None:
    manager, ann = town.somebody("王岚"), town.learner("林晓")
    ann.tells("积分")
    send(manager, "课.csv", "标题,技能,分钟\n一,先问。,9\n二,先听。,10\n三,先记。,8\n".encode())
    manager.tells("导入")
    for words in ("设置 学时目标 1", "设置 一学时 20", "设置 考试学时 5"):
        manager.tells(words)
    town.go_to("5/9", "09:00")
    assert ann.tells("学时") == "📘 2026年学时\n合计：0/1学时（还差1学时）\n1学时=20分钟"
    ann.tells("已学 L1"), ann.tells("已学 L2")
    assert "微课：19分钟\n合计：0.9/1学时（还差0.1学时）" in ann.tells("学时")  # 0.95 is not one
    fill(town, [single(f"第{n}问？") for n in range(5)])
    manager.confirms("考试 阶段一 题数=5 及格=80 次数=3")
    takes(town, ann, "阶段一", 3, 5)
    assert "考试" not in ann.tells("学时").splitlines()[1] and "还差" in ann.tells("学时")
    takes(town, ann, "阶段一", 5, 5)
    assert "微课：19分钟\n考试：5分钟\n合计：1.2/1学时（达标 ✅）" in ann.tells("学时")
    assert manager.tells("学时 林晓").splitlines()[1:] == ann.tells("学时").splitlines()[1:]
    assert "给社群经理看" in ann.tells("学时 王岚")
    assert "看哪一年" in ann.tells("学时 2031") and "看哪一年" in ann.tells("学时 1999")
    assert "合计：0/1学时" in ann.tells("学时 2025")
    town.clock.move(datetime(2027, 1, 4, 9, 0, tzinfo=ZONE).astimezone(UTC))
    assert "📘 2027年学时\n合计：0/1学时" in ann.tells("学时") and "微课：19分钟" in ann.tells("学时 2026年")
