"""Journey J3 on the page in a browser, on Telegram without any right, and on both of WeCom's, as far as each can."""

from __future__ import annotations

import pytest

from tests.stories.test_j9_everywhere import OnWecomApp, shown_first
from tests.stories.test_quiz_everywhere import WECOM, House, OnThePage, Seat, house, opened

__all__ = ["house"]
pytestmark = pytest.mark.journey
AD = "加 V 看股票"
BY_HAND = {
    "telegram": "一条要删的消息没删成：超过48小时，或我没有“删除消息”的权限",
    "wecom_bot": "企微的消息我删不了，请在群里手动删。",
}


@pytest.mark.parametrize("channel", [pytest.param("web", marks=pytest.mark.browser), "telegram", "wecom_bot"])
async def test_j3_an_advertisement_a_warning_and_a_mistake(house: House, channel: str) -> None:
    wang, seats = await opened(house, channel, "林晓", "陈默")
    lin, chen = seats["林晓"], seats["陈默"]
    await wang.says("角色 陈默 经理")
    await wang.hears("陈默")
    await shown_first(wang, "群规 每个工作日打卡；尊重别人；不发广告", "群规 v1，共3条")
    await wang.says("巡查 词 G3 加V；看股票")
    await wang.hears("先试运行：抓到的只报给经理")
    group = await house.in_the_group(channel, "林晓")
    await group.says(f"打卡 {AD}")
    card = await wang.hears("🚩 M1 林晓 可能违反群规G3“不发广告”")
    assert AD in card and "试运行：什么都没有动" in card
    await wang.presses("警告", "🚩 M1 林晓 可能违反群规G3“不发广告”")
    await wang.hears("✅ M1 林晓：警告（第1次），已私下告诉本人。")
    await group.hears("已按群规G3处理1条消息。")
    await lin.hears("你收到第1次警告（G3“不发广告”")
    if channel in BY_HAND:
        await wang.hears(BY_HAND[channel])
    if isinstance(group, OnThePage):
        await group.page.locator(".message.mine", has_text="（已删除）").wait_for()
        assert await group.page.locator(".message.mine", has_text=AD).count() == 0
    await lin.says("申诉 M-1 是课程资料链接")
    await lin.hears("M1 的申诉已交给另一位经理")
    await chen.hears("申诉：是课程资料链接")
    await wang.says("改判 M1 看错了")
    await wang.hears("M1 是你处理的，不能自己裁决")
    await chen.says("改判 M1 确为课程资料")
    await chen.hears("✅ M1 改判，警告已撤销，记为误判")
    await lin.hears("记录保留为“误判”。原因：确为课程资料")
    await lin.says("处罚")
    await lin.hears("有效的警告：0次")


async def test_j3_where_there_is_no_group(house: House) -> None:
    """In a company's own app nothing is overheard; a manager names whom it is about, and the hand is theirs."""
    wang, seats = await opened(house, "wecom_bot", "陈默")
    lin: Seat = OnWecomApp(house, WECOM["林晓"])
    await lin.says("打卡")
    await lin.hears("✅ ")
    await wang.says("角色 陈默 经理")
    await shown_first(wang, "群规 每个工作日打卡；尊重别人", "群规 v1，共2条")
    await shown_first(wang, "处罚 林晓 禁言 2小时 G2 骂人", "给林晓的禁言")
    await wang.hears("✅ M1 林晓：禁言到")
    await lin.hears("你被禁言到")
    await lin.says("申诉 M1 没有骂过")
    await lin.hears("M1 的申诉已交给")
    await seats["陈默"].says("维持 M1 群里看得到")
    await lin.hears("维持原来的决定。原因：群里看得到")
