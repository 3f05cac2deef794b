"""The day something is due, at the camp's hour: who has not said they did it is reminded, once, alone; late and saying so after a stop."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.feature import Context, Line, Phrase, Press
from bot.prompting import Prompt, in_slices
from handlers.behaviours import rules, wording
from handlers.behaviours.settings import AT, feature
from scheduler import calendar
from scheduler.rhythm import Daily
from storage import behaviours, checkins, memberships
from storage.behaviours import Behaviour, BehaviourReport
from storage.memberships import Member

DUE = Phrase(zh="⏰ 今天到期的行为{late}：", en="⏰ Due today{late}:")
ONE = Phrase(zh="· {name}：{stands}", en="· {name}: {stands}")
HOW = Phrase(zh="做了就发：行为 记 {name} 和谁", en="When done send: behaviours did {name} WITH")
MINE = Phrase(zh="我的行为", en="My behaviours")
LATEST = timedelta(days=7)


@feature.every(lambda camp: Daily(time.fromisoformat(AT.of(camp))), name="due", late=LATEST)
def due(ctx: Context, due_at: datetime) -> None:
    """Every day missed while we were away is looked at, for what was due on one is not due on the next."""
    day = ctx.local(due_at).date()
    if _due_on(ctx, day):
        remind(ctx, due_at, day.isoformat())


def _some(ctx: Context, after: int, most: int) -> list[Member]:
    return memberships.some_members(ctx.db, ctx.camp.id, after=after, most=most)


@in_slices(feature, "some", _some)
def remind(ctx: Context, prompt: Prompt, members: Sequence[Member]) -> None:
    owed: dict[int, list[tuple[Behaviour, Line]]] = defaultdict(list)
    on_leave = {leave.membership for leave in checkins.camp_leave(ctx.db, ctx.camp.id, prompt.day, prompt.day)}
    for one in _due_on(ctx, prompt.day):
        for number, stands in _behind(ctx, one, prompt.day, members):
            owed[number].append((one, stands))
    for member in members:
        if not owed[member.id] or member.id in on_leave:
            continue
        which = [one for one, _ in owed[member.id]]
        lines = [ONE(name=one.name, stands=stands) for one, stands in owed[member.id]]
        how = HOW(name=which[0].name)
        ctx.tell(member.person, DUE(late=prompt.late), *lines, how, [Press(MINE, "行为")], gently=True)
        for one in which:  # who came or was tagged later hears of it here first
            ctx.happened("behaviours.asked", member.id, behaviour=one.id)


def _due_on(ctx: Context, day: date) -> list[Behaviour]:
    """What is due that day, and was asked for by then."""
    known = calendar.of_settings(ctx.camp.settings)
    return [
        one
        for one in behaviours.in_use(ctx.db, ctx.camp.id)
        if ctx.local(one.made_at).date() <= day and rules.period(one, day, known).due == day
    ]


def _behind(ctx: Context, one: Behaviour, day: date, members: Sequence[Member]) -> list[tuple[int, Line]]:
    """Who of some has still to say they did it, and how they stand."""
    found, among = rules.period(one, day, calendar.of_settings(ctx.camp.settings)), (members[0].id, members[-1].id)
    listed = list(behaviours.names(ctx.db, one.id).items())
    tagged = memberships.tagged_among(ctx.db, one.tag, *among) if one.tag else None
    reports: dict[int, list[BehaviourReport]] = defaultdict(list)
    for report in behaviours.among(ctx.db, one.id, found.first, found.last, among):
        reports[report.membership].append(report)
    behind = []
    for member in members:
        if member.id in tagged if tagged is not None else member.role == "learner":
            stands = rules.standing(one, reports[member.id], [pair for pair in listed if pair[0] != member.id])
            if not stands.is_said:
                behind.append((member.id, wording.stands(stands)))
    return behind
