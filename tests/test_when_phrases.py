"""Phrases as a stranger writes them, seen from Thursday 2026-09-24 10:20 in Shanghai: read rightly and surely, or not surely at all.

`files/when/phrases.tsv` has a phrase and its right value a line, written before the code: moments of that year joined by &, a rhythm, ASK
for what must not be taken surely, NO for what cannot be. A ? before a value: that, or asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.calendar import Calendar
from scheduler.rhythm import AnyOf, Daily, EveryDays, Monthly, NthWeekday, Once, Rhythm, Until, Weekly, Workdays, Yearly
from scheduler.when import Impossible, TimeReading, read

SHANGHAI, CHINA = ZoneInfo("Asia/Shanghai"), Calendar("CN")
NOW = datetime(2026, 9, 24, 10, 20, tzinfo=SHANGHAI)
WEEK = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
LINES = (Path(__file__).parent / "files/when/phrases.tsv").read_text("utf-8").splitlines()
PHRASES = [tuple(line.split("\t")) for line in LINES]


def rhythm(words: str) -> Rhythm:
    """The right value as the table has it."""
    kind, *rest = words.split()
    at = time.fromisoformat(rest[-1]) if kind.isupper() and kind != "UNTIL" else time()
    match kind:
        case "FORTNIGHT":
            return EveryDays(14, date.fromordinal(NOW.toordinal() + (WEEK.index(rest[0]) - 3) % 7), at)
        case "LAST-WORKDAY":
            return Monthly(31, at, "previous_workday")
        case "FIRST-WORKDAY":
            return Monthly(1, at, "next_workday")
        case "UNTIL":
            return Until(Daily(time.fromisoformat(rest[0])), date.fromisoformat(f"2026-{rest[1]}"))
        case "WEEKLY":
            return _any(Weekly(WEEK.index(day), at) for day in rest[:-1])
        case "NTH":
            return NthWeekday(int(rest[0]), WEEK.index(rest[1]), at)
        case "MONTHLY":
            return _any(Monthly(int(day), at) for day in rest[:-1])
        case "YEARLY":
            day = date.fromisoformat(f"2026-{rest[0]}")
            return Yearly(day.month, day.day, at)
        case "WORKDAYS":
            return Workdays(at)
        case "DAILY":
            return _any(Daily(time.fromisoformat(each)) for each in rest)
    return _any(Once(_moment(each)) for each in words.split(" & "))


def _any(parts: Iterable[Rhythm]) -> Rhythm:
    each = tuple(parts)
    return each[0] if len(each) == 1 else AnyOf(each)


def _moment(local: str) -> datetime:
    whole = local if local.startswith("20") else f"2026-{local}"
    return datetime.fromisoformat(whole).replace(tzinfo=SHANGHAI).astimezone(UTC)


@pytest.mark.parametrize(("words", "right"), PHRASES, ids=[words for words, _ in PHRASES])
def test_a_phrase_is_never_read_surely_and_wrongly(words: str, right: str) -> None:
    reading = read(words, NOW, CHINA)
    sure = reading.rhythm if isinstance(reading, TimeReading) and reading.sure else None
    if right == "NO":
        assert isinstance(reading, Impossible)
    elif right == "ASK":
        assert sure is None
    elif right.startswith("?"):
        assert sure in (None, rhythm(right[1:]))
    else:
        assert sure == rhythm(right)


SURE = [(words, right) for words, right in PHRASES if right not in {"ASK", "NO"} and not right.startswith("?")]
LEFT_OVER = ["或者周六", "不行就后天", "最晚", "次日早上", "tommorow", "大概", "除非放假", "连续三周"]


@given(st.sampled_from(SURE), st.sampled_from(LEFT_OVER))
def test_whatever_sounds_like_time_and_is_left_over_makes_it_a_question(phrase: tuple[str, str], more: str) -> None:
    reading = read(f"{phrase[0]} {more}", NOW, CHINA)
    assert not (isinstance(reading, TimeReading) and reading.sure)


@given(st.sampled_from(SURE))
def test_full_width_signs_change_nothing(phrase: tuple[str, str]) -> None:
    words = phrase[0].translate({sign: sign + 0xFEE0 for sign in range(0x30, 0x3B)})
    one, other = read(phrase[0], NOW, CHINA), read(words, NOW, CHINA)
    assert isinstance(one, TimeReading) and isinstance(other, TimeReading)
    assert (one.rhythm, one.sure) == (other.rhythm, other.sure)
