"""How a question to people is set up in words: deadlines, starts, tags and single words like 匿名, wherever they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from bot.arguments import span
from bot.feature import Phrase, Refusal
from scheduler import when
from scheduler.calendar import Calendar
from scheduler.rhythm import on_the_clock

NO_TIME = Phrase(
    zh="没看懂{name}的时间“{words}”。试试：{name}=周五 18:00",
    en="I did not get the time of “{name}”: “{words}”. Try: {name}=Fri 18:00",
)
HAS_PASSED = Phrase(
    zh="这个截止时间已经过去了。试试：截止=明天 18:00", en="That deadline has passed. Try: until=tomorrow 18:00"
)
WHICH_DAY = Phrase(
    zh="截止到哪一天？请写到日子。试试：截止=周五 18:00", en="Until which day? Please name one. Try: until=Fri 18:00"
)
END_OF_DAY = time(23, 59)
NEARLY_A_YEAR = timedelta(days=300)
TAG = re.compile(r"(?:^|(?<=\s))(?:(?:标签|tag)[=＝]|[#＃])(\S+)", re.IGNORECASE)
LASTS = re.compile(r"(?:^|(?<=\s))(时长|lasts)[=＝](\S+)", re.IGNORECASE)
LONGEST_TIME = 6
"""Words a deadline may have."""
LONGEST_QUOTE = 20


def timed(words: str, now: datetime, calendar: Calendar) -> tuple[when.TimeReading | None, str]:
    """The time the words begin with, as much of them as is nothing but a time, and the rest. Raises Refusal for a time that cannot be."""
    pieces = re.split(r"(\s+)", words)
    impossible: when.Impossible | None = None
    best: tuple[when.TimeReading | None, str] = (None, words)
    for count in range(1, min(LONGEST_TIME, (len(pieces) + 1) // 2) + 1):
        read = when.read("".join(pieces[: 2 * count - 1]), now, calendar)
        if isinstance(read, when.Impossible) and not read.rest:
            impossible = read
        elif isinstance(read, when.TimeReading) and not read.rest:
            impossible = None
            best = (read, "".join(pieces[2 * count - 1 :]))
    if impossible is not None:  # 今天 07:00 at eight is no 今天
        raise Refusal(impossible.why)
    return best


def take_times(
    words: str, names: Mapping[str, str], now: datetime, calendar: Calendar
) -> tuple[dict[str, when.TimeReading], str]:
    """The times behind the names (截止=周五 18:00, 截止 5/8), by what the names stand for, and the words without them.

    Where no time follows, 截止 is a word like others; behind 截止= one must. Raises Refusal.
    """
    found: dict[str, when.TimeReading] = {}
    begins = re.compile(rf"(?:^|(?<=\s))({'|'.join(names)})(?:\s*[=＝:：]\s*|\s+)(?=\S)", re.IGNORECASE)
    position = 0
    while match := begins.search(words, position):
        read, rest = timed(words[match.end() :], now, calendar)
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


def deadline(read: when.TimeReading | None, now: datetime, calendar: Calendar) -> datetime | None:
    """The moment something ends: a day without an hour ends with its last minute. Raises Refusal for what has passed, or names no one day."""
    if read is None:
        return None
    ends = moment(read, now, calendar)
    if ends is None or (not read.sure and ends - now > NEARLY_A_YEAR):  # 5/5 said on 5/6 is not next year's
        raise Refusal(HAS_PASSED)
    if read.is_stretch:
        raise Refusal(WHICH_DAY)
    return on_the_clock(ends.astimezone(now.tzinfo).date(), END_OF_DAY, now.tzinfo or UTC) if read.loose else ends


def moment(read: when.TimeReading | None, now: datetime, calendar: Calendar) -> datetime | None:
    """The first moment of a time read."""
    return read.rhythm.after(now, now.tzinfo or UTC, calendar) if read else None


def cut(words: str, found: re.Match[str]) -> str:
    """The words without a match."""
    return f"{words[: found.start()].rstrip()} {words[found.end() :].lstrip()}".strip()
