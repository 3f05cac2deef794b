"""Which days a dashboard is asked about: 今日, 上周, 第3周, 11/16-11/20."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from bot.feature import Line, Phrase, Refusal
from handlers.digest.figures import first_monday
from scheduler.calendar import DAY, Calendar, week_of
from scheduler.when import parse_days, parse_past_days

PERIODS = {
    "day": Phrase(zh="今日", en="today"),
    "week": Phrase(zh="本周", en="this week"),
    "last": Phrase(zh="上周", en="last week"),
    "month": Phrase(zh="本月", en="this month"),
    "camp": Phrase(zh="全程", en="the whole camp"),
}
SPOKEN = {
    "": "week",
    "今日": "day",
    "今天": "day",
    "today": "day",
    "本周": "week",
    "这周": "week",
    "周": "week",
    "week": "week",
    "上周": "last",
    "last": "last",
    "本月": "month",
    "月": "month",
    "month": "month",
    "全程": "camp",
    "全部": "camp",
    "camp": "camp",
}
NTH = re.compile(r"第\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*周|week\s*(\d{1,3})|w(\d{1,3})", re.IGNORECASE)
DIGITS = "一二三四五六七八九"
WEEK = Phrase(zh="第{n}周", en="week {n}")
DAYS = Phrase(zh="{n}天", en="{n:day|days}")
NO_SUCH_WEEK = Phrase(zh="第{n}周还没到，现在是第{now}周。", en="Week {n} has not come; this is week {now}.")
NOT_YET = Phrase(zh="这些天还没到。", en="Those days have not come yet.")
BEFORE = Phrase(
    zh="那时还没开营：营是 {opened.month}/{opened.day} 开的。",
    en="The camp was not open then: it opened on {opened.month}/{opened.day}.",
)
LONG = Phrase(
    zh="一次最多看{most}天。整个营发：看板 全程",
    en="At most {most:day|days} at once. For the whole camp send “dashboard camp”.",
)
MOST_DAYS = 366


class AskedDays(NamedTuple):
    """What the days are called, and the first and last of them, none after today."""

    called: Phrase | Line
    first: date
    last: date


def asked_days(words: str, today: date, opened: date, known: Calendar) -> AskedDays | None:
    """The days words mean; None where they mean none. Raises Refusal for days that have not come, were before the camp, or are too many."""
    words = words.strip().casefold()
    if (period := SPOKEN.get(words)) is not None:
        return AskedDays(PERIODS[period], *_of_period(period, today, opened))
    if (nth := NTH.fullmatch(words)) is not None:
        return _nth_week(_number(nth[1] or nth[2] or nth[3]), today, opened, known)
    days = parse_past_days(words, today)
    if days is None:
        return None
    first, last = days if days[1] >= opened else parse_days(words, today) or days
    if last < opened:
        raise Refusal(BEFORE(opened=opened))
    if first > today:
        raise Refusal(NOT_YET)
    last = min(last, today)
    if (last - first).days >= MOST_DAYS:
        raise Refusal(LONG(most=MOST_DAYS))
    return AskedDays(DAYS(n=(last - first).days + 1), first, last)


def _of_period(period: str, today: date, opened: date) -> tuple[date, date]:
    monday, _ = week_of(today)
    match period:
        case "day":
            return today, today
        case "last":
            return monday - 7 * DAY, monday - DAY
        case "month":
            return today.replace(day=1), today
        case "camp":
            return min(opened, today), today
    return monday, today


def _nth_week(n: int, today: date, opened: date, known: Calendar) -> AskedDays:
    """Weeks of the camp, numbered as the digest numbers them."""
    monday = first_monday(opened, known) + 7 * (n - 1) * DAY
    if n < 1 or monday > today:
        raise Refusal(NO_SUCH_WEEK(n=n, now=max((today - first_monday(opened, known)).days // 7 + 1, 1)))
    return AskedDays(WEEK(n=n), monday, min(monday + 6 * DAY, today))


def _number(written: str) -> int:
    """3 and 三, 十二, 二十一."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return (10 * (DIGITS.find(tens) + 1 if tens else 1) if ten else 0) + (DIGITS.find(ones) + 1 if ones else 0)
