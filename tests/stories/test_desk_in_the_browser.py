"""Every page of the desk in a real Chromium: usable by everybody, on a phone, a tablet and a desk, in both themes and languages, nothing cut off."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import expect

from bot.channels.web.tokens import make_desk_link
from handlers.quiz.bank.questions import fingerprint, to_plain
from storage import archive, bank, path
from storage.path import Need, StageSpec
from tests.lived import KEY, PATIENCE, ROOM, Lived, lived
from tests.quiz import single
from tests.standins.browser import chromium

__all__ = ["lived"]
pytestmark = [pytest.mark.browser, pytest.mark.journey]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "locale": "zh-CN"}
TABLET: dict[str, Any] = {
    "viewport": {"width": 768, "height": 1024},
    "has_touch": True,
    "color_scheme": "dark",
    "locale": "zh-CN",
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark", "locale": "en-GB"}

BEHIND = [
    *("people/2", "questions/1", "learning/homework-1", "learning/exam-1", "knowledge/1"),
    *("asking/P1", "asking/S1", "asking/new-poll", "asking/new-form", "asking/ready-form"),
]
"""What stands behind a row."""
LONG_NAMES = ("欧阳娜娜莉莎白·阿布都热合曼·买买提江（华东大区一部）", "Bartholomew-Maximilian Featherstonehaugh-Cholmondeley")
FAULTS = """() => {
  const page = document.querySelector(".desk-page"), touch = matchMedia("(pointer: coarse)").matches, found = [];
  const says = (fault, one) => found.push(`${fault}: ${one.outerHTML.slice(0, 120)}`);
  if (page.scrollWidth > page.clientWidth) found.push(`wider than the screen by ${page.scrollWidth - page.clientWidth}`);
  for (const one of page.querySelectorAll("*")) {
    if (!one.checkVisibility() || one.closest(".unseen, svg")) continue;
    const { left, right, width, height } = one.getBoundingClientRect();
    const hidden = innerWidth < 640 && one.closest("thead");
    if (!hidden && (right > innerWidth + 1 || left < -1) && !one.closest(".scroll")) says("off the screen", one);
    if (!hidden && one.matches("td:not(.check)") && one.scrollWidth > one.clientWidth + 1) says("cut off", one);
    if (one.matches("td.is-long") && innerWidth >= 640 && width < 180) says("squeezed", one);
    const pressed = one.closest(".figure") ?? one.closest("label") ?? one;
    if (touch && !hidden && one.matches("button, a, summary, select, input")) {
      const box = pressed.getBoundingClientRect();
      if (box.width < 43.5 || box.height < 43.5) says(`${Math.round(box.width)} × ${Math.round(box.height)} to press`, one);
    }
  }
  const here = document.querySelector(".desk-nav .is-here");
  const box = here?.getBoundingClientRect();
  if (box && (box.left < 0 || box.right > innerWidth)) says("out of sight", here);
  if (document.querySelectorAll("h1").length !== 1) found.push("not one first heading");
  for (const one of page.querySelectorAll(".chart text")) {
    const size = 12 * one.ownerSVGElement.getBoundingClientRect().width / one.ownerSVGElement.viewBox.baseVal.width;
    if (size && size < 10.5) { says(`letters of ${size.toFixed(1)} px`, one); break; }
  }
  return found;
}"""


LOOKS = [
    pytest.param(PHONE, id="phone, light, Chinese"),
    pytest.param(PHONE | {"locale": "en-GB"}, id="phone, light, English"),
    pytest.param(TABLET, id="tablet, dark, Chinese"),
    pytest.param(TABLET | {"locale": "en-GB"}, id="tablet, dark, English"),
    pytest.param(DESKTOP, id="desktop, dark, English"),
]


async def furnished(lived: Lived) -> None:
    """A camp of three learners with a question, of whom one has not come today."""
    await lived.hears("王岚", f"/开营 {ROOM}")
    for name in ("林晓", "周航", "何琳"):
        await lived.hears(name, "/打卡 今天开始")
    await lived.at(5, 7, 9, 0)
    for name in ("林晓", "周航"):
        await lived.hears(name, "/打卡 第二天")
    at, one = lived.clock.now(), single("客户说太贵，先做什么？")
    await lived.app.keep(lambda db: bank.save(db, 1, [(fingerprint(one), to_plain(one))], at=at))


async def busy(lived: Lived) -> None:
    """The same with something on every page: lessons, a map, homework, an exam, an event, leave, a poll, a form, entries that ask the same,
    a report and two months' return; and two people of long names."""
    await furnished(lived)

    def written(db: Any) -> None:
        at = lived.clock.now()
        for question, answer in (("客户嫌报价高怎么回", "先问与谁比。"), ("客户嫌报价太高怎么回", "拆成三年总成本。")):
            archive.add(db, 1, question, answer, tags=("异议",), person=None, author="何琳", source="import:1", at=at)
        archive.suspect(db, 1, 1, 2, 910, at=at)
        path.put(
            db, 1, [StageSpec("1岛", needs=(Need("checkin", "", 1),)), StageSpec("2岛", needs=(Need("checkin", "", 9),))], at=at
        )

    await lived.app.keep(written)
    for words in (
        "投票 周五去哪？ 爬山/唱歌/火锅 实名",
        "问卷 训后反馈 实名\n内容有用 [1-5]\n讲得清楚 [1-5]\n会推荐吗 [NPS]\n还想学什么 [多选] 谈判/洞察/CRM",
        "活动 分享会 5/20 16:00 讲者=何琳 名额=30",
        "作业 拜访提纲 截止=6/10 18:00",
        "考试 阶段一 题数=1 及格=80",
    ):
        await lived.hears("王岚", words, direct=True)
        await lived.hears("王岚", "发出", direct=True)
    for words in (
        "投 P1 A",
        "填 S1 1 5",
        "填 S1 2 4",
        "填 S1 3 9",
        "填 S1 4 A",
        "填 S1 交",
        "交作业 拜访提纲 我的三个问题",
        "完成",
    ):
        await lived.hears("林晓", words, direct=True)
    await lived.hears("何琳", "请假 5/20", direct=True)
    await lived.hears("周航", "搜 客户嫌报价高怎么回", direct=True)
    for name in LONG_NAMES:
        await lived.hears(name, "/打卡 今天开始")
    for words in (
        "目标 加 NPS 基线=35 目标=50 截止=8/31",
        "ROI 80000 98000 2 45 360000 月=2026-05",
        "ROI 80000 81000 1 10 100000 月=2026-04 归因=假设:行情不变，没有换产品，也没有大促",
        "柯氏报告",
    ):
        await lived.hears("王岚", words, direct=True)
    await lived.app.task_pool.idle()


