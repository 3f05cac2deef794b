"""Another calendar or another zone makes other moments of the same rhythm: what is still to ring is planned anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.feature import Context
from handlers.reminders.remind import plan, zone_of
from handlers.reminders.settings import feature
from scheduler import calendar, rhythm
from storage import reminders
from storage.reminders import Reminder

SLICE = 200
"""Reminders looked at in one transaction."""


@feature.on("rescheduled")
def plan_anew(ctx: Context) -> None:
    ctx.later("reminders.anew", f"{ctx.camp.id}:0", ctx.now)


@feature.due("anew")
def some(ctx: Context, subject: str, _: datetime) -> None:
    """The next slice of a camp's reminders."""
    camp, after = map(int, subject.split(":"))
    found = reminders.to_come(ctx.db, camp, ctx.now, after, SLICE)
    move(ctx, found)
    if len(found) == SLICE:
        ctx.later("reminders.anew", f"{camp}:{found[-1].id}", ctx.now)


def move(ctx: Context, some: Iterable[Reminder]) -> None:
    """Each to the next moment of its rhythm as the calendar and the zone are now."""
    known, places = calendar.of_settings(ctx.camp.settings), set[str]()
    for one in some:
        following = rhythm.from_json(one.rhythm).after(ctx.now, zone_of(ctx, one.place, one.author), known)
        if following != one.next_at:
            reminders.move(ctx.db, one.id, following)
            places.add(one.place)
    for place in places:
        plan(ctx, place)
