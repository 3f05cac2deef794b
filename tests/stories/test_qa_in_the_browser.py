"""Journey J7 in tabs of one browser: asked in the group, answered by a reply, accepted, archived, found — at a phone's width too."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import Page, expect

from storage import archive
from storage.connection import Db
from tests.lived import PATIENCE, ROOM, Lived, presses, says, sees, turns_to
from tests.standins.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.journey]

ANSWER = "先问与谁比，再拆成三年总成本"


def fill(db: Db) -> None:
    at = datetime(2026, 5, 6, tzinfo=UTC)
    archive.add(
        db,
        1,
        "客户说太贵怎么办",
        "报价高先认可，再拆总成本",
        tags=["异议"],
        person=None,
        author="赵敏",
        source="import:1",
        at=at,
    )


async def replies(page: Page, post: str, words: str) -> None:
    """Replies to the newest message with these words in it."""
    await page.bring_to_front()
    message = page.locator(".message", has_text=post).last
    await message.scroll_into_view_if_needed()
    await message.hover()
    await message.get_by_role("button", name="回复", exact=True).click(timeout=PATIENCE)
    await says(page, words)


async def turns_back_to(page: Page, room: str) -> None:
    """Another room, on a phone: back to the list first."""
    await page.bring_to_front()
    await page.locator(".back").click()
    await turns_to(page, room)


async def test_j7_in_four_tabs(lived: Lived) -> None:
    await lived.at(5, 6, 10, 0)
    await lived.hears("王岚", f"/开营 {ROOM}")
    await lived.hears("何琳", "/积分")
    await lived.hears("王岚", "/角色 何琳 专家")
    await lived.app.database.transact(fill)
    async with chromium() as browser:
        desk: Any = await browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
        phone: Any = await browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
        chen, zhou = await lived.tab(phone, "陈默"), await lived.tab(phone, "周航")
        he = await lived.tab(desk, "何琳")

        await says(chen, "@小助 提问 客户嫌我们报价高怎么回")
        await turns_back_to(chen, "小助")
        await sees(chen, "可能已有答案：K-0001《客户说太贵怎么办》。回复1查看，回复“没解决”继续。")
        await says(chen, "1")
        await sees(chen, "报价高先认可，再拆总成本")
        await presses(chen, "没解决")
        await sees(chen, "✅ 已提交 A-0001，2个工作小时内有人答。")

        await sees(he, "❓A-0001 陈默：客户嫌我们报价高怎么回｜标签 异议｜")
        await replies(he, "❓A-0001", ANSWER)
        await sees(zhou, "已记录何琳的回答。陈默可回复“采纳”。")
        await says(zhou, "采纳")
        await turns_back_to(chen, ROOM)
        await says(chen, "采纳")
        await sees(zhou, "✅ 已归档 K-0002｜何琳+15")
        await sees(he, "已采纳何琳的回答 → K-0002")
        await expect(zhou.locator(".message", has_text="✅ 已归档")).to_have_count(1)

        await says(zhou, "@小助 搜 报价 高")
        await sees(zhou, "有用请点“用上了”")
        await presses(zhou, "1 用上了")
        await sees(zhou, "✅ 记下了：K-0002 你用上了。")
        await says(zhou, "@小助 搜 年会抽奖")
        await sees(zhou, "没有找到。要不要“提问 年会抽奖”？")
        await says(zhou, "合同改了价格谁来批")
        await sees(he, "合同改了价格谁来批")
        await replies(chen, "合同改了价格谁来批", "先过法务再盖章")
        await replies(he, "先过法务再盖章", "归档")
        await sees(zhou, "✅ 已归档 K-0003《合同改了价格谁来批》，陈默答。")
        await lived.at(5, 11, 9, 0)
        await sees(zhou, "🔥 知识热度 5/4–5/10")
        await desk.close()
        await phone.close()
