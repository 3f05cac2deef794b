"""One question is open to a person in a room: set aside once, never answered by a command, and answered however late where it still waits."""

from __future__ import annotations

import pytest

from bot.messages import Kind
from handlers.quiz.bank.questions import FillIn, Question, even
from storage import answers, checkins, dialogs
from tests.quiz import fill, single
from tests.stories.test_lessons import COURSE, send
from tests.stories.test_review import misses, reviews_of
from tests.town import Post, Somebody, Town

BLANK = Question("学员每天要做的动作叫____", FillIn(even(("打卡",), [0])), "", ("异议",))


@pytest.fixture
def wang(town: Town) -> Somebody:
    owner = town.somebody("王岚")
    owner.tells("积分")
    return owner


@pytest.fixture
def lin(town: Town) -> Somebody:
    person = town.learner("林晓")
    person.tells("积分")
    return person


def open_questions(town: Town) -> int:
    return len(town.look(dialogs.dialog.select()))


def replies(who: Somebody, words: str, post: Post) -> str:
    """In private, to that message."""
    return str(who.town.hear(who.event(Kind.SAID, words, who.private, post)))


def test_a_form_answered_by_buttons_is_set_aside_by_one_cancel_that_names_it(town: Town, wang: Somebody, lin: Somebody) -> None:
    wang.confirms("问卷 试 匿名\n一 [1-5]\n二 [1-5]\n三 [1-5]\n四 [单选] 甲/乙")
    if any(button.label == "发出" for button in wang.heard_privately.posts[-1].buttons):
        wang.presses("发出", wang.heard_privately.posts[-1])
    heard = lin.tells("填 S1")
    for _ in range(3):
        heard = lin.presses("3", heard.posts[-1])
    assert open_questions(town) == 1
    assert "积分" in lin.tells("积分？")  # nearly a command of before is one now, and the form waits
    assert "S1" in lin.tells("取消") and open_questions(town) == 0
    assert "没有等你回答的问题" in lin.tells("取消")
    assert "4/4" in lin.tells("填 S1")


def test_an_answer_that_is_a_command_too_is_asked_about(town: Town, wang: Somebody, lin: Somebody) -> None:
    fill(town, [BLANK])
    wang.confirms("考试 词语 题数=1")
    if wang.heard_privately.posts[-1].buttons and wang.heard_privately.posts[-1].buttons[0].label == "发出":
        wang.presses("发出", wang.heard_privately.posts[-1])
    lin.tells("考试 词语")
    asked = lin.tells("打卡")
    assert [button.says.split()[0] for button in asked.posts[-1].buttons] == ["选", "打卡"]
    assert town.look(checkins.check_in.select()) == [] and town.look(answers.answer.select()) == []
    said = lin.presses(asked.posts[-1].buttons[0].label, asked.posts[-1])
    assert "100" in str(said) and town.look(checkins.check_in.select()) == []


@pytest.mark.parametrize(("words", "said"), [("取消", "先放下"), ("帮助", "你可以说"), ("交卷", "交卷")])
def test_what_is_said_about_a_question_is_no_answer_to_a_blank(
    town: Town, wang: Somebody, lin: Somebody, words: str, said: str
) -> None:
    fill(town, [BLANK])
    wang.confirms("考试 词语 题数=1")
    lin.tells("考试 词语")
    heard = lin.tells(words)
    assert said in heard and "也是一个指令" not in heard


@pytest.mark.parametrize("words", ["C", "c", "选C", "C。"])
def test_a_review_card_is_answered_however_late(town: Town, lin: Somebody, words: str) -> None:
    fill(town, [single("客户说“再考虑一下”，怎么回？", "C")])
    misses(town, lin)
    town.go_to("5/7", "14:05")
    assert lin.tells(words).startswith("✅ 下次 5/9")


def test_a_reply_reaches_its_card_and_not_today_is_taken_late_too(town: Town, lin: Somebody) -> None:
    fill(town, [single("客户说“再考虑一下”，怎么回？", "C")])
    misses(town, lin)
    town.go_to("5/7", "09:05")
    card = reviews_of(lin)[-1]
    lin.tells("提问 客户嫌报价高怎么回")
    assert replies(lin, "C", card).startswith("✅ 下次 5/9")
    assert "后面的题" in replies(lin, "B", card)
    town.go_to("5/9", "16:00")
    assert "顺延到下一个工作日" in lin.tells("今天不想复习")


def test_a_command_between_does_not_close_a_card(town: Town, lin: Somebody) -> None:
    fill(town, [single("怎么回？", "C")])
    misses(town, lin)
    town.go_to("5/7", "09:05")
    assert "积分" in lin.tells("积分") and "✅" in lin.tells("打卡！")
    assert lin.tells("C").startswith("✅ 下次 5/9")


@pytest.fixture
def learned(town: Town, wang: Somebody, lin: Somebody) -> Somebody:
    """Somebody who has learned L1 and was asked how they used it."""
    send(town, wang, COURSE)
    wang.tells("导入")
    town.go_to("5/6", "08:30")
    lin.tells("已学 L1 B")
    assert "怎么用的" in lin.tells("已应用 L1")
    return lin


@pytest.mark.parametrize("words", ["查看 K-0006", "看看 K-0006", "K-0006", "积份", "chekin", "打咔"])
def test_nearly_a_command_is_no_evidence(learned: Somebody, words: str) -> None:
    said = learned.tells(words)
    assert "是不是想说" in said and len(said.posts[-1].buttons) == 1
    assert "已应用，记下了" in learned.tells("今天问了客户和谁比，他说是去年的报价")


@pytest.mark.parametrize("words", ["积分", "打卡！", "我的错题"])
def test_a_command_is_no_evidence_and_closes_the_question(town: Town, learned: Somebody, words: str) -> None:
    assert "已应用" not in learned.tells(words) and open_questions(town) == 0
    assert "没有等你回答的问题" in learned.tells("取消")


def test_cancel_names_what_it_sets_aside(learned: Somebody) -> None:
    assert "L1 怎么用的" in learned.tells("取消")
    assert "没有等你回答的问题" in learned.tells("取消")
