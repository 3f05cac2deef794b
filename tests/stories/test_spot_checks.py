"""Spot checks: drawn by a printed seed, once a release and person, answered in private, scored by an expert."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from bot import seeded_draw
from storage.memberships import membership
from storage.people import person
from storage.spot_checks import spot_answer
from tests.stories.test_connect import two_accounts
from tests.town import Somebody, Town

ASK = "抽查 30% 新报价规则变了哪三处？ 版本=2.3"
LEARNERS = select(membership.c.id, person.c.name).select_from(membership.join(person)).where(membership.c.role == "learner")
DRAWN = select(spot_answer.c.id, spot_answer.c.membership_id, spot_answer.c.release_key).order_by(spot_answer.c.id)


def staffed(town: Town, learners: int) -> tuple[Somebody, Somebody, dict[int, Somebody]]:
    """An owner, an expert, and the learners by their memberships."""
    owner, he = town.opened(), town.learner("何琳")
    he.tells("积分")
    owner.tells("角色 何琳 专家")
    people = [town.learner(f"学员{n}") for n in range(1, learners + 1)]
    for one in people:
        one.tells("积分")
    numbers = {row.name: row.id for row in town.look(LEARNERS)}
    return owner, he, {numbers[one.name]: one for one in people}


@pytest.mark.long
def test_row_50_drawn_by_a_seed_answered_in_private_scored_by_an_expert(either_town: Town) -> None:
    town = either_town
    owner, he, people = staffed(town, 10)
    shown = owner.tells(ASK)
    assert "抽查版本2.3，私聊3人（10人里抽30%）" in shown and town.look(DRAWN) == []
    done = owner.presses("发出", shown.posts[-1])
    seed = re.search(r"种子 (\S+)，", done)
    assert seed is not None and "抽了3人（10人的30%）" in done and "05-13" in done
    drawn = {row.membership_id: row.id for row in town.look(DRAWN)}
    assert sorted(drawn) == sorted(seeded_draw.some(people, 3, seed[1])), "the seed draws them again"
    asked, spared = [people[one] for one in drawn], [one for number, one in people.items() if number not in drawn]
    assert all("🎲 抽查（版本2.3）：新报价规则变了哪三处？" in str(one.heard_privately.posts[-1]) for one in asked)
    assert not any("🎲" in str(one.heard_privately) for one in spared)
    assert not any("抽查" in str(post) for post in town.squares["telegram"].posts if post.room == town.group)

    first, second, third = asked
    assert "用自己的话写几句发我" in first.presses("现在答", first.heard_privately.posts[-1])
    assert "写几个字再发" in first.tells("？？？")
    assert "最多1000字" in first.tells("长" * 1001)
    town.restart()
    assert "✅ T1 收到了" in first.tells("账期、折扣、起订量三处")
    assert "T1 已经答过" in first.tells("抽查 答 T1 再答一次")
    assert "没有要你答的 T1" in second.tells("抽查 答 T1 替他答")
    assert "✅ T2 收到了" in second.tells("抽查 答 只记得账期")
    assert "没有要你答的抽查" in spared[0].tells("抽查")

    listed = he.tells("待办")
    assert "待办2件" in listed and "T1 " in listed and "账期、折扣" in listed
    assert "要由专家或社群经理来做" in first.tells("评分 T1 100")
    assert "分数是0到100" in he.tells("评分 T1 101")
    assert "还没有人答" in he.tells("评分 T3 50")
    assert f"✅ T1 记80分，已告诉 {first.name}" in he.tells("评分 T1 80 起订量说得准")
    assert "🎲 抽查（版本2.3）评好了：80分。起订量说得准" in str(first.heard_privately.posts[-1])
    assert "T1 已经定了" in owner.tells("评分 T1 60")
    he.tells("评分 T2 40")
    assert "答了2人，评了2人，均分60.0" in owner.tells("抽查") and seed[1] in owner.tells("抽查")
    assert "T2 重新等着评分" in he.takes_back() and "分数收回了" in str(second.heard_privately.posts[-1])

    owner.confirms("抽查 30% 再问一次 版本=2.3")
    owner.confirms("抽查 100% 全部再问 版本=２.３")
    again = [row.membership_id for row in town.look(DRAWN)]
    assert len(again) == len(set(again)) == 10, "nobody twice for one release, however it is written"
    assert "10个人都抽过了" in owner.tells("抽查 10% 还问 版本=2.3")
    owner.confirms("抽查 10% 新版本 版本=2.4")
    assert len(town.look(DRAWN)) == 11, "another release is another draw"
    town.go_to("5/14", "08:00")
    assert "05-13" in str(owner.heard_privately) and "答了2人" in str(owner.heard_privately)
    assert "已经收了" in third.tells("抽查 答 T3 来晚了的回答")


def test_what_is_wrong_gets_one_sentence_and_draws_nobody(town: Town) -> None:
    owner, lin = town.somebody("王岚"), town.somebody("林晓")
    assert "没有学员可抽" in owner.tells(ASK)
    town.learner("林晓").tells("积分")
    for words, said in (
        ("抽查 问题 版本=2.3", "先写百分比再写问题"),
        ("抽查 0% 问题 版本=2.3", "百分比是1到100，0不行"),
        ("抽查 101% 问题 版本=2.3", "百分比是1到100，101不行"),
        ("抽查 10%  版本=2.3", "问题是1到200个字"),
        ("抽查 10% 问题", "写上版本"),
        ("抽查 10% 问题 版本=2.3 截止=12/30", "以后30天里收"),
        ("抽查 10% 问题 版本=2.3 标签=没有的", "没有学员可抽（标签“没有的”）"),
    ):
        assert said in owner.tells(words), words
    assert "要由社群经理来做" in lin.tells(ASK) and "在私聊里答" in lin.says("/抽查 答 T1 好")
    assert town.look(DRAWN) == []


def test_two_accounts_were_both_drawn(either_town: Town) -> None:
    town = either_town
    lin, lin_wecom = two_accounts(town)
    for one in (lin, lin_wecom):
        one.tells("积分")
    town.somebody("王岚").confirms("抽查 100% 变了什么？ 版本=2.3")
    lin.becomes_one_with(lin_wecom)
    assert len({row.membership_id for row in town.look(DRAWN)}) == 1 and len(town.look(DRAWN)) == 2
    assert "✅ T1 收到了" in lin.tells("抽查 答 T1 变了账期") and "✅ T2 收到了" in lin.tells("抽查 答 T2 变了账期")
