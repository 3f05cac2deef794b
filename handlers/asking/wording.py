"""How a question to people is set up in words: deadlines, starts, tags and single words like 匿名, wherever they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from bot.arguments import span
from bot.feature import Phrase, Refusal
from scheduler import when
from scheduler.calendar import Calendar

NO_TIME = Phrase(
    zh="没看懂{name}的时间“{words}”。试试：{name}=周五 18:00",
    en="I did not get the time of “{name}”: “{words}”. Try: {name}=Fri 18:00",
)
TAG = re.compile(r"(?:^|(?<=\s))(?:(?:标签|tag)[=＝]|[#＃])(\S+)", re.IGNORECASE)
LASTS = re.compile(r"(?:^|(?<=\s))(时长|lasts)[=＝](\S+)", re.IGNORECASE)
TRIAL = re.compile(r"(?:^|(?<=\s))(?:试发|trial)[=＝](?:我|自己|me|myself)(?=\s|$)", re.IGNORECASE)
LONGEST_QUOTE = 20
MOST_TIMES = 12
"""Times taken out of one sentence: each is looked for in all of it, and nobody means more."""

Time = TypeVar("Time")


def take_times(
    words: str, names: Mapping[str, str], now: datetime, calendar: Calendar
) -> tuple[dict[str, when.TimeReading], str]:
    """The times behind the names (开始=周五 18:00), by what the names stand for, and the words without them. Raises Refusal."""
    return _take(words, names, lambda said: when.begins(said, now, calendar))


def take_deadlines(words: str, names: Mapping[str, str], now: datetime, calendar: Calendar) -> tuple[dict[str, datetime], str]:
    """The deadlines behind the names (截止=周五 18:00, 截止 5/8), and the words without them. Raises Refusal."""
    return _take(words, names, lambda said: when.deadline_first(said, now, calendar))


def _take(words: str, names: Mapping[str, str], first: Callable[[str], tuple[Time | None, str]]) -> tuple[dict[str, Time], str]:
    """What `first` reads behind each name. Where no time follows, 截止 is a word like others; behind 截止= one must."""
    found: dict[str, Time] = {}
    begins = re.compile(rf"(?:^|(?<=\s))({'|'.join(names)})(?:\s*[=＝:：]\s*|\s+|(?=[\d今明后下本周]))(?=\S)", re.IGNORECASE)
    position = 0
    for _ in range(MOST_TIMES):
        if (match := begins.search(words, position)) is None:
            break
        read, rest = first(words[match.end() :])
        if read is None and match[0].rstrip().endswith(("=", "＝")):
            raise Refusal(NO_TIME(name=match[1], words=words[match.end() :][:LONGEST_QUOTE]))
        if read is None:
            position = match.end()
            continue
        found[names[match[1].casefold()]] = read
        words = f"{words[: match.start()]} {rest}"
    return found, words


def take_lasting(words: str) -> tuple[timedelta | None, str]:
    """时长=2天: how long it lasts, and the words without it. Raises Refusal."""
    found = LASTS.search(words)
    if found is None:
        return None, words
    try:
        return span(found[2]), cut(words, found)
    except ValueError:
        raise Refusal(NO_TIME(name=found[1], words=found[2][:LONGEST_QUOTE])) from None


def take_trial(words: str) -> tuple[bool, str]:
    """试发=我: whether it is only to be tried on whoever says so, and the words without it."""
    found = TRIAL.search(words)
    return (True, cut(words, found)) if found else (False, words)


def take_tag(words: str) -> tuple[str, str]:
    """标签=骨干 or #骨干: whom it is for, and the words without it."""
    found = TAG.search(words)
    return (found[1], cut(words, found)) if found else ("", words)


def take_flags(words: str, names: Mapping[str, str]) -> tuple[set[str], str]:
    """The single words that are settings, by what they stand for, and the words without them; lines stay lines."""
    flags: set[str] = set()
    lines = []
    for line in words.split("\n"):
        pieces = line.split(" ")
        known = {piece: names.get(unicodedata.normalize("NFKC", piece).strip().casefold()) for piece in pieces}
        flags |= {flag for flag in known.values() if flag}
        lines.append(" ".join(piece for piece in pieces if not known[piece]))
    return flags, "\n".join(lines)


def cut(words: str, found: re.Match[str]) -> str:
    """The words without a match."""
    return f"{words[: found.start()].rstrip()} {words[found.end() :].lstrip(' ')}".strip()  # the next line stays one
