"""Every sentence a command says it is asked by, and every example, reaches that command, whatever other rooms ask: of a learner and of a manager."""

from __future__ import annotations

import pytest

from bot.discovery import find_features
from bot.feature import Command, Role
from bot.hearing import Match
from bot.phrases import LANGUAGES, Refusal
from bot.router import Router
from tests.sentences import sentences

ROUTER = Router(find_features(), "小助")
COMMANDS = list({id(command): command for command in ROUTER.commands.values()}.values())


REFUSED_FIRST = {("报名", "参加"), ("处理", "提醒"), ("看板", "周报"), ("大赛", "投"), ("我的目标", "目标")}
"""A command, and a word of another that its sentences may begin with: refused there, they are heard as they were meant."""


def is_theirs(match: Match, role: Role) -> bool:
    return (match.about or match.command).open_to(role)


def is_one_word(words: str) -> bool:
    """A word of ours alone is its command's, whatever else might be asked by it."""
    return (named := ROUTER.vocabulary.begun(words)) is not None and not named.words


def reached(words: str, role: Role) -> Command | None:
    """The command somebody's words in private come to: as the dispatcher has it, the one they begin with where it is theirs and its words are
    read, and else the likeliest that is asked."""
    named = ROUTER.match(words)
    asked = next((match for match in ROUTER.asked(words, direct=True) if is_theirs(match, role)), None)
    if named is None:
        return asked and asked.command
    try:
        ROUTER.bound(named, "zh")
        is_read = named.command.open_to(role)
    except Refusal:
        is_read = False
    if is_read:
        return named.command
    return named.command if asked is None or asked.command in ROUTER.answers_questions else asked.command


@pytest.mark.parametrize("command", [command for command in COMMANDS if command.asked], ids=lambda command: command.word)
def test_what_a_command_is_asked_by_is_claimed_by_no_other(command: Command) -> None:
    for pattern in command.asked:
        made = sentences(pattern)
        assert made, pattern
        for role in (Role.LEARNER, Role.MANAGER):
            theirs = [words for words in made if command.open_to(role) and not is_one_word(words)]
            came_to = {words: found and found.word for words in theirs if (found := reached(words, role)) is not command}
            elsewhere = {words: other for words, other in came_to.items() if (command.word, other) not in REFUSED_FIRST}
            assert elsewhere == {}, pattern


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.word)
def test_an_example_is_its_own_commands(command: Command) -> None:
    for role in (Role.LEARNER, Role.MANAGER):
        for example in command.examples if command.open_to(role) else ():
            assert reached(example, role) is command, example


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_asked_can_be_said_again_as_its_command(language: str) -> None:
    """A draft of it is kept so, and sent off by those words."""
    for pattern in (pattern for command in COMMANDS for pattern in command.asked):
        for match in (match for words in sentences(pattern) for match in ROUTER.asked(words, direct=False)):
            again = ROUTER.match(match.sentence(language))
            assert again is not None and again.command is match.command, match.sentence(language)
            assert again.words.split() == match.words.split(), match.sentence(language)
