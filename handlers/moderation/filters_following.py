"""Filters follow what they stand for: their rules as those change, and whoever looks at messages hears of every change of them."""

from __future__ import annotations

from bot.feature import Context, Happened
from handlers.moderation.settings import VERSION, feature, rules_in_force
from storage import camps
from storage.connection import Db
from storage.moderation import filters


def filters_changed(db: Db, camp: int) -> None:
    """Whoever looks at a message from now on, here or at another replica, asks the filters and lists as they will be then. Said before they are
    read and written: of two who change them at once the second waits here, and reads what the first wrote."""
    version = int(camps.hold_settings(db, camp).get(VERSION, 0)) + 1
    camps.change_settings(db, camp, {VERSION: version})


@feature.on("fact:rules.published")
def follow(ctx: Context, fact: Happened) -> None:
    """A filter goes with its rule to the rule's new number; one whose rule is gone is on trial until somebody says for which."""
    _, lines = rules_in_force(ctx)
    before = camps.rules_of(ctx.db, ctx.camp.id, fact.details["follows"])
    moved = False
    for one in filters.of_camp(ctx.db, ctx.camp.id):
        words = before[one.rule - 1] if one.rule <= len(before) else ""
        if one.rule <= len(lines) and lines[one.rule - 1] == words:
            continue
        there = lines.index(words) + 1 if words in lines else min(one.rule, max(len(lines), 1))
        on_since = one.on_since if words in lines else None
        filters.put(ctx.db, ctx.camp.id, one.kind, there, one.most, on_since=on_since, at=ctx.now)
        moved = True
    if moved:
        filters_changed(ctx.db, ctx.camp.id)
