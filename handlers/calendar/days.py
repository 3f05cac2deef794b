"""日历: the workdays ahead, with 调休, and the days the camp's managers correct."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Annotated, Any

from bot.arguments import Named
from bot.fact_rows import FactRow, FactRows
from bot.feature import Asker, Context, Line, Phrase, Refusal, Role
from handlers.calendar.settings import feature
from scheduler import calendar
from scheduler.calendar import DAYS_KEY, WEEKDAYS, Calendar, DayKind
from scheduler.when import parse_day
from storage import camps
from storage.connection import Db

WORDS = {
    **dict.fromkeys(("加班", "上班", "上课", "补班", "work"), True),
    **dict.fromkeys(("休", "休息", "放假", "停课", "off", "rest"), False),
}
DAY_FIRST = re.compile(rf"(?P<day>.+?)\s*(?P<what>{'|'.join(sorted(WORDS, key=len, reverse=True))})", re.IGNORECASE)
"""明天休息: the day before what becomes of it."""
CLEAR = {"恢复", "取消", "clear"}
SHOWN_DAYS = 14

AHEAD = Phrase(zh="未来两周", en="The next two weeks")
CHANGE = Phrase(zh="改：日历 加班 2/6 或 日历 休 2/7", en="Change: calendar work 2/6 or calendar off 2/7")
WORKS = Phrase(zh="✅ {day}算工作日。10分钟内可发“撤销”。", en="✅ {day} is a workday. “undo” within 10 minutes takes it back.")
RESTS = Phrase(zh="✅ {day}算休息日。10分钟内可发“撤销”。", en="✅ {day} is a day off. “undo” within 10 minutes takes it back.")
CLEARED = Phrase(zh="✅ {day}按日历来。", en="✅ {day} follows the calendar again.")
DAY = Phrase(zh="{day.month}月{day.day}日（{weekday}）", en="{weekday} {day:%B} {day.day}")
DAY_OF_A_YEAR = Phrase(zh="{day.year}年{day.month}月{day.day}日（{weekday}）", en="{weekday} {day:%B} {day.day}, {day.year}")
NO_DAY = Phrase(zh="没看懂日期。试试：日历 加班 2027-02-06", en="I did not get the day. Try: calendar work 2027-02-06")
WHICH = Phrase(zh="要加班还是休？试试：日历 加班 2/6", en="Work or off? Try: calendar work 2/6")
ONLY_MANAGERS = Phrase(
    zh="改日历要由社群经理来做。看日历只要发“日历”。", en="The calendar is changed by managers. To see it send “calendar”."
)
KINDS = {
    DayKind.WORK: Phrase(zh="上班", en="Work"),
    DayKind.MAKEUP: Phrase(zh="调休上班", en="Moved workday"),
    DayKind.REST: Phrase(zh="休息", en="Off"),
    DayKind.HOLIDAY: Phrase(zh="放假", en="Holiday"),
}
MARKS = {DayKind.MAKEUP: Phrase(zh="班", en="work"), DayKind.HOLIDAY: Phrase(zh="休", en="off")}
"""On the page's dots, where a day is not what its weekday says."""
ONE_DAY = Phrase(zh="{first.month}/{first.day}（{weekday}）", en="{weekday} {first.month}/{first.day}")
SOME_DAYS = Phrase(
    zh="{first.month}/{first.day}–{last.month}/{last.day}", en="{first.month}/{first.day}–{last.month}/{last.day}"
)
MADE = {
    True: Phrase(zh="工作日", en="a workday"),
    False: Phrase(zh="休息日", en="a day off"),
    None: Phrase(zh="按日历", en="what the calendar says"),
}
CORRECTED = Phrase(zh="{day} {mark}", en="{day} {mark}")


