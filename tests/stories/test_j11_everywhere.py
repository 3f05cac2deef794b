"""J11 on three platforms: three who stopped coming, each reached where they write, and a month later what came of it."""

from __future__ import annotations

import pytest

from tests.stories.test_polls_everywhere import never, seats
from tests.stories.test_quiz_everywhere import House, house

__all__ = ["house"]  # the running bot of the contest
pytestmark = [pytest.mark.browser, pytest.mark.journey]


async def test_a_word_under_the_managers_name_on_each_platform_and_what_came_of_it(house: House) -> None:
    wang, in_group, alone = await seats(house)
    house.at(5, 11, 9, 0)
    told = await wang.hears("需关注3人")
    for number, name in enumerate(alone, 1):
        assert f"{name}：连续缺勤 2个工作日未打卡（5/8、5/9）" in told.replace("\xa0", "")
        await wang.says(f"处理 Z{number} 提醒 {name}，有困难告诉我")
        await wang.hears(f"✅ 已用你的名字发给{name}（Z{number}）")
        heard = await alone[name].hears(f"王岚：{name}，有困难告诉我")
        assert "请假" in heard and "Z" not in heard and "缺勤" not in heard
    await alone["周航"].says("请假 5/12-5/13")
    await alone["周航"].hears("5/12")

    for day in (14, 15):
        house.at(5, day, 10, 0)
        for name in ("林晓", "周航"):
            await in_group[name].says("打卡")
            await in_group[name].hears(f"✅ {name}", nth=day - 12)
    house.at(5, 18, 9, 0)
    told = await wang.hears("需关注1人")
    assert "陈默" in told and "林晓" not in told and "周航" not in told
    for name in ("林晓", "周航"):  # their windows show a whole group
        assert await never(in_group[name], "连续缺勤"), "nobody is named in a group"

    house.at(6, 1, 17, 20)  # nobody was there for two weeks: what a month brings is said once, late
    table = (await wang.hears("干预结果 5/1–5/31")).replace("\xa0", "")
    assert "已联系：3人（恢复 2/3" in table and "不能证明是联系带来的" in table
