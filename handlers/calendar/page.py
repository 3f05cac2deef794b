"""Calendar: a month of the camp, day by day: what counts as work, its events, the lessons that came, and who is on leave."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime, time

from bot.desk_page import (
    UNDO,
    CellKind,
    Column,
    DeskQuery,
    DeskView,
    Figure,
    KeyFigures,
    Prose,
    Sentence,
    Sentences,
    Table,
    TableRow,
)
from bot.feature import Context, Line, Phrase, Refusal, Role
from bot.phrases import listed
from handlers.calendar.days import KINDS
from handlers.calendar.settings import feature
from scheduler import calendar
from scheduler.calendar import DAY, WEEKDAYS, Calendar
from storage import month_table
from storage.events import events
from storage.events.events import Event

NAMED = 3
"""People on leave who are named on a day; the rest are counted."""
MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")

TITLE = Phrase(zh="日历", en="Calendar")
CALLED = Phrase(zh="{year}年{month}月", en="{month}/{year}")
BEFORE, AFTER = Phrase(zh="上个月", en="The month before"), Phrase(zh="下个月", en="The month after")
WORKDAYS, EVENTS = Phrase(zh="工作日", en="Workdays"), Phrase(zh="活动", en="Events")
LEAVE_DAYS = Phrase(zh="请假人天", en="Days of leave")
DATE, IS, LESSONS, AWAY = (
    Phrase(zh="日期", en="Day"),
    Phrase(zh="算什么", en="Counts as"),
    Phrase(zh="微课", en="Lessons"),
    Phrase(zh="请假", en="On leave"),
)
WEEKDAY = Phrase(zh="星期", en="Weekday")
LESSON = Phrase(zh="L{number}《{title}》", en="L{number} “{title}”")
EVENT = Phrase(zh="{at:%H:%M} {title}（V{number}）", en="{at:%H:%M} {title} (V{number})")
SOME_AWAY = Phrase(zh="{names} 等{n}人", en="{names} and others, {n} in all")
NO_MONTH = Phrase(zh="没有这个月。月份写成 2027-05。", en="There is no such month. One is written like 2027-05.")
NO_EVENTS = Phrase(
    zh="这个月还没有活动。安排一场：活动 分享会 周五 16:00", en="No event this month. To plan one: event Sharing Friday 16:00"
)
STILL_TO_COME = Phrase(
    zh="微课到推送那天才出现在这里；后面排的看“学习”。", en="Lessons stand here once they have come; see Learning for the rest."
)
OFF, SAYS_OFF = Phrase(zh="放假", en="Make it off"), Phrase(zh="日历 休 {day}", en="calendar off {day}")
WORK, SAYS_WORK = Phrase(zh="上班", en="Make it a workday"), Phrase(zh="日历 加班 {day}", en="calendar work {day}")
CLEAR, SAYS_CLEAR = Phrase(zh="按日历", en="As the calendar says"), Phrase(zh="日历 恢复 {day}", en="calendar clear {day}")
WHO, SAYS_WHO = Phrase(zh="谁报了名", en="Who signed up"), Phrase(zh="活动 V{number} 名单", en="event V{number} who")
NUMBER, NAME, WHEN = Phrase(zh="号", en="No."), Phrase(zh="活动", en="Event"), Phrase(zh="时间", en="When")
MINUTES, SPEAKER = Phrase(zh="分钟", en="Minutes"), Phrase(zh="讲者", en="Speaker")
SIGNED, SEATS, STATE = Phrase(zh="已报名", en="Signed up"), Phrase(zh="名额", en="Seats"), Phrase(zh="状态", en="State")
CALLED_OFF, OVER, TO_COME = (
    Phrase(zh="已取消", en="called off"),
    Phrase(zh="已结束", en="over"),
    Phrase(zh="未开始", en="to come"),
)
DAYS = (
    Column("day", DATE, CellKind.DAY),
    Column("weekday", WEEKDAY),
    Column("kind", IS),
    Column("events", EVENTS),
    Column("lessons", LESSONS),
    Column("away", AWAY),
)
HELD = (
    Column("number", NUMBER),
    Column("title", NAME),
    Column("at", WHEN, CellKind.MOMENT),
    Column("minutes", MINUTES, CellKind.NUMBER),
    Column("speaker", SPEAKER),
    Column("signed", SIGNED, CellKind.NUMBER),
    Column("seats", SEATS, CellKind.NUMBER),
    Column("state", STATE),
)


@feature.page("calendar", TITLE, by=Role.MANAGER, place=55)
def month(ctx: Context, asked: DeskQuery) -> DeskView:
    first = _first(ctx, asked.subject)
    last = _next(first) - DAY
    known = calendar.of_settings(ctx.camp.settings)
    begins, ends = (datetime.combine(day, time(), ctx.zone) for day in (first, last + DAY))
    held = events.between(ctx.db, ctx.camp.id, begins, ends)
    away = month_table.how_many_away(ctx.db, ctx.camp.id, first, last)
    figures = (
        Figure(BEFORE, _called(first - DAY), to=f"calendar/{first - DAY:%Y-%m}"),
        Figure(AFTER, _called(last + DAY), to=f"calendar/{last + DAY:%Y-%m}"),
        Figure(WORKDAYS, str(known.count(first, last))),
        Figure(EVENTS, str(sum(one.cancelled_at is None for one in held))),
        Figure(LEAVE_DAYS, str(sum(away.values()))),
    )
    warnings = [Prose(line) for line in known.warnings(first, last)]
    days = _days(ctx, known, (first, last), held, away)
    said = Sentences((UNDO,))
    return DeskView((KeyFigures(figures), *warnings, days, said, _held(ctx, held)))


def _first(ctx: Context, words: str) -> date:
    """The first day of the month that is meant; of this one where none is. Raises Refusal."""
    if not words:
        return ctx.today.replace(day=1)
    meant = MONTH.fullmatch(words)
    if meant is None:
        raise Refusal(NO_MONTH)
    return date(int(meant[1]), int(meant[2]), 1)


def _next(first: date) -> date:
    """The first day of the month after."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _called(day: date) -> Line:
    return CALLED(year=day.year, month=day.month)


