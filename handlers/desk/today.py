"""Today: how many have checked in and who is missing, what waits for a decision, and what goes out next."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot import deciding
from bot.desk_page import CellKind, Column, DeskQuery, DeskView, Figure, KeyFigures, Link, Table, TableRow, Thing, Things
from bot.feature import Asker, Context, Phrase, Role
from bot.message_kinds import KINDS
from handlers.desk.settings import feature
from scheduler import calendar
from scheduler.calendar import Calendar
from storage import agenda, reports, undelivered

TITLE = Phrase(zh="今日", en="Today")
CHECKED_IN, TODO = Phrase(zh="今日打卡", en="Checked in today"), Phrase(zh="等你定", en="Waiting for you")
NOT_SENT = Phrase(zh="没发出", en="Undelivered")
OF = Phrase(zh="{done}/{expected}", en="{done}/{expected}")
DAY_OFF, NOT_COUNTED = Phrase(zh="休息日", en="Day off"), Phrase(zh="不计完成率", en="no rate is counted")
MISSING_NOTE = Phrase(zh="还差{n}人", en="{n} to come")
ALL_IN = Phrase(zh="都打了", en="everybody is in")
WAITING_TITLE = Phrase(zh="待办", en="To do")
NOTHING_WAITS = Phrase(zh="没有等你定的。", en="Nothing waits for you.")
MISSING, ALL_HERE = (
    Phrase(zh="今天还没打卡", en="Not checked in yet"),
    Phrase(zh="今天应打卡的都打了。", en="All expected have checked in."),
)
NAME, POINTS = Phrase(zh="名字", en="Name"), Phrase(zh="积分", en="Points")
NEXT = Phrase(zh="接下来会发的", en="What goes out next")
NOTHING_NEXT = Phrase(zh="两天之内没有安排。", en="Nothing is planned for the next two days.")
SINCE = Phrase(zh="最早 {since:%m-%d %H:%M}", en="since {since:%m-%d %H:%M}")
COLUMNS = (Column("name", NAME, CellKind.LINK), Column("points", POINTS, CellKind.NUMBER))
SHOWN = 20
"""Things of a kind that wait, on the page."""
AHEAD = timedelta(days=2)
MOST_NEXT = 12
NOT_SAID = frozenset({"budget", "housekeeping", "undelivered", "mending", "presence"})
"""Operations whose moments send nothing of their own, or only what went wrong."""


@feature.page("today", TITLE, place=10)
def today(ctx: Context, asked: DeskQuery) -> DeskView:
    days = calendar.of_settings(ctx.camp.settings)
    queues = [of for of in ctx.router.queues.values() if of.by <= ctx.role]
    asker = Asker.of(ctx)
    backlogs = {of.prefix: of.backlog(ctx.db, asker) for of in queues}
    waits = sum(one.count for one in backlogs.values())
    oldest = min((one.since for one in backlogs.values() if one.since is not None), default=None)
    figures = [Figure(TODO, str(waits), SINCE(since=oldest) if oldest else "")]
    blocks: list[Things | Table] = [
        deciding.things(ctx, of, backlogs[of.prefix].count, SHOWN) for of in queues if backlogs[of.prefix].count
    ]
    if ctx.role >= Role.MANAGER:
        figure, missing = _attendance(ctx, days)
        figures.insert(0, figure)
        figures.append(Figure(NOT_SENT, str(len(undelivered.undelivered(ctx.db, camp=ctx.camp.id))), "", "log"))
        blocks += [missing] if missing is not None else []
        blocks.append(_next(ctx))
    if not waits:
        blocks.insert(0, Things((), WAITING_TITLE, NOTHING_WAITS))
    return DeskView((KeyFigures(figures), *blocks))


def _attendance(ctx: Context, days: Calendar) -> tuple[Figure, Table | None]:
    """Today's count, and who of those expected is missing; no table on a day off."""
    if not days.is_workday(ctx.today):
        return Figure(CHECKED_IN, DAY_OFF, NOT_COUNTED), None
    closes = datetime.combine(ctx.today + timedelta(days=7 - ctx.today.weekday()), time(9), ctx.zone)
    came = reports.attendance(ctx.db, ctx.camp.id, ctx.today, closes=closes, as_of=ctx.now)
    missing = [row for row in reports.roster(ctx.db, ctx.camp.id) if came.get(row.id) is False]
    done = len(came) - len(missing)
    figure = Figure(CHECKED_IN, OF(done=done, expected=len(came)), MISSING_NOTE(n=len(missing)) if missing else ALL_IN)
    shown = [TableRow((Link(row.name, f"people/{row.id}"), row.points), str(row.id)) for row in missing[: 10 * SHOWN]]
    return figure, Table("missing", COLUMNS, shown, len(missing), title=MISSING, empty=ALL_HERE)


def _next(ctx: Context) -> Things:
    """The moments of the next two days at which something may be said, each kind and minute once."""
    seen: dict[tuple[str, datetime], Thing] = {}
    for one in agenda.coming(ctx.db, ctx.camp.id, now=ctx.now, until=ctx.now + AHEAD):
        kind = one.job.partition(".")[0]
        if kind in KINDS and kind not in NOT_SAID:
            seen.setdefault((kind, one.due_at.replace(second=0, microsecond=0)), Thing("", KINDS[kind], one.due_at))
    return Things(list(seen.values())[:MOST_NEXT], NEXT, NOTHING_NEXT)
