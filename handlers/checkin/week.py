"""周完成率: the week's rate against the threshold, and the verdict that Monday's closing freezes."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Asker, Camp, Context, Late, Line, Page, Phrase, Refusal, Role
from handlers.checkin import rate
from handlers.checkin.settings import THRESHOLD, feature
from scheduler import calendar
from scheduler.rhythm import Weekly
from scheduler.when import parse_day
from storage import checkins, reports
from storage.connection import Db

RATE = Phrase(
    zh="{first}–{last}：应打卡 {learners}人×{workdays}天={expected}，已完成{done}，{rate}，{verdict}（≥{threshold}%）。",
    en="{first}–{last}: expected {learners:person|people} × {workdays:day|days} = {expected}, done {done}, {rate}, {verdict} (≥{threshold}%).",
)
RATE_UNEVEN = Phrase(
    zh="{first}–{last}：应打卡{expected}人次（{learners}人、{workdays}个工作日，扣除请假和未入营），已完成{done}，{rate}，{verdict}（≥{threshold}%）。",
    en="{first}–{last}: expected {expected} ({learners:person|people}, {workdays:workday|workdays}, less leave and days before joining), "
    "done {done}, {rate}, {verdict} (≥{threshold}%).",
)
PASSED = Phrase(zh="达标", en="reached")
FAILED = Phrase(zh="未达标", en="not reached")
AFTERWARDS = Phrase(
    zh="补后 {rate}（{done}/{expected}），结论不变。", en="After make-ups {rate} ({done}/{expected}); the verdict stands."
)
NOTHING = Phrase(zh="{first}–{last} 没有应打卡的人。", en="Nobody was expected {first}–{last}.")
LISTED = Phrase(
    zh="{first} 那周的打卡，缺得多的在前（合计 {done}/{expected}）\n{lines}",
    en="Check-ins of the week of {first}, most missed first ({done}/{expected} in all)\n{lines}",
)
LIST = re.compile(r"(?:名单|list)\s*", re.IGNORECASE)
LINES = Phrase(zh="{lines}", en="{lines}")
PAGE = 50
"""Learners in one message."""
NOT_A_WEEK = Phrase(zh="没看懂是哪一周。试试：周完成率 上周", en="Which week? Try: rate last week")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Judged:
    """A week's rate now, and as it was frozen, if it is closed."""

    monday: date
    now: rate.Rate
    closed: checkins.ClosedWeek | None
    listed: list[tuple[str, int, int]] | None = None
    """(name, done, expected), who missed most first; None where the list was not asked for."""


def judge(reader: Db, camp: Camp, monday: date, until: date) -> rate.Rate:
    """The rate of the week of `monday`, counting its workdays up to `until`."""
    return rate.weekly(*_week(reader, camp, monday, until))


def _week(
    reader: Db, camp: Camp, monday: date, until: date
) -> tuple[list[date], list[rate.RateRow], dict[int, set[date]], dict[int, set[date]]]:
    """The workdays up to `until`, the roster, and by learner the days stamped and on leave."""
    last = min(monday + 6 * DAY, until)
    workdays = calendar.of_settings(camp.settings).workdays(monday, last)
    roster = [rate.RateRow(*one) for one in checkins.roster(reader, camp.id, last)]
    closes = datetime.combine(monday + 7 * DAY, time(9), camp.zone)
    stamps: dict[int, set[date]] = defaultdict(set)
    for stamp in checkins.camp_stamps(reader, camp.id, monday, last):
        stamps[stamp.membership].add(stamp.day)
    leave: dict[int, set[date]] = defaultdict(set)
    for one in checkins.camp_leave(reader, camp.id, monday, last):
        if one.entered_at < closes:
            leave[one.membership].add(one.day)
    return workdays, roster, stamps, leave


def find_week(reader: Db, asker: Asker, which: str = "") -> Judged:
    """The week asked for: last week on a Monday, this week so far on any other day, unless one is named; learner by learner where the
    list is asked for."""
    found = LIST.match(which.strip())
    monday = _monday(which.strip()[found.end() :] if found else which, asker.today)
    closed = checkins.closed_week(reader, asker.camp.id, monday)
    if not found:
        return Judged(monday, judge(reader, asker.camp, monday, asker.today), closed)
    return _listed(reader, asker.camp, monday, asker.today, closed)


def _listed(reader: Db, camp: Camp, monday: date, until: date, closed: checkins.ClosedWeek | None = None) -> Judged:
    """A week learner by learner."""
    week = _week(reader, camp, monday, until)
    names = {row.id: row.name for row in reports.roster(reader, camp.id)}
    listed = [(names[one.learner], one.done, one.expected) for one in rate.shares(*week)]
    return Judged(monday, rate.weekly(*week), closed, sorted(listed, key=lambda one: (one[1] - one[2], one[0])))


