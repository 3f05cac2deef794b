"""入职 设: a manager says how long the stages are and what gates them; it is shown first, for everybody's way depends on it."""

from __future__ import annotations

from bot import draft
from bot.feature import Context, Line, Phrase, Refusal, Role
from handlers.onboarding import rules, wording
from handlers.onboarding.settings import feature
from storage import exams, memberships, onboarding
from storage.onboarding import OnboardingStage

WHAT = Phrase(zh="入职路线，{n}段，{days}天", en="the onboarding, {n:stage|stages} over {days:day|days}")
STARTS = Phrase(
    zh="▶ 你的入职路线：{stages}。从加入那天算起，到了日子、过了前面的关口，下一段才开。随时看：入职",
    en="▶ Your onboarding: {stages}. Days count from when you joined; a stage opens when its day has come "
    "and the gate before it is passed. To look: onboarding",
)
SET = Phrase(
    zh="✅ 入职路线定了：{stages}。看谁走到哪：入职",
    en="✅ The onboarding is set: {stages}. To see how far everybody is: onboarding",
)
BACK = Phrase(zh="✅ 入职路线撤了。", en="✅ The onboarding is withdrawn.")

ONLY_MANAGERS = Phrase(
    zh="入职路线由社群经理来定。看你自己的：入职", en="The onboarding is set by managers. To see yours: onboarding"
)
EXAMPLE = Phrase(
    zh="试试：入职 设 30/30/30 关口=考试:产品知识,签字,签字",
    en="Try: onboarding set 30/30/30 gates=exam:Product,signoff,signoff",
)
BAD_DAYS = Phrase(
    zh="段数是2到{most}，每段1到365天，用 / 隔开。{example}",
    en="Write 2 stages or more, {most} at most, of 1 to 365 days, with / between. {example}",
)
BAD_GATES = Phrase(
    zh="关口依次写 考试:名字、签字 或 无，不多于段数。{example}",
    en="Gates are exam:NAME, signoff or none in turn, no more than stages. {example}",
)
WHOLE = 100
NOT_WHOLE = Phrase(
    zh="“{name}”的及格是{mark}，做关口要100。先改：考试 {name} 及格=100",
    en="“{name}” is passed with {mark}; a gate needs 100. First: exam {name} pass=100",
)
NO_EXAM = Phrase(
    zh="没有叫“{name}”的考试，先建好：考试 {name} 题数=10 及格=100",
    en="There is no exam “{name}”. Make it first: exam {name} questions=10 pass=100",
)


def plan(ctx: Context, words: str, gate_words: str | None) -> None:
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    lengths = rules.days(words or "/".join(map(str, rules.USUAL)))
    if lengths is None:
        raise Refusal(BAD_DAYS(most=rules.MOST_STAGES, example=EXAMPLE))
    gates = rules.gates(gate_words or "", len(lengths))
    if gates is None:
        raise Refusal(BAD_GATES(example=EXAMPLE))
    for one in gates:
        if one.exam is not None:
            _check_exam(ctx, one.exam)
    pairs = list(zip(lengths, gates, strict=True))
    named: list[Line] = [
        wording.STAGE(place=place, days=days, gate=wording.gate(gate)) for place, (days, gate) in enumerate(pairs, 1)
    ]
    if not ctx.sends_draft:
        n = sum(member.role == "learner" for member in memberships.members(ctx.db, ctx.camp.id))
        return draft.show(ctx, WHAT(n=len(pairs), days=sum(lengths)), draft.in_private(n, STARTS(stages=named)))
    before = [[one.days, one.gate, one.exam] for one in onboarding.stages(ctx.db, ctx.camp.id)]
    onboarding.plan(ctx.db, ctx.camp.id, [(days, gate.kind, gate.exam) for days, gate in pairs], at=ctx.now)
    ctx.audit("onboarding", undo={"before": before}, n=len(pairs), days=sum(lengths))
    first = onboarding.stages(ctx.db, ctx.camp.id)[0]
    ctx.later("onboarding.planned", f"{ctx.camp.id}:{first.id}", ctx.now)
    ctx.reply(SET(stages=named))


def _check_exam(ctx: Context, name: str) -> None:
    """Nobody sits an exam again that they have passed, so passing it must mean all of it. Raises Refusal."""
    known = exams.named(ctx.db, ctx.camp.id, name)
    if known is None:
        raise Refusal(NO_EXAM(name=name[:20]))
    if known.pass_mark != WHOLE:
        raise Refusal(NOT_WHOLE(name=known.name, mark=known.pass_mark))


def starts(stages: list[OnboardingStage]) -> Line:
    """What somebody reads of all of it when their first stage opens."""
    return STARTS(stages=[wording.stage(one) for one in stages])


feature.act(
    "onboarding",
    Phrase(zh="{who} 定了入职路线：{n}段{days}天", en="{who} set the onboarding: {n:stage|stages} over {days:day|days}"),
)


@feature.undoes("onboarding", by=Role.MANAGER, thing=[])
def withdraw(ctx: Context, before: list[tuple[int, str, str | None]]) -> None:
    onboarding.plan(ctx.db, ctx.camp.id, [(days, gate, exam) for days, gate, exam in before], at=ctx.now)
    ctx.reply(BACK)
