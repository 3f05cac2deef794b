"""Runs as something to be asked for: the most workdays in a row somebody ever stamped, days on leave aside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import date

from bot.counters import Counter
from bot.feature import Phrase
from bot.membership import camp_by_id
from handlers.checkin.settings import feature
from scheduler import calendar
from storage import achievements
from storage.connection import Db

STAMPED = 1


def longest(stamped: Iterable[str], workdays: Mapping[str, int], away: Set[int] = frozenset()) -> int:
    """The most workdays in a row among the stamped (ISO), which `workdays` numbers from 0, one after the other; those on leave (by number)
    neither count nor break. A day that is no workday any more counts for nothing.

    A byte a workday, so that a million days take no longer than it takes to read them.
    """
    days = bytearray(len(workdays))
    for place in map(workdays.get, stamped):
        if place is not None:
            days[place] = STAMPED
    if away:
        days = bytearray(day for place, day in enumerate(days) if day or place not in away)
    return max(map(len, bytes(days).split(b"\0")))


def _count(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    stamped = achievements.stamped_days(db, camp, member)
    every = [day for days in stamped.values() for day in (min(days), max(days))]
    if not every:
        return {}
    known = calendar.of_settings(camp_by_id(db, camp).settings)
    days = known.workdays(date.fromisoformat(min(every)), date.fromisoformat(max(every)))
    numbered = {day.isoformat(): place for place, day in enumerate(days)}
    away = {
        one: {numbered[day.isoformat()] for day in gone if day.isoformat() in numbered}
        for one, gone in achievements.days_away(db, camp, member).items()
    }
    return {one: longest(stamps, numbered, away.get(one, frozenset())) for one, stamps in stamped.items()}


feature.counter(
    Counter(
        "streak",
        Phrase(zh="连续打卡", en="streak"),
        ("连签", "连续签到", "连打", "run"),
        ("checkin.done",),
        _count,
    )
)
