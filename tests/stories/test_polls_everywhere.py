"""One poll over three platforms: the web page in a real browser, Telegram's stand-in and WeCom's, one ballot a person and one result."""

from __future__ import annotations

import re

import pytest

from tests.standins.telegram import text_of
from tests.stories.test_quiz_everywhere import (
    CAMP,
    CHANNELS,
    House,
    OnTelegram,
    OnThePage,
    Seat,
    brings_the_others_in,
    house,
)

__all__ = ["house"]  # the running bot of the contest
pytestmark = [pytest.mark.browser, pytest.mark.journey]


async def seats(house: House) -> tuple[Seat, dict[str, Seat], dict[str, Seat]]:
    """The manager in private, and three learners, each on a platform of their own: in the group and in private."""
    group = await house.in_the_group("telegram", "王岚")
    await group.says(f"开营 {CAMP}")
    await group.hears("开好了")
    await brings_the_others_in(house)
    in_group: dict[str, Seat] = {}
    alone: dict[str, Seat] = {}
    for name, channel in zip(("林晓", "周航", "陈默"), CHANNELS, strict=True):
        in_group[name] = await house.in_the_group(channel, name)
        await in_group[name].says("打卡")
        await in_group[name].hears(f"✅ {name}")
        alone[name] = await house.in_private(channel, name)
    return await house.in_private("telegram", "王岚"), in_group, alone


async def test_one_poll_on_three_platforms_has_one_result(house: House) -> None:
    wang, in_group, alone = await seats(house)
    await wang.says("投票 周五去哪？ 爬山/唱歌/火锅 截止=18:00")
    await wang.presses("发出", "预览，还没有发出")
    await wang.hears("投票 P1 已发到3个群")
    for seat in in_group.values():
        shown = await seat.hears("周五去哪？")
        assert "【实名】单选" in shown and "截止 5月6日 18:00" in shown
    await in_group["林晓"].presses("爬山", "周五去哪？")
    await in_group["周航"].presses("爬山", "周五去哪？")
    await in_group["周航"].presses("火锅", "周五去哪？")

    await wang.says("结果 P1 未投")
    await wang.presses("提醒他们", "已投 2/3。还没投的1人：陈默")
    await wang.hears("正在提醒还没投的1人")
    await alone["陈默"].presses("火锅", "还差你一票")
    for name in ("周航", "林晓"):  # while Telegram is watched the two seconds pass after which all are edited
        await in_group[name].hears("已投 3/3")
        assert await never(alone[name], "还差你一票")

    house.at(5, 6, 18, 0)
    for seat in in_group.values():
        over = await seat.hears("投票结束：周五去哪？｜已投 3/3")
        assert [counted(over, option) for option in ("爬山", "唱歌", "火锅")] == [1, 0, 2]
    await wang.says("结果 P1")
    said = await wang.hears("📊 周五去哪？｜已投 3/3")
    assert [counted(said, option) for option in ("爬山", "唱歌", "火锅")] == [1, 0, 2]


def counted(said: str, option: str) -> int:
    """The votes that stand beside an option: 爬山 1/3, or on the page a bar of 1."""
    found = re.search(rf"{option}\D*(\d+)", said)
    assert found, said
    return int(found[1])


async def never(seat: Seat, words: str) -> bool:
    """Whether nothing of the kind was said to them, now that everything owed is sent."""
    match seat:
        case OnThePage(page):
            return await page.get_by_text(words).count() == 0
        case OnTelegram(_, person):
            return not any(words in text_of(message) for message in person.sees())
    raise AssertionError(seat)
