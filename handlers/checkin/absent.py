"""谁没打卡: who of those expected on a day has not checked in, for managers alone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated, NamedTuple

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Asker, Context, Line, Phrase, Press, Refusal, Role
from handlers.checkin.settings import feature
from scheduler import calendar
from scheduler.when import parse_day
from storage import reports
from storage.connection import Db

ABSENT = Phrase(
    zh="{day} 没打卡的{n}人（应打卡{expected}人）：{names}", en="{day}, not checked in: {n} of {expected} expected: {names}"
)
NONE_ABSENT = Phrase(zh="✅ {day} 应打卡的{expected}人都打了。", en="✅ {day}: all {expected} expected have checked in.")
DAY_OFF = Phrase(zh="{day}是休息日，没有应打卡的人。", en="{day} is a day off; nobody was expected.")
NOBODY = Phrase(zh="{day} 没有应打卡的人。", en="{day}: nobody was expected.")
NOT_A_DAY = Phrase(zh="没看懂是哪一天。试试：谁没打卡 昨天", en="Which day? Try: noshows yesterday")
NOT_YET = Phrase(zh="{day}还没到。", en="{day} has not come yet.")
NO_PAGE = Phrase(zh="只有{most}页。", en="There {most:|is|are} only {most:page|pages}.")
NEXT_PAGE = Phrase(zh="更多（还有{n}人）", en="More ({n})")
PAGE = 50
"""Names in one message."""
DAY = timedelta(days=1)


class DayRoll(NamedTuple):
    """A day's learners who were expected: the names of those who did not check in, and how many were expected; `works` False on a day off."""

    day: date
    works: bool
    absent: list[str]
    expected: int


def roll(reader: Db, asker: Asker, which: str = "", *, page: int = 1) -> DayRoll:
    """The day asked for, today unless one is named. Raises Refusal where none is meant, or it has not come."""
    day = (
        asker.today
        if which.strip().casefold() in ("", "今天", "今日", "today")
        else parse_day(which, asker.today, prefer="past")
    )
    if day is None or page < 1:
        raise Refusal(NOT_A_DAY)
    known = calendar.of_settings(asker.camp.settings)
    if day > asker.today:
        raise Refusal(NOT_YET(day=known.label(day)))
    if not known.is_workday(day):
        return DayRoll(day, False, [], 0)
    closes = datetime.combine(day + (7 - day.weekday()) * DAY, time(9), asker.camp.zone)
    attended = reports.attendance(reader, asker.camp.id, day, closes=closes, as_of=asker.now)
    names = {row.id: row.name for row in reports.roster(reader, asker.camp.id)}
    absent = sorted((names[member] for member, stamped in attended.items() if not stamped))
    return DayRoll(day, True, absent, len(attended))


@feature.command(
    "谁没打卡",
    "noshows",
    help=Phrase(
        zh="今天或某一天谁没打卡，只私聊给你看。", en="Who has not checked in, today or on a day; told to you in private."
    ),
    by=Role.MANAGER,
    examples=["谁没打卡", "谁没打卡 昨天", "谁没打卡 5/8", "noshows yesterday"],
    look=roll,
)
def who_has_not(
    ctx: Context,
    which: Annotated[str, Named("哪一天", "day")] = "",
    *,
    page: Annotated[int, Named("页", "page")] = 1,
    found: DayRoll,
) -> None:
    day = calendar.of_settings(ctx.camp.settings).label(found.day)
    if not found.works:
        said = DAY_OFF(day=day)
    elif not found.expected:
        said = NOBODY(day=day)
    elif not found.absent:
        said = NONE_ABSENT(day=day, expected=found.expected)
    else:
        shown, left = paged(found.absent, page)
        said = ABSENT(day=day, n=len(found.absent), expected=found.expected, names=shown)
        more = [[Press(NEXT_PAGE(n=left), f"谁没打卡 {found.day.month}/{found.day.day} 页={page + 1}")]] if left else []
        return _tell(ctx, said, *more)
    _tell(ctx, said)


def _tell(ctx: Context, *said: Line | list[Press]) -> None:
    ctx.reply(*said, audience=Audience.MANAGERS)


def paged(lines: list[str], page: int) -> tuple[list[str], int]:
    """A page of a list, and how many are behind it. Raises Refusal where there is no such page."""
    shown = lines[(page - 1) * PAGE : page * PAGE]
    if not shown:
        raise Refusal(NO_PAGE(most=(len(lines) + PAGE - 1) // PAGE))
    return shown, max(len(lines) - page * PAGE, 0)
