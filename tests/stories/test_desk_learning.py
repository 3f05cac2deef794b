"""The desk's learning: courses, the path, homework that waits to be read, exams; figures as the chat says them, names behind them."""

from __future__ import annotations

import pytest

from storage import learning_table
from tests.desk import asks, cells, figures, filled, table
from tests.quiz import fill, single
from tests.stories.test_desk import manager_of_another
from tests.stories.test_exam import takes
from tests.stories.test_lessons import imported
from tests.stories.test_path import map_of, with_lessons
from tests.town import Town


def test_lessons_say_how_far_everybody_is(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager, ann = with_lessons(town)
    town.learner("周航").tells("积分")
    ann.tells("已学 L1")
    shown = asks(town, manager, "learning")
    (course,) = cells(shown, "courses")
    assert course[3] == 3 and course[4] == [3, 3] and course[5] is None, "all of it has come"
    rows = cells(shown, "lessons")
    assert (rows[0][0], rows[0][1], rows[0][6]) == ("L1", "澄清参照", [1, 1]), "who joined later was not asked"
    how = table(shown, "lessons")["doings"][0]
    assert "1/1" in manager.tells(filled(how, number="1")), "as the chat says it"
    assert [row[0] for row in cells(asks(town, manager, "learning", filters={"words": "三步"}), "lessons")] == ["L3"]
    assert [row[0] for row in cells(asks(town, manager, "learning", sort="-number", start=1), "lessons")] == ["L2", "L1"]
    retire = table(shown, "lessons")["for_many"][0]
    assert retire["shown"]
    manager.tells(filled(retire, number="3"))
    assert table(asks(town, manager, "learning"), "lessons")["total"] == 2


@pytest.mark.long
@pytest.mark.parametrize("sort", learning_table.LESSONS)
def test_lessons_stand_in_every_order_on_both_engines(either_town: Town, sort: str) -> None:
    either_town.opened()
    manager, _ = with_lessons(either_town)
    assert len(cells(asks(either_town, manager, "learning", sort=sort), "lessons")) == 3


@pytest.mark.parametrize("given", ["' or 1=1 --", "%", "99999", "x", "１"])
def test_odd_filters_find_nothing_or_ask_for_nothing(town: Town, given: str) -> None:
    manager, _ = with_lessons(town)
    for key in ("words", "course"):
        assert table(asks(town, manager, "learning", filters={key: given}), "lessons")["total"] in (0, 3)


def test_a_course_says_the_day_it_goes_on(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager = imported(town)
    (course,) = cells(asks(town, manager, "learning"), "courses")
    assert course[4] == [0, 3] and course[5] == "2026-05-06", "as 课表 says it"
    town.go_to("5/6", "08:30")
    (course,) = cells(asks(town, manager, "learning"), "courses")
    assert course[4] == [1, 3] and course[5] == "2026-05-07"
    manager.tells("课表 异议处理 停")
    (course,) = cells(asks(town, manager, "learning"), "courses")
    assert course[1] == "已停" and course[5] is None


def test_an_exam_says_who_passed_and_by_how_much(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager, ann = with_lessons(town)
    bob = town.learner("周航")
    bob.tells("积分")
    fill(town, [single(f"第{n}问？", "B", "谈判") for n in range(5)])
    manager.confirms("考试 阶段一 题数=5 及格=80 次数=3")
    takes(town, ann, "阶段一", 3, 5), takes(town, ann, "阶段一", 5, 5), takes(town, bob, "阶段一", 2, 5)
    (exam,) = cells(asks(town, manager, "learning"), "exams")
    assert exam[0] == ["E1 阶段一", "learning/exam-1"] and exam[4] == 2 and exam[5] == [1, 2]
    shown = asks(town, manager, "learning", subject="exam-1")
    assert [(row[0][0], row[1], row[2], row[3]) for row in cells(shown, "took")] == [
        ("林晓", 100.0, "及格", 2),
        ("周航", 40.0, "还没有", 1),
    ]
    assert figures(shown)["及格"] == "1" and shown["back"] == "learning"


def test_the_path_says_how_many_passed_each_stage_and_who_stands_still(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager, ann = with_lessons(town)
    bob = town.learner("周航")
    bob.tells("积分")
    assert not [block for block in asks(town, manager, "learning")["blocks"] if block["kind"] == "chart"]
    map_of(manager, "# 1岛\n课程: L1\n# 2岛\n课程: L2\n")
    ann.tells("已学 L1")
    shown = asks(town, manager, "learning")
    (chart,) = (block for block in shown["blocks"] if block["kind"] == "chart")
    assert chart["rows"] == [["1岛", 1, "共2人"], ["2岛", 0, "共2人"]]
    assert {row[0][0] for row in cells(shown, "still")} == {"林晓", "周航"}


def test_homework_that_waits_is_decided_by_the_words_beside_it(either_town: Town) -> None:
    town = either_town
    manager, ann = town.opened(), town.learner("林晓")
    town.learner("周航").tells("积分")
    ann.tells("积分")
    manager.confirms("作业 拜访提纲 截止=6/10 18:00")
    ann.tells("交作业 拜访提纲 我的三个问题"), ann.tells("完成")
    shown = asks(town, manager, "learning")
    waiting = next(block for block in shown["blocks"] if block["kind"] == "things")
    assert waiting["n"] == 1 and figures(shown)["等评作业"] == "1"
    (row,) = cells(shown, "homework")
    assert row[3] == [1, 2] and row[4] == 1
    approve = next(says for word, _, says, _ in waiting["things"][0]["ways"] if word == "通过")
    manager.tells(f"{approve} 提纲清晰")
    behind = asks(town, manager, "learning", subject="homework-1")
    assert [(row[0][0], row[1]) for row in cells(behind, "handed")] == [("林晓", "通过"), ("周航", "没交")]
    assert figures(behind)["应交"] == "2" and figures(behind)["通过"] == "1"


@pytest.mark.parametrize("subject", ["homework-2", "exam-2", "exam-99999999999999999999", "1", "exam", "'", "homework-１"])
def test_what_is_not_there_or_of_another_camp_is_not_there(town: Town, subject: str) -> None:
    manager, other = town.somebody("王岚"), manager_of_another(town)
    other.tells("切换 乙营")
    there = asks(town, manager, "learning", subject=subject)
    assert "没有" in there["says"] and there == asks(town, manager, "learning", subject="homework-777")
