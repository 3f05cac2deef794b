"""What is printed of exams and pairs equals a second computation: plain SQL over the answers, on both engines."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bot.figures import decimal, percent, short_down
from storage.connection import Db
from tests.engines import on_sqlite
from tests.quiz import fill, single, write
from tests.stories.test_exam import reachable, takes
from tests.town import Town

SCORES = """
SELECT s.membership_id, s.attempt, count(*) AS questions,
       coalesce(sum(CASE WHEN a.earned = a.out_of THEN 1 ELSE 0 END), 0) AS correct
  FROM sitting s JOIN exam e ON e.id = s.exam_id JOIN ask k ON k.sitting_id = s.id LEFT JOIN answer a ON a.ask_id = k.id
 WHERE s.ended_at IS NOT NULL AND e.name = '{name}' AND e.role = '{role}'
 GROUP BY s.membership_id, s.attempt
"""
"""Every question of these is right or wrong: the score is a share of whole questions."""


def best(town: Town, name: str, role: str) -> dict[int, Fraction]:
    """membership → best score of 100, from the answers alone."""

    def read(db: Db) -> list[tuple[int, int, int, int]]:
        return [tuple(row) for row in db.execute(SCORES.format(name=name, role=role)).fetchall()]

    found: dict[int, Fraction] = {}
    for member, _, questions, right in write(town, read):
        found[member] = max(found.get(member, Fraction(0)), Fraction(100 * right, questions))
    return found


def mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


@pytest.mark.long
def test_gains_are_those_of_who_took_both(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    fill(town, [single(f"识别{n}？", "B", "反洗钱") for n in range(24)])
    people = [reachable(town, f"学员{n}") for n in range(5)]
    wang.confirms("课前测 反洗钱 题数=7")
    for person, right in zip(people[:4], (3, 1, 5, 2), strict=True):
        takes(town, person, "E1", right, 7)
    wang.confirms("课后测 反洗钱")
    for person, right in zip(people[1:], (4, 7, 6, 7), strict=True):
        takes(town, person, "E2", right, 7)
    before, after = best(town, "反洗钱", "before"), best(town, "反洗钱", "after")
    both = sorted(before.keys() & after.keys())
    first, second = mean([before[one] for one in both]), mean([after[one] for one in both])
    gain = (second - first) / (100 - first)
    said = wang.tells("对比 反洗钱")
    assert said.startswith(
        f"📊 “反洗钱”：两次都参加{len(both)}人\n平均分：{decimal(first)}→{decimal(second)}（+{decimal(second - first)}）\n"
        f"归一化增益：{percent(gain)}"
    )
    assert f"\n缺测：{len(before.keys() ^ after.keys())}人" in said and len(both) == 3


@on_sqlite
def test_a_result_counts_people_by_their_best_go(either_town: Town) -> None:
    town = either_town
    wang = town.opened()
    fill(town, [single(f"问题{n}？") for n in range(12)])
    wang.confirms("考试 阶段一 题数=6 及格=60 次数=2")
    for n, goes in enumerate(((2, 4), (6,), (1, 2), (3, 5))):
        person = reachable(town, f"学员{n}")
        for right in goes:
            takes(town, person, "阶段一", right, 6)
    found = best(town, "阶段一", "exam")
    passed = sum(score >= 60 for score in found.values())
    share = percent(Fraction(passed, len(found)))
    assert wang.tells("结果 E1").startswith(
        f"📝 考试“阶段一”\n考过：{len(found)}人\n通过：{passed}/{len(found)}={share}\n"
        f"最好成绩平均：{short_down(mean(list(found.values())))}（及格60）"
    )
    wang.tells("题库 Q001 答案 C")
    wang.tells("重新判分 Q001 v2")
    found = best(town, "阶段一", "exam")
    assert f"最好成绩平均：{short_down(mean(list(found.values())))}" in wang.tells("结果 E1")
