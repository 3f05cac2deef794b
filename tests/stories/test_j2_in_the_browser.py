"""Journey J2 as three people live it in three tabs of one browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lived import ROOM, Lived, presses, says, sees, turns_to
from tests.standins.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.journey]


async def test_j2_in_three_tabs(lived: Lived) -> None:
    await lived.hears("王岚", f"/开营 {ROOM}")
    await lived.hears("王岚", "/设置 打卡窗口 06:00-22:00")
    async with chromium() as browser:
        desk: Any = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        lin, zhou, wang = [await lived.tab(desk, name) for name in ("林晓", "周航", "王岚")]

        await lived.at(5, 6, 8, 10)
        await says(lin, "打卡 听完需求洞察第1课")
        for page in (lin, zhou, wang):
            await sees(page, "✅ 林晓 第1天｜+5｜积分5｜今日 1/2")
        await lived.at(5, 6, 8, 11)
        await says(lin, "打卡 再来一次")
        await sees(zhou, "今天已打卡（08:10），内容已追加，不重复计分。")
        await presses(zhou, "打卡")
        await sees(lin, "✅ 周航 第1天｜+5｜积分5｜今日 2/2")

        await lived.at(5, 7, 7, 55)
        await says(lin, "打卡 复述FABE")
        await sees(wang, "✅ 林晓 连续2个工作日｜+5｜积分10")

        await lived.at(5, 9, 9, 0)
        await says(lin, "打卡 客户拜访提纲")
        await sees(wang, "今天是调休上班日，计入应打卡。连续1｜+5｜积分15")
        await says(lin, "补卡 5/8 整理异议清单")
        await sees(wang, "✅ 已补 5/8｜+2｜积分17｜连续恢复为4")

        await lived.at(5, 10, 10, 0)
        await says(lin, "打卡 读书")
        await sees(lin, "📖 休息日打卡已记录，不计完成率，也不影响连续。")

        await lived.at(5, 11, 9, 0)
        await turns_to(wang, "小助")
        await says(wang, "周完成率")
        await sees(wang, "5/4–5/10：应打卡 2人×4天=8，已完成5，62.5%，未达标（≥85%）。")

        await lived.at(5, 11, 22, 30)
        await says(lin, "打卡 忘了")
        await sees(zhou, "⏰ 今日窗口 06:00–22:00 已关闭，明天可补卡。")

        await lin.reload()
        await sees(lin, "✅ 已补 5/8｜+2｜积分17｜连续恢复为4")
        await desk.close()
