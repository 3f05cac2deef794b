"""At its end whoever asked reads what a spot check came to, and nobody by name."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context
from handlers.spot_checks.command import summary
from handlers.spot_checks.settings import feature
from storage import spot_checks


@feature.due("over")
def over(ctx: Context, subject: str, due_at: datetime) -> None:
    """Nobody answers any more; whoever asked reads how many did, and nobody by name."""
    one = spot_checks.find(ctx.db, ctx.camp.id, int(subject))
    if one is not None and spot_checks.close(ctx.db, one.id, at=ctx.now):
        ctx.tell(one.made_by, summary(ctx, one), gently=True)
