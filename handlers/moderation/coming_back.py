"""Who comes back finds what was in force: a removal keeps them out, a silence holds, also for who was erased meanwhile."""

from __future__ import annotations

import hmac
from hashlib import sha256

from bot.feature import Context, Happened
from handlers.moderation import acting
from handlers.moderation.settings import feature
from storage import memberships, people
from storage.moderation import penalties


@feature.on("fact:members.joined")
def came(ctx: Context, fact: Happened) -> None:
    member = memberships.member(ctx.db, fact.member)
    if penalties.has_marks(ctx.db, ctx.camp.id):
        penalties.come_back(ctx.db, ctx.camp.id, member.person, marks(ctx, ctx.camp.id, member.person))
    for one in penalties.of_person(ctx.db, member.person, ctx.camp.id):
        if one.step == "silence" and one.is_in_force(ctx.now):
            acting.silence(ctx, member.person, one.until)
        if one.step == "remove" and one.is_in_force(ctx.now) and memberships.leave(ctx.db, member.id, day=ctx.today):
            acting.remove(ctx, member.person, one.until)
            ctx.happened("members.left", member.id)


@feature.erases
def erase(ctx: Context, person: int) -> None:
    """What is in force is kept under hashes of their accounts, so that being erased ends no penalty."""
    for one in penalties.of_person(ctx.db, person):
        if one.is_in_force(ctx.now):
            penalties.mark(ctx.db, one.id, marks(ctx, one.camp, person))


def marks(ctx: Context, camp: int, person: int) -> list[str]:
    """One for each account of somebody, which say nothing to who has not the house's secret."""
    key = ctx.router.secret()
    accounts = people.accounts(ctx.db, person)
    return [hmac.new(key, f"{camp}:{one.channel}:{one.ident}".encode(), sha256).hexdigest() for one in accounts]
