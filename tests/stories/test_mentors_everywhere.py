"""Journey J11's pair: agreed to by both, asked every Friday and before Dragon Boat, late after a stop, ended with a result."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from bot.parts import decode, plain
from storage.mentors.weeks import mentor_note, mentor_week
from storage.outbox import outbox
from tests.stories.test_quiz_everywhere import House, OnThePage, Seat, house, opened

__all__ = ["house"]
pytestmark = pytest.mark.journey


async def open_all_week(*seats: Seat) -> None:
    """A page that is open says so twice a minute of the machine's; here a week passes in less."""
    for seat in seats:
        if isinstance(seat, OnThePage):
            await seat.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


async def _is_noted(house: House, day: date) -> bool:
    """Whether the week asked about on a day has a note: an answer that is heard again after a stop is none of a new one."""
    noted = select(mentor_note.c.words).join_from(mentor_note, mentor_week).where(mentor_week.c.asked_on == day)
    return bool(await house.app.look(lambda db: db.all(noted)))


async def _is_asked(house: House, day: date) -> bool:
    return day in await house.app.look(lambda db: [row.asked_on for row in db.all(select(mentor_week.c.asked_on))])


@pytest.mark.parametrize("channel", ["web", "telegram", "wecom_bot"])
async def test_j11_a_mentor_walks_beside_somebody_for_eight_weeks(house: House, channel: str) -> None:
    wang, seats = await opened(house, channel, "陈默", "周航")
    chen, zhou = seats["陈默"], seats["周航"]
    house.at(5, 11, 10, 0)
    await wang.says("辅导 陈默 导师=周航 8周 行为=先问参照,记录异议")
    await wang.hears("已问陈默和周航愿不愿意结对8周（第1号）")
    await chen.presses("好的", "王岚邀你们结对8周")
    await chen.hears("等周航也答应就开始")
    await zhou.presses("好的", "王岚邀你们结对8周")
    await wang.hears("陈默、周航都答应了，今天起结对（第1号，至7/3）")
    await chen.hears("今天起结对：周航带陈默，8周（至7/3）")

    house.at(5, 15, 16, 50)
    await house.dark_until(5, 15, 17, 20)
    await chen.hears("本周2项行为做得怎么样？（17:00 的提醒补发）")
    await zhou.hears("陈默本周2项行为做得怎么样？（17:00 的提醒补发）")
    await chen.presses("1 做到", "本周2项行为做得怎么样？")
    await chen.hears("还差：记录异议")
    await chen.presses("2 部分", "本周2项行为做得怎么样？")
    await chen.hears("都记下了：先问参照 做到、记录异议 部分")
    await chen.says("周三那次漏了")
    await chen.hears("这周填好了")
    await zhou.says("辅导 填 做到 做到 问了三次")
    await zhou.hears("“问了三次”")

    for week, (month, day) in enumerate([(5, 22), (5, 29), (6, 5), (6, 12), (6, 18), (6, 26), (7, 3)], 2):
        house.at(month, day, 17, 1)
        if week == 4:  # begun anew right after the questions
            await chen.hears("本周2项行为做得怎么样？", week)
            await house.dark_until(month, day, 17, 2)
        await open_all_week(wang, chen, zhou)
        await chen.hears("本周2项行为做得怎么样？", week)
        await house.passes(
            partial(_is_asked, house, date(2026, month, day))
        )  # what was heard may be last week's, sent again after a stop
        await chen.says("辅导 填 做到 做到 顺手了")
        await chen.hears("“顺手了”", week - 1)
        await house.passes(partial(_is_noted, house, date(2026, month, day)))
        if week == 5:
            await wang.hears("结对过半（4/8周，周航带陈默）")
    await wang.hears("连续2周没填的：周航（第1号）")
    house.at(7, 6, 9, 1)
    await chen.hears("8周结对到期了（周航带陈默）")
    result = await wang.hears("8周结对到期了（周航带陈默）")
    assert "先问参照：做到8/8周，部分0，没做到0" in result and "周航看到的（填了1/8周）" in result

    asked = await house.app.look(lambda db: [row.asked_on for row in db.all(select(mentor_week.c.asked_on))])
    assert asked == [date(2026, *day) for day in [(5, 15), (5, 22), (5, 29), (6, 5), (6, 12), (6, 18), (6, 26), (7, 3)]]
    said = await house.app.look(lambda db: db.all(select(outbox.c.parts).where(outbox.c.feature == "mentors")))
    questions = [parts for (parts,) in said if "本周2项行为做得怎么样" in plain(decode(parts))]
    assert len(questions) == 16, "both, once a week, past an outage and a restart, and the 18th for the holiday"
