"""Journey J9 to the passed island, on the page at a desk and on a phone, on Telegram, and on both of WeCom's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from bot.cli.import_export import THE_SHELL, file_kinds
from bot.documents.document import Document
from bot.membership import camp_by_id
from storage.connection import Db
from tests.quiz import OPTIONS, single
from tests.stories.test_quiz_everywhere import WECOM, House, OnThePage, Seat, house, label_of, opened, text_of

__all__ = ["house"]
pytestmark = pytest.mark.journey
LESSONS = "标题,技能\n澄清参照,先问和谁比。\n复述确认,先复述客户的话。\n"
CHANNELS = [pytest.param("web", marks=pytest.mark.browser), "telegram", "wecom_bot", "wecom"]


@dataclass
class OnWecomApp:
    """A WeCom client and the company's own app, where there is no group."""

    house: House
    who: str

    async def says(self, words: str) -> None:
        await self.house.tencent.app.says(self.who, words)

    async def sends(self, name: str, content: bytes) -> None:
        raise NotImplementedError("an app of a company's is sent no files in this journey")

    async def hears(self, words: str, nth: int = 1) -> str:
        return text_of(await self._shown(words, nth))

    async def presses(self, label: str, words: str, nth: int = 1) -> None:
        shown = await self._shown(words, nth)
        await self.house.tencent.app.presses(self.who, shown, label_of(label, shown.labels, text_of(shown)))

    async def _shown(self, words: str, nth: int) -> Any:
        async def found() -> Any:
            fit = [shown for shown in self.house.tencent.app.screen(self.who) if words in text_of(shown)]
            return fit[nth - 1] if len(fit) >= nth else None

        return await self.house.passes(found)


async def with_lessons(house: House) -> None:
    """Two lessons that come to nobody by themselves: the map opens them."""

    def write(db: Db) -> None:
        kind, camp = file_kinds()["lessons"], camp_by_id(db, 1)
        parsed = kind.check(db, camp, kind.read(Document(LESSONS.encode(), "课.csv"), camp))
        rows = [kind.pack(value) for value in parsed.values]
        kind.write(db, camp, rows, {"number": None, "file": "课.csv", "agreed": ""}, THE_SHELL, house.clock.now())
        db.execute("UPDATE course SET begins = 'stopped'")

    await house.app.database.transact(write)


async def shown_first(wang: Seat, words: str, preview: str) -> None:
    await wang.says(words)
    await wang.hears(preview)
    await wang.says("发出")


@pytest.mark.parametrize("channel", CHANNELS)
async def test_j9_an_island_is_passed(house: House, channel: str) -> None:
    home = "wecom_bot" if channel == "wecom" else channel
    wang, seats = await opened(house, home, "林晓")
    lin: Seat = OnWecomApp(house, WECOM["林晓"]) if channel == "wecom" else seats["林晓"]
    await with_lessons(house)
    await house.fill(*(single(f"需求第{n}问？", "B", "需求") for n in range(2)))
    await wang.says("设置 关卡叫法 岛")
    await shown_first(wang, "考试 2岛 题数=2 及格=80 次数=2", "新开考试“2岛”")
    await shown_first(wang, "地图 加 1岛 课程=L1 奖励=金币100", "地图加一岛“1岛”，排第1。")
    await shown_first(wang, "作业 2岛 写出三个问题 截止=6/30 18:00 评阅=王岚", "新作业《2岛》")
    await shown_first(wang, "地图 加 2岛 课程=L2 考试=2岛 作业=2岛 奖励=金币100 开放=每月一关", "地图加一岛“2岛”，排第2。")
    await shown_first(wang, "地图 加 3岛 打卡=3 开放=每月一关", "地图加一岛“3岛”，排第3。")
    await wang.hears("地图改好了，共3岛")
    await lin.says("考试 2岛")
    await lin.hears("这在“2岛”里，先过“1岛”，还差：课程 L1。")
    await lin.says("我的地图")
    await lin.presses("课程 L1", "“1岛”还差：课程 L1")
    await lin.presses("已学", "先问和谁比。")
    await lin.hears("“1岛”通关，金币+100=100，“2岛”将于6/1解锁（每月1岛）。")

    house.at(6, 3, 9, 0)
    await lin.says("我的地图")
    walked = await lin.hears("已通关 1/3岛｜100金币")
    assert all(words in walked for words in ("✅ 1岛", "▶ 2岛", "🔒 3岛"))
    await lin.says("已学 L2")
    await lin.hears("学完 L2")
    await lin.says("考试 2岛")
    for n, right in ((1, True), (2, False)):
        await lin.presses(OPTIONS[1] if right else OPTIONS[0], f"第{n}/2题")
    await lin.hears("得分50，及格80。剩1次机会。")
    await lin.hears("“2岛”进度 1/3，还差：考试 2岛、作业 2岛。")
    await lin.says("我的地图")
    assert "✅ 2岛" not in await lin.hears("已通关 1/3岛", 2)
    await lin.says("考试 2岛")
    for n in (1, 2):
        await lin.presses(OPTIONS[1], f"第{n}/2题", 2)
    await lin.hears("得分100，通过")
    await lin.hears("“2岛”进度 2/3，还差：作业 2岛。")
    await lin.says("交作业 2岛 我的三个问题")
    await lin.says("完成")
    await lin.hears("第1版已交（H1）")
    await wang.hears("作业 H1 林晓《2岛》")
    await wang.says("通过 H1 提纲清晰")
    await lin.hears("作业《2岛》通过了（H1）")
    await lin.hears("🎉 “2岛”通关，金币+100=200，“3岛”将于7/1解锁（每月1岛）。")
    # who wrote to the company's app alone and to its smart bot is two people until they connect them
    await wang.says("地图 林晓#3" if channel == "wecom" else "地图 林晓")
    await wang.hears("林晓 已通关 2/3岛｜200金币")
    if isinstance(lin, OnThePage):
        await fits_a_phone(lin)


async def fits_a_phone(lin: OnThePage) -> None:
    """The same on 390 pixels: nothing is cut off or scrolls sideways."""
    await lin.page.set_viewport_size({"width": 390, "height": 844})
    await lin.says("我的地图")
    await lin.hears("已通关 2/3岛｜200金币")
    assert await lin.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = "[...document.querySelectorAll('.message:not(.mine)')].every(one => one.getBoundingClientRect().right <= innerWidth)"
    assert await lin.page.evaluate(wide)
