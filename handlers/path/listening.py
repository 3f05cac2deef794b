"""The path hears of everything that is counted: what fulfils the last need of a stage passes it, and what is undone takes it back."""

from __future__ import annotations

from bot.counters import COUNTERS, Counter
from bot.feature import Context, Happened, Phrase
from handlers.path import counting, passing
from handlers.path.settings import feature
from handlers.path.showing import Walk
from storage import path
from storage.path import Need

SO_FAR = Phrase(zh="“{name}”进度 {n}/{of}，还差：{lacking}。", en="“{name}” is {n}/{of} done and still needs: {lacking}.")


@feature.on("counted")
def heard(ctx: Context, fact: Happened) -> None:
    """Most of what happens fulfils nothing: one look says so, and a count where something is asked for."""
    counters = [one for one in COUNTERS.values() if one.for_stages]
    if any(fact.name in one.undone or (fact.name in one.facts and _may_pass(ctx, fact.member, one)) for one in counters):
        passing.settle(ctx, fact.member)
    for one in counters:
        if fact.name in one.tells:
            _tell(ctx, fact.member, one)


def _tell(ctx: Context, member: int, counter: Counter) -> None:
    """How far it brought them, of the first open stage that asks for such a thing."""
    walker = path.walker(ctx.db, member) if path.asked_for(ctx.db, ctx.camp.id, member, counter.code) else None
    if walker is None:
        return
    walk = Walk(ctx, walker)
    stage = next((stage for stage in walk.open if any(need.counter == counter.code for need in stage.needs)), None)
    line = walk.still(stage, SO_FAR) if stage is not None else None
    if line is not None:
        ctx.tell(walker.person, line)


def _may_pass(ctx: Context, member: int, counter: Counter) -> bool:
    """Whether something is fulfilled that a stage asks for which the member has not passed."""
    asked = path.asked_for(ctx.db, ctx.camp.id, member, counter.code)
    if not asked:
        return False
    counts = counting.of_one(ctx.db, ctx.camp.id, member)
    return any(counts(Need(counter.code, one.subject, one.least or None)).is_met for one in asked)


@feature.on("fact:connect.merged")
def merged(ctx: Context, fact: Happened) -> None:
    """What two accounts have done together may be enough."""
    passing.settle(ctx, fact.member)
