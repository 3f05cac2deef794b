"""A manager's Monday at the desk in a real Chromium, without a command typed; the log reads as if every sentence was typed in the chat."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from playwright.async_api import Page, expect

from bot.channels.web import make_link
from bot.messages import Account, Address, FileRef, InboundEvent, Kind
from handlers.quiz.bank.writing import tables
from storage import audit, bank, care
from tests.desk import cells, figures
from tests.empty import empty_sqlite
from tests.lived import KEY, PATIENCE, ROOM, Lived, lived
from tests.standins.browser import chromium

__all__ = ["lived"]
pytestmark = [pytest.mark.browser, pytest.mark.journey]

FORM = "训后反馈 时长=3天 实名\n内容有用 [1-5]\n还想学什么 [多选] 谈判/CRM"
GOOD = ["单选", "客户说太贵，先做什么？", "降价", "问清比较对象", "沉默", "", "", "", "", "", "B", "", "异议", ""]
BAD = ["单选", "报价之后先等谁开口？", "客户", "自己", "", "", "", "", "", "", "C", "", "异议", ""]
MENDED = [*BAD[:10], "A", *BAD[11:]]


def bank_file(*rows: list[str]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (tables.heads("zh"), *rows):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


LET_BE = [f"忽略 Z{n} 出差两天，今天都在" for n in (1, 2, 3)]
FAULTY, WHOLE = bank_file(GOOD, BAD), bank_file(GOOD, MENDED)


async def week_before(lived: Lived) -> None:
    """A camp on a Monday: a week has been, two pieces of homework wait, and one learner has not come today."""
    await lived.hears("王岚", f"/开营 {ROOM}")
    for name in ("林晓", "周航", "何琳"):
        await lived.hears(name, "/打卡 今天开始")
    for words in ("作业 拜访提纲 截止=6/10 18:00", "发出"):
        await lived.hears("王岚", words, direct=True)
    for name in ("林晓", "周航"):
        for words in (f"交作业 拜访提纲 {name}的三个问题", "完成"):
            await lived.hears(name, words, direct=True)
    await lived.at(5, 7, 9, 0)
    await lived.hears("林晓", "/打卡 第二天")
    await lived.at(5, 11, 9, 0)
    async with asyncio.timeout(PATIENCE / 1000):  # who needs care is found by a task of its own
        while (await lived.app.look(lambda db: care.backlog(db, 1)))[0] != 3:
            await lived.app.task_pool.idle()
            await lived.app.runner.tick()
    for name in ("林晓", "周航"):
        await lived.hears(name, "/打卡 第三天")


# ── as it is typed ───────────────────────────────────────────────────────────────────────────────────────────────────


async def typed(lived: Lived) -> None:
    """The same Monday in the chat, sentence by sentence."""
    for words in (*LET_BE, "通过 H1", "通过 H2"):
        await lived.hears("王岚", words, direct=True)
    await sends(lived, FAULTY, faults=1)
    await sends(lived, WHOLE, faults=0)
    for words in ("导入", f"问卷 试发=我 {FORM}", f"问卷 {FORM}", "发出", "设置 打卡分 7"):
        await lived.hears("王岚", words, direct=True)
        await lived.app.task_pool.idle()
    (act, *_) = await lived.app.look(lambda db: audit.entries(db, 1, 1))
    await lived.hears("王岚", f"撤销 确认 {act.id}", direct=True)


async def sends(lived: Lived, file: bytes, *, faults: int) -> None:
    """A file in private, read before anything else is said."""

    async def stream() -> AsyncIterator[bytes]:
        yield file

    token = await lived.app.store(stream(), "题库.xlsx")
    by, at = Account("web", "王岚", "王岚"), Address("web", "@王岚", direct=True)
    lived.said += 1
    files = (FileRef("题库.xlsx", len(file), token),)
    await lived.app.receive(InboundEvent(f"web:desk:{lived.said}", lived.clock.now(), at, by, Kind.SAID, "", files=files))
    async with asyncio.timeout(PATIENCE / 1000):
        while figures(await shown(lived, "questions")).get("要改的行") != str(faults):
            await lived.app.task_pool.idle()


async def shown(lived: Lived, page: str) -> Any:
    by, at = Account("web", "王岚", "王岚"), Address("web", "@王岚", direct=True)
    return await lived.app.desk(by, at, 1, {"page": page})


async def log_of(lived: Lived) -> list[list[Any]]:
    """Who did what, and what was taken back, as the desk's log has it; the newest first."""
    return [row[1:] for row in cells(await shown(lived, "log"), "log")]


