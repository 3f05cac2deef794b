"""A question asked stays as it was asked: judged, revealed and explained by what people saw, whatever the bank says since."""

from __future__ import annotations

import pytest

from handlers.quiz.bank.questions import Question, Single, even
from storage import contests, exams
from storage.question_versions import question_version
from tests.engines import on_sqlite
from tests.quiz import fill, single
from tests.town import Heard, Post, Somebody, Town

STEM = "客户说“太贵了”，先做什么？"
OTHERS = ("沉默", "换产品", "降价", "问清比较对象")


def house(town: Town) -> tuple[Somebody, Somebody]:
    """A manager and a learner whom we can write to."""
    wang = town.somebody("王岚")
    lin = town.learner("林晓")
    wang.tells("积分")
    lin.tells("积分")
    return wang, lin


def letter(post: Post, words: str) -> str:
    """The letter under which an option stands in a message."""
    return next(line[0] for line in str(post).splitlines() if line[1:3] == ". " and words in line)


def asked(heard: Heard) -> Post:
    return next(post for post in reversed(heard.posts) if post.buttons)


def rewritten(words: str) -> Question:
    """The question under other options in another order, and another key."""
    return Question(words, Single(even(OTHERS, [0])), "", ("异议",))


EDITS = {
    "the key": ["题库 Q001 答案 A"],
    "the options": ["题库 Q001 选项A 送礼", "题库 Q001 选项B 道歉"],
    "the stem": ["题库 Q001 题干 客户说“再想想”，先做什么？"],
    "all of it": ["题库 Q001 题干 别的？", "题库 Q001 选项B 别的", "题库 Q001 答案 D"],
}


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
@on_sqlite
def test_an_exam_s_question_is_judged_as_it_was_asked(either_town: Town, edits: list[str]) -> None:
    either_town.opened()
    wang, lin = house(either_town)
    fill(either_town, [single(STEM, "B")])
    wang.confirms("考试 阶段一 题数=1")
    post = asked(lin.tells("考试 阶段一"))
    for edit in edits:
        assert "已改为" in wang.tells(edit)
    again = asked(lin.tells("考试 阶段一"))
    assert str(again).splitlines()[-4:] == str(post).splitlines()[-4:] and STEM in str(again)
    assert "得分100，通过" in lin.presses(letter(post, "问清比较对象"), again)


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_a_contest_s_question_is_revealed_as_it_was_asked(town: Town, edits: list[str]) -> None:
    wang, lin = house(town)
    fill(town, [single(STEM, "B")])
    wang.says("开赛 异议抢答 题数=1 限时=5秒")
    town.pass_(seconds=31)
    post = next(post for post in town.squares["telegram"].posts if "第1题" in str(post))
    for edit in edits:
        assert "已改为" in wang.tells(edit)
    lin.presses("B", post)
    town.pass_(seconds=10)
    shown = next(post for post in town.squares["telegram"].posts if "第1题" in str(post))
    assert STEM in str(shown) and "答案B。林晓" in str(shown) and "问清比较对象" in str(shown)


@pytest.mark.parametrize("edits", EDITS.values(), ids=EDITS)
def test_mistakes_say_what_was_asked_and_chosen(town: Town, edits: list[str]) -> None:
    wang, lin = house(town)
    fill(town, [single(STEM, "B", why="先弄清参照。")])
    wang.confirms("考试 阶段一 题数=1")
    post = asked(lin.tells("考试 阶段一"))
    lin.presses(letter(post, "沉默"), post)
    town.pass_(minutes=1)
    for edit in edits:
        wang.tells(edit)
    told = lin.tells("我的错题")
    wrong, right = (f"{letter(post, words)} {words}" for words in ("沉默", "问清比较对象"))
    assert STEM in told and f"你选{wrong}，正确{right}，因为先弄清参照" in told


def test_a_drill_and_a_review_explain_what_they_asked(town: Town) -> None:
    wang, lin = house(town)
    fill(town, [single(STEM, "B", why="先弄清参照。")])
    post = asked(lin.tells("练习 题数=1 限时=60秒"))
    wang.tells("题库 Q001 答案 C")
    assert "答案是 B 问清比较对象，因为先弄清参照" in lin.presses("C", post)
    town.go_to("5/7", "09:00")
    card = lin.heard_privately.posts[-1]
    wang.tells("题库 Q001 选项C 反问")
    assert "✅" in lin.presses("C", card)  # the card was put after the first change and before the second
    assert "没有错题" in lin.tells("我的错题")