@pytest.mark.parametrize("look", LOOKS)
async def test_nothing_is_wrong_on_any_page(lived: Lived, look: dict[str, Any]) -> None:
    await busy(lived)
    if look["locale"] == "en-GB":
        await lived.hears("王岚", "语言 English", direct=True)
    async with chromium() as browser:
        page = await (await browser.new_context(reduced_motion="reduce", **look)).new_page()
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        await page.goto(make_desk_link(KEY, lived.url, "王岚", 1, now=lived.clock.now()))
        await expect(page.locator(".blocks")).to_be_visible(timeout=PATIENCE)
        found = []
        for name in [*lived.app.router.pages, *BEHIND, "nowhere"]:
            await page.evaluate("name => { location.hash = `#/${name}` }", name)
            await expect(page.locator(".desk-page")).to_have_attribute("aria-busy", "false", timeout=PATIENCE)
            violations = (await Axe().run(page)).response["violations"] if look in (PHONE, DESKTOP) else []
            found += [
                f"{name}: {broken['id']} {node['target']} {node['failureSummary'][:300]}"
                for broken in violations
                for node in broken["nodes"]
            ]
            found += [f"{name}: {fault}" for fault in await page.evaluate(FAULTS)]
        assert (found, complaints) == ([], [])
        await page.evaluate("location.hash = '#/asking/S1'")
        await page.emulate_media(media="print")
        await expect(page.locator(".figure").first).to_have_css("background-color", "rgb(255, 255, 255)")  # paper is light
        await expect(page.locator(".desk-nav")).to_be_hidden()
        if look["viewport"]["width"] == 768:  # about a sheet of paper
            for name in ("levels", "roi", "reports", "people"):
                await page.evaluate("name => { location.hash = `#/${name}` }", name)
                await expect(page.locator(".desk-page")).to_have_attribute("aria-busy", "false", timeout=PATIENCE)
                beyond = "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
                assert await page.locator(".table-block .scroll").evaluate_all(beyond) == 0, name
