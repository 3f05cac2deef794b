"""A pretest gives each tag its baseline: right answers of questions asked, the same in chat and workbook, nothing of too few people."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from handlers.quiz.exam.baseline import Baseline, baselines
from storage.exams import TagMark
from tests.quiz import fill, single
from tests.stories.test_bank import received
from tests.stories.test_exam import shown_right, shown_wrong
from tests.town import Somebody, Town


@pytest.fixture
def wang(town: Town) -> Somebody:
    return town.somebody("王岚")


def takes(town: Town, who: Somebody, known: str) -> None:
    """Takes the pretest, right wherever the stem has the word."""
    heard = who.tells("考试 E1")
    for _ in range(4):
        post = heard.posts[-1]
        choose = shown_right if known in str(post) else shown_wrong
        heard = who.presses(choose(town, post), post)


def test_chat_and_workbook_say_the_same(town: Town, wang: Somebody) -> None:
    fill(town, [single(f"手册问题{n}？", "B", "课程", "产品") for n in range(2)])
    fill(town, [single(f"异议问题{n}？", "B", "课程", "异议") for n in range(2)])
    people = [town.learner(f"学员{n}") for n in range(6)]
    for one in people:
        one.tells("积分")
    wang.confirms("课前测 课程 题数=4")
    assert "还没有人交卷，没有基线" in wang.tells("结果 E1 基线")
    for n, one in enumerate(people[:4]):
        takes(town, one, "手册" if n else "问题")
    assert "课程：证据不足（n=4，至少5人）" in wang.tells("结果 E1 基线")
    takes(town, people[4], "手册")
    told = wang.tells("结果 E1 基线")
    assert (
        "📊 “课程”基线（课前测，5人交卷）\n异议：2/10=20.0%（n=5）\n课程：12/20=60.0%（n=5）\n产品：10/10=100.0%（n=5）" in told
    )
    name, content = received(town, wang.presses("导出xlsx", told.posts[-1]))
    rows = [list(row) for row in load_workbook(io.BytesIO(content))["基线"].iter_rows(values_only=True)]
    assert name == "课程_基线.xlsx" and rows[0] == ["标签", "答对", "题次", "掌握率", "人数", "说明"]
    assert [row[:5] for row in rows[1:]] == [
        ["异议", 2, 10, "20.0%", 5],
        ["课程", 12, 20, "60.0%", 5],
        ["产品", 10, 10, "100.0%", 5],
    ]
    assert "社群经理来做" in people[0].tells("结果 E1 基线")


def test_only_a_pretest_has_one(town: Town, wang: Somebody) -> None:
    fill(town, [single("先做什么？")])
    wang.confirms("考试 快考 题数=1")
    assert "基线从课前测来" in wang.tells("结果 E1 基线")


@given(st.lists(st.builds(TagMark, st.integers(1, 9), st.lists(st.sampled_from("甲乙丙"), unique=True), st.booleans())))
def test_right_of_asked_is_counted_tag_by_tag(marks: list[TagMark]) -> None:
    for one in baselines(marks):
        own = [mark for mark in marks if one.tag in mark.tags]
        assert (one.right, one.asked) == (sum(mark.right for mark in own), len(own))
        assert (one.mastery is None) == (len({mark.membership for mark in own}) < 5)
    assert baselines([TagMark(1, ["甲"], True)]) == [Baseline("甲", 1, 1, 1)]
