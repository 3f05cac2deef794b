"""A walk through every command, by a manager and a learner, on a Saturday, a Sunday and a Monday, in both languages, in private and in
the group of a camp that has something of everything: nobody is left without an answer, nothing is said in codes or in the wrong number,
nobody is told to type what is not theirs, nobody is named in the group who need not be, and each answer can be read and pressed as
Tencent's wires carry it. The same on real wires: test_walk_on_wires."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config import Bot
from bot.feature import Role
from tests import on_tencent, walked
from tests.town import Post, Somebody, Town

pytestmark = pytest.mark.journey

DAYS = {"a Sunday": "5/10", "a Monday": "5/11", "a Saturday": "5/16"}
ROLES = {"manager": Role.OWNER, "learner": Role.LEARNER}


@pytest.fixture(scope="module", params=["zh", "en"])
def camp(
    request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path, list[Post]]:
    """(language, folder, what was said) of three days of a camp, to be copied."""
    folder = tmp_path_factory.mktemp("camp")
    shutil.copyfile(template, folder / "qunxue.db")
    town = _town(folder, request.param)
    walked.lived(town, request.param)
    town.close()
    return request.param, folder, town.squares["telegram"].posts


@pytest.fixture
def town(camp: tuple[str, Path, list[Post]], tmp_path: Path) -> Iterator[Town]:
    language, lived, posts = camp
    shutil.copytree(lived, tmp_path / "town")
    town = _town(tmp_path / "town", language, events=PAST)
    town.squares["telegram"].posts = copy.deepcopy(posts)
    yield town
    town.close()


PAST = 10_000
"""Where a copied town begins to number what is said to it."""


def _town(folder: Path, language: str, *, events: int = 0) -> Town:
    bot = Bot(owners=("telegram:1001",), language=language)  # type: ignore[arg-type]
    return Town(f"sqlite:///{folder / 'qunxue.db'}", folder, bot=bot, events=events)


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("who", ROLES)
def test_every_command_is_answered_in_words(town: Town, who: str, day: str) -> None:
    town.go_to(DAYS[day], "10:30")
    name = "王岚" if who == "manager" else "林晓"
    person = town.somebody(name, ident=walked.IDS["telegram"][name])
    language, router = town.bot.language, town.app.router
    silent, faults, named = [], [], []
    commands = {id(command): command for command in router.commands.values()}.values()
    for command in sorted(commands, key=lambda command: command.feature):
        for words in walked.sentences(command, language) if command.word not in walked.UNWALKED else ():
            for heard in (_told(town, person, words), _said(town, person, words)):
                answer = "\n".join(walked.shown(post.parts) for post in heard)
                here = "\n".join(walked.shown(post.parts) for post in heard if post.room == person.room)
                silent += [] if answer else [words]
                faults += [(words, fault) for fault in walked.faults(answer, language)]
                faults += [(words, fault) for post in heard for fault in on_tencent.faults(post.parts)]
                faults += [(words, fault) for fault in walked.dead(answer, router, ROLES[who])]
                named += [(words, here)] if walked.QUIET in here and command.word not in walked.NAMED_THERE else []
    assert not silent, silent
    assert not faults, "\n".join(f"{words}: {fault}" for words, fault in dict.fromkeys(faults))
    assert not named, named


def _told(town: Town, person: Somebody, words: str) -> list[Post]:
    """What is said anywhere because of it."""
    before = len(town.squares[person.channel].posts)
    person.tells(words)
    return town.squares[person.channel].posts[before:]


def _said(town: Town, person: Somebody, words: str) -> list[Post]:
    before = len(town.squares[person.channel].posts)
    person.says(words)
    return town.squares[person.channel].posts[before:]
