"""Every example in the help works as written: no apology, no unread argument, in the language it is in."""

from __future__ import annotations

from string import Formatter

import pytest

from bot.discovery import find_features
from bot.dispatcher import SORRY
from bot.feature import Command
from bot.misheard import UNKNOWN
from bot.phrases import LANGUAGES
from bot.router import MISREAD, Router
from tests.town import Town

ROUTER = Router(find_features(), "小助")
SAID_IN_CHINESE_TOO = {"ROI"}
"""Words that are the same in both languages."""
COMMANDS = list({id(command): command for command in ROUTER.commands.values()}.values())


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.word)
def test_examples_run(town: Town, command: Command) -> None:
    owner = town.somebody("王岚")
    for name in ("林晓", "何琳", "Ann", "Helen"):
        town.learner(name)
    for example in command.examples:
        answer = owner.tells(example)
        for phrase in (SORRY, MISREAD, UNKNOWN):
            for language in LANGUAGES:
                fixed = next(text for text, *_ in Formatter().parse(getattr(phrase, language)) if text)
                assert not answer.startswith(fixed), f"{example}: {answer}"


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.word)
def test_a_command_has_both_languages(command: Command) -> None:
    assert command.word in SAID_IN_CHINESE_TOO or not command.word.isascii()
    assert command.word_in("en").isascii() and command.word_in("en") != command.word
    assert command.examples_in("en") and command.examples_in("zh")
