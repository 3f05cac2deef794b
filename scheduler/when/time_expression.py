"""Which words of a sentence are its time: the tokens that stand together make a frame, the best frame is the time, the rest is what it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from scheduler.calendar import Calendar
from scheduler.when.clocks import CLOCKS, ENGLISH_PARTS, ClockTime, Part
from scheduler.when.context import NO_SUCH_DAY, NO_SUCH_FESTIVAL, TWO_DATES, Nonsense
from scheduler.when.day_words import SPOKEN
from scheduler.when.days import (
    Dated,
    Day,
    EitherWay,
    Offset,
    OfMonth,
    OfWeek,
    OnWeekday,
    Shifted,
    Week,
    candidates,
    floats,
    is_vague,
)
from scheduler.when.festivals import FESTIVE, Festival
from scheduler.when.leftovers import sounds_like_time, stands_before
from scheduler.when.lexicon import Token, Unsure, plain, squeezed
from scheduler.when.repeats import REPEATS, Again, Except, NextWorkday, Nth, Ticks, Unknown, UntilSign, Weekdays
from scheduler.when.spans import SPANS, Ahead, Later
from scheduler.when.zones import ZONES, Zone

DAYS = (Offset, OfWeek, Week, Dated, OfMonth, Shifted, EitherWay, Festival, NextWorkday, Again)
"""Tokens that say which day, or which days."""
MOST_DAYS, MOST_HOURS = 7, 6
"""In one breath; more is a table, not a reminder."""
WORDS = ZONES + REPEATS + SPANS + FESTIVE + SPOKEN + CLOCKS
GLUE = re.compile(
    r"(?:[\s,，、的在于和与及并从到至~—–/()-]|\b(?:and|at|on|the|of|to|from|by|in|till|until|starting)\b|开始|起)*", re.ASCII
)
RANGE = re.compile(r"[到至~—–-]|\b(?:to|till|until)\b", re.ASCII)
BEFORE = re.compile(
    r"(?:(?:^|(?<=[\s,，:：我请]))[在于到等从自]|\b(?:by|before|after|since|later than|from|starting|around|about)\s*)$",
    re.ASCII,
)
LISTED = re.compile(r"[、和与及并到至~—–]|\b(?:and|to|or|till|until)\b", re.ASCII)
"""What stands between two days of a list; a bracket, a comma or nothing stands between a day and its weekday."""
LINK = re.compile(r"[、,，和与及并到至~—–-]|开始|起|\b(?:and|to|from|starting|until|till)\b", re.ASCII)
AFTER = re.compile(
    r"(?P<open>之前|以前|前后|前(?![天台端面期])|之后|以后|后(?![天台端面期续勤来门果])|多(?=[\s,，]|$)|(?<=\d)\s?[-–~]\s?(?=\d))|左右|的?时候|开始|起(?![床来飞草])|准时|为止|止(?!\w)",
    re.ASCII,
)
ENDING = re.compile(r"\s*(?:结束|截止|为?止|停)|\s*(?:is the last|ends?)\b", re.ASCII)
OPEN = re.compile(r"\b(?:by|before|after|since|later than)\s*$", re.ASCII)


@dataclass(slots=True)
class Frame:
    """A time as its parts were said. `cuts` are the places in the text it takes up."""

    cuts: list[tuple[int, int]] = field(default_factory=list)
    days: list[Day | NextWorkday | Festival | EitherWay] = field(default_factory=list)
    weekdays: tuple[int, ...] = ()
    nth: Nth | None = None
    clocks: list[tuple[ClockTime, Part | None]] = field(default_factory=list)
    part: Part | None = None
    repeat: Again | Ticks | Unknown | None = None
    later: Later | None = None
    ahead: Ahead | None = None
    zone: Zone | None = None
    last: list[Day | Festival | EitherWay] = field(default_factory=list)
    """The day until which, where one was named."""
    exception: bool = False
    sure: bool = True
    apart: bool = True
    """Whether the words are the time's alone. 下周计划 names a week and is about it."""
    is_about: bool = False
    """Whether its day is said of something: 明天的会."""

    def on_calendar(self, today: date, calendar: Calendar) -> list[Day]:
        """The days said. A week or month named beside a day of it is that day's: 下周 周三, Wednesday next week."""
        days = [self._plainly(day, today, calendar) for day in self.days]
        match days:
            case [Week(weeks), OfWeek(weekday, None, vague)] | [OfWeek(weekday, None, vague), Week(weeks)]:
                return [OfWeek(weekday, weeks, vague)]
            case [OfMonth(_, int(months), _, True), OfMonth(number, None, last)]:
                return [OfMonth(number, months, last)]
        return [
            Dated(before.month, day.day, before.year, before.years)
            if isinstance(before, Dated) and isinstance(day, OfMonth) and floats(day) and not day.vague
            else day
            for before, day in zip([None, *days], days, strict=False)
        ]

    def _plainly(self, day: Day | NextWorkday | Festival | EitherWay, today: date, calendar: Calendar) -> Day:
        """A day that only the calendar knows, as a day so many from today. Raises Nonsense where the calendar does not know it."""
        match day:
            case NextWorkday(count):
                found: date | None = today
                for _ in range(count):
                    found = calendar.next_workday(found or today)
            case EitherWay(first, second):
                raise Nonsense(TWO_DATES, first=first, second=second)
            case Festival():
                found = day.day(today, calendar)
                if found is None:
                    raise Nonsense(NO_SUCH_FESTIVAL)
                return Dated(found.month, found.day, found.year)
            case _:
                return day
        return Offset(((found or today) - today).days)

    def ends(self, today: date, calendar: Calendar) -> date | None:
        """The last day named behind 直到; None where none was."""
        if not self.last:
            return None
        found = next(candidates(self._plainly(self.last[0], today, calendar), today), None)
        if found is None:
            raise Nonsense(NO_SUCH_DAY)
        return found

    @property
    def has_day(self) -> bool:
        return bool(self.days or self.weekdays or self.nth or self.repeat or self.later)

    @property
    def has_hour(self) -> bool:
        return bool(self.clocks or self.part)

    @property
    def is_loose(self) -> bool:
        """Whether nothing but a day or a stretch was named: what was said may just be about it."""
        return not (self.clocks or self.repeat or self.ahead or (self.later and not self.later.vague))


