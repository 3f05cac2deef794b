"""The anonymous level-one form, end to end in a real browser: asked, answered by presses, sent in, summed up, and nowhere written down."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from storage.channels.web import web_post
from tests.lived import PATIENCE, ROOM, Lived, presses, says, sees, turns_to
from tests.standins.browser import chromium
from tests.stories.test_web_access import clean

pytestmark = [pytest.mark.browser, pytest.mark.journey]

OTHERS = ("周航", "陈默", "赵雨", "钱多", "何琳")


async def test_level_one_in_two_tabs(lived: Lived) -> None:
    await lived.hears("王岚", f"/开营 {ROOM}")
    for name in ("林晓", *OTHERS):
        await lived.hears(name, "打卡")
        await lived.hears(name, "积分", direct=True)
    async with chromium() as browser:
        desk: Any = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        lin, wang = [await lived.tab(desk, name) for name in ("林晓", "王岚")]
        await turns_to(wang, "小助")
        await says(wang, "发起 一级评估 模板=柯氏一级 匿名")
        await presses(wang, "发出")
        await sees(wang, "正在私信6人：匿名，9题")
        await turns_to(lin, "小助")
        await sees(lin, "王岚也看不到是谁填的")
        await clean(lin, "a form's question")
        for place in range(1, 10):
            await sees(lin, f"{place}/9 ")
            await presses(lin, "4")
        await sees(lin, "9题都答了。提交后不能改。")
        await presses(lin, "提交")
        await sees(lin, "✅ 已匿名提交，谢谢你。")
        for name in OTHERS[:4]:
            for place in range(1, 10):
                await lived.hears(name, f"填 S1 {place} 5", direct=True)
            await lived.hears(name, "填 S1 交", direct=True)
        await says(wang, "结果 S1")
        await sees(wang, "📊 一级评估（匿名）已填5/6（83.3%）")
        await sees(wang, "n=5，4–5分 100.0%")
        await clean(wang, "a form's result")
        await lin.reload()
        await turns_to(lin, "小助")
        await expect(lin.get_by_text("✅ 已匿名提交，谢谢你。").last).to_be_visible(timeout=PATIENCE)
        await expect(lin.locator(".message.mine", has_text="填 S1")).to_have_count(0)
        await desk.close()
    lines = await lived.app.look(lambda db: [row.parts for row in db.all(web_post.select()) if row.kind == "person"])
    assert any("结果 S1" in line for line in lines) and not any("填 S1" in line for line in lines)
