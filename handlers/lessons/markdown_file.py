"""A Markdown file to the fields of its lessons: front matter for all of them, then each under a heading of the first level.

Source of what is a heading and what a block of code: CommonMark 0.31, 4.2, 4.3 and 4.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import NamedTuple

from bot.documents import front_matter
from bot.documents.headed_table import folded
from handlers.lessons.fields import NAMES, name

SECTIONS = ("skill", "case", "body", "question")
"""Fields with a heading of their own under a lesson's."""
VERBATIM = ("markdown", "md")
"""A section that is nothing but a block of code in one of these is what stands in the block, sign for sign."""

_LESSONS = re.compile(r"\A\s*---|^ {0,3}# \S|^[^\s\-#>].*\n {0,3}=+[ \t]*$", re.MULTILINE)
_ATX = re.compile(r" {0,3}(#{1,2})(?:[ \t]+(.*))?$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})[ \t]*(\w*)")
_NO_PARAGRAPH = re.compile(r"\s*$|\s*(?:#{1,6}(?:\s|$)|>|[-*+]\s|\d+[.)]\s|`{3}|~{3}|={2,}\s*$|-{2,}\s*$)| {4}")
_OPTION = re.compile(r"\s*(?:[-*] (\[[ xX]\])?|([A-Fa-fＡ-Ｆ])[.．、)）:：])\s*(.+)")
_ANSWER = re.compile(r"\s*(?:正确)?(?:答案|answer)\s*[:：]\s*([A-Fa-f]+)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RawLesson:
    """The fields of a lesson as words, the line it begins in, and the lesson as it would stand in a file of its own."""

    line: int
    given: dict[str, str]
    source: str


class _Heading(NamedTuple):
    level: int
    words: str
    first: int
    past: int


def looks_right(text: str) -> bool:
    """Whether a text has front matter or a heading of the first level."""
    return _LESSONS.search(text) is not None


def read(text: str) -> tuple[dict[str, str], Iterator[RawLesson]]:
    """(what holds for the whole file, its lessons in order). Raises Refusal for front matter that cannot be read."""
    matter, body, first = front_matter.split(text)
    common = {NAMES.get(str(said).strip().casefold(), ""): _plain(value) for said, value in matter.items()}
    common.pop("", None)
    return common, _lessons(body.split("\n"), first, common)


def lesson(line: int, title: str, lines: Sequence[str], common: dict[str, str]) -> RawLesson:
    """A lesson of its title and the Markdown under it; what it does not say is said for all of them."""
    shared = {field: said for field, said in common.items() if field not in ("title", "starts")}
    alone = [f"# {title}", *(f"{field}: {said}" for field, said in shared.items()), *lines]
    return RawLesson(line, {**shared, **_sections(lines), "title": title}, "\n".join(alone).rstrip())


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ";".join(map(_plain, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _lessons(lines: list[str], first: int, common: dict[str, str]) -> Iterator[RawLesson]:
    """Without a heading the whole text is the lesson the front matter names."""
    begun: _Heading | None = None
    for title in _headings(lines):
        if title.level == 1:
            if begun is not None:
                yield lesson(first + begun.first, begun.words, lines[begun.past : title.first], common)
            begun = title
    if begun is None:
        yield lesson(first, common.get("title", ""), lines, common)
    else:
        yield lesson(first + begun.first, begun.words, lines[begun.past :], common)


def _headings(lines: Sequence[str]) -> Iterator[_Heading]:
    """The headings of the first two levels; in a block of code nothing is one."""
    fence = ""
    for place, line in enumerate(lines):
        if fence:
            fence = "" if _closes(line, fence) else fence
        elif found := _FENCE.match(line):
            fence = found[1]
        elif found := _ATX.match(line):
            yield _Heading(len(found[1]), (found[2] or "").strip(), place, place + 1)
        elif (found := _UNDERLINE.match(line)) and _stands_alone(lines, place - 1):
            yield _Heading(1 if found[1][0] == "=" else 2, lines[place - 1].strip(), place - 1, place + 1)


def _closes(line: str, fence: str) -> bool:
    said = line.strip()
    return len(said) >= len(fence) and not said.strip(fence[0]) and not line.startswith("    ")


def _stands_alone(lines: Sequence[str], place: int) -> bool:
    """Whether a line is a paragraph of its own, which a line of = or - under it makes a heading."""
    if place < 0 or _NO_PARAGRAPH.match(lines[place]):
        return False
    return place == 0 or _NO_PARAGRAPH.match(lines[place - 1]) is not None


# ── under a title ────────────────────────────────────────────────────────────────────────────────────────────────────


def _sections(lines: Sequence[str]) -> dict[str, str]:
    """The fields of a lesson: `key: value` lines first, then `## skill`, `## case`, …"""
    given, rest = _pairs(lines)
    parts: dict[str, list[str]] = {"body": []}
    at, begun = "body", 0
    for heading in _headings(rest):
        field = name(folded(heading.words)) if heading.level == 2 else ""
        if field in SECTIONS:
            parts.setdefault(at, []).extend(rest[begun : heading.first])
            at, begun = field, heading.past
    parts.setdefault(at, []).extend(rest[begun:])
    asked = _question(parts.pop("question", []))
    said = {field: _said(words) for field, words in parts.items()}
    return given | {field: words for field, words in (said | asked).items() if words}


def _pairs(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The `key: value` lines right under a title, and what follows them; a body that begins in one of them goes on below it."""
    given: dict[str, str] = {}
    for number, line in enumerate(lines):
        said, colon, value = line.replace("：", ":", 1).partition(":")
        known = name(folded(said)) if colon else ""
        if known == "body":
            return given, [value.strip(), *lines[number + 1 :]]
        if line.strip() and not known:
            return given, list(lines[number:])
        if known:
            given[known] = value.strip()
    return given, []


def _said(lines: Sequence[str]) -> str:
    """The words of a section, sign for sign where they are put in a block for that."""
    block, rest = _block(lines)
    return "\n".join(lines).strip() if block is None or any(map(str.strip, rest)) else "\n".join(block)


def _block(lines: Sequence[str]) -> tuple[list[str] | None, Sequence[str]]:
    """(the lines of the block of Markdown that lines begin with or None, the lines after it)."""
    filled = next((place for place, line in enumerate(lines) if line.strip()), len(lines))
    found = _FENCE.match(lines[filled]) if filled < len(lines) else None
    if found is None or found[2].lower() not in VERBATIM:
        return None, lines
    for place in range(filled + 1, len(lines)):
        if _closes(lines[place], found[1]):
            return list(lines[filled + 1 : place]), lines[place + 1 :]
    return None, lines


def _question(lines: Sequence[str]) -> dict[str, str]:
    """The closing question: its stem, its options, the letter of the one ticked `[x]` or named behind 答案; several give several."""
    block, rest = _block(lines)
    stem, right = list(block or ()), ""
    options: list[str] = []
    for line in rest:
        if found := _ANSWER.match(line):
            right += found[1].upper()
        elif found := _OPTION.match(line):
            if (found[1] or "").lower() == "[x]" and len(options) < len(ascii_lowercase):
                right += ascii_lowercase[len(options)].upper()
            options.append(found[3].strip())
        elif line.strip():
            stem.append(line.strip())
    said = {"question": "\n".join(stem), "answer": right}
    return said | {f"option_{letter}": words for letter, words in zip(ascii_lowercase, options, strict=False)}


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def block(words: str) -> str:
    """Words as a block that is read sign for sign, whatever they look like."""
    longest = max(map(len, re.findall(r"`+", words)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{VERBATIM[0]}\n{words}\n{fence}"


def titled(title: str, pairs: Iterable[tuple[str, str]], sections: Iterable[tuple[str, str]]) -> str:
    """A lesson: its title, its `key: value` lines, a section for each field with words."""
    head = "\n".join(f"{field}: {said}" for field, said in pairs if said)
    body = "\n\n".join(f"## {field}\n{words}" for field, words in sections if words)
    return f"# {title}\n{head}\n\n{body}\n"
