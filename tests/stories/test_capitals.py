"""English begins with a capital, a figure or a quoted word: every answer to every command, asked rightly, emptily and wrongly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import Bot
from bot.feature import Command
from bot.phrases import Phrase, opening
from tests.town import Somebody, Town

pytestmark = pytest.mark.journey
ENDS_IT = {"语言", "绑定", "切换", "开营", "绑定群"}
NAMES = ("林晓", "周航", "何琳", "Ann", "Helen")
BANK = "题型,题干,选项A,选项B,选项C,答案,解析,标签\n" + "\n".join(
    f"单选,第{number}题：客户说太贵，先做什么？,降价,问与谁比,沉默,B,先问清参照物,价格异议" for number in range(1, 9)
)
NAME_IS_HERE, HERE = Phrase(zh="{name}在这里。", en="{name} is here."), Phrase(zh="我", en="whoever asks")


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
    shown = command.examples_in(language)
    return [*shown, command.word_in(language)]


def tries(command: Command) -> list[str]:
    """A command as its examples have it, alone, with words that make no sense, and with options that make none."""
    word = command.word_in("en")
    options = [f"{word} {parameter.en}=zzz" for parameter in command.parameters if parameter.is_option]
    return [*words_of(command, "en"), f"{word} zzz", f"{word} zzz zzz zzz", f"{word} 99999", f"{word} A99 zzz", *options]


def small(said: str) -> list[str]:
    """What begins with a small letter, of whole messages and of the sentences that begin a line."""
    lines = [line for line in said.split("\n") if " → " not in line]
    sentences = [line for line in lines[1:] if re.search(r"[.?!]$", line)]
    return [line for line in [*lines[:1], *sentences] if re.match("[a-z]", line)]


def test_a_word_of_ours_that_stands_first_gets_a_capital_and_a_persons_own_does_not() -> None:
    assert opening(NAME_IS_HERE(name=HERE), "en") == "Whoever asks is here."
    assert opening(NAME_IS_HERE(name=NAME_IS_HERE(name=HERE)), "en").startswith("Whoever")
    assert opening(NAME_IS_HERE(name="ann"), "en") == "ann is here." and opening("ann wrote this", "en") == "ann wrote this"
    assert opening(NAME_IS_HERE(name=HERE), "zh") == "我在这里。"


@pytest.mark.parametrize("who", ["manager", "learner"])
def test_every_answer_begins_with_a_capital(sqlite_url: str, tmp_path: Path, who: str) -> None:
    town = Town(sqlite_url, tmp_path, bot=Bot(owners=("telegram:王岚",), language="en"))
    try:
        manager, learner = lived(town)
        town.go_to("5/11", "10:30")
        person, told = (manager if who == "manager" else learner), {}
        commands = {id(command): command for command in town.app.router.commands.values()}.values()
        for command in sorted(commands, key=lambda command: command.feature):
            for words in tries(command) if command.word not in ENDS_IT else ():
                for post in person.tells(words).posts:
                    if found := small(str(post)):
                        told[words] = found
        assert told == {}
    finally:
        town.close()