def test_an_import_that_changes_a_question_changes_nothing_that_was_asked(town: Town) -> None:
    wang, lin = house(town)
    fill(town, [single(STEM, "B")])
    wang.confirms("考试 阶段一 题数=1")
    post = asked(lin.tells("考试 阶段一"))
    fill(town, [rewritten(STEM)])
    assert "得分100，通过" in lin.presses(letter(post, "问清比较对象"), post)


def test_a_version_is_kept_once_and_only_when_it_is_asked(town: Town) -> None:
    wang, lin = house(town)
    fill(town, [single(STEM, "B")])
    wang.tells("题库 Q001 解析 一")
    wang.tells("题库 Q001 解析 二")
    assert not town.look(question_version.select())
    for _ in range(2):
        lin.presses("B", asked(lin.tells("练习 题数=1 限时=60秒")))
    assert [(row.version, row.explanation) for row in town.look(question_version.select())] == [(3, "二")]


# ── retired questions ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_question_retired_after_the_draw_gives_way_to_another_in_an_exam(either_town: Town) -> None:
    either_town.opened()
    wang, lin = house(either_town)
    fill(either_town, [single(f"问题{n}？", "B") for n in range(4)])
    wang.confirms("考试 阶段一 题数=3")
    post = asked(lin.tells("考试 阶段一"))
    (row,) = either_town.look(exams.SITTING, sitting=1)
    second = row.questions[1]
    assert "已停用" in wang.tells(f"题库 Q00{second} 停用")
    for _ in range(3):
        heard = lin.presses(letter(post, "问清比较对象"), post)
        assert f"问题{second - 1}？" not in heard
        post = asked(heard) if any(one.buttons for one in heard.posts) else post
    assert "得分100，通过" in heard
    (row,) = either_town.look(exams.SITTING, sitting=1)
    assert second not in row.questions and len(row.questions) == 3


def test_where_no_other_is_left_an_exam_asks_one_fewer(town: Town) -> None:
    wang, lin = house(town)
    fill(town, [single(f"问题{n}？", "B") for n in range(3)])
    wang.confirms("考试 阶段一 题数=3")
    post = asked(lin.tells("考试 阶段一"))
    (row,) = town.look(exams.SITTING, sitting=1)
    wang.tells(f"题库 Q00{row.questions[2]} 停用")
    second = asked(lin.presses(letter(post, "问清比较对象"), post))
    assert "得分100，通过" in lin.presses(letter(second, "问清比较对象"), second)


def test_a_question_retired_before_its_turn_is_not_asked_in_a_contest(town: Town) -> None:
    wang, _ = house(town)
    fill(town, [single(f"问题{n}？", "B") for n in range(3)])
    wang.says("开赛 异议抢答 题数=3 限时=5秒")
    (row,) = town.look(contests.CONTEST, contest=1)
    gone = row.questions[0]
    wang.tells(f"题库 Q00{gone} 停用")
    town.pass_(minutes=2)
    said = "\n".join(str(post) for post in town.squares["telegram"].posts if post.room == "群一")
    assert f"问题{gone - 1}？" not in said and "第2题" in said and "第3题" not in said


def test_a_retired_question_is_neither_drilled_nor_reviewed(town: Town) -> None:
    wang, lin = house(town)
    fill(town, [single("问题0？", "B"), single("问题1？", "B")])
    post = asked(lin.tells("练习 题数=2 限时=60秒"))
    other = 1 if "问题0？" in str(post) else 0
    wang.tells(f"题库 Q00{other + 1} 停用")
    assert "练习结束：答对0/1" in lin.presses("A", post)
    wang.tells(f"题库 Q00{2 - other} 停用")
    town.go_to("5/7", "10:00")
    assert "今日复习" not in lin.heard_privately
    assert "没有错题" in lin.tells("我的错题")
    assert "还没有能练的题" in lin.tells("练习")