def _days(ctx: Context, known: Calendar, of: tuple[date, date], held: list[Event], away: dict[date, int]) -> Table:
    """A row a day, and what makes some of them work or rest."""
    first, last = of
    came, names, on = defaultdict(list), defaultdict(list), defaultdict(list)
    for lesson in month_table.lessons_came(ctx.db, ctx.camp.id, first, last):
        came[lesson.day].append(LESSON(number=lesson.number, title=lesson.title).to(ctx.language))
    for day, name in month_table.away(ctx.db, ctx.camp.id, first, last):
        names[day].append(name)
    for one in held:
        if one.cancelled_at is None:
            at = ctx.local(one.starts_at)
            on[at.date()].append(EVENT(at=at, title=one.title, number=one.id).to(ctx.language, ctx.zone))
    rows = [
        TableRow(
            (
                day,
                WEEKDAYS[day.weekday()],
                KINDS[known.kind(day)],
                listed(on[day], ctx.language),
                listed(came[day], ctx.language),
                _away(names[day], away.get(day, 0), ctx.language),
            ),
            day.isoformat(),
            {"day": day.isoformat()},
        )
        for day in (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    ]
    said = (
        Sentence(OFF, SAYS_OFF, shown=True),
        Sentence(WORK, SAYS_WORK, shown=True),
        Sentence(CLEAR, SAYS_CLEAR, shown=True),
    )
    return Table("days", DAYS, rows, title=_called(first), note=STILL_TO_COME, for_many=said)


def _away(names: list[str], n: int, language: str) -> Line | str:
    shown = listed(names[:NAMED], language)
    return SOME_AWAY(names=shown, n=n) if n > NAMED else shown


def _held(ctx: Context, held: list[Event]) -> Table:
    rows = [
        TableRow(
            (f"V{one.id}", one.title, one.starts_at, one.minutes, one.speaker, one.signed, one.seats, _state(ctx, one)),
            str(one.id),
            {"number": str(one.id)},
        )
        for one in held
    ]
    return Table("events", HELD, rows, title=EVENTS, empty=NO_EVENTS, doings=(Sentence(WHO, SAYS_WHO),))


def _state(ctx: Context, one: Event) -> Phrase | str:
    if one.cancelled_at is not None:
        return CALLED_OFF
    return OVER if one.closed_at is not None else TO_COME if one.starts_at > ctx.now else ""
