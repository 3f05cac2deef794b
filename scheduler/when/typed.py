"""A day or a range of days typed by itself, as an answer or an argument: 5/8, 昨天, 下周五, 5/12-5/13."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Literal

from scheduler.calendar import DAY, week_of
from scheduler.when.day_words import SHORT, SPOKEN
from scheduler.when.days import Dated, Day, OfMonth, Week, candidates, floats
from scheduler.when.lexicon import plain
from scheduler.when.numbers import ENGLISH_NUMBER, NUMBER, number

LONGEST = 200
"""Days a range may have: what is longer was typed the wrong way round (5/13-5/12)."""
MOST = 60
"""Signs of what was typed in which days are looked for: nobody writes a range at greater length."""
NEARBY = 7
"""Days within which a day without a year is taken even on the side that was not asked for."""
TYPED = SPOKEN + SHORT
MANY = rf"(?P<n>{NUMBER}|{ENGLISH_NUMBER})"
SO_LONG = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"从?\s*(?P<since>.+?)\s*(?:起|开始)?(?:算)?[,，]?\s*(?:请|休|共|一共|连续|连着)?\s*{MANY}\s*天",
        rf"(?:from |starting |beginning )?(?P<since>.+?),? for {MANY} days?",
        rf"(?:for )?{MANY} days?,? (?:from|starting|beginning)(?: on| from)? (?P<since>.+)",
    )
]
"""A first day and how many days: 明天起3天, from tomorrow for 3 days. A range of its own, also where it could be one day (3 days from tomorrow)."""
TOGETHER = re.compile(r"\s*(?:[、,，&]|[和及跟]|\band\b)\s*", re.IGNORECASE)
TWO_WORDS = {"明后": "明天、后天", "今明": "今天、明天"}
"""明后两天 names both days in one word."""

Prefer = Literal["past", "future"]


def parse_day(words: str, today: date, *, prefer: Prefer = "future") -> date | None:
    """The day the words are, or None where they are no day.

    A weekday without a week is the nearest one on the preferred side, today included. A day without a year (or month)
    too, unless there is one within a week on the other side: on 13 May, 5/12 is yesterday and not in a year.
    """
    meant = _meant(words)
    return None if meant is None or isinstance(meant, Week) else _seen_from(today, meant, prefer)


def parse_days(words: str, today: date, *, prefer: Prefer = "future") -> tuple[date, date] | None:
    """First and last day of a range: 5/12-5/13, 5月12日到13日, 下周, 明天起3天, 今天和明天; one day is its own range. None where it is none."""
    words = " ".join(words.split())  # a run of spaces says no more than one, and costs its square
    if long := _so_long(plain(words[:MOST]), today, prefer):
        return long
    meant = _meant(words)
    if isinstance(meant, Week):
        return week_of(today + 7 * meant.weeks * DAY)
    if meant is not None:
        return _both(_seen_from(today, meant, prefer))
    splits = (
        _range(words[: sign.start()], words[sign.end() :], today, prefer)
        for sign in re.finditer(r"\s*(?:[-–—－~～到至]|to|through|until)\s*", words)
    )
    return next((days for days in splits if days), None) or _together(words, today, prefer)


def days_and_rest(words: str, today: date, *, prefer: Prefer = "future") -> tuple[tuple[date, date] | None, str]:
    """The longest beginning of the words that is a range of days, and what is behind it: 明天到下周三 出差."""
    ends = [found.start() for found in re.finditer(r"[\s,，。;；:：(（]+", words[:MOST])]
    for end in [len(words), *reversed(ends)]:
        if days := parse_days(words[:end], today, prefer=prefer):
            return days, words[end:].strip(" ,，。;；:：()（）")
    return None, words


def _so_long(words: str, today: date, prefer: Prefer) -> tuple[date, date] | None:
    for found in filter(None, (pattern.fullmatch(words) for pattern in SO_LONG)):
        first, days = parse_day(found["since"], today, prefer=prefer), number(found["n"].casefold())
        if first is not None and days is not None and 1 <= days <= LONGEST:
            return first, first + (days - 1) * DAY
    return None


def _together(words: str, today: date, prefer: Prefer) -> tuple[date, date] | None:
    """Days named one by one that follow one another: 今天和明天, 5/12、5/13, 明后两天."""
    both = re.fullmatch(rf"({'|'.join(TWO_WORDS)})(?:天|两天|2天|二天)", plain(words).strip())
    days = [parse_day(word, today, prefer=prefer) for word in TOGETHER.split(TWO_WORDS[both[1]] if both else words)]
    first = days[0]
    if first is None or len(days) < 2 or any(day != first + n * DAY for n, day in enumerate(days)):
        return None
    return first, first + (len(days) - 1) * DAY


def _both(day: date | None) -> tuple[date, date] | None:
    return None if day is None else (day, day)


def _range(left: str, right: str, today: date, prefer: Prefer) -> tuple[date, date] | None:
    until = _meant(right) or _bare(right)
    since = _meant(left) or _of_the_same_month(left, until)
    first = None if since is None else _seen_from(today, since, prefer)
    if first is None or until is None or isinstance(since, Week) or isinstance(until, Week):
        return None
    last = next(candidates(until, first if floats(until) else today), None)
    return (first, last) if last is not None and first <= last <= first + LONGEST * DAY else None


def _of_the_same_month(words: str, until: Day | None) -> Day | None:
    """A number before a day that has its month: 12-15号, 12-15 May."""
    day = _bare(words)
    match until:
        case OfMonth():
            return day
        case Dated() if day is not None:
            return replace(until, day=day.day, is_last=False)
    return None


def _bare(words: str) -> OfMonth | None:
    """A day of the month without its 日, as ranges have it: 5/12-13."""
    day = number(words) if re.fullmatch(NUMBER, words.strip()) else None
    return None if day is None else OfMonth(day)


def _meant(words: str) -> Day | None:
    tokens = TYPED.whole(plain(words).strip())
    return tokens[0] if len(tokens) == 1 else None


def _seen_from(today: date, day: Day, prefer: Prefer) -> date | None:
    step: Literal[1, -1] = 1 if prefer == "future" else -1
    preferred = next(candidates(day, today, step), None)
    if not isinstance(day, Dated | OfMonth):
        return preferred
    other = next(candidates(day, today, -1 if step == 1 else 1), None)
    near = other is not None and abs(other - today).days <= NEARBY
    return other if near and (preferred is None or abs(preferred - today).days > NEARBY) else preferred
