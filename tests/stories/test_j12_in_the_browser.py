"""Journeys J6 and J12 as two people live them in a real browser, over the May holiday, an outage and a restart: lessons, digest, bill."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from bot.messages import Kind
from tests.lived import PATIENCE, ROOM, Lived, chooses, presses, says, sees, turns_to
from tests.standins.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.journey]

LESSONS = """# 澄清参照
## 技能
用提问澄清“贵”的参照。
## 案例
某门店客户说太贵了，小王先问：您是和哪一家比？
## 问题
客户说“太贵了”，先做什么？
- 降价
- [x] 问清比较对象
- 沉默

# 复述确认
## 技能
先复述客户的话。

# 三年总成本
## 技能
把单价换成三年总成本。
"""


async def test_a_lesson_the_digest_and_the_bill(lived: Lived, tmp_path: Path) -> None:
    await lived.dark_until(4, 29, 8, 0)
    await lived.hears("王岚", f"/开营 {ROOM}")
    async with chromium() as browser:
        desk: Any = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        lin, wang = [await lived.tab(desk, name) for name in ("林晓", "王岚")]
        for name in ("林晓", "周航"):
            await lived.hears(name, "", Kind.JOINED)

        await turns_to(wang, "小助")
        file = tmp_path / "课程.md"
        file.write_text(LESSONS, "utf-8")
        await wang.locator("input[type=file]").set_input_files(file)
        await presses(wang, "发送")
        await sees(wang, "试读完成，尚未写入：可导入3")
        await says(wang, "导入")
        await sees(wang, "已导入3节 L1–L3")

        await lived.at(4, 29, 8, 30)
        await sees(lin, "📘 今日微课（约1分钟）L1《澄清参照》")
        await chooses(lin, "问清比较对象")
        await sees(lin, "✅ 学完 L1，答对了｜必修 1/1")

        await lived.dark_until(4, 30, 9, 10)
        await lived.at(4, 30, 9, 10)
        await sees(lin, "（08:30 的微课补发）")
        for day in range(1, 6):
            await lived.at(5, day, 12, 0)
        await lived.at(5, 6, 8, 30)
        await sees(lin, "L3《三年总成本》")
        await expect(lin.get_by_role("article").filter(has_text="📘 今日微课（约").and_(lin.locator("main *"))).to_have_count(3)

        for day in (6, 7, 8, 9):
            await lived.at(5, day, 9, 0)
            await lived.hears("林晓", "打卡")
        await lived.at(5, 11, 9, 0)
        await sees(lin, "📊 营销实战营2605 第2周（5/6–5/9，4个工作日）")
        await sees(lin, "学完 0/2=0.0%")
        picture = lin.get_by_alt_text("打卡4/").last
        await expect(picture).to_be_visible(timeout=PATIENCE)
        await sees(wang, "连续缺勤 2个工作日未打卡（5/8、5/9）")

        await turns_to(lin, "小助")
        await says(lin, "学习账单")
        await sees(lin, "4次")
        await sees(lin, "仅你可见，回复“晒”才会发群。")
        await says(lin, "晒")
        await sees(lin, "✅ 已发到群里。")
        await turns_to(lin, ROOM)
        await sees(lin, "🎁 林晓 晒了学习账单")
        await lin.set_viewport_size({"width": 390, "height": 844})
        await expect(lin.get_by_alt_text("林晓的学习账单").last).to_be_in_viewport(timeout=PATIENCE)
        await desk.close()
