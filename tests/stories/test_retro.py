"""Retro: asked for once a week where it is set, written by field in private, read by each room without names where three wrote."""

from __future__ import annotations

from sqlalchemy import func, select

from storage.retro import retro, retro_answer
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
    assert len(asked) == 1 and "（17:30 的补发）" in str(asked[0])
    assert "三栏，用 / 隔开" in lin.tells("复盘 就一句") and "最多200个字" in lin.tells(f"复盘 {'长' * 201}/b/c")
    lin.tells("复盘 a/b/c")
    assert town.look(select(func.count()).select_from(retro_answer)) == [(3,)]
    jump(town, "5/11", "09:41")
    assert not any("上周复盘" in str(post) for post in town.squares["telegram"].posts)
