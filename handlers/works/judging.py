"""Judging: two judges a work by a printed seed, never their own team's; a third where the two are far apart."""

from __future__ import annotations

from collections import Counter

from bot import draft, rubric
from bot.audience import Audience
from bot.feature import Context, Phrase, Press, Refusal
from handlers.works import entering, rules
from handlers.works.settings import PREFIX, feature
from storage import memberships, works
from storage.works import WorkContest, WorkJudge

ASKED = Phrase(
    zh="🏆 请评审《{title}》的作品 H{work}（{code}）。按{rubric}打1到5分：评分 {code} {points} 评语",
    en="🏆 Please judge work H{work} of “{title}” ({code}): 1 to 5 points for {rubric}: grade {code} {points} WORDS",
)
LOOK = Phrase(zh="看作品 H{work}", en="See work H{work}")
OPENED = Phrase(
    zh="🏆 《{title}》{works}份作品开始评审，参赛{works}/{expected}人（{rate}）。{vote}",
    en="🏆 “{title}”: {works:work is|works are} being judged, entered by {works} of {expected} ({rate}). {vote}",
)
VOTE = Phrase(
    zh="公众票占{weight}%，每人一票：大赛 V{n} 看作品和投票。", en="Votes count {weight} %, one each: competition V{n}"
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
TOO_FEW = Phrase(
    zh="H{work} 只有{n}位评委可以评（自己的队不评），要{each}位。请再请一位专家做评委。",
    en="Only {n} may judge H{work} (nobody their own team's), and it takes {each}. Please ask one more expert to judge.",
)

feature.act(
    "works_judged",
    Phrase(zh="{who} 让 {event} 开评，种子 {seed}", en="{who} began the judging of {event}, seed {seed}"),
    final=Phrase(zh="评委已经收到作品，收不回来。", en="The judges have their works; it cannot be taken back."),
)


def begin(ctx: Context, of: WorkContest) -> None:
    """Draws who judges what, tells the judges, and the group that votes are open."""
    if of.seed is not None:
        raise Refusal(BEGUN(n=of.event, seed=of.seed))
    entered = entering.entered(ctx, of)
    if not entered:
        raise Refusal(NO_WORKS(n=of.event))
    pool = works.judges(ctx.db, of.id)
    seed = f"{of.id}-{int(ctx.now.timestamp())}"
    drawn = rubric.assign(barred(ctx, of, pool), [one.membership for one in pool], rules.JUDGES_EACH, seed)
    short = next((work for work, those in sorted(drawn.items()) if len(those) < rules.JUDGES_EACH), None)
    if short is not None:
        raise Refusal(TOO_FEW(work=short, n=len(drawn[short]), each=rules.JUDGES_EACH))
    n = entering.rate(ctx, of)
    vote = VOTE(n=of.event, weight=of.public_weight) if of.public_weight else ""
    said = OPENED(title=of.title, works=n.works, expected=n.expected, rate=n.rate, vote=vote)
    figures = {"n": of.event, "works": n.works, "each": rules.JUDGES_EACH}
    if not ctx.sends_draft:
        return draft.show(ctx, WHAT(**figures), draft.in_rooms(len(ctx.rooms()), said))
    works.begin(ctx.db, of.id, seed)
    for work, those in drawn.items():
        for judge in those:
            ask(ctx, of, work, judge)
    ctx.announce(said)
    ctx.audit("works_judged", event=f"V{of.event}", seed=seed)
    ctx.reply(BEGUN_NOW(**figures, seed=seed), audience=Audience.MANAGERS)


def barred(ctx: Context, of: WorkContest, pool: list[WorkJudge]) -> dict[int, set[int]]:
    """work → who of the judges may not judge it: its author, and whoever is of their team."""
    teams = {one.membership: _teams(ctx, of, one.membership) for one in pool}
    found = {}
    for work, one in entering.entered(ctx, of).items():
        theirs = _teams(ctx, of, one.membership)
        found[work] = {judge for judge, own in teams.items() if judge == one.membership or own & theirs}
    return found


def _teams(ctx: Context, of: WorkContest, member: int) -> set[str]:
    return set(memberships.tags_of(ctx.db, member)) & set(of.teams)


def ask(ctx: Context, of: WorkContest, work: int, judge: int) -> None:
    """Asks one judge about one work."""
    number = works.ask(ctx.db, of.id, work, judge, at=ctx.now)
    if number is None:
        return
    points = " ".join("4" for _ in of.rubric)
    said = ASKED(title=of.title, work=work, code=f"{PREFIX}{number}", rubric=of.rubric, points=points)
    ctx.tell(memberships.member(ctx.db, judge).person, said, [Press(LOOK(work=work), f"作业 看 H{work}")], gently=True)


def ask_third(ctx: Context, of: WorkContest, work: int) -> None:
    """Where the two who judged a work are far apart, whoever of the rest has least to do is asked besides."""
    known = works.ratings(ctx.db, of.id)
    of_work = [one for one in known if one.hand_in == work]
    points = [one.points for one in of_work if one.points is not None]
    if len(points) < len(of_work) or not rubric.needs_third(points):
        return
    pool = works.judges(ctx.db, of.id)
    out = barred(ctx, of, pool)[work] | {one.membership for one in of_work}
    loads = Counter(one.membership for one in known)
    third = rubric.another([one.membership for one in pool if one.membership not in out], loads, f"{of.seed}:{work}")
    if third is not None:
        ask(ctx, of, work, third)
