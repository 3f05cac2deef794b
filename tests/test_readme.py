"""The README and the changelog say only what is there: words that are commands, paths, make's targets, the shell's commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from bot.cli.main import cli
from bot.discovery import find_features
from bot.router import Router

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
ROUTER = Router(find_features(), "小助")
CODE = sorted(set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", README, flags=re.DOTALL))))
SAID = [words for words in CODE if re.match(r"[/@]?[\u4e00-\u9fff]", words)]
PATHS = [
    words for words in CODE if re.fullmatch(r"(?:bot|handlers|scheduler|storage|tests)/[\w/.]*|[\w.-]+\.(?:toml|md|py)", words)
]
SHELL = re.findall(r"python -m bot ([a-z]+)", README + CHANGELOG)
TARGETS = re.findall(r"make ([a-z-]+)", " ".join(re.findall(r"`([^`\n]+)`", README)))


def test_there_is_something_to_check() -> None:
    assert len(SAID) > 50 and len(PATHS) > 5 and SHELL and TARGETS


@pytest.mark.parametrize("words", SAID)
def test_what_people_are_told_to_say_is_a_command(words: str) -> None:
    assert words == "@小助" or ROUTER.match(words) is not None


@pytest.mark.parametrize("path", PATHS)
def test_paths_are_there(path: str) -> None:
    found = [*ROOT.glob(path.rstrip("/")), *(ROOT / "tests").glob(path), *(ROOT / "bot").glob(path)]
    assert found or path == "config.toml" or "book_club" in path  # the reader makes these


@pytest.mark.parametrize("word", sorted(set(SHELL)))
def test_the_shells_commands_are_there(word: str) -> None:
    assert word in typer.main.get_command(cli).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("target", sorted(set(TARGETS)))
def test_makes_targets_are_there(target: str) -> None:
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
