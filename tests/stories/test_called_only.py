"""In a group whose platform shows us only what calls us, whoever is asked for words there is told how to be heard, and nobody elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channel import Can
from bot.channels.wecom_bot import WecomBot
from bot.channels.wecom_group import WecomGroup
from bot.config import Bot
from bot.messages import Kind, Quote
from tests.town import CAMP, Heard, Post, Town

HEARD_BY = {"先@小助再说": WecomBot.can, "": Can()}


@pytest.fixture(params=HEARD_BY, ids=lambda how: "called" if how else "all")
def how(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def town(how: str, sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    town = Town(sqlite_url, tmp_path, channels=("wecom_bot", "wecom_group"), bot=Bot(owners=("wecom_bot:王岚",)))
    town.squares["wecom_bot"].can, town.squares["wecom_group"].can = HEARD_BY[how], WecomGroup.can
    yield town
    town.close()


def posted(town: Town, words: str) -> Post:
    """What stands in the group with these words."""
    return next(post for post in town.squares["wecom_bot"].posts if words in str(post) and post.room == "群一")


def test_who_is_asked_for_words_is_told_how_to_be_heard(town: Town, how: str) -> None:
    owner, lin = town.somebody("王岚"), town.somebody("林晓")
    asks: list[object] = [
        owner.says(f"开营 {CAMP}"),
        lin.says("提问 客户嫌贵怎么回 #异议"),
        owner.says(f"绑定群 {CAMP}", room="群二"),
    ]
    owner.confirms("话题 开 今天最难接的一句话是什么？")
    asks.append(posted(town, "🔥 今天的话题"))
    owner.confirms("活动 自由问答 今天 16:00 类型=问答")
    town.go_to("5/6", "16:01")
    asks.append(posted(town, "开始提问"))
    for said in asks:
        assert ("先@小助再说，我才听得到" in str(said)) is bool(how), str(said)
    assert "先@小助" not in lin.tells("提问 客户压价怎么回") and "先@小助" not in owner.tells("开营 另一个营")


def quotes(town: Town, who: str, post: Post, words: str) -> Heard:
    """A message of ours is quoted, and we are called: the platform shows the words of both and no reference."""
    said = town.somebody(who).event(Kind.SAID, words, town.at("wecom_bot", "群一"))
    return town.hear(replace(said, data={"to_us": True, "called": True, "quote": Quote(f"**{post}**")}))


def test_what_asks_to_be_replied_to_is_replied_to_by_a_quote(town: Town, how: str) -> None:
    owner = town.somebody("王岚")
    owner.says(f"开营 {CAMP}")
    town.somebody("林晓").says("打卡")
    owner.confirms("话题 开 今天最难接的一句话是什么？")
    topic = posted(town, "🔥 今天的话题")
    owner.confirms("活动 自由问答 今天 16:00 类型=问答")
    assert "你说了1条" in quotes(town, "林晓", topic, "客户说“我再想想”我就接不下去")
    assert "没有计入" in quotes(town, "林晓", topic, "短")
    town.go_to("5/6", "16:01")
    board = posted(town, "开始提问")
    quotes(town, "林晓", board, "客户压价怎么回")
    assert "客户压价怎么回" in owner.tells("活动 V1 问题")


def test_help_in_the_group_says_how_it_is_there(town: Town, how: str) -> None:
    town.somebody("王岚").says(f"开营 {CAMP}")
    said = town.somebody("林晓").says("帮助")
    assert ("别的前面加 /" in said) is not bool(how) and ("先@小助再说" in said) is bool(how)


def test_a_group_that_cannot_be_heard_is_not_asked_to_answer(town: Town, how: str) -> None:
    owner = town.somebody("王岚")
    owner.says(f"开营 {CAMP}")
    owner.tells(f"绑定群 {CAMP} webhook=运营群")
    owner.confirms("话题 开 今天最难接的一句话是什么？")
    assert "这个群我听不到，要说就私聊我" in str(town.squares["wecom_group"].posts[-1])
