"""Journey J12's second half wherever people are: the report on evidence and its document, the return, records to take along, and follow-ups
for a year past a stop and restarts."""

from __future__ import annotations

import asyncio
import json
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.programme import LEARNERS, ProgrammeRows, cells
from tests.stories.test_quiz_everywhere import CAMP, EACH, House, OnTelegram, OnThePage, Seat, house, opened
from tests.xapi_rules import wrong

__all__ = ["house"]
pytestmark = pytest.mark.journey
FOLLOW_UPS = [(6, 5, 2026, 30), (8, 4, 2026, 90), (11, 2, 2026, 180), (5, 6, 2027, 365)]


async def receives(house: House, seat: Seat, name: str, nth: int = 1) -> bytes:
    """A file of that name, as it arrives there."""
    if isinstance(seat, OnThePage):
        file = seat.page.locator(".message:not(.mine) .file", has_text=name).nth(nth - 1)
        async with seat.page.expect_download() as coming:
            await file.click()
        download = await coming.value
        assert download.suggested_filename == name
        return await asyncio.to_thread(Path(await download.path()).read_bytes)

    async def found() -> list[bytes]:
        if isinstance(seat, OnTelegram):
            sent = [one["document"] for one in seat.person.sees() if "document" in one]
            stored = house.cloud.world.files
            return [stored[one["file_id"]].content for one in sent if one["file_name"] == name][nth - 1 :]
        return [content for _, called, content in house.tencent.bot.media.values() if called == name][nth - 1 :]

    content: bytes = (await house.passes(found))[0]
    return content


async def at_the_desk(house: House, channel: str, seat: Seat, name: str) -> Seat:
    """The same seat; a page that was away longer than it stays signed in is opened anew."""
    if channel != "web":
        return seat
    page = await house.tab(name)
    await page.get_by_role("navigation").get_by_text("小助", exact=True).click()
    return OnThePage(page)


@pytest.mark.parametrize("channel", EACH)
async def test_j12_what_came_of_it(house: House, channel: str) -> None:
    wang, seats = await opened(house, channel, "林晓")
    lin = seats["林晓"]
    await house.app.database.transact(ProgrammeRows(house.clock, LEARNERS - len(seats)).write)
    house.at(5, 11, 9, 0)

    await wang.says("柯氏报告 2605")
    said = await wang.hears("📈 柯氏报告")
    assert "均分4.0（n=38/45，应答84.4%） #1" in said
    assert "训前54.0（n=43） #2" in said and "训后89.0（n=43） #3" in said and "承诺4.5（n=40/45" in said
    assert "行为打卡：证据不足（n=4，至少需10）" in said and "无数据（未导入KPI" in said
    document = await receives(house, wang, f"柯氏报告-{CAMP}-2026-05-11.docx")
    told = {row[0]: row[3] for row in cells(document) if row[0].startswith("#") and len(row) == 7}
    assert (told["#1"], told["#2"], told["#3"]) == ("4.0", "54.0", "89.0")
    assert any(name.endswith(".png") for name in ZipFile(BytesIO(document)).namelist()), "its pictures are in it"

    await wang.says("ROI")
    await wang.hears("E1 培训前")
    await wang.says("80000 98000 2 45 360000")
    result = await wang.hears("TE＝1,260,000元，TE/C＝350%（门槛150%，达标）")
    assert "王岚提供，机器人未核实，也未扣除季节和其他因素" in result

    await wang.says("导出 xapi 5/6-5/9")
    statements: list[dict[str, Any]] = [
        json.loads(line) for line in (await receives(house, wang, "statements.jsonl")).splitlines()
    ]
    assert len(statements) > 2 * 43 and not [wrong(one) for one in statements if wrong(one)]
    assert {one["verb"]["id"].rsplit("/", 1)[1] for one in statements} == {"answered", "completed"}
    names = {name for one in statements for name in one["object"]["definition"]["name"].values()}
    assert names == {"题1", "题2", "异议"}, "the tests, and nothing of a form that was anonymous"
    await lin.says("我的记录")
    await lin.hears("还没有你的学习记录")


@pytest.mark.parametrize("channel", EACH)
async def test_j12_four_follow_ups_in_a_year_past_a_stop_and_restarts(house: House, channel: str) -> None:
    wang, seats = await opened(house, channel, "林晓", "周航", "陈默")
    await house.app.database.transact(ProgrammeRows(house.clock).write)
    await wang.says("互评 设 行为=先问参照、记录异议 结束=2026-05-06")
    await wang.hears("180天、365天再提醒你看成效")
    lin = seats["林晓"]
    for month, day, year, days in FOLLOW_UPS:
        await house.dark_until(month, day, 9, 30, year=year)
        await house.dark_until(month, day, 10, 1, year=year)
        wang = await at_the_desk(house, channel, wang, "王岚")
        said = await wang.hears(f"培训结束{days}天了")
        assert "晚发" not in said
        if days == 30:
            lin = await at_the_desk(house, channel, lin, "林晓")
            await lin.hears("训后30天互评")
            await lin.says("互评 评")
            await lin.hears("几分")
