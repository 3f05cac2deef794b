"""Options with a circle or a box where others have a letter, as questionnaires print them: they get their letters, in order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from string import ascii_uppercase

from bot.documents.text_line import TextLine

LEAST = 2
"""Lines in a row: one alone may be anything."""

_MARK = re.compile(r"\s*[○〇◯⭕□☐▢]\s*(?=\S)")


def lettered(lines: Sequence[TextLine]) -> list[TextLine]:
    """The lines, each run of marked ones as options A, B, …; blank lines between them do not end a run."""
    said = list(lines)
    for run in _runs(lines):
        if LEAST <= len(run) <= len(ascii_uppercase):
            for letter, place in zip(ascii_uppercase, run, strict=False):
                said[place] = _with_letter(lines[place], letter)
    return said


def _runs(lines: Iterable[TextLine]) -> Iterable[list[int]]:
    run: list[int] = []
    for place, line in enumerate(lines):
        if _MARK.match(line.text):
            run.append(place)
        elif line.text.strip():
            yield run
            run = []
    yield run


def _with_letter(line: TextLine, letter: str) -> TextLine:
    found = _MARK.match(line.text)
    assert found is not None
    front = f"{letter}. "
    shift = len(front) - found.end()
    marks = tuple((max(0, first + shift), past + shift, mark) for first, past, mark in line.marks)
    return TextLine(line.number, front + line.text[found.end() :], marks)
