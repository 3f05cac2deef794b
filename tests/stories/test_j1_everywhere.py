"""Journey J1, from the application to the welcome card: on the page in a browser, on Telegram, and on both of WeCom's as far as they can."""

from __future__ import annotations

import pytest

from tests.quiz import OPTIONS, single
from tests.stories.test_j9_everywhere import CHANNELS, OnWecomApp, shown_first
from tests.stories.test_quiz_everywhere import CAMP, WECOM, House, Seat, house, opened

__all__ = ["house"]
pytestmark = pytest.mark.journey
FORM = """招募 表单
你的岗位？ [单选 标签] 新员工/骨干/高潜/管理者
最想提升什么？ [多选] 需求洞察/谈判/CRM
每个工作日能投入10分钟吗？ [是否]"""


@pytest.mark.parametrize("channel", CHANNELS)
async def test_j1_somebody_applies_and_is_welcomed(house: House, channel: str) -> None:
    home = "wecom_bot" if channel == "wecom" else channel
    wang, _ = await opened(house, home)
    await shown_first(wang, "群规 不发广告；每个工作日打卡", "群规 v1")
    await house.fill(*(single(f"入营第{n}问？", "B", "入营") for n in range(5)))
    await shown_first(wang, FORM, "申请表单 v1")
    await wang.says("设置 入营题 5 标签=入营")
    await wang.hears("0 → 5")
    await wang.says("招募 开")
    await wang.hears("招募开了")
    group: Seat | None = None
    if channel == "wecom":
        lin: Seat = OnWecomApp(house, WECOM["林晓"])
        await lin.says("打卡")
        await lin.hears("要先申请，通过了才入营")
    else:
        group = await house.in_the_group(home, "林晓")
        await group.says("打卡")
        await group.hears("要先申请，通过了才入营")
        lin = await house.in_private(home, "林晓")
    await lin.says(f"申请加入 {CAMP}")
    await lin.hears("共3问+5道入营题")
    await lin.presses("骨干", "1/3 你的岗位？")
    await lin.hears("2/3 最想提升什么？")
    await lin.says("1 2")
    await lin.presses("是", "3/3 每个工作日能投入10分钟吗？")
    await lin.presses("开始入营题", "都填好了")
    for n in range(1, 6):
        await lin.presses(OPTIONS[0] if n == 1 else OPTIONS[1], f"入营题 {n}/5")
    await lin.hears("入营题 4/5 对。申请号 Y-0001，已交给社群经理")
    await wang.presses("通过", "📥 Y-0001 林晓｜骨干｜需求洞察、谈判｜入营题 4/5 对")
    await wang.hears("✅ Y-0001 林晓 通过，已告诉本人，同意群规后入营")
    await lin.presses("同意", "群规v1共2条，回复“同意”后就入营")
    await lin.hears(f"你是“{CAMP}”的学员了")
    if group is not None:
        await group.hears("欢迎 林晓（骨干）。第一步：打卡 今日目标")
    await lin.says("打卡 今日目标")
    await lin.hears("✅ 林晓 第1天")
