"""The anonymous level-one form, end to end in a real browser: asked, answered by presses, sent in, summed up, and nowhere written down."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect

from bot.messages import Account, Address, InboundEvent, Kind
from storage.channels.web import web_post
from tests.standins.browser import chromium
from tests.stories.test_j2_in_the_browser import PATIENCE, ROOM, Lived, lived, says, sees

__all__ = ["lived"]  # the running bot of J2
pytestmark = pytest.mark.browser

OTHERS = ("周航", "陈默", "赵雨", "钱多", "何琳")


async def writes(bot: Lived, who: str, words: str, number: int) -> None:
    """Somebody at another desk, in private."""
    by, at = Account("web", who, who), Address("web", f"@{who}", direct=True)
    await bot.app.receive(InboundEvent(f"web:{who}:{number}", bot.clock.now(), at, by, Kind.SAID, words))


async def with_the_bot(page: Page) -> None:
    await page.get_by_role("navigation").get_by_text("小助", exact=True).click()


async def test_level_one_in_two_tabs(lived: Lived) -> None:
    await lived.hears("王岚", f"/开营 {ROOM}")
    for place, name in enumerate(("林晓", *OTHERS)):
        await lived.hears(name, "打卡")
        await writes(lived, name, "积分", place)
    async with chromium() as browser:
        desk: Any = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        lin, wang = [await lived.tab(desk, name) for name in ("林晓", "王岚")]
        await with_the_bot(wang)
        await says(wang, "发起 一级评估 模板=柯氏一级 匿名")
        await sees(wang, "正在私信6人：匿名，9题")
        await with_the_bot(lin)
        await sees(lin, "王岚也看不到是谁填的")
        for place in range(1, 10):
            await sees(lin, f"{place}/9 ")
            await lin.get_by_role("button", name="4", exact=True).last.click()
        await sees(lin, "9题都答了。提交后不能改。")
        await lin.get_by_role("button", name="提交", exact=True).last.click()
        await sees(lin, "✅ 已匿名提交，谢谢你。")
        for number, name in enumerate(OTHERS[:4]):
            for place in range(1, 10):
                await writes(lived, name, f"填 S1 {place} 5", 1000 + 100 * number + place)
            await writes(lived, name, "填 S1 交", 1000 + 100 * number + 10)
        await says(wang, "结果 S1")
        await sees(wang, "📊 一级评估（匿名）已填5/6（83.3%）")
        await sees(wang, "总体均分4.8（n=5）｜4–5分 100.0%")
        await lin.reload()
        await with_the_bot(lin)
        await expect(lin.get_by_text("✅ 已匿名提交，谢谢你。").last).to_be_visible(timeout=PATIENCE)
        await expect(lin.locator(".message.mine", has_text="填 S1")).to_have_count(0)
        await desk.close()
    lines = await lived.app.look(lambda db: [row.parts for row in db.all(web_post.select()) if row.kind == "person"])
    assert any("结果 S1" in line for line in lines) and not any("填 S1" in line for line in lines)
