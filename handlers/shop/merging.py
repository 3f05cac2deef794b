"""What becomes of orders when two accounts are one person's, and when a person is erased."""

from __future__ import annotations

from bot.feature import Context, Line
from handlers.shop.orders import give_back
from handlers.shop.settings import feature
from storage import memberships, shop, uniting


@feature.merges
def merge(ctx: Context, old: int, kept: int) -> list[Line]:
    """What either bought stands: it was paid for."""
    for old_member, kept_member, _ in uniting.shared(ctx.db, old, kept):
        shop.move(ctx.db, old_member, kept_member)
    shop.move_person(ctx.db, old, kept)
    return []


@feature.erases
def erase(ctx: Context, person: int) -> None:
    """What they still waited for goes back on the shelf, for nobody could be given it."""
    for one in memberships.every_of(ctx.db, person):
        for order in shop.of_member(ctx.db, one.membership):
            if order.waits:
                give_back(ctx, order, by=None, why=None)
