"""A day or a range of days typed by itself, as an answer or an argument: 5/8, 昨天, 下周五, 5/12-5/13."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal

from scheduler.calendar import DAY, week_of
from scheduler.when.day_words import SHORT, SPOKEN
from scheduler.when.days import Dated, Day, OfMonth, Week, candidates, floats
from scheduler.when.lexicon import plain
from scheduler.when.numbers import NUMBER, number

LONGEST = 200
"""Days a range may have: what is longer was typed the wrong way round (5/13-5/12)."""
NEARBY = 7
"""Days within which a day without a year is taken even on the side that was not asked for."""
TYPED = SPOKEN + SHORT

Prefer = Literal["past", "future"]


def parse_day(words: str, today: date, *, prefer: Prefer = "future") -> date | None:
    """The day the words are, or None where they are no day.

    A weekday without a week is the nearest one on the preferred side, today included. A day without a year (or month)
    too, unless there is one within a week on the other side: on 13 May, 5/12 is yesterday and not in a year.
    """
    meant = _meant(words)
    return None if meant is None or isinstance(meant, Week) else _seen_from(today, meant, prefer)


def parse_days(words: str, today: date, *, prefer: Prefer = "future") -> tuple[date, date] | None:
    """First and last day of a range: 5/12-5/13, 5月12日到13日, 下周; one day is its own range. None where it is none."""
    meant = _meant(words)
    if isinstance(meant, Week):
        return week_of(today + 7 * meant.weeks * DAY)
    if meant is not None:
        return _both(_seen_from(today, meant, prefer))
    splits = (
        _range(words[: sign.start()], words[sign.end() :], today, prefer)
        for sign in re.finditer(r"\s*(?:[-–—－~～到至]|to|through|until)\s*", words)
    )
    return next((days for days in splits if days), None)


def _both(day: date | None) -> tuple[date, date] | None:
    return None if day is None else (day, day)


def _range(left: str, right: str, today: date, prefer: Prefer) -> tuple[date, date] | None:
    until = _meant(right) or _bare(right)
    since = _meant(left) or (_bare(left) if isinstance(until, OfMonth) else None)
    first = None if since is None else _seen_from(today, since, prefer)
    if first is None or until is None or isinstance(since, Week) or isinstance(until, Week):
        return None
    last = next(candidates(until, first if floats(until) else today), None)
    return (first, last) if last is not None and first <= last <= first + LONGEST * DAY else None


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
