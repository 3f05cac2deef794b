"""Several right options are ticked and handed in: pressed or typed, alone or in a group, over a restart, and counted once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.telegram import rendering
from bot.channels.tencent import cards
from bot.channels.wechat import menus
from bot.parts import Button, Buttons, Choice, Choices, Text, decode, encode, plain
from handlers.quiz.bank.questions import Multiple, Question, even
from storage import answers
from tests.quiz import fill
from tests.town import Post, Somebody, Town

OPTIONS = ("同业案例", "降价", "三年总成本", "沉默")
QUESTION = Question("哪些能说明价值？", Multiple(even(OPTIONS, [0, 2])), "", ("异议",))


@pytest.fixture
def lin(town: Town) -> Somebody:
    person = town.learner("林晓")
    person.tells("积分")
    return person


def letter_of(post: Post, words: str) -> str:
    found = re.search(rf"([A-H])\. {words}", str(post))
    assert found, str(post)
    return found[1]


def test_in_practice_the_message_shows_what_is_ticked(town: Town, lin: Somebody) -> None:
    fill(town, [QUESTION])
    post = lin.tells("练习").posts[-1]
    lin.presses("A", post)
    lin.presses("B", post)
    assert "☑ A. 同业案例" in str(post) and "☑ B. 降价" in str(post) and "☑ C" not in str(post)
    lin.presses("B", post)
    assert "☑ B" not in str(post)
    town.restart()
    lin.presses("C", post)
    assert "☑ A" in str(post) and "☑ C" in str(post)
    assert "答对1/1" in lin.presses("确定", post)
    lin.presses("确定", post)
    assert len(town.look(answers.GIVEN, ask=1)) == 1


@pytest.mark.parametrize("said", ["AC", "A C", "A、C", "a，c", "选AC", "答案是AC"])
def test_letters_may_be_typed_all_the_same(town: Town, lin: Somebody, said: str) -> None:
    fill(town, [QUESTION])
    post = lin.tells("练习").posts[-1]
    lin.presses("B", post)
    assert "答对1/1" in lin.tells(said)


def test_done_may_be_typed_and_wants_something_ticked(town: Town, lin: Somebody) -> None:
    fill(town, [QUESTION])
    post = lin.tells("练习").posts[-1]
    assert "还没有选" in lin.presses("确定", post)
    lin.presses("A", post)
    lin.presses("C", post)
    assert "答对1/1" in lin.tells("确定")


def test_in_an_exam_and_a_review(town: Town, lin: Somebody) -> None:
    fill(town, [QUESTION])
    town.somebody("王岚").confirms("考试 快考 题数=1")
    post = lin.tells("考试 快考").posts[-1]
    lin.presses(letter_of(post, "降价"), post)
    assert "得分0" in lin.presses("确定", post)
    town.go_to("5/7", "09:00")
    review = lin.heard_privately.posts[-1]
    for words in ("同业案例", "三年总成本"):
        lin.presses(letter_of(review, words), review)
    assert "✅ 下次" in lin.presses("确定", review)
    assert "没有" in lin.presses("确定", review) or len(town.look(answers.GIVEN, ask=2)) == 1


@pytest.fixture
def group(sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    town = Town(sqlite_url, tmp_path, channels=("telegram", "wecom"))
    town.opened()
    fill(town, [QUESTION])
    yield town
    town.close()


def test_in_a_group_everybody_ticks_for_themselves(group: Town) -> None:
    town = group
    lin, zhou = town.learner("林晓"), town.learner("周航")
    town.somebody("王岚").says("开赛 热身 题数=1 限时=20秒")
    town.pass_(seconds=30)
    post = next(post for post in town.squares["telegram"].posts if "第1题 " in str(post))
    assert lin.presses("A", post) == "已选 A，按“确定”才算交。"
    assert zhou.presses("B", post) == "已选 B，按“确定”才算交。"
    town.restart()
    assert lin.presses("C", post) == "已选 AC，按“确定”才算交。"
    assert "☑" not in str(post)
    assert zhou.presses("B", post) == "一个都没选了。选好再按“确定”。"
    assert zhou.presses("确定", post) == "还没有选。先点选项，再按“确定”。"
    zhou.presses("B", post)
    assert "收到AC" in lin.presses("确定", post) and "收到B" in zhou.presses("确定", post)
    assert "已经答过" in lin.presses("确定", post) and "已经答过" in lin.presses("D", post)
    town.pass_(seconds=30)
    assert "答案AC。林晓" in str(post) and "1/2" in str(post)


TICKING = Choices((Choice("A", "甲", "选 D1 +A", picked=True), Choice("B", "乙", "选 D1 +B", picked=False)))
DONE = Buttons.row(Button("确定", "选 D1 确定"))


def test_what_is_ticked_survives_storing_and_an_older_row_is_read() -> None:
    assert decode(encode([TICKING, DONE])) == (TICKING, DONE)
    (old,) = decode('[["choices",[["A","甲","选 D1 A",null,null]],null,0]]')
    assert old == Choices((Choice("A", "甲", "选 D1 A"),))


def test_every_channel_shows_what_is_ticked() -> None:
    assert plain([TICKING]) == "☑ A. 甲\nB. 乙"
    keyboard = rendering.render([Text.of("第1题"), TICKING, DONE])[-1].rows
    assert [[button.label for button in row] for row in keyboard] == [["☑ A", "B"], ["确定"]]
    card = cards.updated([Text.of("第1题"), TICKING, DONE], "t1", closed=cards.bare)
    assert [(one["text"], one["key"]) for one in card["button_list"]] == [
        ("☑ A. 甲", "选 D1 +A"),
        ("B. 乙", "选 D1 +B"),
        ("确定", "选 D1 确定"),
    ]
    assert menus.choices([TICKING, DONE]) == {"A": "选 D1 +A", "B": "选 D1 +B", "1": "选 D1 确定", "确定": "选 D1 确定"}
    assert "☑ A. 甲" in menus.words(TICKING, [TICKING])[0].plain()