def frame_of(text: str) -> Frame | None:
    """The time in a text, or None where it names none."""
    said, places = squeezed(plain(text))
    frames = [_folded(said, together) for together in _together(said)]
    best = max(frames, key=_weight, default=None)
    if best is None or not (weight := _weight(best)):
        return None
    left = [other for other in frames if other is not best and not _taken(best, other)]
    days, clocks = list(dict.fromkeys(best.days)), list(dict.fromkeys(best.clocks))
    best.days, best.clocks = days[:MOST_DAYS], clocks[:MOST_HOURS]
    best.sure = (
        best.sure
        and (days, clocks) == (best.days, best.clocks)
        and not any(_may_be_meant(said, other, weight) for other in left)
    )
    best.apart = weight > 1 or best.later is not None or _stands_apart(said, best.cuts[0])
    best.cuts = [_widened(said, best, cut) for cut in sorted(best.cuts)]
    best.sure = best.sure and not sounds_like_time(said, best.cuts) and not stands_before(said, best.cuts[0][0])
    best.cuts = [(places[start], places[end - 1] + 1) for start, end in best.cuts]
    return best


def _may_be_meant(text: str, other: Frame, weight: int) -> bool:
    """Whether a time that was left over may be the one meant, or belong to it, rather than be what the sentence is about."""
    after = AFTER.match(text, other.cuts[-1][1])
    is_end = ENDING.match(text, other.cuts[-1][1]) is not None
    is_open = after is not None and after["open"] is not None
    return (
        _weight(other) >= weight
        or is_open
        or is_end
        or not other.sure
        or other.exception
        or bool(other.last)
        or other.zone is not None
    )


def _together(text: str) -> Iterator[list[Token]]:
    """The tokens of the text, in groups with nothing between them but glue."""
    tokens = list(WORDS.scan(text))
    group: list[Token] = []
    for found, following in zip(tokens, [*tokens[1:], None], strict=False):
        if group and not _goes_on(text, group, found, following):
            yield group
            group = []
        group.append(found)
    if group:
        yield group


def _goes_on(text: str, group: list[Token], found: Token, following: Token | None) -> bool:
    """Whether a token belongs to the time before it. A stretch that may just be how long stays alone; a day behind an hour that
    has one is what the sentence is about (每天9点 今天学什么) or, with an hour of its own, another time."""
    last = group[-1]
    gap = (last.end, max(last.end, found.start))
    if _stays_alone(last.token) or _stays_alone(found.token) or not GLUE.fullmatch(text, *gap):
        return False
    if not isinstance(found.token, DAYS) or not isinstance(last.token, ClockTime | Part):
        return True
    has_day = any(isinstance(each.token, (*DAYS, Weekdays, Nth)) for each in group)
    if has_day and following and isinstance(following.token, ClockTime) and GLUE.fullmatch(text, found.end, following.start):
        return False
    return bool(LINK.search(text, *gap)) or not (has_day or _is_about(text, found))


