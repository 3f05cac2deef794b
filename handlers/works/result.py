"""The result of a round: each work's judges' mean and votes, by weights, and how it was computed; who goes on, and in the end the first
three."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import draft, rubric
from bot.feature import Context, Line, Phrase
from bot.figures import decimal
from bot.judging import closing
from handlers.works import entering, rules
from handlers.works.entering import WorkContest
from handlers.works.rules import ScoredWork
from handlers.works.settings import feature
from storage import memberships, panels, works
from storage.panels import PanelRating

RESULT = Phrase(
    zh="🏆 《{title}》结果｜参赛{works}/{expected}人（{rate}）\n{lines}\n算法：评委均分÷5×{by_judges}{public}，种子 {seed}",
    en="🏆 Result of “{title}” | entered: {works} of {expected} ({rate})\n{lines}\nComputed as: judges' mean ÷ 5 × {by_judges}{public}; seed {seed}",
)
WENT_ON = Phrase(
    zh="🏆 《{title}》第{round}轮结果｜参赛{works}/{expected}人（{rate}）\n进第{next}轮：{on}\n取前{cut}份，同分先比评委均分，再按种子抽签。"
    "\n算法：评委均分÷5×{by_judges}{public}，种子 {seed}",
    en="🏆 Round {round} of “{title}” | entered: {works} of {expected} ({rate})\nIn round {next}: {on}\nThe first {cut} go on; equal scores go "
    "by the judges' mean, then by the seed's lot.\nComputed as: judges' mean ÷ 5 × {by_judges}{public}; seed {seed}",
)
ON = Phrase(zh="{name} H{work}", en="{name} H{work}")
PUBLIC = Phrase(zh=" + 得票÷最高票×{by_public}", en=" + votes ÷ most votes × {by_public}")
LINE = Phrase(
    zh="{place}. {name} H{work} {score}分（评委{mean}、{votes}票）",
    en="{place}. {name} H{work}: {score} (judges {mean}, {votes:vote|votes})",
)
WHAT = Phrase(zh="V{n} 的结果", en="the result of V{n}")
ALL = Phrase(zh="全部名次（只有你看到）：\n{lines}", en="All places (for you alone):\n{lines}")
DONE = Phrase(zh="✅ V{n} 的结果已经公布。", en="✅ The result of V{n} is announced.")
NEXT = Phrase(
    zh="✅ V{n} 第{round}轮的结果已经公布，{k}份进第{next}轮。他们可以交新一版；收好了发：大赛 V{n} 评审",
    en="✅ Round {round} of V{n} is announced; in round {next} {k:is one work|are {k} works}. Their authors may hand in a new version; then "
    "send: competition V{n} judge",
)
THEIRS = Phrase(
    zh="🏆 《{title}》第{round}轮：你的 H{work} 得{score}分（评委{mean}、{votes}票），进第{next}轮，开评前可以交新一版。",
    en="🏆 Round {round} of “{title}”: your H{work} has {score} (judges {mean}, {votes:vote|votes}) and is in round {next}; until that is "
    "judged you may hand in a new version.",
)
THANKS = Phrase(
    zh="🏆 《{title}》第{round}轮：你的 H{work} 得{score}分（评委{mean}、{votes}票），这轮取前{cut}份。谢谢你的作品。",
    en="🏆 Round {round} of “{title}”: your H{work} has {score} (judges {mean}, {votes:vote|votes}); the first {cut} go on. Thank you for it.",
)
SHOWN = 3

feature.act(
    "works_result",
    Phrase(zh="{who} 公布了 {event} 的结果", en="{who} announced the result of {event}"),
    final=Phrase(
        zh="结果已经公布，收不回来；有误请在群里更正。", en="The result is announced; if it is wrong, say so in the group."
    ),
)


def announce(ctx: Context, of: WorkContest) -> None:
    """Shown to its manager first, whole; the group reads who goes on, or the first three."""
    now, cut = of.now, of.cut
    scored, votes = _scored(ctx, of, closing.given(ctx, now))
    lines = _lines(ctx, of, scored, votes)
    n = entering.rate(ctx, of)
    figures: dict[str, Any] = {"title": now.title, "works": n.works, "expected": n.expected, "rate": n.rate, "seed": now.seed}
    weight = of.rules.public_weight
    figures |= {"by_judges": of.rules.judges_weight, "public": PUBLIC(by_public=weight) if weight else ""}
    on = rules.going_on(scored, cut, now.seed or "") if cut is not None else []
    if cut is None:
        said = RESULT(lines=_below(ctx, lines[:SHOWN]), **figures)
    else:
        entered = entering.entered(ctx, of)
        names = [ON(name=entered[work].name, work=work) for work in on]
        said = WENT_ON(round=now.round, next=now.round + 1, on=names, cut=cut, **figures)
    if not ctx.sends_draft:
        whole = (ALL(lines=_below(ctx, lines)),) if len(lines) > SHOWN or cut is not None else ()
        return draft.show(ctx, WHAT(n=now.event), draft.in_rooms(len(ctx.rooms()), said), notes=whole)
    panels.close(ctx.db, now.id, at=ctx.now)
    ctx.announce(said)
    ctx.audit("works_result", event=f"V{now.event}")
    if cut is None:
        ctx.reply(DONE(n=now.event))
        return
    _open_next(ctx, of, cut, on, scored, votes)
    ctx.reply(NEXT(n=now.event, round=now.round, next=now.round + 1, k=len(on)))


def _open_next(
    ctx: Context, of: WorkContest, cut: int, on: list[int], scored: dict[int, ScoredWork], votes: dict[int, int]
) -> None:
    """The next round is there, and each author hears how theirs did."""
    now = of.now
    panels.next_round(ctx.db, ctx.camp.id, now, at=ctx.now)
    for one in works.entries(ctx.db, now.id):
        if one.hand_in in on:
            panels.go_on(ctx.db, one.entry)
        author, found = memberships.member(ctx.db, one.membership), scored[one.hand_in]
        if author.left_on is not None:
            continue
        figures = {"score": decimal(found.score), "mean": decimal(found.mean), "votes": votes.get(one.hand_in, 0)}
        said = {"title": now.title, "round": now.round, "work": one.hand_in, **figures}
        told = THEIRS(next=now.round + 1, **said) if one.hand_in in on else THANKS(cut=cut, **said)
        ctx.tell(author.person, told, gently=True)


def _below(ctx: Context, lines: list[Line]) -> str:
    return "\n".join(line.to(ctx.camp.language) for line in lines)


def _scored(
    ctx: Context, of: WorkContest, given: Mapping[int, list[PanelRating]]
) -> tuple[dict[int, ScoredWork], dict[int, int]]:
    """work → what it has, and work → its votes."""
    known = {one.entry: one.hand_in for one in works.entries(ctx.db, of.now.id)}
    votes = {known[entry]: n for entry, n in panels.votes(ctx.db, of.now.id).items() if entry in known}
    most, both = max(votes.values(), default=0), (of.rules.judges_weight, of.rules.public_weight)
    scored = {}
    for entry, those in given.items():
        mean, work = rubric.mean([one.points or [] for one in those]), known[entry]
        scored[work] = ScoredWork(rules.score(mean, votes.get(work, 0), most, *both), mean)
    return scored, votes


def _lines(ctx: Context, of: WorkContest, scored: dict[int, ScoredWork], votes: dict[int, int]) -> list[Line]:
    entered = entering.entered(ctx, of)
    return [
        LINE(
            place=place,
            name=entered[work].name,
            work=work,
            score=decimal(scored[work].score),
            mean=decimal(scored[work].mean),
            votes=votes.get(work, 0),
        )
        for place, work in rules.places({work: one.score for work, one in scored.items()})
    ]
