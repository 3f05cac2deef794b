"""What is typed after 设置, read into the value that is kept: numbers in bounds, times and spans of a day, one of a few words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time

from bot.arguments import clock_time, whole
from bot.phrases import Line, Phrase

ALL_DAY = ("00:00", "24:00")
MIDNIGHTS = {"24:00", "24点"}
OFF = {"关", "off", "否", "no"}
WITH_UNIT = Phrase(zh="{n}{unit}", en="{n} {unit}")
OFF_SHOWN = Phrase(zh="关", en="off")
DASHES = re.compile(r"[–—~～至到]")


def between(least: int, most: int, unit: Phrase | None = None) -> Callable[[str], int]:
    """A reader of whole numbers from `least` to `most`; a percent sign behind one says nothing, nor does the unit it is shown with.
    It raises ValueError."""

    def read(words: str) -> int:
        plain = words.strip().rstrip("%％")
        for shown in (unit.zh, unit.en, unit.en.removesuffix("s")) if unit else ():
            plain = plain.removesuffix(shown).rstrip()
        if not least <= (number := whole(plain)) <= most:
            raise ValueError(words)
        return number

    return read


def with_unit(unit: Phrase) -> Callable[[int], Line]:
    """How such a number is shown: 30天, 30 days."""
    return lambda n: WITH_UNIT(n=n, unit=unit)


points = between(0, 1000)
"""How many points something earns."""


def time_of_day(words: str) -> str:
    """9:00 or 09:00, as HH:MM. Raises ValueError."""
    return f"{clock_time(words):%H:%M}"


def time_of_day_or_off(words: str) -> str:
    """The same, or "" for 关 / off. Raises ValueError."""
    return "" if words.strip().casefold() in OFF else time_of_day(words)


def time_or_off_shown(at: str) -> str | Phrase:
    """What `time_of_day_or_off` read, as people say it."""
    return at or OFF_SHOWN


def span_of_day(words: str) -> tuple[str, str]:
    """06:00-22:00 as (HH:MM, HH:MM), or 全天 / all; 24:00 is the day's end. Raises ValueError where it does not end after it begins."""
    if words.strip().casefold() in ("全天", "all"):
        return ALL_DAY
    first, last = ends(words)
    start, end = clock_time(first), time.max if last in MIDNIGHTS else clock_time(last)
    if start >= end:
        raise ValueError(words)
    return (f"{start:%H:%M}", "24:00" if end is time.max else f"{end:%H:%M}")


def ends(words: str) -> tuple[str, str]:
    """The words on either side of whatever dash stands between them; nothing is read yet."""
    first, _, last = DASHES.sub("-", words).partition("-")
    return first.strip(), last.strip()


def one_of(names: Mapping[str, Phrase]) -> Callable[[str], str]:
    """A reader of one of a few words in either language; gives its code. It raises ValueError."""
    codes = {word.casefold(): code for code, name in names.items() for word in (name.zh, name.en)}

    def read(words: str) -> str:
        code = codes.get(words.strip().casefold())
        if code is None:
            raise ValueError(words)
        return code

    return read
