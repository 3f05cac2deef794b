"""J10's shop in three tabs of one browser: bought with a button, handed over from 待办, and a badge that stands beside the talk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.lived import ROOM, Lived, presses, says, sees, turns_to
from tests.standins.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.journey]
SEEN = os.environ.get("QUNXUE_SCREENSHOTS", "")
"""A folder for pictures of what a person saw, to be looked at; none are taken without."""


async def looked_at(page: Page, name: str) -> None:
    if SEEN:
        await page.screenshot(path=Path(SEEN) / f"{name}.png")


async def test_bought_handed_over_and_a_badge_beside_the_talk(lived: Lived) -> None:
    await lived.hears("王岚", f"/开营 {ROOM}")
    async with chromium() as browser:
        desk: Any = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        lin, zhou, wang = [await lived.tab(desk, name) for name in ("林晓", "周航", "王岚")]
        await lived.at(5, 6, 8, 10)
        for page, name in ((lin, "林晓"), (zhou, "周航")):
            await says(page, "打卡")
            await sees(page, f"✅ {name} 第1天")
        for page in (lin, zhou, wang):
            await turns_to(page, "小助")
        await says(wang, "加分 林晓 145 之前攒的 币=30")
        await sees(wang, "积分150")
        await says(wang, "上架 《销售巨人》 价格=100 库存=1 每人=1")
        await sees(wang, "已上架《销售巨人》：100分，剩1件、每人1件")

        await says(lin, "商店")
        await sees(lin, "商店｜你有150分、30金币")
        await presses(lin, "兑换《销售巨人》")
        await sees(lin, "兑换《销售巨人》要100分，你有150分，兑换后余50分。")
        await presses(lin, "确认兑换")
        await sees(lin, "🎁 成功，-100分，余50分，单号O-1")
        await says(zhou, "兑换 销售巨人")
        await sees(zhou, "《销售巨人》已兑完，未扣积分，余5分。")
        await looked_at(lin, "shop")

        await says(wang, "待办")
        await sees(wang, "O-1 林晓 用100分兑换了《销售巨人》")
        await looked_at(wang, "todo")
        await presses(wang, "通过 O-1")
        await sees(wang, "O-1《销售巨人》已发放给 林晓，已告诉对方。")
        await sees(lin, "🎁 《销售巨人》（O-1）发给你了。")

        await says(wang, "勋章 新建 开张 打卡>=1")
        await sees(wang, "现在有2位学员够格")
        await presses(wang, "发出")
        await sees(wang, "勋章 B1《开张》建好了（打卡≥1）")
        await lived.app.task_pool.idle()  # it is drawn, and its holders are known
        await lived.at(5, 6, 8, 12)
        await sees(lin, "🏅 你获得勋章《开张》：打卡≥1。")
        await says(lin, "勋章")
        await sees(lin, "我的勋章（1枚）")
        badges = lin.locator(".panel .badges li")
        await expect(badges).to_have_text("开张 打卡≥1")
        await expect(lin.locator(".panel .coins")).to_have_text("30金币")
        await looked_at(lin, "badge")
        await lin.set_viewport_size({"width": 390, "height": 844})
        await looked_at(lin, "badge-on-a-phone")
        await desk.close()
