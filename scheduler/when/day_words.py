"""The words for days, in a sentence and as an answer: what each pattern means."""

from __future__ import annotations

import re
from datetime import date

from scheduler.when.days import LAST, Dated, EitherWay, Offset, OfMonth, OfWeek, Shifted, Week
from scheduler.when.lexicon import Lexicon
from scheduler.when.numbers import ENGLISH_NUMBER, NUMBER, number

SPOKEN = Lexicon()
"""Days as they stand in a sentence."""
SHORT = Lexicon()
"""Days as short as only somebody writes who was asked for a day."""

WEEK = "(?:周|週|星期|礼拜)"
WEEKS = "(?P<week>上{1,6}|下{1,6}|[本这])(?:一?个)?"
"""上上, 下下下: a week so many from this one."""
WEEKDAY = r"(?:[一二三四五六日天](?!点)|[1-7](?![\d点:时分个天号月.项次条件份章节课篇题人场门页组遍步]))"
CHINESE_WEEK = str.maketrans("一二三四五六日天", "12345677")
ENGLISH_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EN_WEEKDAY = "(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
EN_MONTH = (
    "(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|"
    "january|february|march|april|june|july|august|september|october|november|december)"
)
OFFSETS = {
    "大前天": -3, "前天": -2, "昨": -1, "今": 0, "明": 1, "后天": 2, "大后天": 3,
    "day before yesterday": -2, "yesterday": -1, "today": 0, "tomorrow": 1, "tmr": 1, "tmrw": 1, "day after tomorrow": 2,
}  # fmt: skip
STEPS = {"上": -1, "下": 1, "next": 1, "last": -1, "previous": -1}


def weekday(word: str) -> int:
    """Monday 0, by its last character or first letters."""
    sign = word[-1].translate(CHINESE_WEEK)
    return int(sign) - 1 if sign.isdecimal() else ENGLISH_WEEK.index(word[:3])


def _steps(word: str | None) -> int | None:
    """上上 is -2, 本 and this 0, next 1; None where nothing was said."""
    if not word:
        return None
    return STEPS.get(word, sum(STEPS.get(sign, 0) for sign in word))


@SPOKEN.rule("(?P<days>今明后|今明|明后)[两二三]?[天日]")
def _offsets(match: re.Match[str]) -> tuple[Offset, ...]:
    """明后天: one day after the other."""
    return tuple(Offset("今明后".index(sign)) for sign in match["days"])


@SPOKEN.rule(
    rf"\b(?P<n>a|{ENGLISH_NUMBER}|\d{{1,3}}) (?P<unit>day|week)s? from (?P<start>{EN_WEEKDAY}|today|tomorrow)\b",
    rf"\b(?:the )?(?P<start>{EN_WEEKDAY}) (?P<unit>after next)(?P<n>)\b",
)
def _shifted(match: re.Match[str]) -> Shifted | None:
    """A week from Monday; the Monday after next."""
    count = number(match["n"] or "1")
    if count is None or count > 520:
        return None
    start = Offset(OFFSETS[match["start"]]) if match["start"] in OFFSETS else OfWeek(weekday(match["start"]))
    return Shifted(start, count * (1 if match["unit"] == "day" else 7))


@SPOKEN.rule(
    "大?[前后]天",
    "[昨今明][天日儿]",
    "[昨今明](?=[早晚晨])",
    r"\b(?:the )?day (?:after tomorrow|before yesterday)\b",
    r"\b(?:yesterday|today|tomorrow|tmrw?)\b",
)
def _offset(match: re.Match[str]) -> Offset:
    word = match[0].removeprefix("the ")
    return Offset(OFFSETS[word] if word in OFFSETS else OFFSETS[word[0]])


@SPOKEN.rule(
    f"{WEEKS}{WEEK}的?{WEEK}?(?P<day>{WEEKDAY}|末)",
    # Behind a number it is how many weeks, behind the figures of a date it is its weekday: 3周四次, 10.8周四, 10/8(四).
    rf"(?:(?<![一两二三四五六七八九十几\d])|(?<=\d[./-]\d)|(?<=\d[./-]\d\d)){WEEK}(?P<day>{WEEKDAY}|末)(?P<week>)",
    r"(?<=[\d日号])\s?\((?P<day>[一二三四五六日天])\)(?P<week>)",
)
def _chinese_weekday(match: re.Match[str]) -> OfWeek:
    vague = match["day"] == "末"
    return OfWeek(5 if vague else weekday(match["day"]), _steps(match["week"]), vague)


@SPOKEN.rule(
    rf"\b(?P<on>on )?(?P<week>this |next |last |coming )(?P<day>{EN_WEEKDAY})\b",
    rf"\b(?P<on>on )?(?P<week>)(?P<day>{EN_WEEKDAY})\b",
)
def _english_weekday(match: re.Match[str]) -> OfWeek | None:
    week, word = match["week"].strip(), match["day"]
    if word in {"sat", "sun"} and not (week or match["on"] or BESIDE_A_DATE.search(match.string, match.start() - 2)):
        return None  # the verb and the star
    return OfWeek(weekday(word), None if week in {"coming", "this"} else _steps(week))


