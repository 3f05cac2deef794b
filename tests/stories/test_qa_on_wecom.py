"""Journey J7 in WeCom: the group through the smart bot, where a reply is a quote, and in private through the app."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import HandClock
from storage import archive, tickets
from storage.connection import Db
from tests.standins.wecom import Tencent
from tests.stories.test_quiz_on_wecom import START, Town, text_of

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
async def empty(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Town]:
    """No camp yet."""
    clock = HandClock(START)
    async with Tencent(clock) as tencent:
        tencent.app.members |= {"chenmo": "陈默", "helin": "何琳"}
        town = Town(tencent, clock, sqlite_url, tmp_path)
        await town.start()
        yield town
        await town.stop()


@pytest.fixture
async def town(empty: Town) -> Town:
    """A camp in a group, with an expert and an entry."""
    await says(empty, "wanglan", "开营 营销实战营2605", "开好了")
    await says(empty, "helin", "积分", "**积分**：0")
    await says(empty, "wanglan", "角色 何琳 专家", "现在是专家")
    await empty.app.database.transact(fill)
    return empty


async def says(town: Town, who: str, words: str, heard: str, quote: str = "") -> Any:
    """Says it to the bot in the group; the bubble with what is to be heard."""
    await town.bot.says(who, words, chat="C1", quote=quote)
    return await town.hears(heard)


async def test_j7_in_a_group_where_a_reply_is_a_quote(town: Town) -> None:
    await says(town, "chenmo", "提问 客户嫌我们报价高怎么回 #异议", "可能已有答案：K-0001《客户说太贵怎么办》")
    ticket = await says(town, "chenmo", "没解决", "❓A-0001 陈默：客户嫌我们报价高怎么回｜标签 异议｜")
    await says(town, "helin", "先问与谁比，再拆成三年总成本", "已记录何琳的回答。陈默可回复“采纳”。", text_of(ticket))
    await says(town, "zhouhang", "采纳 A-0001", "只有提问的陈默和社群经理能采纳。")
    await says(town, "chenmo", "采纳", "✅ 已归档 K-0002｜何琳+15")
    assert "先问与谁比" in text_of(await says(town, "zhouhang", "搜 报价 高", "有用请点“用上了”"))
    await says(town, "zhouhang", "用上了 1", "✅ 记下了：K-0002 你用上了。")
    await says(town, "zhouhang", "搜 年会抽奖", "没有找到。要不要“提问 年会抽奖”？")
    await says(town, "helin", "归档 合同改了价格谁来批", "✅ 已归档 K-0003《合同改了价格谁来批》", "先过法务，再给总监批")


async def test_j7_in_the_app_alone_where_there_is_no_group(empty: Town) -> None:
    town = empty
    await town.bot.says("wanglan", "开营 营销实战营2605")
    await town.hears("开好了", "wanglan")
    await in_app(town, "helin", "积分", "积分：0")
    await town.bot.says("wanglan", "角色 何琳 专家")
    await town.hears("现在是专家", "wanglan")
    await in_app(town, "chenmo", "提问 合同改了价格谁来批 #流程", "✅ 已提交 A-0001，2个工作小时内有人答。")
    assert "请在2个工作小时内（05-06 14:00 前）回答，发：答 A-0001 …" in await app_hears(town, "helin", "❓A-0001 陈默")
    await in_app(town, "helin", "答 A-0001 先过法务，再给总监批", "✅ 已记录你对 A-0001 的回答。")
    await app_hears(town, "chenmo", "何琳 回答了你的 A-0001：先过法务，再给总监批")
    await in_app(town, "chenmo", "采纳", "✅ 已归档 K-0001｜何琳+15")
    await app_hears(town, "helin", "你对 A-0001 的回答被采纳了，归档为 K-0001｜+15")


async def in_app(town: Town, who: str, words: str, heard: str) -> str:
    """Says it to the bot in the app, alone; what it answers."""
    await town.tencent.app.says(who, words)
    return await app_hears(town, who, heard)


async def app_hears(town: Town, who: str, words: str) -> str:
    screen = town.tencent.app.screen

    def found() -> str | None:
        said = [shown.content or text_of(shown) for shown in screen(who)]
        return next((one for one in reversed(said) if words in one), None)

    heard: str = await town.passes(found)
    return heard


async def test_an_answer_by_word_in_private_reaches_the_group(town: Town) -> None:
    await says(town, "chenmo", "提问 合同改了价格谁来批 #流程", "❓A-0001 陈默：合同改了价格谁来批｜标签 流程｜")
    await town.bot.says("helin", "切换 营销实战营2605")
    await town.hears("营销实战营2605", "helin")
    await town.bot.says("helin", "答 A-0001 先过法务，再给总监批")
    await town.hears("✅ 已记录你对 A-0001 的回答。", "helin")
    await town.hears("何琳 答 A-0001：先过法务，再给总监批")
    given = await town.app.database.read(lambda db: tickets.answers(db, 1))
    assert [(one.name, one.words) for one in given] == [("何琳", "先过法务，再给总监批")]
