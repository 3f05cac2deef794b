"""The rules of events that need no table: how long one is, what its words name, whether two overlap, what a clock change does to it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from fractions import Fraction
from typing import NamedTuple

from bot.arguments import clock_time, span
from bot.names import folded

USUAL_MINUTES = 60
NUMBER = re.compile(r"V[-—\s]?(\d{1,9})(?=\s|$)", re.IGNORECASE)
AMONG = re.compile(r"(?<!\S)V[-—]?(\d{1,9})(?!\S)", re.IGNORECASE)
QUOTED = re.compile(r"\s*[《“\"「](.+?)[》”\"」]\s*")
CLOCK = r"\d{1,2}(?::\d{2}|[点點时時](?:整|半|\d{1,2}分?)?)"
FROM_TO = re.compile(rf"({CLOCK})\s*(?:[-–—~～到至]|to|until)\s*({CLOCK})")
COMMAS = re.compile(r"^(\s*[^\s，,；;]+)[，,；;]\s*(.*)$", re.DOTALL)
"""A title, and what stands behind the comma after it: 分享会，周五 16:00."""
LIST = re.compile(r"[、,，;；\s]+")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class NumberFirst(NamedTuple):
    """A number the words begin with, and the rest of them."""

    number: int
    rest: str


def number_in(words: str) -> NumberFirst | None:
    """3 in V3, v-3 or Ｖ３, and what follows."""
    plain = unicodedata.normalize("NFKC", words[:16]).lstrip() + words[16:]
    found = NUMBER.match(plain)
    return NumberFirst(int(found[1]), plain[found.end() :].strip()) if found else None


def number_among(words: str) -> NumberFirst | None:
    """The same wherever it stands: 林晓 V3 手机没电; the rest are the words around it."""
    plain = unicodedata.normalize("NFKC", words)
    found = AMONG.search(plain)
    return NumberFirst(int(found[1]), f"{plain[: found.start()]} {plain[found.end() :]}".strip()) if found else None


def bare_number(words: str) -> int | None:
    """3 in 3, ３, 3号 and 第3场, with nothing else."""
    found = re.fullmatch(r"第?(\d{1,9})[号场]?", unicodedata.normalize("NFKC", words).strip())
    return int(found[1]) if found else None


def title_in(words: str) -> tuple[str, str]:
    """A title, in its marks or the first word, and the rest."""
    if quoted := QUOTED.match(words):
        return quoted[1].strip(), words[quoted.end() :].strip()
    first, _, rest = words.strip().partition(" ")
    return first, rest.strip()


def behind_title(words: str, title: str) -> str | None:
    """What stands behind a title, in its marks or bare, the words begin with; None where they begin with another."""
    said, rest = title_in(words)
    if folded(said) == folded(title):
        return rest
    count = len(title.split())
    pieces = words.split()
    return " ".join(pieces[count:]) if folded(" ".join(pieces[:count])) == folded(title) else None


def new_title_in(words: str, is_time: Callable[[str], bool]) -> tuple[str, str]:
    """A new title as `title_in` has it, of English words all before a time; and the rest: when it is, and what it is about."""
    if QUOTED.match(words):
        return title_in(words)
    words = COMMAS.sub(r"\1 \2", words, count=1)
    pieces = words.split()
    end = 1
    while pieces[end:] and pieces[end - 1].isascii() and pieces[end].isascii() and not is_time(" ".join(pieces[end:])):
        end += 1
    end = end if pieces[end:] else 1
    return " ".join(pieces[:end]), " ".join(pieces[end:])


def length_in(words: str) -> tuple[int | None, str]:
    """The minutes between two clock times in the words, and the words with the first of them alone; over midnight is the next day."""
    found = FROM_TO.search(unicodedata.normalize("NFKC", words))
    if found is None:
        return None, words
    plain = unicodedata.normalize("NFKC", words)
    first, last = (clock_time(one) for one in found.groups())
    minutes = (last.hour - first.hour) * 60 + last.minute - first.minute
    return minutes + 1440 if minutes < 0 else minutes, plain[: found.end(1)] + plain[found.end() :]


def minutes_of(words: str) -> int | None:
    """The minutes a length of time has: 90分钟, 1.5小时, 2h, 3天; a bare number is minutes. None where it is no length."""
    plain = unicodedata.normalize("NFKC", words).strip().casefold()
    if part := re.fullmatch(r"(\d{1,3}\.\d)\s*(小时|个小时|h|hours?)", plain):
        return round(float(part[1]) * 60)
    if re.fullmatch(r"\d{1,6}", plain):
        return int(plain)
    try:
        return int(
            span(plain.replace("个", "").replace("hours", "h").replace("hour", "h").replace("days", "天"))
            / timedelta(minutes=1)
        )
    except ValueError:
        return None


def kind_of(title: str, kinds: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """The kind whose name stands in a title, else `other`."""
    name = folded(title)
    return next((code for code, words in kinds if code != "other" and any(folded(word) in name for word in words)), "other")


def listed(words: str) -> tuple[str, ...]:
    """The words of a list, each once."""
    return tuple(dict.fromkeys(word for word in LIST.split(words.strip()) if word))


def ends_at(starts_at: datetime, minutes: int) -> datetime:
    """When it is over."""
    return starts_at + timedelta(minutes=minutes)


def overlap(one: tuple[datetime, int], other: tuple[datetime, int]) -> bool:
    """Whether two (beginning, minutes) share a moment."""
    return one[0] < ends_at(*other) and other[0] < ends_at(*one)


def crosses_change(starts_at: datetime, minutes: int, zone: tzinfo) -> bool:
    """Whether the clocks of a zone are changed while it is on."""
    return starts_at.astimezone(zone).utcoffset() != ends_at(starts_at, minutes).astimezone(zone).utcoffset()


COMPARED, LOW_PERCENT = 3, 70
"""How many events before one it is held against, and under how much of their median it is low."""


class EventFunnel(NamedTuple):
    """How many were invited, signed up, came and stayed to the end."""

    invited: int
    signed: int
    came: int
    finished: int


def came_rate(of: EventFunnel) -> Fraction:
    """Who came of those invited; of nobody, none."""
    return Fraction(of.came, of.invited) if of.invited else Fraction(0)


def median_rate(before: Sequence[EventFunnel]) -> Fraction:
    """The middle of their rates, of two middle ones their mean; exact."""
    ordered, middle = sorted(map(came_rate, before)), len(before) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def is_low(this: EventFunnel, before: Sequence[EventFunnel]) -> bool:
    """Whether it is under 70 % of the median of those before it."""
    return came_rate(this) * 100 < median_rate(before) * LOW_PERCENT


def next_in_turn(order: Sequence[int], last: int | None) -> int | None:
    """Who speaks after who spoke last; the first where that is nobody of them, none where there is nobody."""
    if not order:
        return None
    return order[(order.index(last) + 1) % len(order)] if last in order else order[0]
