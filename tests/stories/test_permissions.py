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


def says(person: Somebody, command: Command) -> tuple[str, bool]:
    """What the first Chinese example of a command is answered, and whether the log says it was refused."""
    answer = person.tells(command.examples_in("zh")[0])
    log = person.town.look(audit.ENTRIES, camp=1, before=2**62, most=5)
    return str(answer), ("refused", command.word) in [(row.act, row.detail.get("command")) for row in log]


@pytest.mark.parametrize("role", ROLES)
def test_who_may_not_is_refused(town: Town, role: str) -> None:
    """One command after another: a no changes nothing but the log."""
    person = as_role(town, role)
    for command in GUARDED:
        if ROLES[role] < command.by:
            assert says(person, command) == (refused(command), True)


ALLOWED = [(command, role) for command in GUARDED for role in ROLES if ROLES[role] >= command.by]


@pytest.mark.long
@pytest.mark.parametrize(("command", "role"), ALLOWED, ids=lambda one: one if isinstance(one, str) else one.word)
def test_who_may_is_not_refused(town: Town, command: Command, role: str) -> None:
    answer, is_logged = says(as_role(town, role), command)
    assert answer != refused(command)
    assert not is_logged or command.word in DECIDES  # what it decides on may take more: the one who owns the letter says so


def test_a_stranger_hears_where_to_go(town: Town) -> None:
    stranger = town.somebody("路人")
    answers = {one.word: stranger.tells(one.examples[0]) for one in COMMANDS if one.by > Role.ANYONE}
    assert {word: answer for word, answer in answers.items() if "还没有加入任何营" not in answer} == {}
