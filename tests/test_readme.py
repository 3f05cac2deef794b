"""The pages say only what is there: words that are commands, paths, links, make's targets, the shell's commands, what docstrings say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from bot.cli.main import cli
from bot.discovery import find_features
from bot.router import Router
from bot.version import version
from tests.tools import reference

ROOT = Path(__file__).parent.parent
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
GUIDES = (
    "README.md",
    "README.en.md",
    "SECURITY.md",
    "docs/telegram.md",
    "docs/wecom.md",
    "docs/anonymity.md",
    "docs/operation.md",
)
"""What is written for the people who use it: every word in code there is one they may type, or is named below."""
ROUTER = Router(find_features(), "小助")
ROOMS = r"(?:bot|handlers|scheduler|storage|tests|docs)"


def text(page: str | Path) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def code(words: str) -> list[str]:
    """What stands between single backticks, without the blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"^ *```.*?^ *```", "", words, flags=re.DOTALL | re.MULTILINE))


def found(pattern: str, pages: list[Path]) -> list[str]:
    """Each thing of that shape in the code of some pages, once."""
    return sorted({words for page in pages for words in code(text(page)) if re.fullmatch(pattern, words)})


SAID = found(r"[/@]?[\u4e00-\u9fff].*", [ROOT / page for page in GUIDES])
SAID_IN_ENGLISH = [
    words
    for words in found(r"/?[a-z]+(?: .*)?", [ROOT / "README.en.md"])
    if not re.match(r"(?:make|python|simulate|run) ?", words)
]
PATHS = found(rf"{ROOMS}/[\w/.-]*|[\w.-]+\.(?:toml|md|py)", [page for page in PAGES if page not in DECISIONS])
MAP = found(rf"{ROOMS}/[\w/.-]*", [ROOT / "README.md"])
LINKS = [(page, link) for page in PAGES for link in re.findall(r"\]\(([^)\s]+)\)", text(page)) if not link.startswith("http")]
SHELL = sorted({word for page in PAGES for word in re.findall(r"python -m bot ([a-z]+)", text(page))})
TARGETS = sorted({word for page in PAGES for words in code(text(page)) for word in re.findall(r"\bmake ([a-z-]+)", words)})
MADE_BY_THE_READER = ("docs/deploy/.env", "config.toml", "data/secret", "book_club")


def test_there_is_something_to_check() -> None:
    assert len(SAID) > 50 and len(SAID_IN_ENGLISH) > 50 and len(PATHS) > 30 and len(LINKS) > 30 and SHELL and TARGETS


@pytest.mark.parametrize("words", SAID + SAID_IN_ENGLISH)
def test_what_people_are_told_to_say_is_a_command(words: str) -> None:
    assert words == "@小助" or ROUTER.match(words) is not None


@pytest.mark.parametrize("path", PATHS)
def test_paths_are_there(path: str) -> None:
    assert (ROOT / path).exists() or any(name in path for name in MADE_BY_THE_READER)


def test_the_map_is_the_same_in_both_languages_and_names_every_room_of_the_house() -> None:
    assert found(rf"{ROOMS}/[\w/.-]*", [ROOT / "README.en.md"]) == MAP
    rooms = {f"{folder}/" for folder in ("bot", "handlers", "scheduler", "storage", "tests")}
    channels = {
        f"bot/channels/{folder.name}/" for folder in (ROOT / "bot" / "channels").iterdir() if (folder / "channel.py").exists()
    }
    assert rooms | channels <= set(MAP)


@pytest.mark.parametrize(("page", "link"), LINKS, ids=lambda value: str(value).removeprefix(f"{ROOT}/"))
def test_links_lead_somewhere(page: Path, link: str) -> None:
    file, _, heading = link.partition("#")
    target = page.parent / file if file else page
    assert target.exists()
    assert not heading or heading in [_anchor(line) for line in text(target).splitlines() if line.startswith("#")]


def _anchor(heading: str) -> str:
    """What a heading is linked by, as GitHub does it."""
    return re.sub(r"[^\w\- ]", "", heading.lstrip("# ").lower()).replace(" ", "-")


@pytest.mark.parametrize("word", SHELL)
def test_the_shells_commands_are_there(word: str) -> None:
    assert word in typer.main.get_command(cli).commands  # type: ignore[attr-defined]


@pytest.mark.parametrize("target", TARGETS)
def test_makes_targets_are_there(target: str) -> None:
    assert re.search(rf"^{target}:", text("Makefile"), re.MULTILINE)


def test_the_reference_says_what_the_docstrings_say() -> None:
    assert text("docs/reference.md") == reference.page(), "make docs writes it"


def test_the_newest_release_is_the_programs_version() -> None:
    newest = re.search(r"^## \[(\d\S*)\] - \d{4}-\d\d-\d\d$", text("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None and newest[1] == version()


def test_decisions_are_numbered_dated_listed_and_in_both_languages() -> None:
    assert [page.name[:4] for page in DECISIONS] == [f"{n:04}" for n in range(1, len(DECISIONS) + 1)]
    listed = text("docs/decisions/README.md")
    for page in DECISIONS:
        number, date = page.name[:4], text(page).splitlines()[2]
        title = text(page).splitlines()[0].removeprefix(f"# {number} ")
        chinese, _, english = title.partition(" · ")
        assert f"| [{number}]({page.name}) | {date} | {chinese} | {english} |" in listed
        for part in (
            "## 中文",
            "**背景**",
            "**决定**",
            "**结果**",
            "## English",
            "**Context**",
            "**Decision**",
            "**Consequence**",
        ):
            assert part in text(page), (page.name, part)


def test_no_entry_of_the_changelog_stands_there_twice() -> None:
    """Where two changes met, both of them kept what was there."""
    begins = [line[:60] for line in text("CHANGELOG.md").splitlines() if line.startswith("- ")]
    assert len(begins) == len(set(begins))
