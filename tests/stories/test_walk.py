"""A walk through every command, by a manager and a learner, on a Saturday and a Monday, in both languages, in private and in the group:
nobody is left without an answer, nothing is said in codes, and English has no Chinese in it but what people wrote themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import Bot
from bot.feature import Command
from tests.town import Heard, Somebody, Town

pytestmark = pytest.mark.journey

NAMES = ("林晓", "周航", "何琳", "Ann", "Helen")
BANK = "题型,题干,选项A,选项B,选项C,答案,解析,标签\n" + "\n".join(
    f"单选,第{number}题：客户说太贵，先做什么？,降价,问与谁比,沉默,B,先问清参照物,价格异议" for number in range(1, 9)
)
CODE = re.compile(
    r"\b[a-z]+_[a-z]+\b|\{[a-z]|\bNone\b(?! of)|\bTrue\b(?! or)|\b[a-z]+\.[a-z]+_[a-z]+\b|我这边出错了|Something broke"
)
NOTHING_LISTED = re.compile(r"(?:有|是|可以用|可以练|There are|They are)[：:][ 。.]*$", re.MULTILINE)
CHINESE_MARKS = re.compile(r"[，。；：（）、]")


def lived(town: Town) -> tuple[Somebody, Somebody]:
    """Three days of a camp with something of everything in it."""
    manager = town.somebody("王岚")
    manager.says("open Sales-2605" if town.bot.language == "en" else "开营 营销实战营2605")
    lin, zhou, he, *_ = (town.learner(name) for name in NAMES)
    manager.tells("标签 林晓 新人")
    manager.tells("角色 何琳 专家")
    for day in ("5/6", "5/7", "5/8"):
        town.go_to(day, "09:00")
        lin.says("打卡 读完第三章")
        zhou.says("打卡")
    manager.tells(BANK)
    zhou.says("提问 客户嫌贵怎么回")
    he.says("答 A1 先问与谁比，再拆三年总成本")
    lin.tells("提醒 下周一 9:00 去面谈")
    return manager, lin


def words_of(command: Command, language: str) -> list[str]:
    """What the help tells people to type, and the bare word."""
    shown = [example for example in command.examples if example.split()[0].isascii() == (language == "en")]
    return [*shown, command.word_in(language)]


@pytest.mark.parametrize("day", ["5/10", "5/11", "5/16"], ids=["a Sunday", "a Monday", "a Saturday"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", ["manager", "learner"])
def test_every_command_is_answered_in_words(sqlite_url: str, tmp_path: Path, language: str, day: str, who: str) -> None:
    town = Town(sqlite_url, tmp_path, bot=Bot(owners=("telegram:王岚",), language=language))  # type: ignore[arg-type]
    try:
        manager, lin = lived(town)
        town.go_to(day, "10:30")
        person, told = (manager if who == "manager" else lin), []
        commands = {id(command): command for command in town.app.router.commands.values()}.values()
        for command in sorted(commands, key=lambda command: command.feature):
            if command.word in ("语言", "绑定"):
                continue
            for words in words_of(command, language):
                told += [(words, person.tells(words)), (f"GROUP {words}", _in_group(town, person, words))]
        assert [words for words, heard in told if not heard] == []
        assert [(words, heard) for words, heard in told if CODE.search(heard)] == []
        assert [(words, heard) for words, heard in told if NOTHING_LISTED.search(heard)] == []
        if language == "en":
            assert [(words, heard) for words, heard in told if CHINESE_MARKS.search(heard)] == []
    finally:
        town.close()


def _in_group(town: Town, person: Somebody, words: str) -> Heard | str:
    """What is said there, or to them alone because of it."""
    square = town.squares[person.channel]
    before = len(square.posts)
    person.says(words)
    return "\n".join(f"{'' if post.room == person.room else '(private) '}{post}" for post in square.posts[before:])
