"""Workday mornings: one line to whoever has something in 待办 that has waited longer than a workday; nobody else hears anything."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.feature import Asker, Context, Late, Phrase, Press, Role
from bot.membership import membership_of
from handlers.todo.settings import feature
from scheduler import calendar
from scheduler.rhythm import Workdays
from storage import memberships, standing

AT = time(9, 10)
GOOD_FOR = timedelta(hours=9)
"""The line is worth nothing after the workday."""

MORNING = Phrase(
    zh="📥 待办里有{n}件等你定，最早的从 {since:%m-%d %H:%M} 等到现在。",
    en="📥 Waiting for you: {n}, the oldest since {since:%m-%d %H:%M}.",
)
LOOK = Phrase(zh="看待办", en="See them")


@feature.every(lambda camp: Workdays(AT), name="morning", late=Late.within(timedelta(hours=6)))
def remind(ctx: Context, due_at: datetime) -> None:
    for member in memberships.members(ctx.db, ctx.camp.id):
        if Role[member.role.upper()] < Role.EXPERT:
            continue
        count, since = _waiting(ctx, member.person)
        if since is not None and since <= _a_workday_ago(ctx):
            ctx.post_within_budget(
                member.person,
                MORNING(n=count, since=since),
                [Press(LOOK, "待办")],
                until=ctx.now + GOOD_FOR,
                still=("todo.waits", f"camp:{ctx.camp.id}"),
            )


@feature.condition("waits")
def still_waits(ctx: Context, person: int, subject: str) -> bool:
    """Whether there is still something for them."""
    return _waiting(ctx, person)[0] > 0


def _waiting(ctx: Context, person: int) -> tuple[int, datetime | None]:
    """How much waits for somebody by today's role, and since when the oldest does."""
    member = membership_of(standing.in_camp(ctx.db, ctx.camp.id, person))
    if member is None:
        return 0, None
    who = ctx.person_by_id(person)
    language = who.language or ctx.camp.language
    asker = Asker(who, ctx.camp, member, member.role, language, ctx.local(ctx.now).date(), ctx.now)
    backlogs = [of.backlog(ctx.db, asker) for of in ctx.router.queues.values() if of.by <= member.role]
    moments = [one.since for one in backlogs if one.since is not None]
    return sum(one.count for one in backlogs), min(moments, default=None)


def _a_workday_ago(ctx: Context) -> datetime:
    """This hour of the workday before."""
    now = ctx.local(ctx.now)
    before = calendar.of_settings(ctx.camp.settings).previous_workday(now.date())
    return datetime.combine(before, now.time(), now.tzinfo)
