"""Judging: a round's works are drawn to their judges, the judges are told, and the group that votes are open."""

from __future__ import annotations

from bot import draft
from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal
from bot.judging import asking
from bot.judging.rules import JUDGES_EACH
from handlers.works import entering
from handlers.works.entering import WorkContest
from handlers.works.settings import feature, judged
from storage import panels, works

OPENED = Phrase(
    zh="🏆 《{title}》{round}{works}份作品开始评审，参赛{entered}/{expected}人（{rate}）。{vote}",
    en="🏆 “{title}”{round}: {works:work is|works are} being judged, entered by {entered} of {expected} ({rate}). {vote}",
)
ROUND = Phrase(zh="第{n}轮", en=", round {n}")
VOTE = Phrase(
    zh="公众票占{weight}%，每人一票。看作品、投票发：大赛 V{n}",
    en="Votes count {weight} %, one each. To read the works and vote: competition V{n}",
)
WHAT = Phrase(
    zh="V{n} 开评：{works}份作品，每份{each}位评委", en="judging of V{n}: {works:work|works}, {each:judge|judges} each"
)
BEGUN_NOW = Phrase(
    zh="✅ V{n} 开评了：{works}份作品，每份{each}位评委，没有人评自己的队。种子 {seed}，可以重算。评完发：大赛 V{n} 结果",
    en="✅ Judging of V{n} has begun: {works:work|works}, {each:judge|judges} each, nobody their own team's. Seed {seed}, to draw it again. When done: "
    "competition V{n} result",
)
NO_WORKS = Phrase(zh="V{n} 还没有人交作品，开不了评。", en="Nobody has handed in a work for V{n} yet.")
BEGUN = Phrase(zh="V{n} 已经开评，种子 {seed}。", en="Judging of V{n} has begun; seed {seed}.")

feature.act(
    "works_judged",
    Phrase(zh="{who} 让 {event} 开评，种子 {seed}", en="{who} began the judging of {event}, seed {seed}"),
    final=Phrase(zh="评委已经收到作品，收不回来。", en="The judges have their works; it cannot be taken back."),
)


def begin(ctx: Context, of: WorkContest) -> None:
    """Draws who judges what, tells the judges, and the group that votes are open."""
    now = of.now
    if now.seed is not None:
        raise Refusal(BEGUN(n=now.event, seed=now.seed))
    entered = entering.entered(ctx, of)
    if not entered:
        raise Refusal(NO_WORKS(n=now.event))
    seed = f"{now.id}-{int(ctx.now.timestamp())}"
    drawn = asking.draw(ctx, now, [judged(one.id, one.membership) for _, one in sorted(entered.items())], seed)
    n, weight = entering.rate(ctx, of), of.rules.public_weight
    vote = VOTE(n=now.event, weight=weight) if weight else ""
    which = ROUND(n=now.round) if of.of_rounds > 1 else ""
    numbers = {"works": len(entered), "entered": n.works, "expected": n.expected, "rate": n.rate}
    said = OPENED(title=now.title, round=which, vote=vote, **numbers)
    figures = {"n": now.event, "works": len(entered), "each": JUDGES_EACH}
    if not ctx.sends_draft:
        return draft.show(ctx, WHAT(**figures), draft.in_rooms(len(ctx.rooms()), said))
    for work in sorted(entered):
        works.enter(ctx.db, panels.enter(ctx.db, now.id), work)
    asking.begin(ctx, now, drawn, seed)
    ctx.announce(said)
    ctx.audit("works_judged", event=f"V{now.event}", seed=seed)
    ctx.reply(BEGUN_NOW(**figures, seed=seed), audience=Audience.MANAGERS)