def _is_about(text: str, found: Token) -> bool:
    """Whether a day is said of something: 明天的会, 本周2项."""
    after = text[found.end : found.end + 1]
    return isinstance(found.token, DAYS) and (after == "的" or (is_vague(found.token) and after.isalnum()))


def _stays_alone(token: object) -> bool:
    return isinstance(token, Later) and token.vague


def _folded(text: str, group: list[Token]) -> Frame:
    """The group's tokens in one frame. The end of a range (9点到10点) is taken up and left out."""
    frame, part, is_end = Frame([(group[0].start, group[-1].end)], is_about=_is_about(text, group[-1])), None, False
    for previous, found in zip([None, *group], group, strict=False):
        after_clock = previous is not None and isinstance(previous.token, ClockTime)
        if previous and after_clock and RANGE.search(text, previous.end, found.start):
            is_end = True
        if previous and "/" in text[previous.end : found.start]:
            frame.sure = False  # one or the other
        if previous and isinstance(found.token, DAYS) and RANGE.search(text, previous.end, found.start):
            if isinstance(previous.token, DAYS):
                frame.sure = False  # every day from one to the other, or the two
            elif after_clock and frame.repeat and not isinstance(found.token, NextWorkday | Again):
                frame.last.append(found.token)
                continue
        if previous and isinstance(previous.token, UntilSign):
            is_end = isinstance(found.token, ClockTime | Part)
            if isinstance(found.token, (*DAYS[:-1],)) and not isinstance(found.token, NextWorkday):
                frame.last.append(found.token)
                continue
            frame.sure = frame.sure and is_end
        match found.token:
            case UntilSign():
                frame.sure = frame.sure and found is not group[-1]
            case OfWeek() | Offset() | Dated() | OfMonth() as day if previous and _is_one_day(text, previous, found):
                frame.days[-1] = _on_weekday(previous.token, day)
            case Part() | ClockTime() as token if is_end:
                is_end = isinstance(token, Part)
            case Part() as token if frame.clocks and part is None and text[found.start].isascii():
                frame.clocks[-1] = (frame.clocks[-1][0], token)
            case Part() as token:
                part = frame.part = token
            case ClockTime() as token:
                frame.clocks.append((token, part))
            case token:
                _add(frame, token)
    if len(group) == 1 and text[group[0].start : group[0].end] in ENGLISH_PARTS:
        frame.part = None  # "Good morning" is no time
    return frame


def _is_one_day(text: str, before: Token, found: Token) -> bool:
    """Whether a date and a weekday beside it are one day: 10月8日（周四）, Thu, Oct 8."""
    pair = (before.token, found.token)
    weekdays = [token for token in pair if isinstance(token, OfWeek) and not token.vague]
    dates = [token for token in pair if isinstance(token, Offset | Dated | OfMonth) and not is_vague(token)]
    return len(weekdays) == len(dates) == 1 and not LISTED.search(text, before.end, found.start)


def _on_weekday(one: Any, other: Any) -> OnWeekday:
    return OnWeekday(other, one) if isinstance(one, OfWeek) else OnWeekday(one, other)


def _add(frame: Frame, token: Any) -> None:
    match token:
        case Weekdays(days):
            frame.weekdays += days
        case Nth():
            frame.nth = token
        case Again() | Ticks() | Unknown():
            is_first = frame.repeat in {None, Again("day")} or isinstance(token, Unknown)
            frame.sure = frame.sure and (is_first or token in {frame.repeat, Again("day")})
            frame.repeat = token if is_first else frame.repeat
        case Later():
            frame.later = token
        case Ahead():
            frame.ahead = token
        case Zone():
            frame.zone = token
        case Unsure():
            frame.sure = False
        case Except():
            frame.exception = True
        case _:
            frame.days.append(token)


