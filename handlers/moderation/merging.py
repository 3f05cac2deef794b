"""Two people become one: what stands against either stands against them, and what is in force holds on all their accounts."""

from __future__ import annotations

from bot.feature import Context, Happened, Line, Phrase
from handlers.moderation import acting
from handlers.moderation.settings import feature
from storage import memberships
from storage.moderation import cases, penalties

BOTH = Phrase(
    zh="两边的处罚合在一起：{n}次警告有效。", en="What stands against both is one now: {n:warning|warnings} in force."
)


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    before = {one.camp for one in penalties.of_person(ctx.db, old)} & {one.camp for one in penalties.of_person(ctx.db, kept)}
    cases.merge(ctx.db, old, kept)
    penalties.merge(ctx.db, old, kept)
    said = []
    for camp in sorted(before):
        n = len(penalties.counted(ctx.db, camp, kept, now=ctx.now))
        said += [BOTH(n=n)] if n else []
    return said


@feature.on("fact:connect.merged")
def hold(ctx: Context, fact: Happened) -> None:
    """A silence or a removal of one account is one of the other account too."""
    member = memberships.member(ctx.db, fact.member)
    for one in penalties.of_person(ctx.db, member.person, ctx.camp.id):
        if one.is_in_force(ctx.now) and one.step == "silence":
            acting.silence(ctx, member.person, one.until)
        elif one.is_in_force(ctx.now) and one.step == "remove":
            acting.remove(ctx, member.person, one.until)
            if memberships.leave(ctx.db, member.id, day=ctx.today):
                ctx.happened("members.left", member.id)
