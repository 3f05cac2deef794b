"""A period is over at the camp's midnight: who has the prize is worked out and waits for a manager, and the next one begins."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.feature import Context, Phrase, Press
from handlers.prizes import figures, rules, wording
from handlers.prizes.rules import PrizePeriod
from handlers.prizes.settings import PREFIX, YEAR_BEGINS, feature
from storage import prizes
from storage.prizes import Prize

READY = Phrase(zh="算好了，等你确认再公布：通过 {code}", en="It is worked out and waits for your word: approve {code}")
NOBODY = Phrase(
    zh="🏆 {title}（{period}）没有人有{figure}，这期不发。",
    en="🏆 {title} ({period}): nobody has any ({figure}); it is not given this time.",
)
GIVE, DROP = Phrase(zh="通过", en="Approve"), Phrase(zh="忽略", en="Dismiss")


def plan(ctx: Context, one: Prize) -> None:
    """When its last day is over it is worked out."""
    ctx.later("prizes.over", str(one.id), figures.begins(ctx, one.last + timedelta(days=1)))


def forget(ctx: Context, one: Prize) -> None:
    """Nothing is to come of it."""
    ctx.later("prizes.over", str(one.id), None)


@feature.on("rescheduled")
def anew(ctx: Context) -> None:
    """Another zone has another midnight."""
    for one in prizes.running(ctx.db, ctx.camp.id):
        plan(ctx, one)


@feature.due("over")
def over(ctx: Context, subject: str, _: datetime) -> None:
    """Every period that is over, each by its own days, however long we were away."""
    one = prizes.find(ctx.db, int(subject))
    while one is not None and one.ended_at is None and figures.begins(ctx, one.last + timedelta(days=1)) <= ctx.now:
        one = _settled(ctx, one)
    if one is not None and one.ended_at is None:
        plan(ctx, one)


def _settled(ctx: Context, one: Prize) -> Prize | None:
    period = PrizePeriod(one.first, one.last)
    won = [(it.member, it.place, it.value) for it in figures.winners(ctx, one, period)]
    opened = prizes.open_round(ctx.db, one.id, one.first, one.last, won, at=ctx.now) if won else None
    if not won:
        when = wording.period(ctx, one.period, one.first, one.last)
        ctx.tell(one.made_by, NOBODY(title=one.title, period=when, figure=figures.names()[one.figure]), gently=True)
    if opened is not None and (found := prizes.round_of(ctx.db, one.camp, opened)) is not None:
        code = f"{PREFIX}{opened}"
        presses = [Press(GIVE, f"通过 {code}"), Press(DROP, f"忽略 {code}")]
        ctx.tell(one.made_by, *wording.to_managers(ctx, found), READY(code=code), presses, gently=True)
    following = rules.following(one.period, period, ctx.setting(YEAR_BEGINS))
    prizes.next_period(ctx.db, one.id, following.first, following.last)
    prizes.write_base(ctx.db, one.id, figures.counted_now(ctx, one.figure))
    return prizes.find(ctx.db, one.id)
