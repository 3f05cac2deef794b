"""Every command against every role: who may not is refused in one sentence, and that stands in the audit log."""

from __future__ import annotations

import pytest

from bot.discovery import find_features
from bot.feature import Command, Role
from bot.permission import NOT_YOURS, who_may
from bot.router import Router
from storage import audit
from tests.town import Somebody, Town

ROUTER = Router(find_features(), "小助")
COMMANDS = sorted({id(command): command for command in ROUTER.commands.values()}.values(), key=lambda command: command.word)
GUARDED = [command for command in COMMANDS if command.by > Role.LEARNER]
DECIDES = {verb for of in ROUTER.queues.values() for verb in of.decisions}
ROLES = {"learner": Role.LEARNER, "expert": Role.EXPERT, "manager": Role.MANAGER}


def refused(command: Command) -> str:
    return NOT_YOURS(word=command.word, who=who_may(command)).to("zh")


def as_role(town: Town, role: str) -> Somebody:
    owner, person = town.somebody("王岚"), town.learner("林晓")
    if role != "learner":
        assert "现在是" in owner.says(f"角色 林晓 {role}")
    return person


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("command", GUARDED, ids=lambda command: command.word)
def test_a_command_and_a_role(town: Town, command: Command, role: str) -> None:
    person = as_role(town, role)
    zh = next(example for example in command.examples if not example.split()[0].isascii())
    answer = person.tells(zh)
    log = [(row.act, row.detail.get("command")) for row in town.look(audit.ENTRIES, camp=1, before=2**62, most=5)]
    if ROLES[role] < command.by:
        assert answer == refused(command) and ("refused", command.word) in log
    elif command.word in DECIDES:  # what it decides on may take more: the one who owns the letter says so
        assert answer != refused(command)
    else:
        assert answer != refused(command) and ("refused", command.word) not in log


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.by > Role.ANYONE], ids=lambda command: command.word)
def test_a_stranger_hears_where_to_go(town: Town, command: Command) -> None:
    answer = town.somebody("路人").tells(command.examples[0])
    assert "还没有加入任何营" in answer
