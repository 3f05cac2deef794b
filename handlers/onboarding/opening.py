"""Every morning, and when a gate is passed: whose next stage is open is told so, alone and once."""

from __future__ import annotations

from datetime import datetime, time

from bot.feature import Context, Happened, Late, Phrase
from handlers.onboarding import wording
from handlers.onboarding.planning import starts
from handlers.onboarding.settings import feature
from scheduler.rhythm import Daily
from storage import memberships, onboarding
from storage.onboarding import OnboardingStage

OPENS = Phrase(zh="▶ 入职{stage}开始了，{gate}。随时看：入职", en="▶ Onboarding: {stage} is open; {gate}. To look: onboarding")
NEEDS = Phrase(zh="过关要：{gate}", en="to pass it: {gate}")
FREE = Phrase(zh="这一段没有关口", en="it has no gate")
AT = time(9)
SLICE = 100


@feature.every(lambda camp: Daily(AT), name="morning", late=Late.ONCE)
def morning(ctx: Context, due_at: datetime) -> None:
    _open_some(ctx, after=0)


@feature.due("some")
def some(ctx: Context, subject: str, _: datetime) -> None:
    """The next slice of learners."""
    _open_some(ctx, after=int(subject.split(":")[1]))


def _open_some(ctx: Context, *, after: int) -> None:
    stages = onboarding.stages(ctx.db, ctx.camp.id)
    if not stages:
        return
    met = wording.met_by(ctx, stages)
    learners = [one for one in memberships.members(ctx.db, ctx.camp.id) if one.role == "learner" and one.id > after]
    for member in learners[:SLICE]:
        tell(ctx, stages, met, member)
    if len(learners) > SLICE:
        ctx.later("onboarding.some", f"{ctx.camp.id}:{learners[SLICE - 1].id}", ctx.now)


def tell(ctx: Context, stages: list[OnboardingStage], met: dict[int, set[int]], member: memberships.Member) -> None:
    """The newest stage that is open, where they were not told: older ones are not news any more."""
    opened = [one.stage for one in wording.standing_of(ctx, stages, met, member) if one.is_open]
    new = [stage for stage in opened if onboarding.tell(ctx.db, stage.id, member.id, at=ctx.now)]
    if not new:
        return
    newest = new[-1]
    if newest.place == 1:
        ctx.tell(member.person, starts(stages), gently=True)
        return
    needs = FREE if newest.gate == "none" else NEEDS(gate=wording.gate(newest))
    ctx.tell(member.person, OPENS(stage=wording.stage(newest), gate=needs), gently=True)


def look_again(ctx: Context, membership: int) -> None:
    """A gate may have been passed."""
    stages = onboarding.stages(ctx.db, ctx.camp.id)
    if stages:
        tell(ctx, stages, wording.met_by(ctx, stages), memberships.member(ctx.db, membership))


@feature.on("fact:exam.passed")
def passed(ctx: Context, fact: Happened) -> None:
    look_again(ctx, fact.member)
