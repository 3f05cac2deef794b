"""Repetitions: 每天, 每两周, 每周一三五, 每隔2小时, every other Friday, 工作日, 第一个周一."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from scheduler.when.clocks import ENGLISH_PARTS, Part
from scheduler.when.day_words import EN_MONTH, EN_MONTHS, EN_WEEKDAY, ENGLISH_WEEK, WEEK, WEEKDAY, WEEKS, weekday
from scheduler.when.days import Dated, OfMonth, OfWeek
from scheduler.when.lexicon import Lexicon, Unsure
from scheduler.when.numbers import ENGLISH_NUMBER, NUMBER, number
from scheduler.when.spans import AMOUNT, ENGLISH_AMOUNT, LONGEST, parsed

Unit = Literal["day", "workday", "day off", "week", "month", "year"]


@dataclass(frozen=True, slots=True)
class Ticks:
    """Every so long by the clock: 每2小时; `on_the_hour` when the minute hand is up."""

    step: timedelta
    on_the_hour: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """Every `count` days, weeks, months or years; `loose` where it may also be one more (每隔三天)."""

    unit: Unit
    count: int = 1
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Several weekdays in one word: 一三五, 周一到周五."""

    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Nth:
    """The first (1) to fourth or last (-1) weekday of a month, or its nth workday (`weekday` None) from either end."""

    nth: int
    weekday: int | None


@dataclass(frozen=True, slots=True)
class NextWorkday:
    """The workday after today, or the one so many workdays from now."""

    count: int = 1


@dataclass(frozen=True, slots=True)
class Unknown:
    """A repetition people say that no rhythm is made for: 每季度."""


@dataclass(frozen=True, slots=True)
class UntilSign:
    """The day behind it is the last: 直到10月1日."""


@dataclass(frozen=True, slots=True)
class Except:
    """Something is left out of what repeats: 除了周五."""


# ── the words for repetitions ────────────────────────────────────────────────────────────────────────────────────────

REPEATS = Lexicon()


@REPEATS.rule(
    "每逢?个?(?:季度|季|学期|旬|节假日|节日|单周|双周)",
    "每[天日周年]的?(?:第一|最后一?|第[二三四五])个工作日",
    f"每[天日周月年](?:{NUMBER})[次遍回趟]",
    f"(?:第?[五5]个|倒数第?[二三四2-4]个){WEEK}{WEEKDAY}",
    rf"\b(?:every|each|on the) (?:fifth|5th) {EN_WEEKDAY}\b",
    r"\b(?:once|twice|three times|four times|\d times) (?:a|per|every) (?:day|week|month|year)\b",
    r"\b(?:bi-?monthly|semi-?monthly|semi-?weekly|bi-?annually)\b",
    r"\b(?:every|each) (?:quarter|season|semester|holiday)\b|\bquarterly\b",
)
def _unknown(match: re.Match[str]) -> Unknown:
    return Unknown()


@REPEATS.rule(
    "一?直到|截止到?|截至|到(?=[^，,。；;]{1,14}?为?止)",
    r"(?<=[\s,，])[到至](?=(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]?(?:为止|止)?\s*$)",
    r"\b(?:until|till|through|up to)\b",
)
def _until(match: re.Match[str]) -> UntilSign:
    return UntilSign()


@REPEATS.rule(
    "除了?(?=周|星期|礼拜|每|节|周末|[0-9])|除外|不含|不包括",
    "(?<=[一二三四五六日天末])(?:不用|不必|不需要|不算|不打卡|不提醒|跳过|暂停)",
    r"\b(?:except|excluding|but not|other than|apart from)\b",
    rf"\bbut(?= (?:on )?(?:{EN_WEEKDAY}|weekends?|holidays?)\b)",
)
def _except(match: re.Match[str]) -> Except:
    return Except()


@REPEATS.rule("(?<![一个每点])整点")
def _maybe_on_the_hour(match: re.Match[str]) -> tuple[object, ...]:
    """整点 alone: every hour, most likely."""
    return Ticks(timedelta(hours=1), on_the_hour=True), Unsure()


@REPEATS.rule("每(?:个?小时的?)?个?整点", r"\bevery hour,? on the hour\b", r"\bhourly,? on the hour\b")
def _on_the_hour(match: re.Match[str]) -> Ticks:
    return Ticks(timedelta(hours=1), on_the_hour=True)


