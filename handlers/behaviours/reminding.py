"""The day something is due, at the camp's hour: who has not said they did it is reminded, once, alone; late and saying so after a stop."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta

from bot.feature import Context, Line, Phrase, Press
from handlers.behaviours import rules, wording
from handlers.behaviours.settings import AT, feature
from scheduler import calendar
from scheduler.rhythm import Daily
from storage import behaviours, checkins
from storage.behaviours import Behaviour

DUE = Phrase(zh="⏰ 今天到期的行为{late}：", en="⏰ Due today{late}:")
ONE = Phrase(zh="· {name}：{stands}", en="· {name}: {stands}")
HOW = Phrase(zh="做了就发：行为 记 {name} 和谁", en="When done send: behaviours did {name} WITH")
LATE = Phrase(zh="（{at:%m-%d %H:%M} 的提醒补发）", en=" ({at:%m-%d %H:%M}, sent late)")
MINE = Phrase(zh="我的行为", en="My behaviours")
IN_TIME = timedelta(minutes=2)
LATEST = timedelta(days=7)
SLICE = 100


@feature.every(lambda camp: Daily(time.fromisoformat(AT.of(camp))), name="due", late=LATEST)
def due(ctx: Context, due_at: datetime) -> None:
    """Every day missed while we were away is looked at, for what was due on one is not due on the next."""
    _remind(ctx, due_at, after=0)


@feature.due("some")
def some(ctx: Context, subject: str, _: datetime) -> None:
    """The next slice of people."""
    moment, after = subject.split(":")[1:]
    _remind(ctx, datetime.fromtimestamp(int(moment), ctx.zone), after=int(after))


def _remind(ctx: Context, due_at: datetime, *, after: int) -> None:
    day = ctx.local(due_at).date()
    owed: dict[int, list[Line]] = defaultdict(list)
    persons: dict[int, int] = {}
    names: dict[int, str] = {}
    which: dict[int, list[int]] = defaultdict(list)
    for one in behaviours.in_use(ctx.db, ctx.camp.id):
        if ctx.local(one.made_at).date() > day:
            continue
        for member, person, stands in _behind(ctx, one, day):
            owed[member].append(ONE(name=one.name, stands=stands))
            which[member].append(one.id)
            persons[member], names[member] = person, names.get(member, one.name)
    some_of = sorted(member for member in owed if member > after)
    late = LATE(at=due_at) if ctx.now - due_at > IN_TIME else ""
    for member in some_of[:SLICE]:
        how = HOW(name=names[member])
        ctx.tell(persons[member], DUE(late=late), *owed[member], how, [Press(MINE, "行为")], gently=True)
        for behaviour in which[member]:  # who came or was tagged later hears of it here first
            ctx.happened("behaviours.asked", member, behaviour=behaviour)
    if len(some_of) > SLICE:
        ctx.later("behaviours.some", f"{ctx.camp.id}:{int(due_at.timestamp())}:{some_of[SLICE - 1]}", ctx.now)


def _behind(ctx: Context, one: Behaviour, day: date) -> list[tuple[int, int, Line]]:
    """Membership, person and standing of those who have still to say they did it, where it is due that day; who is on leave is left alone."""
    found = rules.period(one, day, calendar.of_settings(ctx.camp.settings))
    if found.due != day:
        return []
    on_leave = {leave.membership for leave in checkins.camp_leave(ctx.db, ctx.camp.id, day, day)}
    listed = list(behaviours.names(ctx.db, one.id).items())
    reports = defaultdict(list)
    for report in behaviours.between(ctx.db, one.id, found.first, found.last):
        reports[report.membership].append(report)
    behind = []
    for member in wording.for_whom(ctx.db, ctx.camp.id, one):
        stands = rules.standing(one, reports[member.id], [pair for pair in listed if pair[0] != member.id])
        if not stands.is_said and member.id not in on_leave:
            behind.append((member.id, member.person, wording.stands(stands)))
    return behind
