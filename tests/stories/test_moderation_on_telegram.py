"""Journey J3 on Telegram's stand-in: messages deleted, people silenced and removed by real calls, and what is said where Telegram will not have it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import HandClock
from tests.standins.telegram import Cloud, TelegramStandin, text_of
from tests.standins.telegram.world import Member
from tests.stories.test_quiz_on_telegram import CAMP, START, Town

pytestmark = pytest.mark.journey
ALL_RIGHTS = ("can_delete_messages", "can_restrict_members", "can_invite_users")
AD = "加 V 看股票 http://bad.example.xyz"


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A supergroup with a camp, its owner, another manager, and a filter on trial."""
    with TelegramStandin(Cloud(clock=HandClock(START))) as telegram:
        town = Town(telegram, sqlite_url, tmp_path)
        town.people["李主管"] = town.cloud.person("李主管", 1007)
        town.group = town.cloud.group("营销实战营", *town.people.values(), host=town.wang)
        await town.start()
        town.wang.says(f"/开营 {CAMP}", town.group)
        await town.hears("开好了")
        for name in ("李主管", "林晓"):
            town.people[name].starts()
            town.people[name].says("@qunxue_bot 积分", town.group)
        town.wang.starts()
        await town.passes(town.wang.sees, 0.2)
        town.wang.says("角色 李主管 经理")
        await town.hears("现在是经理", town.wang)
        town.wang.says("群规 每个工作日打卡；尊重别人；不发广告")
        town.wang.presses(await town.hears("📝 预览", town.wang), "发出")
        await town.hears("G3 不发广告")
        town.wang.says("巡查 词 G3 加V；看股票")
        await town.hears("先试运行", town.wang)
        yield town
        await town.stop()


def bot_may(town: Town, *rights: str) -> None:
    town.group.promotes_bot(town.wang, rights)


def posted(town: Town) -> list[str]:
    """What stands in the group, whoever said it."""
    return [text_of(message) for message in town.group.chat.messages.values()]


async def test_j3_with_every_right(town: Town) -> None:
    bot_may(town, *ALL_RIGHTS)
    wang, li, lin = town.wang, town.people["李主管"], town.people["林晓"]
    lin.says(AD, town.group)
    card = await town.hears("🚩 M1 林晓", wang)
    assert AD in text_of(card) and "试运行" in text_of(card) and AD in posted(town), "on trial nothing is touched"
    wang.says("处理 M-1 警告 发布无关广告")
    await town.hears("✅ M1 林晓：警告（第1次）", wang)
    await town.hears("已按群规G3处理1条消息。")
    await town.hears("你收到第1次警告", lin)
    await town.passes(lambda: AD not in posted(town), 0.2)
    assert town.cloud.called("deleteMessage")
    lin.says("申诉 M-1 是课程资料链接")
    asked = await town.hears("申诉：是课程资料链接", li)
    li.presses(asked, "改判")
    await town.hears("要写原因", li)
    li.says("确为课程资料")
    await town.hears("记录保留为“误判”", lin)

    wang.says("巡查 词 打开")
    await town.hears("抓到的消息会删", wang)
    lin.says("加Ｖ", town.group)
    await town.passes(lambda: "加Ｖ" not in posted(town), 0.2)

    wang.says("处理 M2 禁言 2小时 又发广告")
    await town.hears("✅ M2 林晓：禁言到", wang)
    await town.passes(lambda: town.cloud.called("restrictChatMember"), 0.2)
    with pytest.raises(PermissionError):
        lin.says("还想说话", town.group)
    town.clock.move(timedelta(hours=2, minutes=1))
    await town.hears("禁言到期了", lin)
    assert lin.says("我回来了", town.group)

    wang.says("处罚 林晓 移出 G2 屡次辱骂")
    wang.presses(await town.hears("给林晓的移出", wang), "发出")
    await town.hears("✅ M3 林晓：移出", wang)
    await town.passes(lambda: town.cloud.called("banChatMember"), 0.2)
    with pytest.raises(PermissionError):
        lin.joins(town.group)
    lin.says("申诉 M3 没有的事")
    await town.hears("申诉：没有的事", li)
    li.says("改判 M3 查过了，弄错了人")
    await town.hears("M3 改判了", lin)
    await town.passes(lambda: town.cloud.called("unbanChatMember"), 0.2)
    lin.joins(town.group)


async def test_without_the_right_it_is_said_and_done_by_hand(town: Town) -> None:
    bot_may(town)
    wang, lin = town.wang, town.people["林晓"]
    lin.says(AD, town.group)
    await town.hears("🚩 M1 林晓", wang)
    wang.says("处理 M1 禁言 发布无关广告")
    await town.hears("你被禁言到", lin)
    await town.hears("⚠️ 林晓 在群里的禁言没做成：我没有权限", wang)
    await town.hears("⚠️ 群里一条要删的消息没删成", wang)
    assert AD in posted(town) and lin.says("还能说话", town.group), "the books are kept, the hand is the manager's"
    await town.passes(lambda: not town.cloud.updates.waiting, 0.2)


async def test_telegram_is_too_late_or_too_small_or_theirs(town: Town) -> None:
    bot_may(town, *ALL_RIGHTS)
    wang, lin, zhou = town.wang, town.people["林晓"], town.people["周航"]
    old = lin.says(AD, town.group)
    await town.hears("🚩 M1 林晓", wang)
    town.clock.move(timedelta(hours=49))
    wang.says("处理 M1 提醒 不发广告")
    await town.hears("一条要删的消息没删成：超过48小时", wang)
    assert old["message_id"] in town.group.chat.messages
    zhou.says("@qunxue_bot 积分", town.group)
    town.group.promotes(zhou, town.wang)
    await town.passes(lambda: not town.cloud.updates.waiting, 0.2)
    wang.says("处罚 周航 禁言 G2 骂人")
    wang.presses(await town.hears("给周航的禁言", wang), "发出")
    await town.hears("⚠️ 周航 在群里的禁言没做成：对方是群主或管理员", wang)
    town.group.chat.type = "group"
    wang.says("处罚 林晓 禁言 G2 骂人")
    wang.presses(await town.hears("给林晓的禁言", wang), "发出")
    await town.hears("⚠️ 林晓 在群里的禁言没做成：这是普通群", wang)


async def test_under_privacy_mode_only_what_is_said_to_us_is_seen(town: Town) -> None:
    """Talk is hidden from a bot that is no admin; what is said to it is looked at all the same."""
    bot = town.cloud.world.bot
    town.cloud.membership(town.group.chat, bot, Member(bot), town.wang.user)
    wang, lin = town.wang, town.people["林晓"]
    lin.says(f"{AD} 甲", town.group)
    lin.says(f"/打卡@qunxue_bot {AD} 乙", town.group)
    card = await town.hears("🚩 M1 林晓", wang)
    assert "乙" in text_of(card) and "甲" not in text_of(card)
