"""Days behind us, typed by themselves: a month, quarter or half of a year by its name, from one month to another, 本周, 今年, the last so many
days, weeks or months, or what any range is."""

from __future__ import annotations

import re
from datetime import date

from scheduler.calendar import DAY, week_of
from scheduler.when.lexicon import plain
from scheduler.when.numbers import ENGLISH_NUMBER, NUMBER, number
from scheduler.when.typed import parse_days

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTH = re.compile(rf"(?:(?P<year>20\d\d)[年/-] ?)?(?P<n>{NUMBER})月份?|(?P<name>[a-z]{{3,9}})(?: (?P<of>20\d\d))?")
OF = r"(?: (?:of )?(?P<of>20\d\d|the year))?"
YEAR_BEFORE = r"(?:(?P<year>20\d\d) ?[年-]? ?)?"
QUARTER = re.compile(
    rf"{YEAR_BEFORE}(?:q(?P<q>[1-4])|第?(?P<n>{NUMBER}) ?(?:个)?季度?|(?P<name>first|second|third|fourth) quarter){OF}"
)
HALF = re.compile(rf"{YEAR_BEFORE}(?:h(?P<h>[12])|(?P<n>[上下])半年|(?P<name>first|second) half){OF}")
YEAR = re.compile(r"(?P<year>20\d\d)年?")
OF_A_YEAR = re.compile(r"(?P<year>今年|去年)的?(?P<rest>.+)|(?P<before>.+?) (?:of )?(?P<behind>this|last) year")
ORDINALS = ("first", "second", "third", "fourth")
LAST_QUARTER = {"上季度", "上个季度", "上一季度", "上一个季度", "last quarter", "previous quarter"}
THIS_QUARTER = {"本季度", "这季度", "这个季度", "quarter", "this quarter"}
TO = re.compile(r"\s*(?:[-–—~～到至]|\bto\b|\bthrough\b|\buntil\b)\s*")
UP_TO_NOW = re.compile(
    r"(?:到|至|到了|截至)(?:现在|今天|目前|今)|以来|至今| to date|(?: (?:until|till|to|so far)(?: now| today)?)"
)
RECENT = re.compile(r"(?:(?:近|最近|过去|last|past) ?)?(\d{1,4}) ?(?:天|d|days?)")
RECENT_SPANS = re.compile(
    rf"(?:近|最近|过去|last |past )这? ?(?P<n>{NUMBER}|{ENGLISH_NUMBER}|半) ?"
    r"(?:个?(?P<months>月)|(?P<weeks>周|个?星期)|(?P<years>年)|(?P<in>months?|weeks?|years?))"
)
MOST = 60
"""Signs in which days are looked for, and months of which the last are counted."""
THIS_MONTH, LAST_MONTH = {"本月", "这个月", "这月", "month", "this month"}, {"上月", "上个月", "last month"}
THIS_WEEK, LAST_WEEK = {"week", "this week"}, {"last week"}
THIS_YEAR = {"今年", "本年", "年初", "年初到现在", "year", "this year", "ytd"}
LAST_YEAR = {"去年", "上年", "last year"}


def parse_past_days(words: str, today: date) -> tuple[date, date] | None:
    """The first and last day; None where the words are no days. A month, quarter or half without a year is the last one of it that has begun."""
    said = " ".join(plain(words[:MOST]).casefold().split())
    return _called(said, today) or _joined(said, today) or parse_days(words, today, prefer="past")


