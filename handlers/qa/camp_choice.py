"""The camp that is meant in private, which need not be the one somebody has turned to there."""

from __future__ import annotations

from bot.feature import Context
from bot.membership import camp_of, membership_of
from storage import camps


def turn_to(ctx: Context, camp: int) -> bool:
    """From here on this camp is meant; False, and nothing is changed, where the person is not in it."""
    if ctx.camp_or_none is not None and ctx.camp_or_none.id == camp:
        return ctx.member_or_none is not None
    row = camps.in_camp(ctx.db, camp, ctx.person.id)
    member = membership_of(row)
    if member is None:
        return False
    ctx.camp_or_none, ctx.member_or_none = camp_of(row), member
    return True
