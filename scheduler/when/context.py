"""What reading a time works with: here and now, what was meant, and the reasons why a time cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any

from bot.phrases import Phrase
from scheduler.calendar import DAY, Calendar
from scheduler.rhythm import AnyOf, Rhythm, on_the_clock
from scheduler.when.clocks import MIDNIGHT

FARTHEST = 3660
"""Days ahead that a reminder may be."""

NO_SUCH_TIME = Phrase(
    zh="没有“{words}”这个时间：一天从 0:00 到 24:00。试试：明天 15:00",
    en="There is no time “{words}”: a day goes from 0:00 to 24:00. Try: tomorrow 15:00",
)
NO_SUCH_DAY = Phrase(
    zh="没有“{words}”这一天，请看看日历再写。试试：12月1日 9:00",
    en="There is no day “{words}”; check a calendar. Try: Dec 1 9:00",
)
PAST = Phrase(zh="“{words}”已经过去了。试试：明天 9:00", en="“{words}” has passed. Try: tomorrow 9:00")
TOO_FAR = Phrase(
    zh="“{words}”太远了，最多记到十年以后。",
    en="“{words}” is too far away; ten years is as far as reminders go.",
)
TOO_OFTEN = Phrase(
    zh="“{words}”太密了，最短每分钟一次。试试：每10分钟",
    en="“{words}” is too often; once a minute is the most. Try: every 10 minutes",
)
NO_SUCH_RHYTHM = Phrase(
    zh="“{words}”这样的重复还不会，可以用每天、每个工作日、每周几、每月几号、每年几月几日。试试：每月1号 9:00",
    en="Repeating “{words}” is not known; there is every day, every weekday, every Monday, every month on the 1st and "
    "every year on May 8. Try: every month on the 1st at 9:00",
)


NOT_THAT_WEEKDAY = Phrase(
    zh="“{words}”对不上：{day.month}月{day.day}日是{weekday}。请改一下日期或星期。",
    en="“{words}” does not agree: {day:%b} {day.day} is a {weekday}. Please correct the date or the weekday.",
)
NO_SUCH_FESTIVAL = Phrase(
    zh="日历里查不到“{words}”是哪一天，请写日期。试试：12月1日 9:00",
    en="The calendar does not say when “{words}” is; please write the date. Try: Dec 1 9:00",
)
TWO_DATES = Phrase(
    zh="“{words}”是{first.month}月{first.day}日还是{second.month}月{second.day}日？请写成 {second:%Y-%m-%d} 这样。",
    en="Is “{words}” {first:%b} {first.day} or {second:%b} {second.day}? Please write it like {second:%Y-%m-%d}.",
)
NO_EXCEPTION = Phrase(
    zh="“{words}”里的例外还不会，请把要的日子写出来。试试：每周一到周四 9:00",
    en="Exceptions as in “{words}” are not known; please name the days you want. Try: every Monday to Thursday at 9:00",
)
NO_ZONE_RHYTHM = Phrase(
    zh="重复的时间只能按这里的时钟算，请换算好再写。试试：每天 21:00",
    en="What repeats goes by the clock here; please convert the hour. Try: every day at 21:00",
)
OVER = Phrase(
    zh="“{words}”在开始以前就结束了。试试：每天 9:00 直到12月31日",
    en="“{words}” ends before it begins. Try: every day at 9:00 until Dec 31",
)


class Nonsense(Exception):
    """What is said cannot be: `why` takes the words."""

    def __init__(self, why: Phrase, **values: Any) -> None:
        super().__init__(why.en)
        self.why, self.values = why, values


@dataclass(frozen=True, slots=True)
class Meant:
    """The likeliest rhythm, whether it is sure, and where it is not, the other likely ones."""

    rhythm: Rhythm
    sure: bool
    others: tuple[Rhythm, ...] = ()


def together(found: Sequence[Meant]) -> Meant:
    """Several times named in one breath (9点和18点) are one rhythm, sure when each is."""
    if len(found) == 1:
        return found[0]
    return Meant(AnyOf(tuple(dict.fromkeys(meant.rhythm for meant in found))), all(meant.sure for meant in found))


@dataclass(frozen=True, slots=True)
class Here:
    """Where and when the words are read: `now` is the reader's clock."""

    now: datetime
    calendar: Calendar
    clock_zone: tzinfo | None = None
    """Whose clock the hour is of, where another zone than the reader's was named; days stay the reader's."""

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def zone(self) -> tzinfo:
        return self.clock_zone or self.now.tzinfo or UTC

    def moment(self, day: date, minute: int) -> datetime:
        """A minute of a day, 24:00 and later being of the next. Raises Nonsense where it is too far away."""
        if (day - self.today).days > FARTHEST:
            raise Nonsense(TOO_FAR)
        return on_the_clock(day + minute // MIDNIGHT * DAY, clock_face(minute), self.zone)


def clock_face(minute: int) -> time:
    """What the clock shows at a minute of the day."""
    return time(minute % MIDNIGHT // 60, minute % 60)
