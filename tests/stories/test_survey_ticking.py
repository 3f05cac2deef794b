"""A form's question with several answers is ticked and handed in; a named form shows what is ticked, an anonymous one repeats it nowhere."""

from __future__ import annotations

import pytest

from bot.parts import decode, plain
from storage.ballots import ballot
from storage.outbox import outbox
from storage.surveys import draft, response
from tests.town import Heard, Somebody, Town

FORM = "问卷 下期 {mode}\n想再学什么 [多选] 谈判/CRM/洞察\n还想说什么 [文字]"


def asked(town: Town, mode: str) -> tuple[Somebody, Heard]:
    wang = town.opened()
    lin = town.learner("林晓")
    lin.tells("积分")
    wang.confirms(FORM.format(mode=mode))
    return lin, lin.tells("填 S1")


def test_a_named_form_shows_what_is_ticked(either_town: Town) -> None:
    town = either_town
    lin, shown = asked(town, "实名")
    post = shown.posts[-1]
    lin.presses("A", post)
    lin.presses("C", post)
    lin.presses("B", post)
    lin.presses("B", post)
    assert "☑ A. 谈判" in str(post) and "☑ C. 洞察" in str(post) and "☑ B" not in str(post)
    town.restart()
    assert "2/2 还想说什么" in lin.presses("确定", post)
    lin.tells("跳过")
    lin.tells("填 S1 交")
    assert [row.answers for row in town.look(response.select())] == [{"0": ["0", "2"], "1": ""}]


def test_an_anonymous_form_repeats_nothing(either_town: Town) -> None:
    town = either_town
    lin, shown = asked(town, "匿名")
    post = shown.posts[-1]
    assert lin.presses("B", post) == "勾上了。再点一次就去掉，选好按“确定”。"
    lin.presses("C", post)
    assert lin.presses("C", post) == "去掉了。选好按“确定”。"
    assert "☑" not in str(post)
    lin.presses("A", post)
    lin.presses("确定", post)
    lin.tells("跳过")
    assert "已匿名提交" in lin.tells("填 S1 交")
    assert not any("☑" in plain(decode(row.parts)) for row in town.look(outbox.select()))
    assert not town.look(draft.select())
    (cast,) = town.look(ballot.select())
    assert cast.answers == {"0": ["0", "1"], "1": ""}


@pytest.mark.parametrize("said", ["AC", "a c", "A、C"])
def test_letters_may_be_typed_and_undo_what_was_ticked(town: Town, said: str) -> None:
    wang = town.somebody("王岚")
    lin = town.learner("林晓")
    lin.tells("积分")
    wang.confirms(FORM.format(mode="实名"))
    post = lin.tells("填 S1").posts[-1]
    assert "还没有选" in lin.presses("确定", post)
    lin.presses("B", post)
    assert "2/2" in lin.tells(said)
    lin.tells("跳过")
    lin.tells("填 S1 交")
    assert [row.answers["0"] for row in town.look(response.select())] == [["0", "2"]]


def test_going_back_shows_nothing_ticked_and_sends_what_was_handed_in(town: Town) -> None:
    wang = town.somebody("王岚")
    lin = town.learner("林晓")
    lin.tells("积分")
    wang.confirms(FORM.format(mode="实名"))
    post = lin.tells("填 S1").posts[-1]
    lin.presses("A", post)
    second = lin.presses("确定", post).posts[-1]
    again = lin.presses("上一题", second).posts[-1]
    lin.presses("B", again)
    lin.tells("填 S1 2 跳过")
    assert "已提交" in lin.tells("填 S1 交")
    assert [row.answers for row in town.look(response.select())] == [{"0": ["0"], "1": ""}]