BY_CLOCK = "(?:秒钟?|分钟|min|刻钟|个?小时|个?钟头|h)"
EN_BY_CLOCK = "(?:seconds?|secs?|minutes?|mins?|hours?|hrs?|[hm])"


@REPEATS.rule(
    rf"每隔?(?P<span>{AMOUNT}个?半?{BY_CLOCK}半?)",
    rf"每(?P<span>一?{BY_CLOCK})",
    rf"\b(?:every|each) (?P<span>{ENGLISH_AMOUNT} ?{EN_BY_CLOCK})\b",
    r"\b(?:every|each) (?P<span>half[- ]hour|hour|minute)\b",
    r"\b(?P<span>hour)ly\b",
)
def _ticks(match: re.Match[str]) -> Ticks | None:
    words = match["span"]
    words = {"half-hour": "half an hour", "half hour": "half an hour", "hour": "1 hour", "minute": "1 minute"}.get(words, words)
    found = parsed(words) or parsed(f"一{words}")
    return None if found is None else Ticks(found[0].clock)


@REPEATS.rule(
    rf"(?P<n>{NUMBER})个?工作日(?P<within>以?之?[内后後])",
    rf"\b(?P<within>in|within) (?P<n>{ENGLISH_NUMBER}|\d{{1,2}}) (?:workdays|working days|business days)\b",
)
def _workdays_later(match: re.Match[str]) -> tuple[object, ...] | None:
    """3个工作日后; 两个工作日内 leaves open when."""
    count = number(match["n"])
    if not count or count > 250:
        return None
    later = NextWorkday(count)
    return (later, Unsure()) if match["within"].endswith(("内", "within")) else (later,)


@REPEATS.rule("下一?个?工作日", r"\b(?:on )?(?:the )?next (?:workday|working day|business day|weekday)\b")
def _next_workday(match: re.Match[str]) -> NextWorkday:
    return NextWorkday()


EN_NTH = "(?:first|second|third|fourth|1st|2nd|3rd|4th|last)"
NTH = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "last": -1,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "首": 1,
    "头": 1,
    "头一": 1,
    "最": -1,
}


OF_THE_MONTH = " (?:of|in) (?:the|each|every|a) month"


@REPEATS.rule(
    rf"\bevery (?P<nth>second|2nd) (?P<day>{EN_WEEKDAY}){OF_THE_MONTH}\b",
    rf"\bevery (?P<nth>first|1st|third|3rd|fourth|4th|last) (?P<day>{EN_WEEKDAY})(?:{OF_THE_MONTH})?\b",
)
def _every_nth(match: re.Match[str]) -> tuple[object, ...]:
    """Every third Friday alone may be every third week."""
    found = (Again("month"), Nth(_order(match["nth"]), weekday(match["day"])))
    is_clear = match[0].endswith("month") or match["nth"] in {"first", "1st", "last"}
    return found if is_clear else (*found, Unsure())


IN_CHINESE = f"第?(?P<nth>{NUMBER}|首|头一?|最后一?)个(?:{WEEK}(?P<day>{WEEKDAY})|工作日)(?![内后後以之])"
EN_WORKDAY = "(?:workday|working day|business day|weekday)"


@REPEATS.rule(
    f"(?P<month>{NUMBER})月份?的?{IN_CHINESE}",
    f"(?P<month>)(?:本|这个?)月的?{IN_CHINESE}",
    rf"\b(?:on )?(?:the )?(?P<nth>{EN_NTH}) (?:(?P<day>{EN_WEEKDAY})|{EN_WORKDAY}) (?:of|in) (?P<month>{EN_MONTH})\b",
    rf"\b(?:on )?(?:the )?(?P<nth>{EN_NTH}) (?:(?P<day>{EN_WEEKDAY})|{EN_WORKDAY}) (?:of|in) (?P<month>)this month\b",
)
def _nth_of_a_month(match: re.Match[str]) -> tuple[object, ...] | None:
    """10月第二个周三, the last working day of October."""
    order, word = _order(match["nth"]), match["month"]
    if not order or abs(order) > 23 or (match["day"] and order > 4):
        return None
    nth = Nth(order, weekday(match["day"]) if match["day"] else None)
    if not word:
        return OfMonth(1, 0, vague=True), nth
    month = EN_MONTHS.index(word[:3]) + 1 if word[:3] in EN_MONTHS else number(word)
    return (Dated(month, 1), nth) if month and 1 <= month <= 12 else None