def _weight(frame: Frame) -> int:
    """How much of a time a frame is: 3 complete, 2 a day or an hour, 1 hardly, 0 none."""
    complete = isinstance(frame.repeat, Ticks | Unknown) or (frame.later is not None and bool(frame.later.span.clock))
    if frame.later and frame.later.vague:
        return 1
    if frame.exception and not (frame.days or frame.weekdays or frame.repeat):
        return 0
    if frame.days and all(map(_is_past, frame.days)):
        return int(frame.has_hour)
    if frame.days and all(map(is_vague, frame.days)) and not (frame.has_hour or frame.repeat):
        return 1
    return 3 if complete else 2 * (frame.has_day or frame.has_hour) + (frame.has_day and frame.has_hour)


def _is_past(day: object) -> bool:
    match day:
        case Offset(count) | OfWeek(_, int(count)) | Week(count) | OfMonth(_, int(count)) | Dated(_, _, _, int(count)):
            return count < 0
    return False


def _stands_apart(text: str, cut: tuple[int, int]) -> bool:
    """Whether the words have nothing but signs beside them."""
    return not (text[cut[0] - 1 : cut[0]].isalnum() or text[cut[1] : cut[1] + 1].isalnum())


def _taken(best: Frame, other: Frame) -> bool:
    """Whether the other frame completed the best: its hour to a day, its day to an hour, or 提前."""
    weight, is_earlier = _weight(other), other.cuts < best.cuts
    if other.ahead and not weight:
        best.ahead = other.ahead
    elif other.last and not weight and best.repeat:
        best.last = other.last
    elif other.zone and not weight:
        best.zone = other.zone
    elif other.exception and best.repeat:
        best.exception = True
    elif best.has_day and not best.has_hour and weight == 2 and not other.has_day and _weight(best) < 3:
        best.clocks, best.part = other.clocks, other.part
    elif other.is_about and not is_earlier:
        return False
    elif not best.has_day and not other.has_hour and not other.later and (weight == 2 or (weight == 1 and is_earlier)):
        best.days, best.weekdays, best.nth, best.repeat = other.days, other.weekdays, other.nth, other.repeat
        best.sure = best.sure and is_earlier
    else:
        return False
    best.cuts += other.cuts
    return True


def _widened(text: str, frame: Frame, cut: tuple[int, int]) -> tuple[int, int]:
    """The cut with the small words beside it that belong to the time. What is open on one side (周五前, after nine) leaves the time to be asked."""
    start, end = cut
    before, after = BEFORE.search(text, max(0, start - 12), start), AFTER.match(text, end)
    is_about_a_day = after is not None and after[0] == "左右" and cut != max(frame.cuts)
    if is_about_a_day or (after and after["open"]) or (before and OPEN.search(before[0])):
        frame.sure = False
    start, end = before.start() if before else start, after.end() if after else end
    if text.count("(", start, end) > text.count(")", start, end) and text[end : end + 1] == ")":
        end += 1
    return start, end


def rest_of(text: str, frame: Frame) -> str:
    """The text without its time and without the words that only ask to be reminded; 记得 is dropped right before the time alone."""
    cuts = frame.cuts if frame.apart else []
    kept, position = "", 0
    for start, end in [*cuts, (len(text), len(text))]:
        piece = text[position:start]
        if not kept:
            piece = "" if cuts and position == 0 and OPENING.fullmatch(piece) else ASKING.sub("", piece)
        apart = kept[-1:].isascii() and piece[:1].isascii() and kept.strip() and piece.strip()
        kept = f"{kept.rstrip()} {piece.lstrip()}" if apart else kept.rstrip() + piece.lstrip()
        position = max(position, end)
    return (kept[:-TAIL_LENGTH] + TAIL.sub("", kept[-TAIL_LENGTH:])).strip()


_ASKING = (
    r"[\s,，、。.:：;；!！~-]|的|(?:麻烦|请|帮我|帮忙)?(?:定时|设个|设置)?(?:一个|个)?提醒(?:一下)?(?:我(?!们))?|叫我"
    r"|\b(?:please|remind|reminder|me|to|that)\b"
)
ASKING = re.compile(f"^(?:{_ASKING})+", re.IGNORECASE | re.ASCII)
OPENING = re.compile(f"(?:{_ASKING}|麻烦|请|帮我|记得|别忘了|我(?!们))*", re.IGNORECASE | re.ASCII)
TAIL_LENGTH = 40
TAIL = re.compile(r"(?:[\s,，、。:：;；]|提醒(?:一下)?我?|叫我|\b(?:please|remind me)\b)+$", re.IGNORECASE | re.ASCII)