FELL_SHORT = r"missed|is below|did(?: not|n't) (?:reach|meet|make)|has(?: not|n't) (?:reached|met|made)"


@feature.command(
    "周完成率",
    "rate",
    help=Phrase(
        zh="一周的打卡完成率和是否达标；名单写在后面，只私聊给你看。",
        en="A week's check-in rate, and whether it reached the threshold; list goes behind it and is told to you in private.",
    ),
    by=Role.MANAGER,
    examples=["周完成率", "周完成率 上周", "周完成率 名单", "周完成率 名单 上周", "rate last week"],
    asked={
        r"(?P<week>[本这上]周)?(?:还有)?(?:谁|哪些人|哪几个人?|有谁|有哪些人)(?:的?打卡)?还?(?:没有?|未)达标": "名单 {week}",
        r"(?P<week>[本这上]周)?的?打卡率?(?:达标|够)了?(?:吗|没有?)": "{week}",
        rf"who (?:{FELL_SHORT}) (?:the )?(?:target|threshold|line|goal)(?: (?P<week>(?:this|last) week))?": "名单 {week}",
    },
    look=find_week,
)
def weekly_rate(
    ctx: Context,
    which: Annotated[str, Named("哪一周", "week")] = "",
    *,
    found: Judged,
) -> None:
    sunday = found.monday + 6 * DAY
    if found.listed:
        return ctx.say_page("learners", _page(found, 0), monday=found.monday.isoformat(), until=ctx.today.isoformat())
    if not found.now.expected and found.closed is None:
        ctx.reply(NOTHING(first=_short(found.monday), last=_short(sunday)))
        return
    last = min(sunday, ctx.today)
    unsure = calendar.of_settings(ctx.camp.settings).warnings(found.monday, last)
    if found.closed is None:
        threshold = ctx.setting(THRESHOLD)
        ctx.reply(_said(found.monday, last, found.now, threshold, found.now.reaches(threshold)), *unsure)
        return
    frozen = rate.Rate(found.closed.done, found.closed.expected, found.closed.workdays, found.closed.learners)
    later = [AFTERWARDS(rate=found.now.shown, done=found.now.done, expected=found.now.expected)] if found.now != frozen else []
    ctx.reply(_said(found.monday, sunday, frozen, found.closed.threshold, found.closed.passed), *later, *unsure)


@feature.every(lambda camp: Weekly(0, time(9), on_rest_day="next_workday"), name="close_week", late=Late.ONCE)
def close(ctx: Context, due_at: datetime) -> None:
    """Freezes last week: its figures, the threshold in force, and the verdict."""
    today = ctx.local(due_at).date()
    monday = today - timedelta(days=today.weekday() + 7)
    now = judge(ctx.db, ctx.camp, monday, today)
    threshold = ctx.setting(THRESHOLD)
    if now.expected:
        verdict = checkins.ClosedWeek(
            now.done, now.expected, now.workdays, now.learners, threshold, now.reaches(threshold), ctx.now
        )
        checkins.close_week(ctx.db, ctx.camp.id, monday, verdict)


@feature.paged("learners", by=Role.MANAGER)
def _following(ctx: Context, after: int, monday: str, until: str) -> Page:
    """More of a week's learners, its workdays counted up to the day it was asked on."""
    return _page(_listed(ctx.db, ctx.camp, date.fromisoformat(monday), date.fromisoformat(until)), after)


def _page(found: Judged, after: int) -> Page:
    """Learner by learner, as it stands now: what is added up to the rate."""
    listed = found.listed or []
    lines = "\n".join(f"{name} {done}/{expected}" for name, done, expected in listed[after : after + PAGE])
    head = LISTED(first=_short(found.monday), done=found.now.done, expected=found.now.expected, lines=lines)
    said = LINES(lines=lines) if after else head
    return Page.cut(said, after=after, most=PAGE, of=len(listed), audience=Audience.MANAGERS)


def _said(first: date, last: date, found: rate.Rate, threshold: int, passed: bool) -> Line:
    even = found.expected == found.learners * found.workdays
    return (RATE if even else RATE_UNEVEN)(
        first=_short(first),
        last=_short(last),
        learners=found.learners,
        workdays=found.workdays,
        expected=found.expected,
        done=found.done,
        rate=found.shown,
        verdict=PASSED if passed else FAILED,
        threshold=threshold,
    )


def _monday(which: str, today: date) -> date:
    this = today - timedelta(days=today.weekday())
    match which.strip().casefold():
        case "":
            return this - 7 * DAY if today == this else this
        case "本周" | "这周" | "this week" | "this":
            return this
        case "上周" | "last week" | "last":
            return this - 7 * DAY
    day = parse_day(which, today, prefer="past")
    if day is None:
        raise Refusal(NOT_A_WEEK)
    return day - timedelta(days=day.weekday())


def _short(day: date) -> str:
    return f"{day.month}/{day.day}"
