"""What our sentences tell people to type: every phrase of the house, and what stands in it between quotation marks or behind “try”."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import bot
import handlers
from bot.feature import Feature
from bot.phrases import Phrase

ZH = re.compile(
    r"(?:发|回复?|说|写上?|按|用|打|私聊我发?一?句?|就|或|，|和)“([^“”]+)”"
    r"|(?:试试|例如|比如|恢复|取消|看全部|要收回积分|再发一次|看结果|继续|先发|可发|加|去|或发|接着填|改已有的|换答案发)[：:]\s?([^。，、）)“”\n　]+)"
)
EN = re.compile(
    r"(?:[Ss]end|[Rr]eply|[Aa]nswer|[Ss]ay|or|with|press|and|,) “([^“”]+)”|(?:Try|for example|To cancel|Undo|first)[:] ([^;.)“”\n]+)"
)
SEVERAL = re.compile(r", or |, (?=[a-z])")
"""Between examples of an English sentence."""
HOLE = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Quoted:
    """Words somebody is told to type, in which language and where it is written."""

    words: str
    language: str
    where: str


def modules() -> Iterator[ModuleType]:
    for room in (bot, handlers):
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if not found.name.startswith(("bot.channels.", "bot.cli", "bot.__main__")):
                yield import_module(found.name)


def phrases() -> Iterator[tuple[str, Phrase]]:
    """Each once, with the name it has."""
    seen: set[int] = set()
    for module in modules():
        for name, value in vars(module).items():
            for phrase in _in(value):
                if id(phrase) not in seen:
                    seen.add(id(phrase))
                    yield f"{module.__name__}.{name}", phrase


def _in(value: Any) -> Iterator[Phrase]:
    if isinstance(value, Phrase):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _in(one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _in(one)
    elif isinstance(value, Feature):
        for command in value.commands:
            yield command.help


def quoted() -> list[Quoted]:
    """Everything people are told to type that stands there whole, without a value to be filled in."""
    found = []
    for where, phrase in phrases():
        for language, pattern, sentence in (("zh", ZH, phrase.zh), ("en", EN, phrase.en)):
            for groups in pattern.findall(sentence):
                whole = next(filter(None, groups), "").strip()
                found += [Quoted(words, language, where) for words in SEVERAL.split(whole) if words]
    return found