@REPEATS.rule(
    f"(?:第?(?P<nth>[一二三四1-4首]|最后一?)个){WEEK}(?P<day>{WEEKDAY})",
    f"(?:第?(?P<nth>{NUMBER}|首|头一?|最后一?)个)工作日(?P<day>)(?![内后後以之])",
    f"(?P<nth>倒数第?{NUMBER})个工作日(?P<day>)",
    rf"\b(?:on )?the (?P<nth>{EN_NTH}) (?P<day>{EN_WEEKDAY})\b",
    rf"\b(?:on )?(?P<nth>{EN_NTH}) (?P<day>{EN_WEEKDAY})(?= (?:of|in|every|each)\b)",
    rf"\b(?:on )?(?:the )?(?P<nth>{EN_NTH}|\d{{1,2}}th) (?:workday|working day|business day|weekday)(?P<day>)(?:{OF_THE_MONTH})?\b",
)
def _nth(match: re.Match[str]) -> Nth | tuple[Again, Nth] | None:
    """第二个周二, 第三个工作日."""
    order, every = _order(match["nth"]), match[0].endswith(("each month", "every month"))
    if not order or abs(order) > 23:
        return None
    nth = Nth(order, weekday(match["day"]) if match["day"] else None)
    return (Again("month"), nth) if every else nth


def _order(word: str) -> int:
    """1, 2, … from the beginning, -1, -2, … from the end; 0 for what is no number."""
    if word.startswith("倒数"):
        return -(number(word.removeprefix("倒数").removeprefix("第")) or 0)
    if word in NTH:
        return NTH[word]
    return -1 if word.startswith("最") else number(re.sub("[a-z]+$", "", word)) or 0


@REPEATS.rule(
    "(?:每个?|逢)?(?:非工作日|休息日)",
    r"\b(?:on )?(?:every |each )?(?:non-?working days?|non-?workdays?|days? off)\b",
)
def _days_off(match: re.Match[str]) -> Again:
    return Again("day off")


@REPEATS.rule(r"\bm ?[-–] ?f\b(?= ?(?:at )?\d)")
def _monday_to_friday(match: re.Match[str]) -> tuple[object, ...]:
    return Again("week"), Weekdays((0, 1, 2, 3, 4))


@REPEATS.rule(
    "(?:每周的?|每个?|逢)?工作日", r"\b(?:on )?(?:every |each )?(?:weekday|workday|work day|working day|business day)s?\b"
)
def _workdays(match: re.Match[str]) -> Again:
    return Again("workday")


NEXT_IN_LIST = f"{WEEK}?{WEEKDAY}(?![点时刻十个月号分])(?!(?<=一)[起定直样次些下块共])"


@REPEATS.rule(f"{WEEKS}{WEEK}的?(?P<days>{WEEKDAY}(?:(?:[、,和与及到至~-] ?)?{NEXT_IN_LIST})+)")
def _days_of_a_week(match: re.Match[str]) -> tuple[OfWeek, ...]:
    """下周一二三."""
    steps = sum({"上": -1, "下": 1}.get(sign, 0) for sign in match["week"])
    listed = re.findall(r"[一二三四五六日天\d到至~-]", match["days"].replace("星期", "").replace("礼拜", ""))
    return tuple(OfWeek(day, steps) for day in _listed(listed))


@REPEATS.rule(
    f"(?:每逢?|逢|(?P<gap>每?隔))个?{WEEK}(?P<days>{WEEKDAY}(?:(?:[、,和与及到至~-] ?)?{NEXT_IN_LIST})*)",
    f"(?P<gap>){WEEK}(?P<days>{WEEKDAY}(?:(?:[、,和与及到至~-] ?){NEXT_IN_LIST})+)",
    f"(?P<gap>){WEEK}(?P<days>六日)",
)
def _chinese_weekdays(match: re.Match[str]) -> tuple[object, ...]:
    days = Weekdays(_listed(re.findall(r"[一二三四五六日天\d到至~-]", match["days"].replace("星期", "").replace("礼拜", ""))))
    if match[0][0] in "每逢隔":
        return Again("week", 2 if match["gap"] else 1), days
    return (days,)


