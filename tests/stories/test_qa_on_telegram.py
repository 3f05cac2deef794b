"""Journey J7 on Telegram's stand-in: replies, buttons, an edited answer, a pair archived from the talk, a pointer in a group we hear."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import HandClock
from storage import archive
from storage.archive import Entry
from storage.connection import Db
from tests.standins.telegram import Cloud, TelegramStandin, text_of
from tests.stories.test_quiz_on_telegram import CAMP, START, Town

pytestmark = pytest.mark.journey


def fill(db: Db) -> None:
    at = datetime(2026, 5, 6, tzinfo=UTC)
    archive.add(
        db,
        1,
        "客户说太贵怎么办",
        "报价高先认可，再拆总成本",
        tags=["异议"],
        person=None,
        author="赵敏",
        source="import:1",
        at=at,
    )


@pytest.fixture
async def town(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """A supergroup, whose messages have addresses, with an expert in it."""
    with TelegramStandin(Cloud(clock=HandClock(START))) as telegram:
        town = Town(telegram, sqlite_url, tmp_path)
        town.people["何琳"] = town.cloud.person("何琳", 1006)
        town.group = town.cloud.group("营销实战营", *town.people.values(), host=town.wang)
        await town.start()
        town.wang.says(f"/开营 {CAMP}", town.group)
        await town.hears("开好了")
        town.people["何琳"].says("@qunxue_bot 积分", town.group)
        await town.hears("积分：\u00a00")
        town.wang.says("/角色 何琳 专家", town.group)
        await town.hears("现在是专家")
        await town.app.database.transact(fill)
        yield town
        await town.stop()


async def entry(town: Town, number: int) -> Entry:
    found = await town.app.database.read(lambda db: archive.numbered(db, 1, number))
    assert found is not None
    return found


async def test_j7_in_a_supergroup(town: Town) -> None:
    chen, zhou, he, group = town.people["陈默"], town.people["周航"], town.people["何琳"], town.group
    chen.starts()
    await town.passes(chen.sees, 0.2)
    chen.says("@qunxue_bot 提问 客户嫌我们报价高怎么回 #异议", group)
    chen.presses(await town.hears("可能已有答案：K-0001《客户说太贵怎么办》", chen), "1 K-0001")
    await town.hears("报价高先认可，再拆总成本", chen)
    chen.says("没解决")
    await town.hears("✅ 已提交 A-0001，2个工作小时内有人答。", chen)
    ticket = await town.hears("❓A-0001 陈默：客户嫌我们报价高怎么回｜标签 异议｜")
    assert "何琳" in text_of(ticket)
    said = he.says("先问与谁比", group, reply_to=ticket)
    noted = await town.hears("已记录何琳的回答。陈默可回复“采纳”。")
    he.edits(said, "先问与谁比，再拆成三年总成本")
    assert "👍 何琳的回答（A-0001）现在1票。" in await town.presses("周航", noted, "👍 有用")
    zhou.says("采纳", group, reply_to=noted)
    await town.hears("只有提问的陈默和社群经理能采纳。")
    chen.says("采纳", group)
    await town.hears("✅ 已归档 K-0002｜何琳+15")
    await town.hears("已采纳何琳的回答 → K-0002")
    kept = await entry(town, 2)
    assert (kept.answer, kept.author, kept.tags) == ("先问与谁比，再拆成三年总成本", "何琳", ["异议"])
    assert kept.link == f"https://t.me/c/{str(group.id).removeprefix('-100')}/{said['message_id']}"

    zhou.says("@qunxue_bot 搜 报价 高", group)
    found = await town.hears("有用请点“用上了”")
    assert kept.link in str(found)
    assert "✅ 记下了：K-0002 你用上了。" in await town.presses("周航", found, "1 用上了")
    zhou.says("@qunxue_bot 搜 年会抽奖", group)
    await town.hears("没有找到。要不要“提问 年会抽奖”？")


async def test_a_pair_is_archived_from_the_talk_and_pointed_to_when_it_is_asked_again(town: Town) -> None:
    zhou, he, group = town.people["周航"], town.people["何琳"], town.group
    asked = zhou.says("合同改了价格谁来批", group)
    answered = town.people["林晓"].says("先过法务，再给总监批", group, reply_to=asked)
    he.says("归档", group, reply_to=answered)
    await town.hears("这条回答的是什么问题？回一句话。")
    he.says("合同改了价格谁来批", group)
    await town.hears("✅ 已归档 K-0002《合同改了价格谁来批》，林晓答。")
    kept = await entry(town, 2)
    assert (kept.author, kept.link) == (
        "林晓",
        f"https://t.me/c/{str(group.id).removeprefix('-100')}/{answered['message_id']}",
    )
    town.people["陈默"].says("合同改了价格，谁来批呢？", group)
    await town.hears("📘 K-0002 答过：先过法务，再给总监批")
