"""Promotion: what a level asks for is published by version, everybody sees privately what they lack, and a level changes only for who meets it
and by somebody else's word."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from storage import memberships, promotion
from tests.engines import on_sqlite
from tests.quiz import fill, single, write
from tests.stories.test_connect import two_accounts
from tests.stories.test_event_afterwards import held
from tests.stories.test_events import met
from tests.stories.test_exam import takes
from tests.stories.test_import_export import received
from tests.stories.test_lessons import imported
from tests.town import Somebody, Town

COURSE = "标题,技能,必修\n" + "\n".join(f"{name}课,先问,否" for name in "甲乙丙")
POSTS = "晋升 标准 高级顾问 要求=课程 3"


def led(town: Town) -> tuple[Somebody, Somebody, Somebody]:
    """The owner, a manager, and a learner, with a course of three lessons."""
    wang = imported(town, COURSE)
    he, lin = met(town, "何琳", "林晓")
    assert "经理" in wang.tells("角色 何琳 经理")
    town.go_to("5/8", "08:30")
    return wang, he, lin


def learns(one: Somebody, *numbers: int) -> None:
    for number in numbers:
        assert "学完" in one.tells(f"已学 L{number}")


def learns_in_english(one: Somebody, *numbers: int) -> None:
    for number in numbers:
        one.tells(f"done L{number}")


def test_a_learner_sees_what_is_missing_and_a_manager_who_is_ready(either_town: Town) -> None:
    town = either_town
    town.opened()
    wang, he, lin = led(town)
    assert "还没有公布晋升标准" in lin.tells("晋升")
    shown = wang.tells(f"{POSTS}；学时 1")
    assert "“高级顾问”的晋升标准，第1版" in shown and "群里（1个群）" in shown and "· 课程：3门" in shown
    assert not promotion_rows(town), "nothing is kept before it is sent"
    wang.tells("取消")
    assert "标准发布了，第1版" in wang.confirms(POSTS)
    in_group = [str(post) for post in town.squares["telegram"].posts if post.room == town.group]
    assert any("“高级顾问”的晋升标准（第1版）" in post and "课程：3门" in post for post in in_group)
    learns(lin, 1, 2)
    posts = len(town.squares["telegram"].posts)
    lin.says("晋升")
    assert "课程：2/3，还差1门" in lin.heard_privately and "林晓的下一级：高级顾问" in lin.heard_privately
    assert not any("还差" in str(post) for post in town.squares["telegram"].posts[posts:] if post.room == town.group)
    assert "还差1门" in he.tells("晋升 林晓") and "给社群经理看" in lin.tells("晋升 何琳")
    assert "没有人达到" in he.tells("晋升 名单") and "名单给社群经理看" in lin.tells("晋升 名单")
    town.restart()
    learns(lin, 3)
    assert "课程：3/3 ✅" in lin.tells("晋升") and "都达标了" in lin.tells("晋升")
    assert "林晓 → 高级顾问" in he.tells("晋升 名单")
    ann = town.learner("Ann", language="en")
    assert "lessons: 0 of 3, 3 courses to go" in ann.tells("promotion")
    learns_in_english(ann, 1, 2)
    assert "lessons: 2 of 3, 1 course to go" in ann.tells("promotion")


def promotion_rows(town: Town) -> list[promotion.JobLevel]:
    return write(town, lambda db: promotion.in_force(db, 1))


def test_every_version_is_kept_and_the_one_before_comes_back(either_town: Town) -> None:
    town = either_town
    town.opened()
    wang, _, lin = led(town)
    wang.confirms(POSTS)
    shown = wang.tells("晋升 标准 高级顾问 要求=课程 2、学时 3")
    assert "第2版" in shown and "现在的第1版会被替换" in shown
    assert "第2版" in wang.presses("发出", wang.heard_privately.posts[-1])
    listed = lin.tells("晋升 标准 高级顾问")
    assert "第1版，2026-05" in listed and "课程：3门" in listed and "第2版" in listed and "学习小时：3小时" in listed
    assert "0/2，还差2门" in lin.tells("晋升") and "0/3，还差3小时" in lin.tells("晋升")
    assert "回到原来的样子" in wang.takes_back() and "0/3，还差3门" in lin.tells("晋升")
    in_group = [str(post) for post in town.squares["telegram"].posts if post.room == town.group]
    assert any("第2版的晋升标准撤回了" in post for post in in_group)
    assert "第3版" in wang.confirms("晋升 标准 高级顾问 要求=课程 1"), "a number is never used twice"
    assert "不再是一级" in wang.tells("晋升 删 高级顾问") and "还没有公布" in lin.tells("晋升")
    assert "回到原来的样子" in wang.takes_back() and "还差1门" in lin.tells("晋升")
    kept: dict[str, Any] = {"track": "post", "version": 9, "needs": (), "by": 1, "at": town.now}
    assert write(town, lambda db: promotion.put(db, 1, "高级顾问", "高级顾问", rank=5, **kept)) is None, "one version in force"
    assert write(town, lambda db: promotion.put(db, 1, "总监", "总监", rank=1, **kept)) is None, "one level in a place"


def test_a_post_is_noted_once_and_changes_only_after_the_gate(either_town: Town) -> None:
    town = either_town
    town.opened()
    wang, he, lin = led(town)
    wang.confirms("晋升 标准 顾问 要求=课程 1")
    wang.confirms(POSTS)
    assert "第1级已经是“顾问”" in wang.tells("晋升 标准 总监 级=1 要求=课程 3")
    assert "记下 林晓 现在是“顾问”，没有按标准核对" in he.tells("晋升 定 林晓 顾问")
    assert "记下你现在是“顾问”" in lin.heard_privately and "现在是顾问" in lin.tells("晋升")
    learns(lin, 1, 2)
    said = he.says("晋升 定 林晓 高级顾问")
    assert "还没达到" not in said and "还没达到“高级顾问”的标准" in he.heard_privately, "a group reads nothing of it"
    assert "还差1门" in he.heard_privately and "现在是顾问" in lin.tells("晋升")
    learns(lin, 3)
    assert "林晓 升为“高级顾问”" in he.tells("晋升 定 林晓 高级顾问") and "确认你升为“高级顾问”" in lin.heard_privately
    assert "没有更高的一级" in lin.tells("晋升") and "已经是“高级顾问”或更高" in wang.tells("晋升 定 林晓 高级顾问")
    log = wang.tells("记录")
    assert "何琳 确认 林晓 升为“高级顾问”，达到标准第1版" in log and "何琳 记下 林晓 现在是“顾问”" in log
    _, text = received(town, wang.tells("导出 人事 格式=csv"))
    rows = {row["姓名"]: row for row in csv.DictReader(io.StringIO(text.decode("utf-8-sig")))}
    assert rows["林晓"]["职级"] == "高级顾问" and rows["何琳"]["职级"] == ""
    assert "回到原来的样子" in he.takes_back() and "撤回了你的“高级顾问”" in lin.heard_privately
    assert "现在是顾问" in lin.tells("晋升") and "由社群经理来做" in lin.tells("晋升 定 何琳 顾问")


def test_who_meets_a_level_waits_for_a_managers_word(either_town: Town) -> None:
    town = either_town
    town.opened()
    wang, he, lin = led(town)
    wang.confirms("晋升 标准 顾问 要求=课程 1")
    learns(lin, 1)
    assert "没有等你定的" in he.tells("待办"), "nobody has looked yet"
    town.go_to("5/8", "08:49")
    assert "没有等你定的" in he.tells("待办")
    town.go_to("5/8", "08:51")
    listed = he.tells("待办")
    assert "最早的从 05-08 08:50" in listed and "I1 林晓 达到“顾问”第1版的标准" in listed and "课程：1/1 ✅" in listed
    assert "I1 林晓 达到“顾问”第1版的标准" in he.tells("待办 I1")
    assert "来做" in lin.tells("通过 I1") and "还没有" not in lin.tells("晋升")
    town.restart()
    assert "林晓 升为“顾问”" in he.presses("通过 I1", listed.posts[-1]) and "确认你升为“顾问”" in lin.heard_privately
    assert "没有等你定的" in wang.tells("待办")
    again = wang.tells("通过 I1")
    assert again.startswith("I1 已经定了：05-08") and "何琳" in again and "没有改动" in again
    assert "回到原来的样子" in he.takes_back() and "I1 林晓 达到" in wang.tells("待办 I")

    assert "升为“顾问”" in wang.tells("晋升 定 林晓 顾问"), "decided elsewhere"
    assert "没有等你定的" in he.tells("待办") and "I1 已经定了" in he.tells("忽略 I1")
    assert "回到原来的样子" in wang.takes_back()
    assert "I1 林晓 升“顾问”先不定" in he.tells("忽略 I1") and "没有等你定的" in he.tells("待办 I")
    town.go_to("5/11", "08:51")
    assert "没有等你定的" in he.tells("待办 I"), "what was put off stays so"
    assert "何琳 先不定 林晓 升“顾问”" in wang.tells("记录")


def test_what_waits_is_what_is_met_now_and_never_ones_own(town: Town) -> None:
    wang, he, lin = led(town)
    wang.confirms("晋升 标准 顾问 要求=打卡 1")
    for one in (lin, he):
        one.tells("打卡")
    assert "等社群经理确认" in lin.tells("晋升"), "who asks need not wait for the morning"
    assert "I1 林晓 达到" in wang.tells("待办")
    assert "达到下一级标准的2人" in he.tells("晋升 名单")
    assert "I2 何琳 达到" in wang.tells("待办 I") and "何琳" not in he.tells("待办 I"), "nobody confirms themselves"
    assert "另一位经理来定" in he.tells("通过 I2")
    wang.confirms("晋升 标准 顾问 要求=打卡 9")
    assert "没有等你定的" in wang.tells("待办"), "what an older version asked for waits no longer"
    assert "I1 已经有结果了，没有改动" in wang.tells("通过 I1") and "1/9" in lin.tells("晋升")


@pytest.mark.long
def test_the_managers_ladder_asks_for_projects_and_courses_and_for_anothers_word(either_town: Town) -> None:
    town = either_town
    town.opened()
    wang, he, lin = led(town)
    zhou = met(town, "周航")[0]
    said = wang.confirms("晋升 标准 初级管理员 要求=办活动 1；课程 1")
    assert "“初级管理员”的标准发布了" in said and "初级管理员" in he.heard_privately
    in_group = [str(post) for post in town.squares["telegram"].posts if post.room == town.group]
    assert not any("管理员" in post for post in in_group), "the ladder is for managers"
    wang.confirms("晋升 标准 高级管理员 要求=办活动 1；带营 1")
    assert "办活动：0/1，还差1场" in he.tells("晋升") and "课程：0/1，还差1门" in he.tells("晋升")
    assert "还没有公布" in lin.tells("晋升") and "没有" in lin.tells("晋升 标准")
    assert "还没达到“初级管理员”" in wang.tells("晋升 定 何琳 初级管理员"), "never before the gate"
    learns(he, 1)
    held(town, he, "5/11", "谈判直播", [zhou])
    town.go_to("5/12", "09:00")
    assert "办活动：1/1 ✅" in he.tells("晋升") and "何琳 → 初级管理员" in wang.tells("晋升 名单")
    assert "另一位经理来定" in he.tells("晋升 定 何琳 初级管理员"), "never oneself"
    assert "不是经理" in wang.tells("晋升 定 林晓 初级管理员")
    assert "下一级是“初级管理员”" in wang.tells("晋升 定 何琳 高级管理员"), "no rung is left out"
    assert write(town, lambda db: promotion.held(db, 1)) == []
    assert "何琳 升为“初级管理员”" in wang.tells("晋升 定 何琳 初级管理员")
    assert "王岚 确认 何琳 升为“初级管理员”，达到标准第1版" in wang.tells("记录")
    assert "带营：0/1，还差1个" in he.tells("晋升"), "a camp counts once it was open thirty days"
    town.go_to("6/8", "09:00")
    assert "带营：1/1 ✅" in he.tells("晋升") and "升为“高级管理员”" in wang.tells("promotion confirm 何琳 Senior manager")
    (level,) = [one for one in write(town, lambda db: promotion.held(db, 1)) if one.track == promotion.MANAGER]
    assert level.name == "高级管理员"


def test_a_ladder_held_past_the_gate_or_by_ones_own_word_is_refused_by_the_database(either_town: Town) -> None:
    town = either_town
    town.opened()
    wang, he, _ = led(town)
    wang.confirms("晋升 标准 初级管理员 要求=课程 1")
    (level,) = promotion_rows(town)
    members = {one.name: one.id for one in write(town, lambda db: memberships.members(db, 1))}

    def gives(by: str, *, checked: bool) -> None:
        given: dict[str, Any] = {"by": members[by], "is_checked": checked, "at": town.now}
        write(town, lambda db: promotion.hold(db, level, members["何琳"], **given))

    for by, checked in (("何琳", True), ("王岚", False)):
        with pytest.raises(Exception, match="level_held"):
            gives(by, checked=checked)
    assert he.tells("晋升") and write(town, lambda db: promotion.held(db, 1)) == []


def test_exams_contests_and_tags_are_asked_for_with_their_number(town: Town) -> None:
    wang, he, lin = led(town)
    fill(town, [single(f"问题{n}？") for n in range(6)])
    wang.confirms("考试 结业 题数=3 及格=60 次数=5")
    assert "标准发布了" in wang.confirms("晋升 标准 顾问 要求=考试 结业；考试 1；连续打卡3次")
    said = lin.tells("晋升")
    assert "考试 结业：0/1，还差1门" in said and "通过考试：0/1，还差1门" in said and "连续打卡：0/3，还差3" in said
    takes(town, lin, "E1", 3, 3)
    said = lin.tells("晋升")
    assert "考试 结业：1/1 ✅" in said and "通过考试：1/1 ✅" in said
    wang.confirms("晋升 标准 初级管理员 要求=办竞赛 1")
    he.says("开赛 异议抢答 题数=1 限时=5秒")
    town.pass_(minutes=3)
    assert "办竞赛：1/1 ✅" in he.tells("晋升")


BAD = [
    ("晋升 标准", "还没有晋升标准"),
    ("晋升 标准 高级顾问", "还没有标准"),
    ("晋升 标准 高级顾问 要求=睡觉 3", "没有“睡觉 3”这一项，没有改动"),
    ("晋升 标准 高级顾问 要求=课程", "要写上1到1000的数"),
    ("晋升 标准 高级顾问 要求=学时 0", "要写上1到1000的数"),
    ("晋升 标准 高级顾问 要求=学时 很多", "要写上1到1000的数"),
    ("晋升 标准 高级顾问 要求=课程 3；课程 2", "写了两次"),
    ("晋升 标准 高级顾问 要求=考试 没有的", "没有叫“没有的”的考试"),
    ("晋升 标准 高级顾问 级=0 要求=课程 3", "级写1到20的数"),
    ("晋升 标准 高级顾问 级=最高 要求=课程 3", "级写1到20的数"),
    ("晋升 标准 初级管理员 级=2 要求=课程 3", "级不用写"),
    (f"晋升 标准 {'长' * 21} 要求=课程 3", "最多20个字"),
    ("晋升 标准 要求=课程 3", "写上级别的名字"),
    ("晋升 定", "写上谁和哪一级"),
    ("晋升 定 林晓", "写上谁和哪一级"),
    ("晋升 定 林晓 高级顾问", "还没有晋升标准"),
    ("晋升 删 高级顾问", "还没有晋升标准"),
    ("晋升 没有的人", "营里没有叫“没有的人”的人"),
]


def test_what_is_wrong_is_one_sentence_and_changes_nothing(town: Town) -> None:
    wang, _, lin = led(town)
    for words, why in BAD:
        said = wang.tells(words)
        assert why in said, (words, str(said))
    assert promotion_rows(town) == []
    assert "由社群经理来定" in lin.tells(POSTS) and "由社群经理来定" in lin.tells("晋升 删 高级顾问")
    wang.confirms(POSTS)
    assert "已经是这样要求的" in wang.tells(POSTS) and "没有叫“总监”的级别，现在有：高级顾问" in wang.tells("晋升 删 总监")


@on_sqlite
def test_two_accounts_of_one_person_hold_one_level(either_town: Town) -> None:
    town = either_town
    lin, on_wecom = two_accounts(town)
    for one in (lin, on_wecom):
        one.tells("积分")
    wang = town.somebody("王岚")
    wang.confirms("晋升 标准 顾问 要求=打卡 1")
    (level,) = promotion_rows(town)
    members = write(town, lambda db: memberships.members(db, 1))
    owner = next(one for one in members if one.role == "owner")
    both = [one.id for one in members if one.name == "林晓"]
    given: dict[str, Any] = {"by": owner.id, "is_checked": False, "at": town.now}
    write(town, lambda db: [promotion.hold(db, level, member, **given) for member in both])
    assert len(both) == 2 == len(write(town, lambda db: promotion.held(db, 1)))
    assert "绑定成功" in lin.becomes_one_with(on_wecom)
    assert len(write(town, lambda db: promotion.held(db, 1))) == 1
    assert "林晓现在是顾问，上面没有更高的一级了" in lin.tells("晋升")


SAID = [
    "晋升 标准 高级顾问 要求=课程 3；学时 20",
    "晋升　标准　高级顾问　要求＝课程　３；学时　２０",
    "晋升 标准：高级顾问 课程3门，学时20小时",
    "晋升 标准 高级顾问 要求 课程 三门、学时二十小时",
    "晋升 标准 高级顾问 达标=3门课，20小时",
    "晋升 标准 高级顾问 条件=课程≥3, 学时>=20",
    "晋升 标准 高级顾问 第1级 课程 3门 学时 20",
    "promotion criteria 高级顾问 needs=3 lessons, 20 hours",
    "promotion criteria 高级顾问 rank 1 requires lessons 3; hours 20",
]


@pytest.mark.parametrize("words", SAID)
def test_what_a_level_asks_for_is_read_as_it_is_written(town: Town, words: str) -> None:
    town.somebody("王岚").confirms(words)
    (level,) = promotion_rows(town)
    assert (level.name, level.rank, level.needs) == ("高级顾问", 1, (("lessons", "", 3), ("hours", "", 20)))


def test_a_level_is_asked_about_and_given_in_peoples_own_words(town: Town) -> None:
    wang, he, lin = led(town)
    wang.confirms("晋升 标准 高级顾问 要求=课程 3")
    for words in ("晋升", "晋升 我", "我离高级顾问还差什么", "怎么升职"):
        assert "课程：0/3，还差3门" in lin.tells(words), words
    assert "“高级顾问”第1版" in lin.tells("晋升 高级顾问") and "现在没有人达到" in he.tells("谁可以晋升")
    for words in ("晋升 定 林晓高级顾问", "晋升 定 高级顾问 林晓", "把林晓升为高级顾问", "promote 林晓 to 高级顾问"):
        assert "记下 林晓 现在是“高级顾问”" in he.tells(words), words
        he.takes_back()
