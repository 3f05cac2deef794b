"""Retro: asked for once a week where it is set, written by field in private, read by each room without names where three wrote."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.messages import Kind
from storage.retro import retro, retro_answer
from tests.engines import postgresql_in_journeys
from tests.stories.test_mentors import jump, last
from tests.town import Town


def test_a_week_is_looked_back_on_by_field_and_summed_up_without_names(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager = town.somebody("王岚")
    manager.tells("积分")
    people = [town.learner(name) for name in ("林晓", "周航", "陈默")]
    for one in people:
        one.tells("积分")
    assert "没有每周复盘" in people[0].tells("复盘") and "开启：设置 复盘时间" in manager.tells("复盘")
    manager.tells("设置 复盘时间 17:30")
    assert "还没开始" in people[0].tells("复盘")
    jump(town, "5/9", "17:30")
    asked = next(post for post in reversed(town.squares["telegram"].posts) if "本周复盘" in str(post))
    assert asked.room == town.group and "三句话就好" in str(asked)
    lin, zhou, chen = people
    lin.presses("写复盘", asked)
    assert "1/3 做了什么？" in last(lin)
    assert "2/3 卡点？" in lin.tells("拜访了3家") and "3/3 下周？" in lin.tells("跳过")
    assert "复盘记下了：\n做了什么：拜访了3家\n下周：约第二轮" in lin.tells("约第二轮")
    assert "卡点：报价没谈拢" in zhou.tells("复盘 练了开场/报价没谈拢/找人对练")
    town.restart()
    jump(town, "5/11", "09:20")
    assert town.look(select(func.count()).select_from(retro)) == [(1,)] and "要由社群经理来看" in lin.tells("复盘 结果")
    chen.tells("复盘 补了三节课/没有/跟一次拜访")
    jump(town, "5/11", "09:40")
    summary = next(
        str(post) for post in reversed(town.squares["telegram"].posts) if post.room == town.group and "上周复盘" in str(post)
    )
    assert "上周复盘（3人写了）\n做了什么：\n· 拜访了3家\n· 练了开场\n· 补了三节课\n卡点：\n· 报价没谈拢\n下周：" in summary
    assert not any(name in summary for name in ("林晓", "周航", "陈默"))
    assert "3人写了" in manager.tells("复盘 结果")


def test_fewer_than_three_are_not_summed_up_and_a_stop_asks_once_late(town: Town) -> None:
    manager, lin = town.somebody("王岚"), town.learner("林晓")
    lin.tells("积分")
    manager.tells("设置 复盘时间 17:30")
    jump(town, "5/9", "18:10")
    town.restart()
    asked = [post for post in town.squares["telegram"].posts if "本周复盘" in str(post)]
    assert len(asked) == 1 and "（17:30 的提醒补发）" in str(asked[0])
    assert "三栏，用 / 隔开" in lin.tells("复盘 就一句") and "最多200个字" in lin.tells(f"复盘 {'长' * 201}/b/c")
    lin.tells("复盘 a/b/c")
    assert town.look(select(func.count()).select_from(retro_answer)) == [(3,)]
    jump(town, "5/11", "09:41")
    assert not any("上周复盘" in str(post) for post in town.squares["telegram"].posts)


def asked(town: Town, room: str | None = None) -> str:
    """The last summary or question of a retro in a room."""
    return next(str(p) for p in reversed(town.squares["telegram"].posts) if p.room == (room or town.group) and "复盘" in str(p))


@postgresql_in_journeys
def test_row_36_a_camp_names_its_own_fields_and_old_answers_keep_theirs(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager = town.somebody("王岚")
    people = [town.learner(name) for name in ("林晓", "周航", "陈默")]
    for one in (manager, *people):
        one.tells("积分")
    manager.tells("设置 复盘时间 17:30")
    assert "复盘模板第0版：做了什么、卡点、下周" in manager.tells("复盘 模板")
    jump(town, "5/9", "17:30")
    people[0].tells("复盘 拜访了3家/报价没谈拢/约第二轮")
    shown = manager.tells("复盘 模板 本周成果/要谁帮忙")
    assert "复盘模板第1版：本周成果、要谁帮忙，下次复盘起用" in shown and "本周成果、要谁帮忙，一栏一句就好" in shown
    assert "第0版" in manager.tells("复盘 模板"), "what is shown is not sent"
    assert "第1版：本周成果、要谁帮忙" in manager.confirms("复盘 模板 本周成果/要谁帮忙")
    assert "2/3 卡点" in (people[1].tells("复盘") and people[1].tells("见了客户")), "this week's keeps what it was asked with"
    people[1].tells("跳过")
    people[1].tells("跳过")
    assert "卡点：报价没谈拢" in manager.tells("复盘 结果")

    jump(town, "5/11", "09:41")
    jump(town, "5/15", "17:30")
    assert "本周成果、要谁帮忙，一栏一句就好" in asked(town)
    assert "1/2 本周成果？" in people[0].tells("复盘")
    assert "2/2 要谁帮忙？" in people[0].tells("签了一单")
    assert "本周成果：签了一单\n要谁帮忙：法务" in people[0].tells("法务")
    assert "一次写完要2栏，用 / 隔开：本周成果/要谁帮忙" in people[1].tells("复盘 a/b/c")
    people[1].tells("复盘 见了五家/没有")
    town.restart()
    people[2].tells("复盘 学完两节/产品部")
    jump(town, "5/18", "09:41")
    assert "上周复盘（3人写了）\n本周成果：\n· 签了一单\n· 见了五家\n· 学完两节\n要谁帮忙：\n· 法务\n· 产品部" in asked(town)
    assert "第2版：做了什么、卡点、下周" in manager.confirms("复盘 模板 默认")
    assert "第3版：本周成果、要谁帮忙" in manager.takes_back()
    assert "要谁帮忙：产品部" in manager.tells("复盘 结果") and "第3栏" not in people[0].tells("我的数据")


BAD = ("复盘 模板 a//b", "复盘 模板 a/A", f"复盘 模板 {'长' * 21}", "复盘 模板 1/2/3/4/5/6/7")


def test_a_template_that_cannot_be_is_said_and_changes_nothing(town: Town) -> None:
    manager, lin = town.somebody("王岚"), town.learner("林晓")
    for words in BAD:
        assert "模板是1到6栏，每栏1到20个字，不重名" in manager.tells(words), words
    assert "没有改" in manager.tells("复盘 模板 默认") and "由社群经理来定" in lin.tells("复盘 模板 a/b")
    assert "第0版" in manager.tells("复盘 模板")


def test_a_groups_own_room_reads_its_group_from_three_on(town: Town) -> None:
    manager = town.somebody("王岚")
    people = [town.learner(f"学员{n}") for n in range(6)]
    for one in people:
        one.tells("积分")
    manager.tells("小组 抽 2组")
    manager.confirms("小组 公布")
    manager.says("绑定群 营销实战营2605", room="群二")
    manager.says("小组 群 2组", room="群二")
    second = [one for one in people if "2组" in last(one, "你在")]
    first = [one for one in people if one not in second]
    manager.tells("设置 复盘时间 17:30")
    jump(town, "5/9", "17:30")
    for one in (*second, *first[:2]):
        one.tells(f"复盘 {one.name}的成果/没有/没有")
    assert "这次2人写了，满3人才按组看" in manager.tells("复盘 结果 1组") and "没有第3组" in manager.tells("复盘 结果 3组")
    said = manager.tells("复盘 结果 2组")
    assert "3人写了" in said and all(f"{one.name}的成果" in said for one in second) and f"{first[0].name}的" not in said
    jump(town, "5/11", "09:41")
    own = asked(town, "群二")
    assert "2组上周复盘（3人写了）" in own and not any(f"{one.name}的" in own for one in first)
    assert "上周复盘（5人写了）" in asked(town), "the camp's room reads who is in it"
    assert not any("组上周复盘" in str(post) for one in people for post in one.heard_privately.posts), (
        "one has a room, one too few"
    )


def test_a_group_without_a_room_reads_its_own_alone(either_town: Town) -> None:
    town = either_town
    town.opened()
    manager = town.somebody("王岚")
    people = [town.learner(f"学员{n}") for n in range(8)]
    for one in people:
        one.tells("积分")
    manager.tells("小组 抽 2组")
    manager.confirms("小组 公布")
    second = [one for one in people if "2组" in last(one, "你在")]
    first = [one for one in people if one not in second]
    manager.tells("设置 复盘时间 17:30")
    jump(town, "5/9", "17:30")
    assert "分了组的，本组满3人写了，同组的人另看一份本组的，也不带名字" in asked(town)
    for one in (*second[:3], *first[:2]):
        one.tells(f"复盘 {one.name}的成果/没有/没有")
    town.hear(second[3].event(Kind.LEFT, "", town.at("telegram", town.group)))
    jump(town, "5/11", "09:39")
    town.restart()
    jump(town, "5/11", "10:30")
    for one in second[:3]:
        own = [str(post) for post in one.heard_privately.posts if "2组上周复盘" in str(post)]
        assert len(own) == 1 and "2组上周复盘（3人写了）" in own[0] and all(f"{it.name}的成果" in own[0] for it in second[:3])
        assert not any(f"{it.name}的" in own[0] for it in first)
    assert not any("组上周复盘" in str(post) for post in second[3].heard_privately.posts), "who has left"
    others = [str(post) for one in first for post in one.heard_privately.posts]
    assert not any("组上周复盘" in said for said in others), "a group of two writers is not summed up, nor is another's read"
    assert "上周复盘（5人写了）" in asked(town)
