"""Anonymous ballots are shuffled as they gather, and what was overwritten is forgotten by the files as well."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.feature import Context, Feature, Theme
from storage import ballots
from storage.connection import Db

feature = Feature("ballots", Theme.OPINIONS)

AGAIN = timedelta(minutes=1)


@feature.due("mix")
def mix(ctx: Context, subject: str, _: datetime) -> None:
    """Rewrites all ballots of a poll or form once five or more are new; fewer wait for more."""
    if ballots.fresh(ctx.db, subject) >= ballots.LEAST:
        ballots.mix(ctx.db, subject)
        ctx.task("ballots.forget")


@feature.task("forget")
def forget(reader: Db) -> list[bool]:
    """Rids the files of what was overwritten, which no transaction can."""
    return [ballots.forget(reader)]


@feature.on("done:ballots.forget")
def forgotten(ctx: Context) -> None:
    """Somebody was in the way: it is tried again."""
    if not all(ctx.event.data["rows"]):
        ctx.later("ballots.forget_again", "files:1", ctx.now + AGAIN)


@feature.due("forget_again")
def forget_again(ctx: Context, _: str, __: datetime) -> None:
    ctx.task("ballots.forget")