# ── as it is pressed ─────────────────────────────────────────────────────────────────────────────────────────────────


async def goes(page: Page, name: str) -> None:
    """By the list of pages."""
    await page.locator(".desk-nav").get_by_role("link", name=name, exact=True).click()
    await expect(page.locator("h1")).to_have_text(name, timeout=PATIENCE)


async def drops(page: Page, file: bytes) -> None:
    """A file let go over the page, and sent from the talk that opens for it."""
    await page.evaluate(
        """(bytes) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([new Uint8Array(bytes)], "题库.xlsx"));
            const told = { dataTransfer, bubbles: true, cancelable: true };
            for (const kind of ["dragenter", "dragover", "drop"]) document.querySelector("h1").dispatchEvent(new DragEvent(kind, told));
        }""",
        list(file),
    )
    await page.locator(".dock").get_by_role("button", name="发送", exact=True).click(timeout=PATIENCE)


async def agrees(page: Page, *sentences: str) -> None:
    """What will be said is read first, and sent."""
    await expect(page.locator(".saying code")).to_have_text(list(sentences), timeout=PATIENCE)
    await page.locator(".saying").get_by_role("button", name="发出", exact=True).click()


async def decides(page: Page) -> None:
    """待办: what needs words is written once for all of them, both pieces of homework go by one word; the sentences are shown first."""
    care, homework = page.get_by_role("region", name="需要关注的人"), page.get_by_role("region", name="等评的作业")
    await expect(homework.locator(".code")).to_have_text(["H1", "H2"], timeout=PATIENCE)
    await homework.get_by_text("全文").first.click()
    await expect(homework.locator(".thing").first).to_contain_text("林晓的三个问题")
    for box in await care.get_by_role("checkbox").all():
        await box.check()
    await care.get_by_role("button", name="忽略", exact=True).click()
    await page.get_by_label("对每一个都这样说").fill("出差两天，今天都在")
    await agrees(page, *LET_BE)
    await expect(care).to_have_count(0, timeout=PATIENCE)
    for box in await homework.get_by_role("checkbox").all():
        await box.check()
    await homework.get_by_role("button", name="通过", exact=True).click()
    await agrees(page, "通过 H1", "通过 H2")
    await expect(page.get_by_text("没有等你定的。")).to_be_visible(timeout=PATIENCE)


async def mends_a_file(page: Page) -> None:
    """A bank file is dropped, its fault stands in a table, and it is dropped again mended."""
    await goes(page, "题库")
    await drops(page, FAULTY)
    row = page.get_by_role("region", name="要改的行").locator("tbody tr")
    await expect(row).to_have_count(1, timeout=PATIENCE)
    for words in ("第3行", "答案", "答案含C但没有选项C", "补上选项C"):
        await expect(row).to_contain_text(words)
    await drops(page, WHOLE)
    await expect(page.get_by_text("没有要改的。")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="写入能导入的").click()
    await agrees(page, "导入")
    await expect(page.get_by_role("link", name="Q002")).to_be_visible(timeout=PATIENCE)


