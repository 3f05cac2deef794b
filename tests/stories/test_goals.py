"""Goals: what the camp is for, a short and a long one, measured; refused with the missing field named; how far they are stands in the digest."""

from __future__ import annotations

import pytest

from tests.stories.test_connect import two_accounts
from tests.town import Somebody, Town


@pytest.fixture
def wang(town: Town) -> Somebody:
    wang = town.somebody("王岚")
    wang.tells("/start")
    return wang


def test_a_goal_is_counted_or_typed_in_and_stands_in_the_digest(town: Town, wang: Somebody) -> None:
    ann, lin = town.learner("何琳"), town.learner("林晓")
    ann.says("打卡")
    assert "还没有目标" in wang.tells("设目标")
    assert "定位设好了" in wang.tells("设目标 定位 一线销售的实战训练")
    said = wang.tells("设目标 短期 人人都打卡 指标=打卡 数=10次 截止=6/5 负责=林晓")
    assert "短期目标设好了" in said and "“打卡”由小助数，从今天起" in said
    said = wang.tells("设目标 长期 上岗就能签单 指标=签单 数=40单 截止=2026-12-31")
    assert "“签单”我数不了，要人来填，周报里会写明是手工填的" in said
    assert "签单 12.5/40单（手工填）" in wang.tells("设目标 长期 现在=12.5")
    town.pass_workdays(1)
    ann.says("打卡")
    lin.says("打卡")
    shown = wang.tells("设目标")
    assert "定位" in shown and "一线销售的实战训练" in shown
    assert "打卡 2/10次" in shown and "从05-06起由小助数；到 06-05，林晓负责" in shown, (
        "what was before it was set does not count"
    )
    assert "签单 12.5/40单" in shown and "手工填（05-06）；到 12-31，王岚负责" in shown
    town.go_to("5/11", "09:10")
    digest = next(str(post) for post in town.squares["telegram"].posts if "📊" in str(post))
    assert "短期目标" in digest and "打卡 2/10次" in digest and "到 6/5" in digest
    assert "长期目标" in digest and "签单 12.5/40单" in digest and "到 12/31，手工填" in digest
    assert "打卡 2/10次" in wang.tells("周报"), "kept as it was sent"
    assert "长期目标不再用了" in wang.tells("设目标 结束 长期")
    assert "签单" not in wang.tells("设目标") and "回到原来的样子" in wang.takes_back()
    assert "签单 12.5/40单" in wang.tells("设目标")
    wang.tells("设目标 长期 现在=13")
    assert "回到原来的样子" in wang.takes_back() and "签单 12.5/40单" in wang.tells("设目标")
    wang.tells("设目标 短期 指标=打卡 数=99 截止=5/20")
    assert "打卡 0/99" in wang.tells("设目标")
    wang.takes_back()
    assert "打卡 2/10次" in wang.tells("设目标")
    assert "来做" in lin.tells("设目标 定位 别的")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("设目标 短期 人人都打卡 指标=打卡 截止=6/5", "短期目标还差：数，没有改动"),
        ("设目标 短期 人人都打卡 指标=打卡 数=500", "短期目标还差：截止，没有改动"),
        ("设目标 长期 人人都打卡", "长期目标还差：指标、数、截止，没有改动"),
        ("设目标 短期 打卡 指标=打卡 数=很多 截止=6/5", "“很多”不是大于0的数"),
        ("设目标 短期 打卡 指标=打卡 数=0 截止=6/5", "“0”不是大于0的数"),
        ("设目标 短期 打卡 指标=打卡 数=5 截止=改天", "没看懂截止“改天”"),
        ("设目标 短期 打卡 指标=打卡 数=5 截止=6/7", "短期目标最长31天，到 06-06"),
        ("设目标 短期 打卡 指标=打卡 数=5 截止=2026-05-01", "已经过了"),
        ("设目标 短期 打卡 指标=打卡 数=5 截止=6/5 负责=张三", "没有叫“张三”的人"),
        ("设目标 短期 打卡 指标=考试 入门 数=5 截止=6/5", "没有叫“入门”的考试"),
        ("设目标 中期 打卡", "“中期”是哪一种"),
        ("设目标 定位", "定位要写上内容"),
        ("设目标 短期 现在=3", "还没有短期目标"),
        ("设目标 结束 长期", "还没有长期目标"),
    ],
)
def test_what_is_missing_or_cannot_be_is_named(town: Town, wang: Somebody, words: str, said: str) -> None:
    answered = wang.tells(words)
    assert said in answered and len(answered.posts) == 1 and "还没有目标" in wang.tells("设目标")


def test_in_english_and_of_two_people_who_become_one(either_town: Town) -> None:
    town = either_town
    lin, at_work = two_accounts(town)
    wang = town.somebody("王岚")
    for one in (lin, at_work):
        one.tells("积分")
    wang.tells("语言 English")
    both = wang.tells("goal short Everybody checks in metric=check-ins number=10 until=6/5 owner=林晓")
    first = both.split("林晓#")[1].split(",")[0]
    said = wang.tells(f"goal short Everybody checks in metric=check-ins number=10 until=6/5 owner=林晓#{first}")
    assert "Short goal is set" in said and "counted by me" in said
    assert "lacks: number. Nothing was changed" in wang.tells("goal long Deals metric=deals until=2026-12-31")
    lin.becomes_one_with(at_work)
    shown = wang.tells("goal")
    assert "check-ins 0 of 10" in shown and "林晓 answers for it" in shown
    assert "counted by me" in wang.tells("goal short now=3")