def _called(said: str, today: date) -> tuple[date, date] | None:
    """Days that have a name: 上个月, Q3, 上半年, the last 3 months."""
    first = today.replace(day=1)
    if said in THIS_MONTH:
        return first, today
    if said in LAST_MONTH:
        return (first - DAY).replace(day=1), first - DAY
    if said in THIS_YEAR or (UP_TO_NOW.search(said) and UP_TO_NOW.sub("", said, count=1).strip() in THIS_YEAR):
        return today.replace(month=1, day=1), today
    if said in LAST_YEAR:
        return _months(today.year - 1, 1, 12)
    if said in THIS_WEEK | LAST_WEEK:
        return week_of(today - (7 * DAY if said in LAST_WEEK else 0 * DAY))
    if said in THIS_QUARTER | LAST_QUARTER:
        at = today.year * 4 + (today.month - 1) // 3 - (said in LAST_QUARTER)
        return _months(at // 4, at % 4 * 3 + 1, 3)
    if recent := RECENT.fullmatch(said):
        return today - max(int(recent[1]) - 1, 0) * DAY, today
    return _recent(said, today) or _of_year(said, today)


def _recent(said: str, today: date) -> tuple[date, date] | None:
    """The last two weeks, 最近三个月, 近半年."""
    found = RECENT_SPANS.fullmatch(said)
    many = None if found is None else 1 if found["n"] == "半" else number(found["n"])
    if found is None or not many or many > MOST:
        return None
    unit = (found["in"] or "")[:1]
    if found["weeks"] or unit == "w":
        return today - (7 * many - 1) * DAY, today
    months = many * (12 if found["years"] or unit == "y" else 1)
    if found["n"] == "半":
        months = 6 if found["years"] else 0
    place = today.year * 12 + today.month - 1 - months
    if not months or place < 12:
        return None
    first = date(place // 12, place % 12 + 1, 1)
    return min(first + (today.day - 1) * DAY, _months(first.year, first.month, 1)[1]) + DAY, today


def _of_year(said: str, today: date) -> tuple[date, date] | None:
    """A month, quarter, half or year by its name, of the year that is said or the last of it that has begun."""
    year = None
    if (whose := OF_A_YEAR.fullmatch(said)) is not None:
        said = (whose["rest"] or whose["before"]).strip()
        year = today.year - ((whose["year"] or whose["behind"]) in ("去年", "last"))
    if (named := YEAR.fullmatch(said)) is not None and year is None:
        return _months(int(named["year"]), 1, 12)
    for pattern, many, count in ((QUARTER, 3, 4), (HALF, 6, 2)):
        if (named := pattern.fullmatch(said)) is not None:
            of = _ordinal(named.groupdict())
            return None if of is None or not 1 <= of <= count else _last_begun(named, year, many * (of - 1) + 1, many, today)
    named = MONTH.fullmatch(said)
    of = None if named is None else number(named["n"]) if named["n"] else _named(named["name"])
    return None if named is None or of is None or not 1 <= of <= 12 else _last_begun(named, year, of, 1, today)


def _ordinal(said: dict[str, str | None]) -> int | None:
    if written := said.get("q") or said.get("h"):
        return int(written)
    if named := said["name"]:
        return ORDINALS.index(named) + 1
    return {"上": 1, "下": 2}.get(said["n"] or "") or number(said["n"] or "")


def _last_begun(named: re.Match[str], year: int | None, first: int, many: int, today: date) -> tuple[date, date]:
    written = named["year"] or (named["of"] or "").removeprefix("the year")
    return _months(int(written) if written else year or today.year - (first > today.month), first, many)


def _months(year: int, first: int, many: int) -> tuple[date, date]:
    """From the first day of a month to the last one so many on."""
    end = year * 12 + first - 1 + many
    return date(year, first, 1), date(end // 12, end % 12 + 1, 1) - DAY


def _joined(said: str, today: date) -> tuple[date, date] | None:
    """From one month to another, also where only the second is called one: 5月到7月, 5-7月, May to July; 5月到现在."""
    if (since := UP_TO_NOW.search(said)) and since.end() == len(said):
        named = _of_year(said[: since.start()].removeprefix("从").removeprefix("since ").strip(), today)
        return None if named is None or named[0] > today else (named[0], today)
    parts = TO.split(said.removeprefix("从").removeprefix("from "))
    if len(parts) != 2:
        return None
    if parts[1].endswith(("月", "月份")) and number(parts[0]):
        parts[0] += "月"
    if parts[1].endswith("季度") and number(parts[0].removeprefix("第")):
        parts[0] += "季度"
    first, last = _of_year(parts[0].strip(), today), _of_year(parts[1].strip(), today)
    if first is None or last is None:
        return None
    begun = first[0] if first[0] <= last[0] else first[0].replace(year=first[0].year - 1)
    return (begun, last[1]) if begun <= last[0] else None


def _named(word: str) -> int | None:
    return next((n for n, month in enumerate(MONTHS, 1) if word in (month, month[:3], month[:4])), None)
