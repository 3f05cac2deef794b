"""Radars and portraits: what was known a week in and what is known now, to oneself and to managers alone."""

from __future__ import annotations

import pytest

from bot.parts import Picture
from tests.quiz import fill, single
from tests.stories.test_events import met
from tests.stories.test_exam import takes
from tests.town import Heard, Somebody, Town

TAGS = ("异议", "谈判", "报价")


def sat(town: Town, wang: Somebody, number: int, people: list[tuple[Somebody, dict[str, int]]], count: int = 10) -> None:
    """Everybody sits an exam of each tag, so many right in it."""
    for place, tag in enumerate(TAGS):
        wang.confirms(f"考试 {tag}{number} 标签={tag} 题数={count} 次数=5")
        exam = 3 * (number - 1) + place + 1
        for one, right in people:
            takes(town, one, f"E{exam}", right[tag], count)


def camp(town: Town) -> tuple[Somebody, list[Somebody]]:
    wang = town.somebody("王岚")
    people = met(town, "林晓", "周航", "苏敏")
    for tag in TAGS:
        fill(town, [single(f"{tag}{n}？", "B", tag) for n in range(10)])
    return wang, people


def pictures(heard: Heard) -> list[Picture]:
    return [part for post in heard.posts for part in post.parts if isinstance(part, Picture)]


@pytest.mark.long
def test_a_radar_shows_what_was_known_a_week_in_and_what_is_known_now(either_town: Town) -> None:
    town = either_town
    town.opened()
    wang, (lin, zhou, _) = camp(town)
    sat(town, wang, 1, [(lin, {"异议": 3, "谈判": 6, "报价": 10})])
    first = lin.tells("雷达")
    assert "异议：3/10=30.0%" in first and "起点看入营一周（5/13）结束时，还没到" in first
    (shown,) = pictures(first)
    assert shown.alt == "林晓的能力雷达：异议 3/10=30.0%、报价 10/10=100.0%、谈判 6/10=60.0%" and shown.width > 0
    town.go_to("5/20", "09:00")
    sat(town, wang, 2, [(lin, {"异议": 9, "谈判": 7, "报价": 10})])
    now = lin.tells("雷达")
    assert "异议：3/10=30.0% → 9/10=90.0%" in now and "谈判：6/10=60.0% → 7/10=70.0%" in now
    assert "左边是 5/13 结束时" in now and len(pictures(now)) == 1
    assert "证据不足（n=0，至少5题） → 9/10=90.0%" in lin.tells("雷达 5/5"), "before the first answer there is no evidence"
    in_group = lin.says("雷达")
    assert "30.0%" not in str([post for post in in_group.posts if post.room == town.group])
    assert "异议：3/10=30.0% → 9/10=90.0%" in wang.tells("雷达 林晓")
    nothing = wang.tells("雷达 周航 5/10")
    assert "异议：证据不足（n=0，至少5题） → 证据不足" in nothing and not pictures(nothing), (
        "too little is no zero, and no picture"
    )
    assert "别人的雷达给社群经理看" in zhou.tells("雷达 林晓")


def test_a_team_is_the_sum_of_its_members_and_says_who_could_help(town: Town) -> None:
    wang, (lin, zhou, su) = camp(town)
    right = [
        (lin, {"异议": 3, "谈判": 8, "报价": 10}),
        (zhou, {"异议": 10, "谈判": 9, "报价": 9}),
        (su, {"异议": 4, "谈判": 6, "报价": 10}),
    ]
    sat(town, wang, 1, right)
    for one in (lin, su):
        wang.tells(f"标签 {one.name} +华东")
    whole = wang.tells("画像")
    assert "全营的团队画像（3人）" in whole
    for tag in TAGS:
        total = sum(of[tag] for _, of in right)
        assert f"{tag}：{total}/30=" in whole
    east = wang.tells("画像 华东")
    assert "华东的团队画像（2人）" in east and "异议：7/20=35.0%" in east and "报价：20/20=100.0%" in east
    assert "擅长：报价" in east and "待补：异议" in east and "谁能带“异议”：周航 10/10" in east
    assert "辅导 学员 导师=周航" in east
    own = zhou.tells("画像")
    assert "周航的学习画像" in own and "可以带人：异议、报价、谈判" in own and "待补：没有" in own
    assert own == zhou.tells("portrait me") and "苏敏的学习画像" in wang.tells("画像 苏敏")
    for words in ("画像 华东", "画像 林晓"):
        assert "给社群经理看" in zhou.tells(words)
    said = wang.says("画像 华东")
    assert "35.0%" not in str([post for post in said.posts if post.room == town.group])


def test_managers_choose_the_axes(town: Town) -> None:
    wang, (lin, *_) = camp(town)
    assert "还没有带标签的题被答过" in lin.tells("雷达") and "还没有带标签的答题" in lin.tells("画像")
    sat(town, wang, 1, [(lin, {"异议": 9, "谈判": 9, "报价": 9})])
    assert "三到六个题目标签" in wang.tells("设置 雷达标签 异议")
    wang.tells("设置 雷达标签 报价,异议,异业合作")
    said = lin.tells("画像")
    assert "异业合作：证据不足（n=0，至少5题）" in said and "谈判：" not in said
    assert "起点要是过去的一天" in lin.tells("雷达 明天") and "起点要是过去的一天" in lin.tells("雷达 今天")
