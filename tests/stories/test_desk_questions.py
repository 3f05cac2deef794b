"""The desk's questions: seen while they are edited, how they fared option by option, and the faults of a file that was dropped as a table."""

from __future__ import annotations

from typing import Any

import pytest

from bot import dry_run
from handlers.quiz.bank.reading.mending import MENDS
from tests.desk import asks, cells, composed, figures, filled, words_of
from tests.quiz import fill, single
from tests.stories.test_exam import takes
from tests.stories.test_import_export import send
from tests.town import Somebody, Town

HEADS = "题型,题目内容,选项A,选项B,正确答案,标签,难度\n"


def form(shown: Any) -> Any:
    return next(block for block in shown["blocks"] if block["kind"] == "form")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_question_is_seen_as_it_would_be_put_after_what_was_typed(either_town: Town, language: str) -> None:
    town = either_town
    manager = town.opened()
    fill(town, [single("客户说太贵，先做什么？")])
    if language == "en":
        manager.tells("语言 English")
    fields = form(asks(town, manager, "questions", subject="1"))
    names = [field["key"] for field in fields["groups"][0][1]]
    said = [filled(fields, name=names[1], value="报价之后先等谁开口？"), filled(fields, name=names[2], value="客户先说")]
    seen = words_of(composed(town, manager, *said))
    assert "报价之后先等谁开口？" in seen and "客户先说" in seen and "降价" not in seen
    assert "客户说太贵" in str(fields["seen"]), "what stands there now"
    wrong = composed(town, manager, filled(fields, name=names[10], value="F"))
    assert "F" in wrong["says"] and "F" in manager.tells(filled(fields, name=names[10], value="F")), "as the chat refuses it"
    for words in said:
        manager.tells(words)
    assert words_of({"messages": [form(asks(town, manager, "questions", subject="1"))["seen"]]}) == seen, "and so it is put"


@pytest.mark.parametrize("words", ["题库 Q001 停用", "题库 Q001", "题库 太贵", "题库 Q999 答案 B", "题库 Q001 图片 删"])
def test_only_a_field_that_changes_is_seen(town: Town, words: str) -> None:
    fill(town, [single("客户说太贵，先做什么？")])
    assert "没有这道题" in composed(town, town.somebody("王岚"), words)["says"]


def test_a_question_says_how_it_fared_from_five_on(either_town: Town) -> None:
    town = either_town
    manager = town.opened()
    fill(town, [single("客户说太贵，先做什么？")])
    assert figures(asks(town, manager, "questions", subject="1"))["答过的人"] == "0"
    people = [town.learner(f"学员{n}") for n in range(6)]
    for one in people:
        one.tells("积分")
    manager.confirms("考试 阶段一 题数=1")
    for one in people[:4]:
        takes(town, one, "阶段一", 1, 1)
    shown = asks(town, manager, "questions", subject="1")
    assert figures(shown)["首次正确率"] == "证据不足" and not [block for block in shown["blocks"] if block["kind"] == "chart"]
    takes(town, people[4], "阶段一", 0, 1), takes(town, people[5], "阶段一", 1, 1)
    shown = asks(town, manager, "questions", subject="1")
    assert figures(shown)["首次正确率"] == "83.3%" and figures(shown)["答过的人"] == "6"
    (chart,) = (block for block in shown["blocks"] if block["kind"] == "chart")
    assert chart["rows"][1] == ["B 问清比较对象", 5, "83.3%"] and sum(row[1] for row in chart["rows"]) == 6
    assert "83.3%" in manager.tells("题库 Q001"), "as the chat says it"


def test_the_faults_of_a_file_are_a_table_until_it_is_mended_or_written(either_town: Town) -> None:
    town = either_town
    manager, other = town.opened(), town.learner("丁宁")
    other.tells("积分")
    manager.tells("角色 丁宁 经理")
    rows = "单选,客户说太贵先做什么?,降价,问清,B,异议,3\n单选,谁先开口?,客户,自己,C,,\n判断,要先报价吗?,,,也许,,\n单选,,客户,自己,A,,\n"
    send(manager, "bank.csv", (HEADS + rows).encode())
    shown = asks(town, manager, "questions")
    assert cells(shown, "faults") == [
        ["第3行", "正确答案", "答案含C但没有选项C", "改成有的字母，或补上选项C"],
        ["第4行", "正确答案", "判断题答案“也许”看不出对错", "写对或错"],
        ["第5行", "题目内容", "题干为空", "写上要问的话"],
    ]
    assert figures(shown)["要改的行"] == "3" and figures(shown)["可导入"] == "1"
    assert not [block for block in asks(town, other, "questions")["blocks"] if block.get("name") == "faults"], "of who sent it"
    send(manager, "bank.csv", (HEADS + "单选,谁先开口?,客户,自己,A,,\n").encode())
    shown = asks(town, manager, "questions")
    assert cells(shown, "faults") == [] and figures(shown)["可导入"] == "1"
    said = next(block for block in shown["blocks"] if block["kind"] == "doings")["doings"][0]
    assert said["shown"] and "已导入1题" in manager.tells(said["says"])
    assert not [block for block in asks(town, manager, "questions")["blocks"] if block.get("name") == "faults"]


def test_a_file_of_another_camp_stands_at_its_own_desk_alone(town: Town) -> None:
    manager: Somebody = town.somebody("王岚")
    manager.says("开营 乙营", room="群二")
    manager.tells("切换 乙营")
    send(manager, "bank.csv", (HEADS + "单选,谁先开口?,客户,自己,C,,\n").encode())
    assert len(cells(asks(town, manager, "questions", camp=2), "faults")) == 1
    assert not [block for block in asks(town, manager, "questions", camp=1)["blocks"] if block.get("name") == "faults"]


def test_every_fault_of_a_row_says_its_column_and_what_to_write() -> None:
    """Whatever a sentence about a mend names is among what its fault names."""
    for fault, (_, how) in MENDS.items():
        assert how.fields <= fault.fields | {"letter"}, fault


def test_what_a_dry_run_asks_is_asked_by_the_import(town: Town) -> None:
    assert dry_run.STEP in town.app.router.steps
