"""How an offer and a week's answer are read, and what a week comes to. Pure: words and rows in, values out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from storage.mentors.pairs import MentorPair
from storage.mentors.weeks import MARKS, Marks, MentorWeek

MOST_WEEKS, USUAL_WEEKS = 52, 8
MOST_BEHAVIOURS = 8
LONGEST_BEHAVIOUR = 20
"""Characters: it stands on a line beside a mark."""
BETWEEN = re.compile(r"[,，、;；]")
WEEKS = re.compile(r"(?:^|\s)(\d{1,3})\s*(?:周|个?星期|weeks?|w)(?=\s|$)", re.IGNORECASE)
SAYS = {
    "done": ("做到", "做到了", "done", "yes"),
    "partly": ("部分", "部分做到", "partly", "some"),
    "not": ("没做到", "没有", "not", "no"),
}
MARK_OF = {word: mark for mark, words in SAYS.items() for word in words}
IN_A_ROW = 2
"""Missed weeks after which a manager hears of it."""


def plain(words: str) -> str:
    """Full-width letters and digits as the usual ones, small."""
    return unicodedata.normalize("NFKC", words).strip().casefold()


def weeks_apart(words: str) -> tuple[str, int | None]:
    """The words without 8周 or 8 weeks, and that number."""
    found = WEEKS.search(unicodedata.normalize("NFKC", words))
    if found is None:
        return words.strip(), None
    normal = unicodedata.normalize("NFKC", words)
    return " ".join(f"{normal[: found.start()]} {normal[found.end() :]}".split()), int(found[1])


def behaviours(words: str) -> list[str]:
    """先问参照,记录异议 as a list, each once."""
    named = (" ".join(one.split()) for one in BETWEEN.split(words))
    return list(dict.fromkeys(one for one in named if one))


def mark(word: str) -> str | None:
    """How a behaviour was seen, in either language; None for another word."""
    return MARK_OF.get(plain(word))


class WeekSaid(NamedTuple):
    """What was said of a week: behaviours from the beginning, and what came behind."""

    marks: list[str]
    words: str


def said(words: str, most: int) -> WeekSaid:
    """做到 部分 这周问了三次: as many marks as stand at the beginning, `most` at most, and the rest."""
    marks: list[str] = []
    rest = words.strip()
    while rest and len(marks) < most:
        first, _, behind = rest.partition(" ")
        how = mark(first.strip(",，、;；"))
        if how is None:
            break
        marks.append(how)
        rest = behind.strip()
    return WeekSaid(marks, rest)


def is_whole(marks: Mapping[int, str], pair: MentorPair) -> bool:
    """Whether every behaviour of the pair is marked."""
    return all(place in marks for place in range(1, len(pair.behaviours) + 1))


def missed(weeks: Sequence[MentorWeek], marks: Marks, pair: MentorPair, member: int, excused: frozenset[object]) -> int:
    """How many of the last weeks, one after the other, somebody said nothing whole of; days of leave are no week they were asked in."""
    count = 0
    for week in reversed(weeks):
        if week.asked_on in excused:
            continue
        if is_whole(marks.get((week.id, member), {}), pair):
            break
        count += 1
    return count


class BehaviourResult(NamedTuple):
    """How often one side saw a behaviour done, partly and not, of the weeks it said something of."""

    done: int
    partly: int
    not_done: int

    @property
    def n(self) -> int:
        return self.done + self.partly + self.not_done


def result(weeks: Sequence[MentorWeek], marks: Marks, member: int, place: int) -> BehaviourResult:
    """Of one behaviour as one side saw it."""
    seen = [marks.get((week.id, member), {}).get(place) for week in weeks]
    return BehaviourResult(*(seen.count(how) for how in MARKS))
