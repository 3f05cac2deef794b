"""What a prize may go by: points earned, what somebody did for the others' learning, and whatever the house counts, each within a period."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from bot import contributions, counters
from bot.feature import Context, Phrase, Refusal
from bot.names import folded
from handlers.prizes import rules
from handlers.prizes.rules import PrizePeriod, PrizePlace
from scheduler.rhythm import on_the_clock
from storage import memberships, prizes
from storage.prizes import Prize

POINTS = {
    "points:": Phrase(zh="积分", en="points"),
    "points:learning": Phrase(zh="学习积分", en="learning points"),
    "points:contribution": Phrase(zh="贡献积分", en="contribution points"),
    "points:activity": Phrase(zh="活动积分", en="activity points"),
}
GIVEN, COUNTED = "given:", "counted:"
NO_FIGURE = Phrase(zh="“{words}”没有这个数。可以按：{names}", en="There is no figure “{words}”. It may go by: {names}")
ELIGIBLE = ("learner", "expert")
"""Whose a prize may be: managers run them."""


def names() -> dict[str, Phrase]:
    """Every figure there is, by its code."""
    given = {f"{GIVEN}{code}": kind.name for code, kind in contributions.KINDS.items()}
    counted = {f"{COUNTED}{code}": counter.name for code, counter in counters.COUNTERS.items() if code != "points"}
    return POINTS | given | counted


def read(words: str) -> str:
    """The code of the figure that words mean. Raises Refusal with all there are."""
    known = names()
    meant = next((code for code, name in known.items() if folded(words) in (folded(name.zh), folded(name.en))), None)
    counter = counters.called(folded(words))
    if meant is None and counter is not None and f"{COUNTED}{counter.code}" in known:
        meant = f"{COUNTED}{counter.code}"
    if meant is None:
        raise Refusal(NO_FIGURE(words=words[:20], names=list(known.values())))
    return meant


def begins(ctx: Context, day: date) -> datetime:
    """The camp's midnight a day begins with."""
    return on_the_clock(day, time(0), ctx.zone)


def counted_now(ctx: Context, figure: str) -> Mapping[int, int]:
    """What a counter has of everybody now; nothing for what is known by its day."""
    if not figure.startswith(COUNTED):
        return {}
    return counters.COUNTERS[figure.removeprefix(COUNTED)].count(ctx.db, ctx.camp.id, "", None)


def within(ctx: Context, one: Prize, period: PrizePeriod) -> Mapping[int, int]:
    """How much everybody did in a period. What a counter counts is held against what it had when the period began."""
    kind, _, code = one.figure.partition(":")
    if kind == "points":
        since, until = begins(ctx, period.first), begins(ctx, period.last + timedelta(days=1))
        return prizes.earned(ctx.db, ctx.camp.id, code, since, until)
    values: dict[int, int] = {}
    if f"{kind}:" == GIVEN:
        for done in contributions.KINDS[code].of(ctx.db, ctx.camp.id, period.first, period.last):
            values[done.member] = values.get(done.member, 0) + 1
        return values
    base = prizes.base(ctx.db, one.id)
    return {member: n - base.get(member, 0) for member, n in counted_now(ctx, one.figure).items()}


def winners(ctx: Context, one: Prize, period: PrizePeriod) -> list[PrizePlace]:
    """Who has it for a period, by its rule."""
    known = [it for it in memberships.members(ctx.db, ctx.camp.id, tagged=one.tag) if it.role in ELIGIBLE]
    values = within(ctx, one, period)
    points = {it.id: it.points for it in known} if one.ties == "points" else None
    return rules.ranked({it.id: values.get(it.id, 0) for it in known}, one.top, points)
