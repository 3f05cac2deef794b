"""A time of day as people say it: 下午三点半, 9:00, 3pm, half past eight, 今晚; and the minutes of the day it may mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from scheduler.when.days import Offset
from scheduler.when.lexicon import Lexicon, Unsure
from scheduler.when.numbers import ENGLISH_NUMBER, NUMBER, number

NOON, MIDNIGHT, HOUR = 720, 1440, 60
"""Minutes since the day began; 24:00 and later belong to the night after it."""
LAST_MINUTE = MIDNIGHT - 1
"""What is left of a day when nothing else is; not worth offering beside another."""


class Part(Enum):
    """A part of the day, with the minutes it may mean where no hour was said."""

    DAWN = (6 * HOUR,)
    EARLY = (8 * HOUR,)
    FORENOON = (9 * HOUR, 11 * HOUR)
    NOON = (NOON,)
    AFTERNOON = (15 * HOUR, 17 * HOUR)
    DUSK = (18 * HOUR,)
    OFF_WORK = (17 * HOUR + 30, 18 * HOUR)
    EVENING = (20 * HOUR, 22 * HOUR, LAST_MINUTE)
    NIGHT = (22 * HOUR, LAST_MINUTE)

    @property
    def ends(self) -> int:
        """The minute of the day until which somebody still is in time who was told no hour but this part of the day."""
        return PART_ENDS[self]


PART_ENDS = {
    Part.DAWN: 6 * HOUR,
    Part.EARLY: 9 * HOUR,
    Part.FORENOON: NOON,
    Part.NOON: NOON,
    Part.AFTERNOON: 18 * HOUR,
    Part.DUSK: 19 * HOUR,
    Part.OFF_WORK: 18 * HOUR,
    Part.EVENING: LAST_MINUTE,
    Part.NIGHT: LAST_MINUTE,
}


@dataclass(frozen=True, slots=True)
class ClockTime:
    """Hour and minute as said. `halved`: with am or pm. `by_24`: written as a clock of 24 hours has it (03:00, 9:00)."""

    hour: int
    minute: int = 0
    halved: bool = False
    by_24: bool = False


AT_MIDNIGHT = ClockTime(24, halved=True)
"""Midnight of a day is its first minute to some and its last to others."""
NO_HOUR = ClockTime(25)
"""What 13pm is."""
ANY_HOUR = (9 * HOUR, 18 * HOUR, 21 * HOUR, LAST_MINUTE)
"""What is meant by a day without any hour."""


@dataclass(frozen=True, slots=True)
class Minutes:
    """Minutes of the day that may be meant, the likeliest first; `sure` where the first is what anybody would hear."""

    options: tuple[int, ...]
    sure: bool


def minutes(clock: ClockTime | None, part: Part | None) -> Minutes:
    """What hour is meant. No options where there is no such time (25点, 上午15点, 9:75)."""
    if clock is None:
        return Minutes(part.value if part else ANY_HOUR, sure=part is Part.NOON)
    if clock == AT_MIDNIGHT:
        return Minutes((MIDNIGHT, 0), sure=part in (Part.EVENING, Part.NIGHT))
    if clock.minute > 59 or clock.hour > 24 or (clock.hour == 24 and clock.minute):
        return Minutes((), sure=True)
    at = clock.hour * HOUR + clock.minute
    if clock.halved or not 1 <= clock.hour <= 12:
        return Minutes(_exact(at, part), sure=True)
    if part:
        return _of_part(at, clock.hour, part)
    return Minutes((at,), sure=True) if clock.by_24 else _open(at, clock.hour)


def _exact(at: int, part: Part | None) -> tuple[int, ...]:
    """A time by 24 hours with a part of the day beside it: 下午15点 is one, 上午15点 is none, 今晚0点 belongs to the night."""
    match part:
        case Part.EVENING | Part.NIGHT:
            return (at + MIDNIGHT,) if at < 5 * HOUR else (at,)
        case Part.DAWN | Part.EARLY | Part.FORENOON:
            return (at,) if at < NOON + HOUR else ()
        case Part.NOON | Part.AFTERNOON | Part.DUSK | Part.OFF_WORK:
            return (at,) if at >= NOON - HOUR else ()
    return (at,)


def _open(at: int, hour: int) -> Minutes:
    """An hour of 1 to 12 without a part: noon; seven to eleven are of the morning; one to six of the afternoon, most likely."""
    if hour == 12:
        return Minutes((at, at + NOON), sure=True)
    return Minutes((at, at + NOON), sure=True) if hour >= 7 else Minutes((at + NOON, at), sure=False)


def _of_part(at: int, hour: int, part: Part) -> Minutes:
    match part:
        case Part.DAWN:
            return Minutes((at % NOON,), sure=True)
        case Part.EARLY | Part.FORENOON:
            return Minutes((at,), sure=True)
        case Part.NOON:
            return Minutes((at if hour >= 10 else at + NOON,), sure=hour >= 10 or hour <= 2)
        case Part.AFTERNOON | Part.DUSK | Part.OFF_WORK:
            return Minutes((at if hour == 12 else at + NOON,), sure=True)
    if hour == 12:
        return Minutes((at + NOON,), sure=True)
    return Minutes((at + NOON,), sure=True) if hour >= 5 else Minutes((at + MIDNIGHT, at), sure=False)


# ── the words for times ──────────────────────────────────────────────────────────────────────────────────────────────

CLOCKS = Lexicon()

PARTS = {
    Part.DAWN: "凌晨|拂晓",
    Part.EARLY: "清晨|早晨|早上|清早|大清早|一大早|一早",
    Part.FORENOON: "上午",
    Part.NOON: "中午|正午|晌午",
    Part.AFTERNOON: "下午|午后",
    Part.DUSK: "傍晚|黄昏",
    Part.OFF_WORK: "下班前|下班之前",
    Part.EVENING: "晚上|晚间|夜里|夜晚|夜间",
    Part.NIGHT: "半夜|深夜|午夜|睡前|睡觉前",
}
CHINESE_PARTS = {word: part for part, words in PARTS.items() for word in words.split("|")}
ENGLISH_PARTS = {"morning": Part.FORENOON, "afternoon": Part.AFTERNOON, "evening": Part.EVENING, "night": Part.NIGHT}
NOT_AN_HOUR = "意见|建议|要求|要点|内容|原因|问题|理由|区别|感想|收获|体会|心得|思考|注意|积分|经验|希望|说明|结论|总结|启发|反馈|疑问|[儿也都]"
HOUR_SIGN = rf"(?:点|點|時|时(?![间候长代段效常机刻]))(?!{NOT_AN_HOUR})"
EN_AT = r"\b(?:at |by |@ ?)?"


@CLOCKS.rule("|".join(sorted(CHINESE_PARTS, key=len, reverse=True)))
def _part(match: re.Match[str]) -> Part:
    return CHINESE_PARTS[match[0]]


@CLOCKS.rule(
    r"(?<=[昨今明后天每日一二三四五六])[早晚](?![早晚点會会间操餐饭安自读课]|\d个)|(?<!最)[早晚](?!一点)(?=\d{1,2}[点:]|[一二三四五六七八九十]{1,2}点)"
)
def _short_part(match: re.Match[str]) -> Part:
    return Part.EARLY if match[0] == "早" else Part.EVENING


@CLOCKS.rule(r"\btonight\b")
def _tonight(match: re.Match[str]) -> tuple[Offset, Part]:
    return Offset(0), Part.EVENING


@CLOCKS.rule(r"\bthis (?P<part>morning|afternoon|evening)\b")
def _this_part(match: re.Match[str]) -> tuple[Offset, Part]:
    return Offset(0), ENGLISH_PARTS[match["part"]]


@CLOCKS.rule(
    r"\b(?:in the |at |during the )?(?P<part>morning|afternoon|evening|night)s?\b",
)
def _english_part(match: re.Match[str]) -> Part:
    return ENGLISH_PARTS[match["part"]]


NAMED = {
    "noon": ClockTime(12, halved=True),
    "midday": ClockTime(12, halved=True),
    "midnight": AT_MIDNIGHT,
    "零点": ClockTime(0),
}


@CLOCKS.rule(rf"{EN_AT}(?P<name>noon|midday|midnight)\b", "(?P<name>零点)")
def _named(match: re.Match[str]) -> ClockTime:
    return NAMED[match["name"]]


HOUR_POINT = rf"(?P<hour>{NUMBER}){HOUR_SIGN}"


@CLOCKS.rule(rf"(?P<hours>{NUMBER}(?:[、,，和与及]{NUMBER})+){HOUR_SIGN}[钟整]?")
def _hours_listed(match: re.Match[str]) -> tuple[object, ...] | None:
    """9、12、18点; 3、4点 may be one of the two."""
    hours = [number(word) for word in re.split("[、,，和与及]", match["hours"])]
    listed = tuple(ClockTime(hour) for hour in hours if hour is not None and hour <= 24)
    if len(listed) < len(hours):
        return None
    is_either = len(listed) == 2 and listed[1].hour - listed[0].hour == 1
    return (*listed, Unsure()) if is_either else listed


@CLOCKS.rule(rf"(?P<hour>{NUMBER})[-~到至–—](?P<to>{NUMBER}){HOUR_SIGN}[钟整]?")
def _from_hour(match: re.Match[str]) -> ClockTime | None:
    """9-10点: from nine."""
    hour = number(match["hour"])
    return None if hour is None or hour > 24 else ClockTime(hour)


@CLOCKS.rule(rf"(?P<hour>[三四五六七八九])(?P<next>[四五六七八九十]){HOUR_SIGN}钟?")
def _about_hour(match: re.Match[str]) -> tuple[object, ...] | None:
    """三四点: about three or four."""
    hour, following = number(match["hour"]), number(match["next"])
    return (ClockTime(hour), Unsure()) if hour and following == hour + 1 else None


@CLOCKS.rule(rf"早晚各?(?P<hour>{NUMBER}){HOUR_SIGN}(?P<half>半?)")
def _morning_and_evening(match: re.Match[str]) -> tuple[ClockTime, ClockTime] | None:
    """早晚8点: twice a day."""
    hour, minute = number(match["hour"]), 30 * bool(match["half"])
    if hour is None or not 5 <= hour <= 11:
        return None
    return ClockTime(hour, minute, halved=True), ClockTime(hour + 12, minute, halved=True)


@CLOCKS.rule(
    rf"{HOUR_POINT}差(?P<short>{NUMBER}|一刻)分?",
    rf"差(?P<short>{NUMBER}|一刻)分?钟?到?{HOUR_POINT}整?",
)
def _short_of(match: re.Match[str]) -> ClockTime | None:
    hour, short = number(match["hour"]), 15 if match["short"] == "一刻" else number(match["short"])
    return ClockTime(hour - 1, 60 - short) if hour and short and hour < 100 and short < 60 else None


@CLOCKS.rule(
    f"{HOUR_POINT}(?P<piece>半|[一1三3]刻)钟?",
    rf"{HOUR_POINT}过?[零〇]?(?P<minute>{NUMBER})分(?![钟数享组析工别支类配]|之(?![前后内])|\d)",
    rf"{HOUR_POINT}(?P<minute>\d\d|[零〇]{NUMBER}|[二三四五]十{NUMBER}?|十{NUMBER}?)(?![\d个人名位份页节章天号月年条元块周小分点時时:])",
    f"{HOUR_POINT}[钟鐘整]?",
)
def _chinese_clock(match: re.Match[str]) -> ClockTime | None:
    groups = match.groupdict()
    hour, piece = number(groups["hour"]), groups.get("piece")
    minute = PIECES[piece[0]] if piece else number(groups.get("minute") or "0")
    if hour is None or minute is None or hour > 99 or _is_a_bit(match):
        return None
    return ClockTime(hour, minute)


PIECES = {"半": 30, "一": 15, "1": 15, "三": 45, "3": 45}


def _is_a_bit(match: re.Match[str]) -> bool:
    """Whether 一点 says "a bit": 早一点, 多一点."""
    return match[0] == "一点" and match.string[: match.start()].endswith(tuple("早晚快慢有多少好差大小高低"))


@CLOCKS.rule(
    rf"{EN_AT}(?<![\d:.])(?P<hour>\d{{1,2}})(?::(?P<minute>\d\d))? ?(?:-|–|to) ?(?P<to>\d{{1,2}})(?::\d\d)? ?(?P<half>[ap])\.?m\b\.?"
)
def _from_until(match: re.Match[str]) -> ClockTime:
    """9-10am: from nine; 11-1pm: from eleven in the morning."""
    hour, last = int(match["hour"]), int(match["to"])
    if not (1 <= hour <= 12 and 1 <= last <= 12):
        return NO_HOUR
    is_pm = (match["half"] == "p") == (hour % 12 <= last % 12)
    return ClockTime(hour % 12 + 12 * is_pm, int(match["minute"] or 0), halved=True)


@CLOCKS.rule(
    rf"{EN_AT}(?<![\d:.])(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d\d))? ?(?P<half>[ap])\.?m\b\.?",
    rf"{EN_AT}(?<![\d:])(?P<hour>\d{{1,2}}):(?P<minute>\d\d)(?::\d\d)?(?![\d:])(?:分(?=[\s之前后]|$))?",
)
def _figures(match: re.Match[str]) -> ClockTime:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = match.groupdict().get("half")
    if half is None:
        return ClockTime(hour, minute, by_24=match["hour"].startswith("0") or hour >= 7)
    return ClockTime(hour % 12 + 12 * (half == "p"), minute, halved=True) if 1 <= hour <= 12 else NO_HOUR


@CLOCKS.rule(r"早(?P<from>\d{1,2})点?[到至~-]?晚(?P<to>\d{1,2})点?(?!\d)")
def _from_early_till_late(match: re.Match[str]) -> tuple[object, ...]:
    """早9晚6: two hours of the day, or how long it lasts."""
    return ClockTime(int(match["from"]), by_24=True), ClockTime(int(match["to"]) % 12 + 12, by_24=True), Unsure()


MINUTES_SAID = r"(?:(?:a )?(?P<minute>half|quarter)|(?P<count>five|ten|twenty|twenty-five|\d{1,2})(?: minutes)?)"


@CLOCKS.rule(
    rf"{EN_AT}{MINUTES_SAID} (?P<way>past) (?P<hour>{ENGLISH_NUMBER}|\d{{1,2}})(?: ?(?P<half>[ap])\.?m\b\.?)?(?!\w)",
    rf"{EN_AT}(?:a )?(?P<minute>quarter) (?P<way>to) (?P<hour>{ENGLISH_NUMBER}|\d{{1,2}})(?: ?(?P<half>[ap])\.?m\b\.?)?(?!\w)",
    # "ten to five" may be a stretch of hours: minutes before an hour are taken where am or pm says that it is one time.
    rf"{EN_AT}(?P<count>five|ten|twenty|twenty-five)(?: minutes)? (?P<way>to) (?P<hour>{ENGLISH_NUMBER}|\d{{1,2}}) ?(?P<half>[ap])\.?m\b\.?",
    rf"\bat (?P<hour>{ENGLISH_NUMBER}|\d{{1,2}}) (?P<count>fifteen|twenty|thirty|forty-five)(?: ?(?P<half>[ap])\.?m\b\.?)?(?!\w)",
    rf"{EN_AT}(?P<hour>{ENGLISH_NUMBER}|\d{{1,2}}) ?o'?clock\b",
    rf"\bat (?P<hour>{ENGLISH_NUMBER}|\d{{1,2}})\b(?![.:%]\d| ?(?:%|percent|people|minutes?|days?|weeks?|hours?|points?))",
)
def _english_clock(match: re.Match[str]) -> ClockTime | None:
    hour = number(match["hour"])
    if hour is None:
        return None
    groups = match.groupdict()
    past = {"half": 30, "quarter": 15}.get(groups.get("minute") or "") or number(groups.get("count") or "0") or 0
    if past > 59:
        return None
    if groups.get("way") == "to":
        hour, past = (hour - 1) % 12 or 12, 60 - past
        if groups.get("half") and hour == 11:
            return ClockTime(11 if match["half"] == "p" else 23, past, halved=True)
    if half := groups.get("half"):
        return ClockTime(hour % 12 + 12 * (half == "p"), past, halved=True) if 1 <= hour <= 12 else NO_HOUR
    return ClockTime(hour, past)
