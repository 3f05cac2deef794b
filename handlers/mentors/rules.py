"""How an offer and a week's answer are read, and what a week comes to. Pure: words and rows in, values out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.arguments import whole
from storage.mentors.pairs import MentorPair
from storage.mentors.weeks import MARKS, Marks, MentorWeek

MOST_WEEKS, USUAL_WEEKS = 52, 8
MOST_BEHAVIOURS = 8
LONGEST_BEHAVIOUR = 20
"""Characters: it stands on a line beside a mark."""
BETWEEN = re.compile(r"[,，、;；]")
WEEKS = re.compile(
    r"(?:^|\s)(\d{1,3}|[一二两三四五六七八九十]{1,3})\s*(?:(?P<week>周|个?星期|weeks?|w)|个月|months?)(?=\s|$)", re.IGNORECASE
)
WEEKS_A_MONTH = 4
SAYS = {
    "done": ("做到", "做到了", "都做到了", "做了", "done", "yes", "did"),
    "partly": ("部分", "部分做到", "做到部分", "做到一部分", "一部分", "一半", "partly", "some", "partially"),
    "not": ("没做到", "没有做到", "没有", "没做", "没", "未做到", "not", "no", "not done"),
}
MARK_OF = {word: mark for mark, words in SAYS.items() for word in words}
_EVERY = r"(?:(?:两|三|四|[2-8])[项个条]|全部?|所有|both|all)"
ALL_OF_IT = re.compile(rf"(?:{_EVERY}都?|都)\s*(?P<how>\D+?)(?:了)?|(?P<en>\D+) (?:both|all)", re.IGNORECASE)
"""都做到了, both done: one word for every behaviour."""
PLACED = re.compile(
    r"(?:第\s*)?(?P<place>[1-8一二三四五六七八])\s*[项个条]?[\s、.:：]*(?P<how>[^\d\s,，;；第]+?)(?:了)?(?=$|[\s,，;；、]|第?\s*[1-8一二三四五六七八])"
)
"""第一项做到了，第二项没做到; 1做到2部分."""
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
    number = whole(found[1]) * (1 if found["week"] else WEEKS_A_MONTH)
    return " ".join(f"{normal[: found.start()]} {normal[found.end() :]}".split()), number


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
    """做到 部分 这周问了三次: as many marks as stand at the beginning, `most` at most, and the rest; 都做到了 is a mark for each, and each may
    name its place (第一项做到，第二项没做到)."""
    marks: list[str] = []
    rest = words.strip()
    first, _, behind = rest.partition(" ")
    for whole_of_it, left in ((rest, ""), (first.rstrip(",，。."), behind.strip())):
        every = ALL_OF_IT.fullmatch(plain(whole_of_it).rstrip("。.!"))
        if every is not None and (how := mark(every["how"] or every["en"])) is not None:
            return WeekSaid([how] * most, left)
    if (placed := _placed(rest, most)) is not None:
        return WeekSaid(placed, "")
    rest = MARKS_GLUED.sub(" ", rest)
    while rest and len(marks) < most:
        first, _, behind = rest.partition(" ")
        how = mark(first.strip(",，、;；"))
        if how is None:
            break
        marks.append(how)
        rest = behind.strip()
    return WeekSaid(marks, rest)


MARKS_GLUED = re.compile(r"(?<=做到|部分)[,，、;；]\s*(?=做到|部分|没)|(?<=做到了)[,，、;；]\s*(?=做到|部分|没)")


def _placed(words: str, most: int) -> list[str] | None:
    """Marks that name their places, where they are all of the words and each place is named once."""
    normal = plain(words).rstrip("。.!")
    found = {_place(one["place"]): mark(one["how"]) for one in PLACED.finditer(normal)}
    if re.sub(r"[\s,;、，；]", "", PLACED.sub("", normal)) or set(found) != set(range(1, most + 1)):
        return None
    marks = [how for _, how in sorted(found.items()) if how is not None]
    return marks if len(marks) == most else None


def _place(written: str) -> int:
    return whole(written)


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
