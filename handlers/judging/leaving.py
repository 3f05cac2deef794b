"""Who leaves before they judged, or is no expert any more, is stood in for by the seed: the one who is asked and whoever set the judging up are told."""

from __future__ import annotations

from bot.feature import Context, Happened, Phrase
from bot.judging import asking
from bot.judging.kinds import KINDS
from handlers.judging.settings import feature
from storage import memberships, panels

STOOD_IN = Phrase(
    zh="🏆 《{title}》的评委{name}不再评了，没评的{n}份按种子 {seed} 请{others}接着评。",
    en="🏆 {name} judges “{title}” no more; by the seed {seed} what was not judged ({n}) goes to {others}.",
)
SHORT = Phrase(
    zh="⚠️ 《{title}》的评委{name}不再评了，{what}还缺评委，没有别人能评。加一位：{call} 加评委 名字",
    en="⚠️ {name} judges “{title}” no more, and nobody else may judge {what}. To add one: {call} addjudge NAME",
)


@feature.on("fact:members.left")
@feature.on("fact:members.appointed")
@feature.on("fact:my_data.erased")
def somebody_left(ctx: Context, fact: Happened) -> None:
    left = panels.of_who_cannot(ctx.db, ctx.camp.id)
    for one in left:
        panels.release(ctx.db, one.id, at=ctx.now)
    for number in sorted({one.panel for one in left}):
        of = panels.find(ctx.db, ctx.camp.id, number)
        if of is None:
            continue
        filled = asking.fill(ctx, of)
        said = {"title": of.title, "name": next(one.judge for one in left if one.panel == number)}
        if filled.asked:
            n = sum(map(len, filled.asked.values()))
            others = [memberships.member(ctx.db, judge).name for judge in filled.asked]
            ctx.tell(of.made_by, STOOD_IN(n=n, seed=of.seed, others=others, **said))
        if filled.short:
            call = KINDS[of.kind].call(n=of.event)
            ctx.tell(of.made_by, SHORT(what=[one.what for one in filled.short], call=call, **said))
