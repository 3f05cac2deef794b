"""J9's homework wherever people are: set, told, sent in pieces, returned, handed in again and accepted, on the page, Telegram and WeCom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import expect

from tests.homework import PNG
from tests.lived import ROOM, Lived, presses, says, sees, turns_to
from tests.standins.browser import chromium
from tests.stories.test_quiz_everywhere import House, OnThePage, OnWecom, Seat, house, label_of, opened, text_of

pytestmark = pytest.mark.journey
__all__ = ["house"]

EACH = [pytest.param("web", marks=pytest.mark.browser), "telegram", "wecom_bot"]
TITLE = "2岛"


@dataclass
class InTheApp:
    """A WeCom client and the company's own app, which takes pictures and no files."""

    house: House
    who: str

    async def says(self, words: str) -> None:
        await self.house.tencent.app.says(self.who, words)

    async def sends(self, name: str, content: bytes) -> None:
        await self.house.tencent.app.sends_picture(self.who, content)

    async def hears(self, words: str, nth: int = 1) -> str:
        shown = await self._shown(words, nth)
        return str(shown.content or text_of(shown))

    async def presses(self, label: str, words: str, nth: int = 1) -> None:
        shown = await self._shown(words, nth)
        await self.house.tencent.app.presses(self.who, shown, label_of(label, shown.labels, shown.content or text_of(shown)))

    async def _shown(self, words: str, nth: int) -> Any:
        async def found() -> Any:
            said = [one for one in self.house.tencent.app.screen(self.who) if words in (one.content or text_of(one))]
            return said[nth - 1] if len(said) >= nth else None

        return await self.house.passes(found)


async def does(seat: Seat, label: str, words: str, typed: str) -> None:
    """Presses a button of the message with these words; on WeCom, where a long message and its buttons are two, types what it says."""
    if isinstance(seat, OnWecom | InTheApp):
        await seat.hears(words)
        await seat.says(typed)
    else:
        await seat.presses(label, words)


async def plays_j9(wang: Seat, lin: Seat, name: str, content: bytes, kind: str) -> None:
    """From setting to acceptance; `lin` hands in words and a file, `wang` reads."""
    await wang.says(f"作业 {TITLE} 写出三个问题 截止=6/10 18:00")
    await does(wang, "发出", f"新作业《{TITLE}》", "发出")
    await does(lin, "交作业", f"📘 作业《{TITLE}》", f"交作业 {TITLE}")
    await lin.hears("把文字、图片、语音、文件发给我")
    await lin.says("客户要什么、为什么、谁来定")
    await lin.hears("现有：文字1段。")
    await lin.sends(name, content)
    await does(lin, "完成", f"现有：文字1段、{kind}。", "完成")
    await lin.hears(f"《{TITLE}》第1版已交（H1）：文字1段、{kind}")
    await wang.hears(f"作业 H1 林晓《{TITLE}》")
    await wang.says("退回 H1 缺数据")
    await lin.hears(f"作业《{TITLE}》（H1）退回：缺数据")
    await lin.says(f"交作业 {TITLE} 补上了数据")
    await lin.hears("现有：文字1段。", 2)
    await lin.says("完成")
    await lin.hears("第2版已交（H2）")
    await wang.says("通过 H2 提纲清晰")
    await lin.hears(f"🎉 作业《{TITLE}》通过了（H2）｜+20")
    await wang.says("退回 H2 再改改")
    await wang.hears("没有改动")
    await wang.says(f"作业 {TITLE}")
    assert "通过1" in await wang.hears("只你看到")
    await wang.says(f"作业 导出 {TITLE}")
    await wang.hears("正在做，好了发你。")


@pytest.mark.parametrize("channel", EACH)
async def test_j9s_homework(house: House, channel: str) -> None:
    wang, seats = await opened(house, channel, "林晓")
    await plays_j9(wang, seats["林晓"], "提纲.docx", b"PK\3\4" + b"0" * 99, "文件1个")


async def test_j9s_homework_in_the_companys_app(house: House) -> None:
    """Who runs the camp sits at the smart bot; who hands in has the app alone."""
    wang, _ = await opened(house, "wecom_bot")
    lin = InTheApp(house, "linxiao")
    await lin.says("积分")
    await lin.hears("积分")
    await plays_j9(wang, lin, "", PNG, "图片1张")


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
async def test_homework_on_the_page(lived: Lived, width: int) -> None:
    """On a phone and at a desk everything is in sight, the buttons too."""
    await lived.hears("王岚", f"/开营 {ROOM}")
    async with chromium() as browser:
        context: Any = await browser.new_context(locale="zh-CN", viewport={"width": width, "height": 844})
        lin, wang = await lived.tab(context, "林晓"), await lived.tab(context, "王岚")
        await says(lin, "打卡")
        await sees(lin, "✅ 林晓")
        for page in (lin, wang):
            await page.bring_to_front()
            if width < 800:
                await page.locator(".back").click()
            await turns_to(page, "小助")
        await says(wang, f"作业 {TITLE} 写出三个问题 截止=6/10 18:00")
        await presses(wang, "发出")
        await sees(wang, "布置好了")
        await presses(lin, "交作业")
        await sees(lin, "把文字、图片、语音、文件发给我")
        await OnThePage(lin).sends("照片.png", PNG)
        await sees(lin, "现有：图片1张")
        await says(lin, "客户要什么、为什么、谁来定")
        await sees(lin, "现有：文字1段、图片1张")
        await presses(lin, "完成")
        await sees(lin, "第1版已交（H1）")
        await sees(wang, "📝 作业 H1 林晓")
        await presses(wang, "看全文")
        await sees(wang, "第1版（")
        await says(wang, "作业")
        await sees(wang, "等评1")
        await presses(wang, TITLE)
        await sees(wang, "只你看到")
        await presses(wang, "退回")
        await says(wang, "缺数据")
        await sees(lin, "退回：缺数据")
        await says(lin, "作业")
        await sees(lin, "我的作业")
        for page in (lin, wang):
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width
        await expect(lin.locator("textarea")).to_be_visible()
        await context.close()
