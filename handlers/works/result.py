"""The result: each work's judges' mean and votes, by weights, and how it was computed; the group reads the first three."""

from __future__ import annotations

from fractions import Fraction

from bot import draft, rubric
from bot.feature import Context, Line, Phrase, Refusal
from bot.figures import decimal
from handlers.works import entering, rules
from handlers.works.settings import feature
from storage import works
from storage.works import WorkContest

RESULT = Phrase(
    zh="🏆 《{title}》结果｜参赛{works}/{expected}人（{rate}）\n{lines}\n算法：评委均分÷5×{by_judges}{public}，种子 {seed}",
    en="🏆 Result of “{title}” | entered: {works} of {expected} ({rate})\n{lines}\nComputed as: judges' mean ÷ 5 × {by_judges}{public}; seed {seed}",
)
PUBLIC = Phrase(zh=" + 得票÷最高票×{by_public}", en=" + votes ÷ most votes × {by_public}")
LINE = Phrase(
    zh="{place}. {name} H{work} {score}分（评委{mean}、{votes}票）",
    en="{place}. {name} H{work}: {score} (judges {mean}, {votes:vote|votes})",
)
WHAT = Phrase(zh="V{n} 的结果", en="the result of V{n}")
ALL = Phrase(zh="全部名次（只有你看到）：\n{lines}", en="All places (for you alone):\n{lines}")
DONE = Phrase(zh="✅ V{n} 的结果已经公布。", en="✅ The result of V{n} is announced.")
NOT_BEGUN = Phrase(zh="V{n} 还没有开评，先发：大赛 V{n} 评审", en="V{n} is not judged yet; first send: competition V{n} judge")
BEFORE = Phrase(zh="V{n} 的结果已经公布过了。", en="The result of V{n} is announced already.")
WAITS = Phrase(
    zh="V{n} 还有{n_open}份没评完，先不公布。等：{names}",
    en="V{n} has {n_open:rating|ratings} still open, so there is no result yet. Waiting for: {names}",
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
    """Shown to its manager first, whole; the group reads the first three."""
    if of.seed is None:
        raise Refusal(NOT_BEGUN(n=of.event))
    if of.closed_at is not None:
        raise Refusal(BEFORE(n=of.event))
    open_ = [one for one in works.ratings(ctx.db, of.id) if one.given_at is None]
    if open_:
        raise Refusal(WAITS(n=of.event, n_open=len(open_), names=list(dict.fromkeys(one.judge for one in open_))))
    lines = _lines(ctx, of)
    n = entering.rate(ctx, of)
    said = RESULT(
        title=of.title,
        works=n.works,
        expected=n.expected,
        rate=n.rate,
        lines=_below(ctx, lines[:SHOWN]),
        by_judges=of.judges_weight,
        public=PUBLIC(by_public=of.public_weight) if of.public_weight else "",
        seed=of.seed,
    )
    if not ctx.sends_draft:
        whole = (ALL(lines=_below(ctx, lines)),) if len(lines) > SHOWN else ()
        return draft.show(ctx, WHAT(n=of.event), draft.in_rooms(len(ctx.rooms()), said), notes=whole)
    works.close(ctx.db, of.id, at=ctx.now)
    ctx.announce(said)
    ctx.audit("works_result", event=f"V{of.event}")
    ctx.reply(DONE(n=of.event))


def _below(ctx: Context, lines: list[Line]) -> str:
    return "\n".join(line.to(ctx.camp.language) for line in lines)


def _lines(ctx: Context, of: WorkContest) -> list[Line]:
    entered, votes = entering.entered(ctx, of), works.votes(ctx.db, of.id)
    means = _means(ctx, of)
    most = max(votes.values(), default=0)
    scores = {
        work: rules.score(mean, votes.get(work, 0), most, of.judges_weight, of.public_weight) for work, mean in means.items()
    }
    return [
        LINE(
            place=place,
            name=entered[work].name,
            work=work,
            score=decimal(scores[work]),
            mean=decimal(means[work]),
            votes=votes.get(work, 0),
        )
        for place, work in rules.places(scores)
    ]


def _means(ctx: Context, of: WorkContest) -> dict[int, Fraction]:
    given: dict[int, list[list[int]]] = {}
    for one in works.ratings(ctx.db, of.id):
        if one.points is not None:
            given.setdefault(one.hand_in, []).append(one.points)
    return {work: rubric.mean(points) for work, points in given.items()}
