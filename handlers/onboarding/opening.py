"""Every morning, and when a gate is passed: whose next stage is open is told so, alone and once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from bot.feature import Context, Happened, Late, Line, Phrase
from bot.prompting import Prompt, in_slices
from handlers.onboarding import wording
from handlers.onboarding.planning import starts
from handlers.onboarding.settings import feature
from scheduler.rhythm import Daily
from storage import memberships, onboarding
from storage.memberships import Member
from storage.onboarding import OnboardingStage

OPENS = Phrase(
    zh="▶ 入职{stage}开始了{late}，{gate}。随时看：入职", en="▶ Onboarding: {stage} is open{late}; {gate}. To look: onboarding"
)
NEEDS = Phrase(zh="过关要：{gate}", en="to pass it: {gate}")
FREE = Phrase(zh="这一段没有关口", en="it has no gate")
AT = time(9)


@feature.every(lambda camp: Daily(AT), name="morning", late=Late.ONCE)
def morning(ctx: Context, due_at: datetime) -> None:
    if onboarding.stages(ctx.db, ctx.camp.id):
        open_to(ctx, due_at, ctx.local(due_at).date().isoformat())


@feature.due("planned")
def planned(ctx: Context, subject: str, due_at: datetime) -> None:
    """Another plan is everybody's from now on."""
    open_to(ctx, due_at, f"plan:{subject}")


def _some(ctx: Context, after: int, most: int) -> list[Member]:
    return memberships.some_members(ctx.db, ctx.camp.id, after=after, most=most)


@in_slices(feature, "some", _some)
def open_to(ctx: Context, prompt: Prompt, members: Sequence[Member]) -> None:
    stages = onboarding.stages(ctx.db, ctx.camp.id)
    met = wording.met_by(ctx, stages)
    for member in members:
        if member.role == "learner":
            tell(ctx, stages, met, member, prompt.late)


def tell(ctx: Context, stages: list[OnboardingStage], met: dict[int, set[int]], member: Member, late: Line | str = "") -> None:
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
    ctx.tell(member.person, OPENS(stage=wording.stage(newest), late=late, gate=needs), gently=True)


def look_again(ctx: Context, membership: int) -> None:
    """A gate may have been passed."""
    stages = onboarding.stages(ctx.db, ctx.camp.id)
    if stages:
        tell(ctx, stages, wording.met_by(ctx, stages), memberships.member(ctx.db, membership))


@feature.on("fact:exam.passed")
def passed(ctx: Context, fact: Happened) -> None:
    look_again(ctx, fact.member)
