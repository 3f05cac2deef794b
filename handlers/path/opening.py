"""What a stage asks for is open with it: its lessons may be read before they are pushed, and its exam waits until the stage is reached."""

from __future__ import annotations

from collections.abc import Sequence

from bot.access import Access
from bot.feature import Context, Line, Phrase
from handlers.path import wording
from handlers.path.settings import feature
from handlers.path.showing import Walk
from storage import path
from storage.path import Stage

LOCKED = Phrase(
    zh="这在“{name}”里，先过“{before}”，还差：{lacking}。",
    en="That belongs to “{name}”. First comes “{before}”, which needs: {lacking}.",
)
LATER = Phrase(zh="这在“{name}”里，{day}开放。", en="That belongs to “{name}”, which opens on {day}.")


@feature.access
def access(ctx: Context, counter: str, subjects: Sequence[str]) -> Access | None:
    """Of what is on the map, for those who walk it; what stands in an open stage too is open."""
    walker = path.walker(ctx.db, ctx.member.id) if path.asks_for(ctx.db, ctx.camp.id, counter) else None
    if walker is None:
        return None
    walk = Walk(ctx, walker)
    stages = [
        stage for stage in walk.stages if any(need.counter == counter and need.subject in subjects for need in stage.needs)
    ]
    if not stages:
        return None
    if any(stage.id in walk.standing.passed or walk.waits(stage).is_open for stage in stages):
        return Access(True)
    return Access(False, why(walk, stages[0]))


def why(walk: Walk, stage: Stage) -> Line:
    """What comes before it."""
    waits = walk.waits(stage)
    if waits.until is not None:
        today = walk.ctx.local(walk.ctx.now).date()
        return LATER(name=stage.name, day=wording.short_day(walk.ctx.local(waits.until).date(), today))
    before = next(one for one in walk.every if one.id == waits.stage)
    return LOCKED(name=stage.name, before=before.name, lacking=wording.lacking(before.needs, walk.counts) or [before.name])