@REPEATS.rule(
    rf"\b(?:every|each) (?P<gap>other |second |2nd )?(?P<days>{EN_WEEKDAY}s?(?:(?:, ?| ?& ?| ?/ ?|,? and |-| to | through ){EN_WEEKDAY}s?)*)\b",
    rf"\b(?P<gap>)(?:on )?(?P<days>{EN_WEEKDAY}(?:-| to | through ){EN_WEEKDAY})\b",
    r"\b(?P<gap>)(?:on )?(?P<days>[a-z]+days(?:(?:, ?| ?& ?| ?/ ?|,? and )[a-z]+days)*)\b",
)
def _english_weekdays(match: re.Match[str]) -> tuple[object, ...] | None:
    words = re.findall(r"[a-z]+|-", match["days"])
    if any(word[:3] not in {*ENGLISH_WEEK, "and", "to", "thr", "-"} for word in words):
        return None
    days = _listed(["-" if word in {"to", "through", "-"} else str(weekday(word) + 1) for word in words if word != "and"])
    return Again("week", 2 if match["gap"] else 1), Weekdays(days)


def _listed(signs: list[str]) -> tuple[int, ...]:
    """Weekdays of a list, 一 or 1 being Monday; a range sign between two fills in those between."""
    days: list[int] = []
    for before, sign in zip(["", *signs], signs, strict=False):
        if sign in "到至~-":
            continue
        day = weekday(sign)
        if before and before in "到至~-" and days:
            days += [(days[-1] + step) % 7 for step in range(1, (day - days[-1]) % 7)]
        days.append(day)
    return tuple(dict.fromkeys(days))


@REPEATS.rule(f"每个?{WEEK}末", "(?:每个?|逢)周末")
def _weekend(match: re.Match[str]) -> tuple[Again, OfWeek]:
    return Again("week"), OfWeek(5, None, vague=True)


@REPEATS.rule(r"\b(?:on |at )?(?:every weekend|weekends)\b")
def _weekends(match: re.Match[str]) -> tuple[Again, Weekdays]:
    return Again("week"), Weekdays((5, 6))


UNITS: dict[str, Unit] = {
    "天": "day", "日": "day", "早": "day", "晚": "day", "周": "week", "週": "week", "星": "week", "礼": "week", "月": "month", "年": "year",
    "day": "day", "week": "week", "month": "month", "year": "year",
}  # fmt: skip
BY_CALENDAR = f"(?P<unit>天|日|{WEEK}|月|年)"


@REPEATS.rule(
    "(?P<n>)(?P<gap>)每个?(?=(?P<unit>[早晚]|[月年][底末]|月初))",
    rf"每(?P<gap>隔)?(?P<n>{NUMBER})个?{BY_CALENDAR}",
    f"(?P<n>)(?P<gap>隔)个?{BY_CALENDAR}",
    f"(?P<n>)(?P<gap>)每个?{BY_CALENDAR}",
    "(?P<n>)(?P<gap>)天(?P<unit>天)",
)
def _again(match: re.Match[str]) -> Again | None:
    count = number(match["n"]) if match["n"] else 1
    if not count or count > LONGEST:
        return None
    if match["gap"] and count == 1:
        return Again(UNITS[match["unit"][0]], 2)
    return Again(UNITS[match["unit"][0]], count, loose=bool(match["gap"]))


ADVERBS = {
    "daily": Again("day"), "everyday": Again("day"), "weekly": Again("week"), "monthly": Again("month"), "yearly": Again("year"),
    "annually": Again("year"), "biweekly": Again("week", 2), "bi-weekly": Again("week", 2), "fortnightly": Again("week", 2),
}  # fmt: skip


@REPEATS.rule(rf"\b(?:{'|'.join(ADVERBS)})\b")
def _adverb(match: re.Match[str]) -> Again:
    return ADVERBS[match[0]]


@REPEATS.rule(rf"\b(?:every|each) (?P<n>other |second |\d{{1,3}} |{ENGLISH_NUMBER} )?(?P<unit>day|week|month|year)s?\b")
def _english_again(match: re.Match[str]) -> Again | None:
    word = (match["n"] or "one").strip()
    count = 2 if word in {"other", "second"} else number(word)
    return Again(UNITS[match["unit"]], count) if count else None


@REPEATS.rule(r"\b(?:every|each) (?P<part>morning|afternoon|evening|night)\b")
def _every_part(match: re.Match[str]) -> tuple[Again, Part]:
    return Again("day"), ENGLISH_PARTS[match["part"]]
