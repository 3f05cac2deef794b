"""What is asked in private says that it will be posted and under whose name, and may be posted without it."""

from __future__ import annotations

import pytest

from storage import audit
from tests.town import Town

QUESTION = "提问 合同改了价格谁来批 #流程"


@pytest.mark.long
def test_a_private_question_is_shown_before_it_is_posted(either_town: Town) -> None:
    town = either_town
    manager, ann = town.opened(), town.learner("林晓")
    posts = town.squares["telegram"].posts
    said = ann.tells(QUESTION)
    assert "会发到营里的1个群，署名林晓" in said and "❓A-… 林晓：合同改了价格谁来批｜标签 流程" in said
    assert not any("合同" in str(post) for post in posts if post.room == ann.room)
    assert "已提交 A-0001" in ann.presses("发出", said.posts[-1])
    assert any("❓A-0001 林晓" in str(post) for post in posts if post.room == ann.room)
    assert "没有等着发出的草稿" in ann.tells("草稿 发出")
    assert "林晓 提问 A-0001" in manager.tells("记录")


def test_without_the_name_nobody_reads_it_and_the_answer_still_comes(town: Town) -> None:
    manager, ann, ben = town.somebody("王岚"), town.learner("林晓"), town.learner("周航")
    said = ann.tells(QUESTION)
    assert "已提交 A-0001" in ann.presses("不署名发出", said.posts[-1])
    group = [str(post) for post in town.squares["telegram"].posts if post.room == ann.room]
    assert any("❓A-0001 一位学员：合同" in post for post in group)
    ben.says("答 A-0001 财务总监批")
    assert "财务总监批" in ann.heard_privately
    everything = "".join(str(post) for post in town.squares["telegram"].posts if post.room == ann.room)
    assert "林晓" not in everything.split("A-0001", 1)[1]
    assert "林晓" not in ben.tells("提问 A-0001") + manager.tells("记录")
    assert next(row.act for row in town.look(audit.ENTRIES, camp=1, before=2**62, most=5)) == "ask_unnamed"


def test_it_can_be_typed_given_up_and_taken_back(town: Town) -> None:
    ann = town.learner("林晓")
    ann.tells(QUESTION)
    ann.tells("嗯嗯好的吧")
    assert "已提交 A-0001" in ann.tells("匿名")
    assert "A-0001 已撤回" in ann.takes_back()
    ann.tells(QUESTION)
    ann.tells("取消")
    assert "没有等着发出的草稿" in ann.tells("草稿 发出")


def test_only_a_question_goes_unnamed(town: Town) -> None:
    manager = town.somebody("王岚")
    shown = manager.tells("群规 不发广告；每个工作日打卡")
    assert "不署名发出" not in shown and "不能不署名，没有发出" in manager.tells("草稿 不署名 1")
    assert "群规更新为 v1" in manager.presses("发出", shown.posts[-1])


def test_a_question_asked_in_the_group_is_posted_as_ever(town: Town) -> None:
    ann = town.learner("林晓")
    assert "❓A-0001 林晓" in ann.says(QUESTION)
