"""A month of events on three platforms: one press signs up on each, the line moves, nothing runs the day before, the bot is started again while
people sign in, a round of questions, one called off; and each hears what is theirs."""

from __future__ import annotations

import re

import pytest

from storage.events import attendance
from tests.stories.test_polls_everywhere import seats
from tests.stories.test_quiz_everywhere import House, house

__all__ = ["house"]  # the running bot of the contest
pytestmark = [pytest.mark.browser, pytest.mark.journey]


async def test_signing_up_and_in_on_three_platforms(house: House) -> None:
    wang, in_group, alone = await seats(house)
    await wang.says("活动 周五分享会 周五 16:00 讲者=何琳 名额=2")
    await wang.hears("预览，还没有发出")
    await wang.presses("发出", "预览，还没有发出")
    await wang.hears("✅ V1《周五分享会》 安排好了")
    first, second, third = alone
    for name in (first, second):
        await in_group[name].presses("报名", "新活动")
        await alone[name].hears("✅ 报上了 V1《周五分享会》")
    await alone[third].says("报名 V1")
    await alone[third].hears("名额满了，你排第1位")
    await alone[first].presses("取消报名", "✅ 报上了 V1《周五分享会》")
    await alone[third].hears("有空位了，你排到了")
    await house.dark_until(5, 7, 20, 0)  # nothing ran a day before it: the reminder comes when there is somebody to send it
    for name in (second, third):
        await alone[name].hears("⏰ V1《周五分享会》")
    house.at(5, 8, 15, 55)
    await wang.says("活动 V1 签到")
    found = re.search(r"签到 (\d{6})", await wang.hears("签到码"))
    assert found
    await alone[second].says(f"签到 {found[1]}")
    await alone[second].hears("✅ 签到了：V1《周五分享会》")
    await house.dark_until(5, 8, 15, 55)  # in the middle of signing in
    await alone[third].says(f"签到 {found[1]}")
    await alone[third].hears("✅ 签到了：V1《周五分享会》")
    house.at(5, 8, 17, 1)
    await wang.hears("V1《周五分享会》 到场2/2=100.0%")
    for name in (second, third):
        await alone[name].presses("4", "对你有多大用")
        await alone[name].hears("记下了：4分")
    counts = await house.app.look(lambda db: attendance.counts(db, 1))
    assert (counts.expected, counts.came, counts.there) == (2, 2, 2)
    await wang.says("活动 自由问答 5月12日 16:00 类型=问答")
    await wang.hears("新活动《自由问答》")
    await wang.presses("发出", "新活动《自由问答》")
    await wang.hears("✅ V2《自由问答》")
    house.at(5, 12, 16, 0)
    for name in alone:
        await in_group[name].hears("V2《自由问答》 开始提问，16:30 收")
    await alone[first].says("提问 客户嫌报价高怎么回")
    await alone[first].presses("不署名发出", "V2《自由问答》 的提问")
    await alone[first].hears("进队了，V2《自由问答》 第1问")
    for name in (second, third):
        await alone[name].says("活动 V2 顶 1")
        await alone[name].hears("顶了：V2《自由问答》 第1问")
    await wang.says("活动 V2 答 1 先问和谁比")
    await wang.hears("第1问答好了，归档为 K-0001")
    await alone[first].hears("你在 V2《自由问答》 的提问有答案了")
    house.at(5, 12, 16, 31)
    for name in alone:
        await in_group[name].hears("V2《自由问答》 收了：1问，答了1个")
    await wang.says("活动 团建 5月20日 9:00")
    await wang.hears("新活动《团建》")
    await wang.presses("发出", "新活动《团建》")
    await wang.hears("✅ V3《团建》")
    for name in alone:
        await alone[name].says("报名 V3")
        await alone[name].hears("✅ 报上了 V3《团建》")
    await wang.says("活动 V3 取消 下雨")
    await wang.hears("V3《团建》 取消，私信3人")
    await wang.presses("发出", "V3《团建》 取消，私信3人")
    for name in alone:
        assert "不用来了。" in await alone[name].hears("取消了：下雨。")  # a card has it on two lines