@SPOKEN.rule(r"\b(?:on |at |over )?(?:(?P<week>this|next) |the )weekend\b")
def _weekend(match: re.Match[str]) -> OfWeek:
    return OfWeek(5, _steps(match["week"]), vague=True)


@SPOKEN.rule(f"{WEEKS}{WEEK}", r"\b(?:the )?(?P<week>this|next|last) week\b")
def _week(match: re.Match[str]) -> Week:
    return Week(_steps(match["week"]) or 0)


@SPOKEN.rule(r"\b(?:the )?week after next\b")
def _week_after_next(match: re.Match[str]) -> Week:
    return Week(2)


@SPOKEN.rule(r"(?<![\d/])(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?P<year>\d{4})(?![\d/])")
def _slashed(match: re.Match[str]) -> Dated | EitherWay:
    """25/12/2026 and 12/25/2026 are clear; 8/10/2026 is a day in August or in October."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["year"])
    if year and first != second and min(first, second) >= 1 and max(first, second) <= 12:
        return EitherWay(date(year, first, second), date(year, second, first))
    return Dated(second, first, year) if first > 12 else Dated(first, second, year)


@SPOKEN.rule(
    r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
    # Eight figures in a row are a day only where an hour follows.
    r"(?<!\d)(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)(?=\s+\d{1,2}(?:[点點]|:\d\d))",
    r"(?<![\d/])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?P<year>)(?![\d/])(?!\s*[章页节课题人份%])",
    # 12.1 and 12-1 are days only where an hour or a weekday follows.
    rf"(?<![\w.-])(?P<month>\d{{1,2}})[-.](?P<day>\d{{1,2}})(?P<year>)"
    rf"(?=\s+(?:早上|上午|中午|下午|晚上)?\s*{NUMBER}(?:[点點]|:\d\d)|\s*\(?{WEEK}[一二三四五六日天]|\s?\([一二三四五六日天]\)|\s+{EN_WEEKDAY}\b)",
)
def _figures(match: re.Match[str]) -> Dated:
    return Dated(int(match["month"]), int(match["day"]), int(match["year"]) if match["year"] else None)


@SPOKEN.rule(
    rf"(?:(?P<year>\d{{4}}|\d{{2}}|[零〇一二三四五六七八九]{{4}})年|(?P<next>[今明后去])年的?)?\s*"
    rf"(?P<month>{NUMBER})月份?的?\s*(?:(?P<day>{NUMBER})(?:[日号號]|(?![\d个次份点时:]))|(?P<last>月?[底末]|最后[一1]天)|(?P<first>第[一1]天))"
)
def _chinese_date(match: re.Match[str]) -> Dated | None:
    month, day = number(match["month"]), 1 if match["first"] else number(match["day"] or "1")
    year = number(match["year"]) if match["year"] else None
    if month is None or day is None:
        return None
    years = {"去": -1, "今": 0, "明": 1, "后": 2}.get(match["next"] or "")
    return Dated(month, day, year if year is None or year > 99 else 2000 + year, years, bool(match["last"]))


@SPOKEN.rule(rf"(?P<month>{NUMBER})月份?(?P<days>{NUMBER}(?:[、,，和与及] ?{NUMBER})+)[日号號]")
def _days_of_a_month(match: re.Match[str]) -> tuple[Dated, ...] | None:
    """10月8、9日."""
    month, days = number(match["month"]), _numbers(match["days"])
    return tuple(Dated(month, day) for day in days) if month and days else None


def _numbers(listed: str) -> list[int]:
    """The numbers of a list; empty where one of them is none."""
    found = [number(word) for word in re.split("[、,，和与及] ?", listed)]
    return [each for each in found if each is not None] if None not in found else []


@SPOKEN.rule("(?:(?P<next>[今明])年?)?年[底末]")
def _year_end(match: re.Match[str]) -> Dated:
    return Dated(12, 31, None, {"今": 0, "明": 1}.get(match["next"] or ""))


EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
BESIDE_A_DATE = re.compile(rf"[(,\s]?\s?(?:sat|sun),? (?:\d|{EN_MONTH}\b)|\d\d? ?\(?(?:sat|sun)\b", re.ASCII)
"""Sat and Sun as a date has them beside it: Sat, Oct 10."""


@SPOKEN.rule(rf"\b(?P<day>\d{{1,2}})-(?P<month>{EN_MONTH})-(?P<year>\d{{4}}|\d{{2}})\b(?!:)")
def _hyphened(match: re.Match[str]) -> Dated:
    """08-Oct-2026."""
    year = int(match["year"])
    return Dated(EN_MONTHS.index(match["month"][:3]) + 1, int(match["day"]), year if year > 99 else 2000 + year)


@SPOKEN.rule(
    rf"\b(?:on )?(?P<month>{EN_MONTH})\.? (?P<days>\d{{1,2}}(?:st|nd|rd|th)?(?:(?:, ?| and | & )\d{{1,2}}(?:st|nd|rd|th)?(?![\d:]|\s?[ap]m))+)"
)
def _english_days(match: re.Match[str]) -> tuple[Dated, ...]:
    """Oct 8 and 9."""
    month = EN_MONTHS.index(match["month"][:3]) + 1
    return tuple(Dated(month, int(day)) for day in re.findall(r"\d+", match["days"]))


@SPOKEN.rule(rf"\b(?:at |on )?(?:the )?(?:end|last day) of (?P<month>{EN_MONTH})\b")
def _english_end_of(match: re.Match[str]) -> Dated:
    return Dated(EN_MONTHS.index(match["month"][:3]) + 1, LAST, is_last=True)


@SPOKEN.rule(
    rf"\b(?:on )?(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{EN_MONTH})\b\.?(?:,? (?P<year>\d{{4}})(?![\d:]))?",
    rf"\b(?:on )?(?P<month>{EN_MONTH})\.? (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]|\s?[ap]m)(?:,? (?P<year>\d{{4}})(?![\d:]))?",
)
def _english_date(match: re.Match[str]) -> Dated:
    month = EN_MONTHS.index(match["month"][:3]) + 1
    return Dated(month, int(match["day"]), int(match["year"]) if match["year"] else None)


MONTHS = "(?P<months>下下个?|[下上]个?|本|这个?)月的?"


NOT_A_DAY = "[线楼门店院文机员码位厅馆室房车本期语报记常程选]"
"""What 号 and 日 also stand before: 3号楼, 5日报."""


@SPOKEN.rule(rf"(?<![\d.第编])(?P<days>{NUMBER}(?:[、,，和与及] ?{NUMBER})+)[号號日](?!{NOT_A_DAY})")
def _days_of_months(match: re.Match[str]) -> tuple[OfMonth, ...] | None:
    """28、29号."""
    days = _numbers(match["days"])
    return tuple(OfMonth(day) for day in days) or None


@SPOKEN.rule(
    f"{MONTHS}(?P<day>{NUMBER})[号號日]",
    rf"(?P<months>)(?<![\d.第编])(?P<day>{NUMBER})[号號日](?!{NOT_A_DAY})",
)
def _day_of_month(match: re.Match[str]) -> OfMonth | None:
    day = number(match["day"])
    return None if day is None else OfMonth(day, _steps(match["months"]))


@SPOKEN.rule(
    f"(?:{MONTHS}|月)(?P<last>[底末]|最后[一1]天)",
    "最后[一1]天(?P<last>)(?P<months>)",
    f"(?:{MONTHS}|月)(?P<first>初|第[一1]天)",
    "(?P<months>下下个?|下个?)月(?P<first>)",
)
def _edge_of_month(match: re.Match[str]) -> OfMonth:
    groups = match.groupdict()
    if groups.get("last") is not None:
        return OfMonth(LAST, _steps(groups["months"]), is_last=True)
    return OfMonth(1, _steps(groups["months"]), vague=groups["first"] in {"", "初"})


@SPOKEN.rule(
    r"\b(?:on )?the (?P<day>\d{1,2})(?:st|nd|rd|th)\b",
    r"\b(?:on )?(?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! (?!of\b|at\b|and\b|every\b|each\b|\d)[a-z])",
    r"\b(?:on )?the (?P<day>first)\b(?! [a-z])",
)
def _english_day_of_month(match: re.Match[str]) -> OfMonth:
    return OfMonth(1 if match["day"] == "first" else int(match["day"]))


@SPOKEN.rule(
    r"\b(?:at |on )?(?:the )?(?:end|last day) of (?:the |this )?(?P<next>next )?month\b",
    r"\b(?:on )?(?:the )?last day\b(?P<next>)",
)
def _english_month_end(match: re.Match[str]) -> OfMonth:
    return OfMonth(LAST, 1 if match["next"] else None, is_last=True)


@SPOKEN.rule(r"\bnext month\b")
def _next_month(match: re.Match[str]) -> OfMonth:
    return OfMonth(1, 1, vague=True)


@SHORT.rule(
    r"(?P<month>\d{1,2})[-.](?P<day>\d{1,2})",
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
    "(?P<month>0[1-9]|1[0-2])(?P<day>[0-3][0-9])",
)
def _short(match: re.Match[str]) -> Dated:
    year = match.groupdict().get("year")
    return Dated(int(match["month"]), int(match["day"]), int(year) if year else None)


@SHORT.rule(
    rf"(?P<n>{NUMBER}|{ENGLISH_NUMBER}|a)(?P<unit>天|周| days?| weeks?)(?P<way>前|以前|之前| ago|后|以后|之后| later)",
    r"in (?P<n>\d{1,3}|a)(?P<unit> days?| weeks?)(?P<way>)",
)
def _days_away(match: re.Match[str]) -> Offset | None:
    count = number(match["n"])
    days = None if count is None else count * (7 if match["unit"].strip().startswith(("周", "week")) else 1)
    return None if days is None or days > 3660 else Offset(-days if "前" in match["way"] or "ago" in match["way"] else days)


@SHORT.rule(EN_WEEKDAY)
def _short_weekday(match: re.Match[str]) -> OfWeek:
    return OfWeek(weekday(match[0]))
