"""撤销 of what was done about a goal: the one before is in force again, unless it was changed since."""

from __future__ import annotations

from bot.feature import Context, Phrase, Refusal, Role
from handlers.goals.settings import feature
from handlers.goals.showing import NAMES
from storage import goals

SET_BACK = Phrase(zh="✅ {kind}回到原来的样子。", en="✅ {kind} is as it was before.")
CHANGED_AGAIN = Phrase(zh="{kind}后来又改过，撤不了。", en="{kind} was changed again since; this stays.")


@feature.undoes("goal_set", by=Role.MANAGER, thing=["kind"])
def set_back(ctx: Context, kind: str, new: int, before: int | None) -> None:
    if next((one.id for one in goals.in_force(ctx.db, ctx.camp.id) if one.kind == kind), None) != new:
        raise Refusal(CHANGED_AGAIN(kind=NAMES[kind]))
    goals.end(ctx.db, ctx.camp.id, kind, at=ctx.now)
    if before is not None:
        goals.revive(ctx.db, before)
    ctx.reply(SET_BACK(kind=NAMES[kind]))


@feature.undoes("goal_ended", by=Role.MANAGER, thing=["kind"])
def end_back(ctx: Context, kind: str, goal: int) -> None:
    if any(one.kind == kind for one in goals.in_force(ctx.db, ctx.camp.id)):
        raise Refusal(CHANGED_AGAIN(kind=NAMES[kind]))
    goals.revive(ctx.db, goal)
    ctx.reply(SET_BACK(kind=NAMES[kind]))


@feature.undoes("goal_entered", by=Role.MANAGER, thing=["kind"])
def enter_back(ctx: Context, goal: int, kind: str, before: int | None) -> None:
    goals.enter(ctx.db, goal, before, at=ctx.now if before is not None else None)
    ctx.reply(SET_BACK(kind=NAMES[kind]))
