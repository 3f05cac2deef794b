"""Who meets their next level: listed, and noticed each workday's morning so that it waits for a manager."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from bot.feature import Context, Late, Role
from handlers.promotion import rules
from handlers.promotion.measures import counts
from handlers.promotion.settings import feature
from scheduler.rhythm import Workdays
from storage import memberships, promotion
from storage.memberships import Member
from storage.promotion import MANAGER, POST, JobLevel, LevelNeed

AT = time(8, 50)
"""Before the morning's line of what waits."""


def tracks(member: Member) -> tuple[str, ...]:
    """The tracks somebody may rise on: whoever runs the camp is on the managers' ladder besides."""
    return (MANAGER, POST) if Role[member.role.upper()] >= Role.MANAGER else (POST,)


def ready(ctx: Context) -> list[tuple[Member, JobLevel]]:
    """Whoever meets their next level, in the camp's order, and which level; from then on it waits for a manager."""
    every = promotion.in_force(ctx.db, ctx.camp.id)
    holds = {(one.member, one.track): one for one in promotion.held(ctx.db, ctx.camp.id)}
    known: dict[LevelNeed, Mapping[int, int]] = {}
    found: list[tuple[Member, JobLevel]] = []
    for member in memberships.members(ctx.db, ctx.camp.id) if every else ():
        count = counts(ctx, member, known)
        for track in tracks(member):
            levels = [one for one in every if one.track == track]
            following = rules.next_level(levels, holds.get((member.id, track)))
            if following is not None and rules.is_met(following, count):
                found.append((member, following))
    promotion.notice(ctx.db, ctx.camp.id, [(level.id, member.id) for member, level in found], at=ctx.now)
    return found


@feature.every(lambda camp: Workdays(AT), name="ready", late=Late.within(timedelta(hours=6)))
def notice(ctx: Context, due_at: datetime) -> None:
    ready(ctx)
