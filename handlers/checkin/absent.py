"""谁没打卡: who of those expected on a day has not checked in, and who is on leave, for managers alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Annotated, NamedTuple

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Asker, Camp, Context, Line, Page, Phrase, Refusal, Role
from handlers.checkin import as_typed
from handlers.checkin.settings import feature
from scheduler import calendar
from scheduler.when import parse_day
from storage import checkins, reports
from storage.connection import Db

ABSENT = Phrase(
    zh="{day} 没打卡的{n}人（应打卡{expected}人）：{names}", en="{day}, not checked in: {n} of {expected} expected: {names}"
)
NONE_ABSENT = Phrase(zh="✅ {day} 应打卡的{expected}人都打了。", en="✅ {day}: all {expected} expected have checked in.")
DAY_OFF = Phrase(zh="{day}是休息日，没有应打卡的人。", en="{day} is a day off; nobody was expected.")
NOBODY = Phrase(zh="{day} 没有应打卡的人。", en="{day}: nobody was expected.")
NOT_A_DAY = Phrase(zh="没看懂是哪一天。试试：谁没打卡 昨天", en="Which day? Try: noshows yesterday")
NOT_YET = Phrase(zh="{day}还没到。", en="{day} has not come yet.")
ON_LEAVE = Phrase(zh="请假{n}人：{names}", en="On leave: {n}: {names}")
NONE_ON_LEAVE = Phrase(zh="{day} 没有人请假。", en="{day}: nobody is on leave.")
NAMES = Phrase(zh="{names}", en="{names}")
PAGE = 50
"""Names in one message."""
DAY = timedelta(days=1)


class DayRoll(NamedTuple):
    """A day's learners who were expected: the names of those who did not check in, how many were expected, and the names of those on leave;
    `works` False on a day off. Of a day to come only its leave is known."""

    day: date
    works: bool
    absent: list[str]
    expected: int
    away: list[str]
    is_to_come: bool = False


def roll(reader: Db, asker: Asker, which: str = "") -> DayRoll:
    """The day asked for, today unless one is named. Raises Refusal where none is meant."""
    day = (
        asker.today
        if which.strip().casefold() in ("", "今天", "今日", "today")
        else parse_day(which, asker.today, prefer="past")
    )
    if day is None:
        raise Refusal(NOT_A_DAY)
    if day > asker.today:
        names = {row.id: row.name for row in reports.roster(reader, asker.camp.id)}
        return DayRoll(day, True, [], 0, _away(reader, asker.camp, day, names), is_to_come=True)
    return _called(reader, asker.camp, day, asker.now)


def _away(reader: Db, camp: Camp, day: date, names: Mapping[int, str]) -> list[str]:
    """Those of the learners, by membership, who are on leave."""
    return sorted(names[one.membership] for one in checkins.camp_leave(reader, camp.id, day, day) if one.membership in names)


def _called(reader: Db, camp: Camp, day: date, now: datetime) -> DayRoll:
    """The roll of a day as it stands now."""
    if not calendar.of_settings(camp.settings).is_workday(day):
        return DayRoll(day, False, [], 0, [])
    closes = datetime.combine(day + (7 - day.weekday()) * DAY, time(9), camp.zone)
    attended = reports.attendance(reader, camp.id, day, closes=closes, as_of=now)
    names = {row.id: row.name for row in reports.roster(reader, camp.id)}
    absent = sorted((names[member] for member, stamped in attended.items() if not stamped))
    return DayRoll(day, True, absent, len(attended), _away(reader, camp, day, names))


@feature.command(
    "谁没打卡",
    "noshows",
    help=Phrase(
        zh="今天或某一天谁没打卡，只私聊给你看。", en="Who has not checked in, today or on a day; told to you in private."
    ),
    by=Role.MANAGER,
    examples=["谁没打卡", "谁没打卡 昨天", "谁没打卡 5/8", "noshows yesterday"],
    look=roll,
    asked={
        rf"(?P<day>{as_typed.DAY})?(?:还)?(?:有)?(?:谁|哪些人|哪几个|哪些|几个人|多少人)(?:今天)?(?:还)?没(?:有)?(?:来)?(?:打卡|打|来|签到)(?:的)?": "{day}",
        rf"(?P<day>{as_typed.DAY})?的?(?:没|未|没有|还没)打卡的?(?:人|名单|同学|学员|人员|成员)?(?:有(?:谁|哪些|几个))?": "{day}",
        rf"(?P<day>{as_typed.DAY})?(?:有)?(?:谁|哪些人|哪几个|几个人|多少人)(?:在)?请(?:了)?假(?:了)?": "{day}",
        rf"(?P<day>{as_typed.DAY})?请假(?:的)?(?:人|名单|情况)": "{day}",
        r"who is on leave(?: (?P<day>today|yesterday))?": "{day}",
        r"who (?:has not|hasn't|did not|didn't) check(?:ed)? in(?: (?P<day>today|yesterday))?|who is missing": "{day}",
    },
)
def who_has_not(
    ctx: Context,
    which: Annotated[str, Named("哪一天", "day")] = "",
    *,
    found: DayRoll,
) -> None:
    ctx.say_page("absent", _page(ctx, found, 0), day=found.day.isoformat())


@feature.paged("absent", by=Role.MANAGER)
def _following(ctx: Context, after: int, day: str) -> Page:
    """More of a day's names."""
    return _page(ctx, _called(ctx.db, ctx.camp, date.fromisoformat(day), ctx.now), after)


def _page(ctx: Context, found: DayRoll, after: int) -> Page:
    day = calendar.of_settings(ctx.camp.settings).label(found.day)
    if found.is_to_come:
        said = NOT_YET(day=day)
    elif not found.works:
        said = DAY_OFF(day=day)
    elif not found.expected:
        said = NOBODY(day=day)
    elif not found.absent:
        said = NONE_ABSENT(day=day, expected=found.expected)
    else:
        names = found.absent[after : after + PAGE]
        said = NAMES(names=names) if after else ABSENT(day=day, n=len(found.absent), expected=found.expected, names=names)
    unsure = [] if after else calendar.of_settings(ctx.camp.settings).warnings(found.day, found.day)
    away = [] if after else _away_said(day, found)
    return Page.cut(said, *away, *unsure, after=after, most=PAGE, of=len(found.absent), audience=Audience.MANAGERS)


def _away_said(day: object, found: DayRoll) -> list[Line]:
    """Who is on leave, the first of them by name; nothing where nobody is on a day that has come."""
    if not found.away:
        return [NONE_ON_LEAVE(day=day)] if found.is_to_come else []
    more = len(found.away) - PAGE
    names = found.away[:PAGE] + ([f"+{more}"] if more > 0 else [])
    return [ON_LEAVE(n=len(found.away), names=names)]
