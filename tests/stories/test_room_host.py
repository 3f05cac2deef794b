"""A host is host of that room: what they ask, remind of, read and export is of those who are in it, and it is no rank in the camp."""

from __future__ import annotations

import pytest

from bot.feature import Role
from tests.stories.test_permissions import COMMANDS
from tests.town import CAMP, Somebody, Town

A, B = "群一", "群二"


def two_groups(town: Town) -> tuple[Somebody, Somebody, list[Somebody], list[Somebody]]:
    """A camp with groups A and B: its manager, a learner who is a platform admin of A, the learners of A and those of B."""
    manager = town.somebody("王岚")
    manager.says(f"绑定群 {CAMP}", room=B)
    manager.tells("开始")
    host = town.learner("房主")
    host.is_room_admin = True
    host.tells("积分")
    here, there = [town.learner(name) for name in ("甲一", "甲二")], []
    for name in ("乙一", "乙二"):
        one = town.somebody(name)
        one.room = B
        one.comes()
        there.append(one)
    for one in (*here, *there):
        one.tells("积分")
    return manager, host, here, there


def test_a_form_of_a_host_asks_only_who_is_in_the_room(town: Town) -> None:
    """The case host-asks-other-groups."""
    _, host, here, there = two_groups(town)
    said = host.confirms("问卷 每周脉搏 实名", room=host.room)
    assert "3人" in said
    assert all("每周脉搏" in one.heard_privately for one in here) and not any("脉搏" in one.heard_privately for one in there)
    assert "另一个群" in there[0].tells("填 S1")
    host.says("结果 S1 未填")
    listed = str(host.heard_privately.posts[-1])
    assert "甲一" in listed and "乙一" not in listed and "0/3" in listed
    host.says("问卷 S1 提醒")
    assert not any("脉搏" in one.heard_privately for one in there)


def test_a_poll_of_one_room_reminds_and_counts_only_who_is_in_it(town: Town) -> None:
    manager, host, here, there = two_groups(town)
    host.says("投票 周五去哪？ 爬山/唱歌/火锅")
    host.says("投票 P1 提醒")
    assert "还差你一票" in here[0].heard_privately and not any("还差" in one.heard_privately for one in there)
    assert "另一个群" in there[0].tells("投 P1 A")
    here[0].says("投 P1 A")
    assert "1/3" in host.says("结果 P1")
    host.says("结果 P1 未投")
    assert "甲二" in host.heard_privately.posts[-1].parts[0].plain() and "乙一" not in host.heard_privately
    manager.confirms("投票 大家去哪？ 爬山/唱歌")
    assert "1/5" in (here[0].says("投 P2 A") and manager.says("结果 P2"))


def test_who_is_seen_in_both_rooms_is_in_both_and_who_leaves_is_not(town: Town) -> None:
    from bot.messages import Kind

    _, host, here, there = two_groups(town)
    there[0].says("打卡", room=A)
    town.hear(here[0].event(Kind.LEFT, "", town.at("telegram", A)))
    host.confirms("问卷 每周脉搏 实名", room=host.room)
    assert "脉搏" in there[0].heard_privately and "脉搏" not in here[0].heard_privately + there[1].heard_privately


def test_what_is_asked_elsewhere_is_neither_listed_nor_shown_to_a_host(town: Town) -> None:
    manager, host, _, _ = two_groups(town)
    manager.confirms("投票 乙群的事？ 行/不行 本群", room=B)
    assert "乙群的事" not in host.says("投票")
    assert "乙群的事" not in host.says("投票 P1") and "要由发起人" in host.says("结果 P1") + host.says("结果")


@pytest.mark.long
@pytest.mark.parametrize("command", [one for one in COMMANDS if one.by > Role.LEARNER], ids=lambda command: command.word)
def test_a_host_may_what_the_contract_lists_and_nothing_an_expert_or_manager_may(town: Town, command) -> None:
    """Every command × the host of room A: in A what hosts may, in B and in private nothing more than a learner."""
    manager = town.somebody("王岚")
    manager.says(f"绑定群 {CAMP}", room=B)
    host = town.learner("房主")
    host.is_room_admin = True
    zh = command.examples_in("zh")[0]
    in_a = host.says(zh)
    host.is_room_admin = False
    elsewhere = host.says(zh, room=B) + host.tells(zh)
    assert ("要由" not in in_a) == command.hosts and elsewhere.count("要由") == 2


def test_what_hosts_may_is_the_contracts_list() -> None:
    assert {command.word for command in COMMANDS if command.hosts} == {
        "投票", "问卷", "发起", "结果", "谁没填", "开赛", "暂停", "继续", "停赛",
    }  # fmt: skip