@feature.command(
    "日历",
    "calendar",
    help=Phrase(zh="看未来两周的工作日；经理可改某天上班或休息。", en="The workdays ahead; managers make a day work or off."),
    examples=["日历", "日历 加班 2027-02-06", "calendar off 2027-02-08"],
)
def days(
    ctx: Context, what: Annotated[str, Named("加班或休", "work or off")] = "", day: Annotated[str, Named("日期", "day")] = ""
) -> None:
    known = calendar.of_settings(ctx.camp.settings)
    if not what:
        first, last = ctx.today, ctx.today + timedelta(days=SHOWN_DAYS - 1)
        warning = known.warning(first, last)
        change = [CHANGE] if ctx.role >= Role.MANAGER else []
        ctx.reply(_ahead(ctx, known, first), *change, *([warning] if warning else []))
        return
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    if turned := DAY_FIRST.fullmatch(f"{what} {day}".strip()):
        what, day = turned["what"], turned["day"]
    word = what.strip().casefold()
    if word not in WORDS and word not in CLEAR:
        raise Refusal(WHICH)
    meant = parse_day(day, ctx.today, prefer="future")
    if meant is None:
        raise Refusal(NO_DAY)
    before = ctx.camp.settings.get(DAYS_KEY, {}).get(meant.isoformat())
    _correct(ctx, meant, WORDS.get(word))
    works = WORDS.get(word)
    ctx.audit("calendar", undo={"day": meant.isoformat(), "before": before}, day=meant.isoformat(), before=before, after=works)
    answer = {True: WORKS, False: RESTS, None: CLEARED}[works]
    warning = known.warning(meant, meant)
    ctx.reply(answer(day=_dated(meant, ctx.today)), *([warning] if warning else []))


def _kinds(ctx: Context, day: str, before: bool | None, after: bool | None) -> dict[str, Any]:
    return {"day": day, "before": MADE[before], "after": MADE[after]}


feature.act(
    "calendar",
    Phrase(zh="{who} 把 {day} 从{before}改成{after}", en="{who} changed {day} from {before} to {after}"),
    shows=_kinds,
)


@feature.undoes("calendar", by=Role.MANAGER, thing=["day"])
def correct_back(ctx: Context, day: str, before: bool | None) -> None:
    meant = date.fromisoformat(day)
    _correct(ctx, meant, before)
    ctx.reply(CLEARED(day=_dated(meant, ctx.today)))


def _dated(day: date, today: date) -> Line:
    """The day with its weekday, and its year where that is another: what it counts as is said beside."""
    return (DAY if day.year == today.year else DAY_OF_A_YEAR)(day=day, weekday=WEEKDAYS[day.weekday()])


@feature.panel
def marks(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Any]]:
    """Which of the days around today differ from a plain week: 休 or 班, for the day dividers."""
    known = calendar.of_settings(asker.camp.settings)
    around = (asker.today + timedelta(days=n) for n in range(-60, 15))
    odd = {day.isoformat(): MARKS[known.kind(day)]().to(asker.language) for day in around if known.kind(day) in MARKS}
    return {"calendar": odd}, []


def _correct(ctx: Context, day: date, works: bool | None) -> None:
    """Makes a day work or rest, or as the calendar says (None); what goes by workdays is planned anew."""
    corrected = {**camps.hold_settings(ctx.db, ctx.camp.id).get(DAYS_KEY, {}), day.isoformat(): works}
    kept = {one: value for one, value in corrected.items() if value is not None}
    camps.change_settings(ctx.db, ctx.camp.id, {DAYS_KEY: kept})
    ctx.reschedule(ctx.camp.id)


def _ahead(ctx: Context, known: Calendar, first: date) -> FactRows:
    """The days ahead by what they are, those in a row together."""
    stretches: dict[DayKind, list[tuple[date, date]]] = {}
    for day in (first + timedelta(days=n) for n in range(SHOWN_DAYS)):
        found = stretches.setdefault(known.kind(day), [])
        if found and found[-1][1] == day - timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    rows = (FactRow(name, [_stretch(*each) for each in stretches[kind]]) for kind, name in KINDS.items() if kind in stretches)
    return FactRows.of(*rows, title=AHEAD)


def _stretch(first: date, last: date) -> Line:
    if first == last:
        return ONE_DAY(first=first, weekday=WEEKDAYS[first.weekday()])
    return SOME_DAYS(first=first, last=last)
