"""J9's certificate in tabs of one browser: issued at a desk, received on a phone, its badge dropped back; and the page anybody may read."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.lived import PATIENCE, ROOM, Lived, presses, says, sees, turns_to
from tests.standins.browser import chromium

pytestmark = [pytest.mark.browser, pytest.mark.journey]


async def shoots(page: Page, name: str) -> None:
    """Keeps a picture of the page where somebody wants to look at it (`QUNXUE_SHOTS`)."""
    if folder := os.environ.get("QUNXUE_SHOTS"):
        await page.wait_for_timeout(300)
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def test_j9_on_the_web(lived: Lived, tmp_path: Path) -> None:
    await lived.at(5, 6, 10, 0)
    await lived.hears("王岚", f"/开营 {ROOM}")
    async with chromium() as browser:
        desk: Any = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}, accept_downloads=True)
        phone: Any = await browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
        lin = await lived.tab(phone, "林晓")
        wang = await lived.tab(desk, "王岚")
        await lin.locator(".back").click()
        await turns_to(lin, "小助")
        await says(lin, "积分")
        await turns_to(wang, "小助")
        await says(wang, "证书 林晓 事由=第一季度优秀学员")
        await sees(wang, "1张证书，第一季度优秀学员")
        await presses(wang, "发出")
        await sees(wang, "✅ 已颁发给林晓，编号")
        await sees(lin, "🏆 林晓，你的证书：第一季度优秀学员")
        number = re.search(r"YX2605-0001-[A-Z0-9]{10}", await lin.locator("body").inner_text())
        assert number is not None
        await expect(lin.locator("img").last).to_be_visible(timeout=PATIENCE)
        await shoots(lin, "phone-chat")
        await presses(lin, "验证")
        await sees(lin, "✅ 有效：林晓，营销实战营2605，2026-05-06 颁发。")
        await says(lin, "证书")
        await sees(lin, "公开姓名")

        await lin.bring_to_front()
        async with lin.expect_download(timeout=PATIENCE) as coming:
            await lin.get_by_text(f"徽章-{number.group()}.png").last.click()
        badge = tmp_path / "徽章.png"
        await (await coming.value).save_as(badge)
        await wang.bring_to_front()
        await wang.locator("input[type=file]").set_input_files(badge)
        await wang.get_by_role("button", name="发送", exact=True).click(timeout=PATIENCE)
        await sees(wang, "徽章完好，是我们签发的。")

        for context, name in ((desk, "desktop"), (phone, "phone")):
            public = await context.new_page()
            loaded: list[str] = []
            public.on("request", lambda request, loaded=loaded: loaded.append(request.url))
            await public.goto(f"{lived.url}/verify/{number.group()}")
            await expect(public.get_by_role("heading", name="有效")).to_be_visible()
            await expect(public.get_by_text("林＊＊")).to_be_visible()
            assert await public.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert all(url.startswith(lived.url) for url in loaded)
            await shoots(public, f"verify-{name}")
            await public.get_by_role("link", name="English").click()
            await expect(public.get_by_role("heading", name="Valid")).to_be_visible()
            await shoots(public, f"verify-{name}-en")
            await public.get_by_label("The number on the certificate").fill(number.group()[:-1] + "_")
            await public.get_by_role("button", name="Check").click()
            await expect(public.get_by_role("heading", name="Not a number")).to_be_visible()
            await shoots(public, f"verify-{name}-wrong")
        await says(wang, f"作废 {number.group()} 成绩有误")
        await sees(lin, "成绩有误。有疑问请找社群经理。")
        public = await phone.new_page()
        await public.emulate_media(color_scheme="dark")
        await public.goto(f"{lived.url}/verify/{number.group()}")
        await expect(public.get_by_role("heading", name="已作废")).to_be_visible()
        await expect(public.get_by_text("成绩有误")).to_be_visible()
        await shoots(public, "verify-revoked-dark")
        await desk.close()
        await phone.close()