async def composes_a_form(page: Page) -> None:
    """Item by item, seen while it is typed, tried on oneself, and sent."""
    await goes(page, "投票问卷")
    await page.get_by_role("link", name="自己写问卷").click()
    await page.get_by_label("问卷名").fill("训后反馈")
    await page.get_by_label("题目 1", exact=True).fill("还想学什么")
    await page.get_by_label("题目 1 的题型").select_option("多选")
    await page.get_by_label("题目 1 的选项").fill("谈判/CRM")
    await page.get_by_role("button", name="加一项").click()
    await page.keyboard.type("内容有用")
    await page.get_by_label("题目 2 的题型").select_option("1–5分")
    await page.get_by_role("button", name="上移 题目 2").click()
    await page.get_by_label("记名").select_option("实名")
    seen = page.locator(".live .preview")
    await expect(seen).to_have_count(2, timeout=PATIENCE)
    await expect(seen.first).to_contain_text("1/2 内容有用", timeout=PATIENCE)
    await expect(seen.last).to_contain_text("谈判")
    await page.get_by_role("button", name="先发给自己看").click()
    await expect(page.locator(".dock").get_by_text("试发：只有你收到").last).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="发给小助").click()
    await expect(page.locator(".dock").get_by_text("问卷“训后反馈”（实名，2题）").last).to_be_visible(timeout=PATIENCE)
    await page.locator(".dock").get_by_role("button", name="发出", exact=True).last.click(timeout=PATIENCE)
    await expect(page.locator(".dock").get_by_text("问卷 S1“训后反馈”正在私信").last).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("link", name="返回").click()
    await page.get_by_role("link", name="S1 训后反馈").click(timeout=PATIENCE)


async def changes_a_setting_and_back(page: Page) -> None:
    await goes(page, "设置")
    await page.get_by_label("打卡分", exact=True).fill("7")
    await page.get_by_role("button", name="保存").click()
    await agrees(page, "设置 打卡分 7")
    await expect(page.locator("td", has_text="打卡分")).to_be_visible(timeout=PATIENCE)
    await page.get_by_role("button", name="撤销我的上一步").click()
    await page.locator(".dock").get_by_role("button", name="确认撤销").last.click(timeout=PATIENCE)
    await expect(page.locator("tbody").get_by_text("已撤销")).to_be_visible(timeout=PATIENCE)


async def test_a_managers_monday_without_a_command_typed(lived: Lived, tmp_path: Path) -> None:
    twin = Lived(empty_sqlite(tmp_path / "twin.db"), tmp_path / "twin")
    await twin.start()
    await week_before(twin)
    await typed(twin)
    expected = await log_of(twin)
    await twin.stop()

    await week_before(lived)
    async with chromium() as browser:
        context = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        chat = await context.new_page()
        await chat.goto(make_link(KEY, lived.url, ROOM, "王岚", now=lived.clock.now()))
        async with context.expect_page() as opened:
            await chat.get_by_role("link", name=re.compile("工作台")).click(timeout=PATIENCE)
        page = await opened.value
        await expect(page.get_by_role("heading", level=1)).to_have_text("今日", timeout=PATIENCE)
        assert "chat" not in await page.evaluate("location.href + document.title + document.referrer")
        await expect(page.locator(".figure").first).to_contain_text("2/3")
        await decides(page)

        await page.get_by_role("link", name="何琳").click()  # who is missing, followed
        await expect(page.get_by_role("heading", level=1)).to_have_text("何琳", timeout=PATIENCE)
        await expect(page.get_by_role("region", name=re.compile(".")).first).to_be_visible()
        await page.go_back()
        await expect(page.get_by_role("heading", level=1)).to_have_text("今日", timeout=PATIENCE)

        await mends_a_file(page)
        await composes_a_form(page)
        for words in ("填 S1 1 5", "填 S1 2 A", "填 S1 交"):
            await lived.hears("林晓", words, direct=True)
        await page.reload()
        await expect(page.locator(".figure").first).to_contain_text("1/3", timeout=PATIENCE)
        await expect(page.locator("figure", has_text="还想学什么")).to_contain_text("谈判")
        await expect(page.get_by_role("region", name="还没答").locator("tbody tr")).to_have_count(2)

        await goes(page, "报表")
        await expect(page.locator("tbody tr").first).to_contain_text("66.7 %", timeout=PATIENCE)  # two of three so far
        await expect(page.locator("tbody tr").nth(1)).to_contain_text("%")

        await changes_a_setting_and_back(page)
        await goes(page, "记录")
        await expect(page.locator("tbody")).to_contain_text("王岚 发出问卷 S1“训后反馈”", timeout=PATIENCE)
    assert await log_of(lived) == expected, "the log reads as if every sentence was typed in the chat"
    assert [row[2] for row in expected].count("已撤销") == 1 and len(expected) >= 5
    assert await lived.app.look(lambda db: bank.count(db, 1)) == 2
