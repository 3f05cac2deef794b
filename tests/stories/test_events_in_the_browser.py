"""A month of events on the web: signed up for, a line that moves, one called off, dark over the day before, and the code on a projector while the
bot is started again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import expect

from storage.events import attendance
from tests.lived import PATIENCE, ROOM, Lived, presses, says, sees, turns_to
from tests.standins.browser import chromium
from tests.stories.test_certificates_in_the_browser import shoots

pytestmark = [pytest.mark.browser, pytest.mark.journey]


async def test_a_month_of_events(lived: Lived) -> None:
    await lived.at(5, 6, 10, 0)
    await lived.hears("王岚", f"/开营 {ROOM}")
    async with chromium() as browser:
        desk: Any = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        phone: Any = await browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
        wang = await lived.tab(desk, "王岚")
        lin = await lived.tab(phone, "林晓")
        await turns_to(wang, "小助")
        await says(wang, "活动 周五分享会 周五 16:00 讲者=何琳 名额=1")
        await sees(wang, "预览，还没有发出")
        await presses(wang, "发出")
        await sees(wang, "✅ V1《周五分享会》 安排好了")
        await lin.bring_to_front()
        await sees(lin, "📘 新活动")
        await presses(lin, "报名")
        await lin.locator(".back").click()
        await turns_to(lin, "小助")
        await sees(lin, "✅ 报上了 V1《周五分享会》")
        await lived.hears("周航", "/打卡")
        await lived.hears("周航", "报名 V1", direct=True)
        await says(lin, "取消报名 V1")
        await sees(lin, "取消报名了")
        await says(lin, "报名 V1")
        await sees(lin, "名额满了，你排第1位")
        await lived.hears("周航", "取消报名 V1", direct=True)
        await sees(lin, "有空位了，你排到了")

        await lived.dark_until(5, 7, 20, 0)  # nothing ran a day before it: the reminder comes when there is somebody to send it
        await lived.app.runner.tick()
        await sees(lin, "⏰ V1《周五分享会》")
        await lived.at(5, 8, 15, 55)
        await says(wang, "活动 V1 大屏")
        await sees(wang, "/screen#")
        link = re.search(r"http://\S+/screen#\S+", await wang.locator("body").inner_text())
        assert link is not None
        screen = await desk.new_page()
        asked: list[str] = []
        screen.on("request", lambda request: asked.append(request.url))
        await screen.goto(link.group())
        await expect(screen.locator("#code")).to_have_text(re.compile(r"\d{3} \d{3}"), timeout=PATIENCE)
        token = link.group().split("#")[1]
        assert all(token not in url.split("#")[0] for url in asked) and token not in screen.url
        await shoots(screen, "screen")
        code = (await screen.locator("#code").inner_text()).replace(" ", "")
        await lived.hears("周航", f"签到 {code}", direct=True)
        await lived.dark_until(5, 8, 15, 55)  # in the middle of signing in
        await expect(screen.locator("#count")).to_have_text("已到 1 人，应到 1 人", timeout=PATIENCE)
        await lin.bring_to_front()
        await says(lin, f"签到 {code}")
        await sees(lin, "✅ 签到了：V1《周五分享会》")
        await screen.bring_to_front()
        await expect(screen.locator("#count")).to_have_text("已到 2 人，应到 1 人", timeout=PATIENCE)
        await lived.at(5, 8, 17, 1)
        await expect(screen.locator("#note")).not_to_have_text("", timeout=PATIENCE)
        await expect(screen.locator("#code")).to_have_count(0)
        await wang.bring_to_front()
        await sees(wang, "V1《周五分享会》 到场1/1=100.0%（迟到0、已补0），没报名也来了1人")
        await lin.bring_to_front()
        await sees(lin, "对你有多大用")
        await presses(lin, "5")
        await sees(lin, "记下了：5分")

        await wang.bring_to_front()
        await says(wang, "活动 自由问答 5月12日 16:00 类型=问答")
        await sees(wang, "新活动《自由问答》")
        await presses(wang, "发出")
        await sees(wang, "✅ V2《自由问答》")
        await lived.at(5, 12, 16, 0)
        await lin.bring_to_front()
        await says(lin, "提问 客户嫌报价高怎么回")
        await sees(lin, "V2《自由问答》 的提问，大家都看得到")
        await presses(lin, "不署名发出")
        await sees(lin, "进队了，V2《自由问答》 第1问")
        await lived.hears("周航", "活动 V2 顶 1", direct=True)
        await says(lin, "活动 V2 问题")
        await sees(lin, "1. 客户嫌报价高怎么回（一位学员，1票）")
        await says(wang, "活动 V2 答 1 先问和谁比")
        await sees(lin, "你在 V2《自由问答》 的提问有答案了")
        await lived.at(5, 12, 16, 31)

        # What the projector's QR code opens brings the code to the web chat: one press says it.
        await wang.bring_to_front()
        await says(wang, "活动 直播 5月13日 9:00")
        await sees(wang, "新活动《直播》")
        await presses(wang, "发出")
        await sees(wang, "✅ V3《直播》")
        await lived.at(5, 13, 9, 0)
        await says(wang, "活动 V3 签到")
        await sees(wang, "V3《直播》 签到码")
        digits = re.findall(r"签到 (\d{6})", await wang.locator("body").inner_text())[-1]
        await lin.bring_to_front()
        await lin.goto(f"{lived.url}/attend?code={digits}")
        await lin.get_by_role("link", name="在网页签到").click()
        await expect(lin.locator("textarea")).to_have_value(f"/签到 {digits}", timeout=PATIENCE)
        assert "say=" not in lin.url
        await lin.get_by_role("button", name="发送").click()
        await sees(lin, "✅ 签到了：V3《直播》")

        await wang.bring_to_front()
        await says(wang, "活动 团建 5月20日 9:00")
        await sees(wang, "新活动《团建》")
        await presses(wang, "发出")
        await says(lin, "报名 V4")
        await sees(lin, "✅ 报上了 V4《团建》")
        await says(wang, "活动 V4 取消 下雨")
        await sees(wang, "V4《团建》 取消，私信1人")
        await presses(wang, "发出")
        await sees(lin, "取消了：下雨。不用来了")
        await says(lin, "活动 月历")
        await sees(lin, "2026年5月活动（4场）")
        await expect(lin.locator("img").last).to_be_visible(timeout=PATIENCE)
        assert await lived.app.look(lambda db: attendance.counts(db, 1).there) == 2
        await desk.close()
        await phone.close()
