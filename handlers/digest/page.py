"""Reports: four weeks side by side with what changed, each workday's rate, the hours people come at, the five stages and who stays."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from bot.desk_page import CellKind, Chart, Column, DeskQuery, DeskView, Prose, Sentence, Sentences, Table, TableRow
from bot.feature import Context, Phrase, Role
from handlers.digest.activity import Retention, funnel, retention
from handlers.digest.dashboard import DEFINITIONS
from handlers.digest.figures import OLDEST_MAKEUP, Figures, gather
from handlers.digest.report_period import ReportPeriod, span_of
from handlers.digest.settings import feature
from handlers.digest.weekly import THRESHOLD, setting_of_others
from scheduler import calendar
from scheduler.calendar import DAY, week_of
from storage import reports

WEEKS = 4
DAYS_OF_WEEK = 7

TITLE = Phrase(zh="报表", en="Reports")
SIDE_BY_SIDE = Phrase(zh="四周对照", en="Four weeks side by side")
WEEK = Phrase(zh="{first:%m-%d} 到 {last:%m-%d}", en="{first:%m-%d} to {last:%m-%d}")
COLUMNS = (
    Column("week", Phrase(zh="周", en="Week")),
    Column("rate", Phrase(zh="打卡率", en="Check-in rate"), CellKind.SHARE),
    Column("change", Phrase(zh="比上周（百分点）", en="Change, points"), CellKind.NUMBER),
    Column("daily", Phrase(zh="日活率", en="Daily active"), CellKind.SHARE),
    Column("active", Phrase(zh="周活跃人数", en="Active in the week"), CellKind.NUMBER),
    Column("lessons", Phrase(zh="微课学完", en="Lessons learned"), CellKind.SHARE),
    Column("tests", Phrase(zh="测验人次", en="Tests"), CellKind.NUMBER),
    Column("questions", Phrase(zh="提问", en="Questions"), CellKind.NUMBER),
    Column("accepted", Phrase(zh="已采纳", en="Accepted"), CellKind.NUMBER),
)
BY_DAY = Phrase(zh="每个工作日的打卡率（%）", en="Check-in rate by workday (%)")
THIS_WEEK, WEEK_BEFORE = Phrase(zh="本周", en="This week"), Phrase(zh="上周", en="The week before")
WEEKDAYS = tuple(
    Phrase(zh=zh, en=en) for zh, en in zip("一二三四五六日", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True)
)
HOURS = Phrase(zh="这四周大家几点来（次）", en="When people came in these four weeks")
FUNNEL = Phrase(zh="五个环节（人）", en="Five stages (people)")
STAGES = (
    Phrase(zh="在营", en="In the camp"),
    Phrase(zh="打过卡", en="Checked in"),
    Phrase(zh="学完过微课", en="Learned a lesson"),
    Phrase(zh="应用或贡献过", en="Used or contributed"),
    Phrase(zh="晒过账单", en="Shared a bill"),
)
RETENTION = Phrase(zh="谁留下来了，按入营周", en="Who stayed, by the week they joined")
NOBODY = Phrase(zh="还没有学员。", en="There are no learners yet.")
KEPT = (
    Column("week", Phrase(zh="入营周", en="Joined in the week of"), CellKind.DAY),
    Column("joined", Phrase(zh="入营人数", en="Joined"), CellKind.NUMBER),
    Column("d1", Phrase(zh="次日", en="Next day"), CellKind.SHARE),
    Column("d7", Phrase(zh="第7日", en="Day 7"), CellKind.SHARE),
    Column("w4", Phrase(zh="第4周", en="Week 4"), CellKind.SHARE),
)
WORKBOOK, SAYS_WORKBOOK = (
    Phrase(zh="本月看板表格", en="This month's workbook"),
    Phrase(zh="看板 本月 xlsx", en="dashboard month xlsx"),
)
REPORT, SAYS_REPORT = Phrase(zh="周报", en="Weekly report"), Phrase(zh="周报", en="report")


@feature.page("reports", TITLE, by=Role.MANAGER, place=60)
def reported(ctx: Context, asked: DeskQuery) -> DeskView:
    weeks = [_week(ctx, ctx.today - DAYS_OF_WEEK * n * DAY) for n in range(WEEKS)]
    found = [(week, gather(ctx.db, week)) for week in weeks]
    acts = _acts(ctx, weeks[-1].first)
    rows = [_row(week, mine, found[n + 1][1] if n + 1 < WEEKS else None) for n, (week, mine) in enumerate(found)]
    said = Sentences((Sentence(REPORT, SAYS_REPORT), Sentence(WORKBOOK, SAYS_WORKBOOK)))
    return DeskView(
        (
            said,
            Table("weeks", COLUMNS, rows, title=SIDE_BY_SIDE),
            _by_day(found[0][1], found[1][1]),
            Chart("hours", HOURS, rows=_hours(acts)),
            Chart("bars", FUNNEL, rows=[(name, n, "") for name, n in zip(STAGES, _stages(ctx), strict=True)]),
            _retention(ctx, acts),
            Prose(DEFINITIONS),
        )
    )


def _week(ctx: Context, day: date) -> ReportPeriod:
    """The week of a day, as far as it has come."""
    first, last = week_of(day)
    threshold = setting_of_others(ctx, THRESHOLD)
    return span_of(ctx.db, ctx.camp.id, first, min(last, ctx.today), now=ctx.now, threshold=threshold)


def _row(week: ReportPeriod, found: Figures, before: Figures | None) -> TableRow:
    cells = (
        WEEK(first=week.first, last=week.last),
        (found.done, found.expected),
        _change(found, before),
        found.daily_active,
        found.weekly_active,
        (found.lessons_learned, found.lessons_asked),
        found.tests,
        found.questions,
        found.accepted,
    )
    return TableRow(cells, week.first.isoformat())


def _change(found: Figures, before: Figures | None) -> float | None:
    """Percentage points from the week before; None where either of them expected nobody."""
    if before is None or not found.expected or not before.expected:
        return None
    return round(100 * (found.done / found.expected - before.done / before.expected), 1)


def _by_day(found: Figures, before: Figures) -> Chart:
    """A line a week over Monday to Sunday; a day off, or one that has not come, is a gap."""
    return Chart("lines", BY_DAY, WEEKDAYS, ((THIS_WEEK, _line(found)), (WEEK_BEFORE, _line(before))))


def _line(found: Figures) -> list[float | None]:
    line: list[float | None] = [None] * DAYS_OF_WEEK
    for day in found.days:
        if day.works and day.expected:
            line[date.fromisoformat(day.day).weekday()] = round(100 * day.done / day.expected, 1)
    return line


def _acts(ctx: Context, first: date) -> list[tuple[int, Any]]:
    """(membership, moment on the camp's clock) from a day on."""
    since = ReportPeriod(ctx.camp, first, ctx.today, ctx.now, 0)
    acts = reports.acts(ctx.db, ctx.camp.id, *since.moments, from_day=first - OLDEST_MAKEUP)
    return [(member, at.astimezone(ctx.zone)) for member, at in acts]


def _hours(acts: list[tuple[int, Any]]) -> list[tuple[Phrase, list[int], str]]:
    counted = [[0] * 24 for _ in range(DAYS_OF_WEEK)]
    for _, at in acts:
        counted[at.weekday()][at.hour] += 1
    return [(name, hours, "") for name, hours in zip(WEEKDAYS, counted, strict=True)]


def _stages(ctx: Context) -> tuple[int, ...]:
    present = [row for row in reports.roster(ctx.db, ctx.camp.id) if row.left_on is None]
    return funnel(
        (
            {row.id for row in present},
            {row.id for row in present if row.activated_at is not None},
            reports.learned_ever(ctx.db, ctx.camp.id),
            reports.used_ever(ctx.db, ctx.camp.id),
            reports.shared_ever(ctx.db, ctx.camp.id),
        )
    )


def _retention(ctx: Context, acts: list[tuple[int, Any]]) -> Table:
    """Of those who joined in these four weeks: for earlier ones the acts of the first days are not looked through here."""
    first = week_of(ctx.today)[0] - timedelta(weeks=WEEKS - 1)
    joined = {row.id: row.joined_on for row in reports.roster(ctx.db, ctx.camp.id) if row.joined_on >= first}
    active: dict[int, set[date]] = defaultdict(set)
    for member, at in acts:
        active[member].add(at.date())
    kept = retention(joined, active, ctx.today, calendar.of_settings(ctx.camp.settings))
    rows = [_kept(monday, one) for monday, one in sorted(kept.items(), reverse=True)]
    return Table("retention", KEPT, rows, title=RETENTION, empty=NOBODY)


def _kept(monday: date, one: Retention) -> TableRow:
    return TableRow((monday, one.joined, one.d1, one.d7, one.w4), monday.isoformat())
