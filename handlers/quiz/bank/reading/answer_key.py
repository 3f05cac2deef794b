"""The answers at the end of a text bank (1-5 ABCDE, 6. 对 7. 错), given to the questions they belong to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.phrases import Line
from handlers.quiz.bank.normalise import truth
from handlers.quiz.bank.questions import QuestionKind
from handlers.quiz.bank.reading import faults
from handlers.quiz.bank.reading.draft import Draft

_RANGE = re.compile(r"(?<![\d.])(\d{1,5})\s*题?\s*[-－~～—–至到]{1,2}\s*(\d{1,5})\s*题?\s*[:：.．、)）]?\s*(?=[^\d\s])")
_ENTRY = re.compile(
    r"(?:^|(?<=[\s;；,，、。|]))[（(]?\s*(?:第\s*)?(\d{1,5})\s*(?:题\s*[:：.．、]?|[.．、:：)）﹒]|\s(?=\s*[A-Z√×对错]))(?!\d)\s*"
)
_SIGNS = re.compile(r"[A-Za-zＡ-Ｚ√×✓✔✗✘✖对错TFtf○]")


@dataclass(slots=True)
class KeyEntry:
    """The answer of a number, under the kind a head of the key names, and where it stands."""

    number: int
    answer: str
    line: int
    kind: QuestionKind | str | None = None
    section: int = 0
    explanation: str = ""


def is_range(text: str) -> bool:
    """Whether a line gives the answers of several numbers at once."""
    found = _RANGE.match(text.strip())
    return found is not None and _parted(text.strip()[found.end() :].split(" ")[0], 0) is not None


def entries(text: str, line: int) -> tuple[list[KeyEntry], list[Line]]:
    """The entries of a line of a key, and what is wrong with it; neither where it is no such line."""
    text = text.strip()
    ranges = list(_RANGE.finditer(text))
    if ranges and not ranges[0].start():
        return _ranged(text, ranges, line)
    found = list(_ENTRY.finditer(text))
    if not found or found[0].start():
        return [], []
    found = _in_sequence(found)
    ends = [one.start() for one in found[1:]] + [len(text)]
    given = [(int(one[1]), text[one.end() : end].strip(" \t;；,，、。|")) for one, end in zip(found, ends, strict=True)]
    return [KeyEntry(number, answer, line) for number, answer in given], []


def _in_sequence(found: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The numbers that follow each other; any other figure belongs to an answer's words."""
    kept = [found[0]]
    for one in found[1:]:
        if int(one[1]) == int(kept[-1][1]) + 1:
            kept.append(one)
    return kept


def _ranged(text: str, ranges: Sequence[re.Match[str]], line: int) -> tuple[list[KeyEntry], list[Line]]:
    given: list[KeyEntry] = []
    wrong: list[Line] = []
    ends = [one.start() for one in ranges[1:]] + [len(text)]
    for one, end in zip(ranges, ends, strict=True):
        first, last, said = int(one[1]), int(one[2]), text[one.end() : end].strip(" \t;；,，、。|")
        parts = _parted(said, last - first + 1)
        if parts is None:
            wrong.append(faults.KEY_COUNT(answer=said[:20], first=first, last=last))
        else:
            given += [KeyEntry(first + place, answer, line) for place, answer in enumerate(parts)]
    return given, wrong


def _parted(said: str, count: int) -> list[str] | None:
    """One answer each: parted by spaces or signs, or a letter each; any number of them where `count` is 0."""
    spaced = [part for part in re.split(r"[\s,，、;；|]+", said) if part]
    if len(spaced) == count or (not count and len(spaced) > 1):
        return spaced
    signs = "".join(spaced)
    if (len(signs) == count or not count) and signs and _SIGNS.sub("", signs) == "":
        return list(signs)
    words = [part for part in re.split(r"(?<=[√×对错])", signs) if part]
    return words if len(words) == count and all(truth(word) is not None for word in words) else None


def give(drafts: Sequence[Draft], key: Sequence[KeyEntry]) -> list[tuple[KeyEntry, Line]]:
    """Puts the answers of a key into the drafts; gives the entries that found no question, or more than one."""
    places: dict[tuple[object, int], list[Draft]] = defaultdict(list)
    counted: dict[int, int] = defaultdict(int)
    for draft in drafts:
        counted[draft.section] += 1
        number = draft.number if draft.number is not None else counted[draft.section]
        for where in (None, draft.kind, ("section", draft.section)):
            if draft not in places[where, number]:
                places[where, number].append(draft)
    wrong = []
    for entry in key:
        found = _meant(places, entry)
        if len(found) == 1:
            _answer(found[0], entry)
        elif found:
            wrong.append((entry, faults.SAME_NUMBER(number=entry.number)))
        else:
            wrong.append((entry, faults.NO_SUCH_NUMBER(number=entry.number)))
    return wrong


def _meant(places: dict[tuple[object, int], list[Draft]], entry: KeyEntry) -> list[Draft]:
    """The questions an entry could be for: those under its head, else all of its number; the unanswered ones first."""
    for where in (entry.kind, ("section", entry.section)):
        if where and len(found := places.get((where, entry.number), [])) == 1:
            return found
    every = places.get((None, entry.number), [])
    return [draft for draft in every if not draft.answered] or every


def _answer(draft: Draft, entry: KeyEntry) -> None:
    if draft.answer is None:
        draft.answer = entry.answer
        draft.source.append(f"答案：{entry.answer}")
    if entry.explanation:
        draft.explanation.append(entry.explanation)
