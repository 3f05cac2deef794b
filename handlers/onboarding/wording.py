"""How a stage, its gate and its day read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.feature import Context, Line, Phrase
from handlers.onboarding.rules import StageGate, StageStanding, standing
from storage import memberships, onboarding
from storage.onboarding import OnboardingStage

EXAM = Phrase(zh="考试“{exam}”100分", en="100 % in the exam “{exam}”")
SIGNOFF = Phrase(zh="导师签字", en="the mentor's sign-off")
NO_GATE = Phrase(zh="没有关口", en="no gate")
STAGE = Phrase(zh="第{place}段（{days}天，关口：{gate}）", en="Stage {place} ({days:day|days}, gate: {gate})")
PASSED = Phrase(zh="✅ {stage}", en="✅ {stage}")
OPEN = Phrase(zh="▶ {stage}，还差：{gate}", en="▶ {stage}, still needed: {gate}")
OPEN_FREE = Phrase(zh="▶ {stage}", en="▶ {stage}")
LOCKED = Phrase(
    zh="🔒 {stage}：{day}起，且先过第{before}段（还差：{gate}）",
    en="🔒 {stage}: from {day}, and after stage {before} (still needed: {gate})",
)
LOCKED_DAY = Phrase(zh="🔒 {stage}：{day}起，前面的关口都过了", en="🔒 {stage}: from {day}; every gate before it is passed")
DAY = Phrase(zh="{day.month}/{day.day}", en="{day:%b} {day.day}")


def gate(one: OnboardingStage | StageGate) -> Line | Phrase:
    """What has to be passed."""
    kind = one.gate if isinstance(one, OnboardingStage) else one.kind
    if kind == "exam":
        return EXAM(exam=one.exam)
    return SIGNOFF if kind == "signoff" else NO_GATE


def stage(one: OnboardingStage) -> Line:
    return STAGE(place=one.place, days=one.days, gate=gate(one))


def line(one: StageStanding) -> Line:
    """A stage as somebody stands to it: the gate and the day are both said."""
    named = stage(one.stage)
    if one.is_passed:
        return PASSED(stage=named)
    if one.is_open:
        return OPEN_FREE(stage=named) if one.stage.gate == "none" else OPEN(stage=named, gate=gate(one.stage))
    day = short(one.opens_on)
    if one.waits_for is None:
        return LOCKED_DAY(stage=named, day=day)
    return LOCKED(stage=named, day=day, before=one.waits_for.place, gate=gate(one.waits_for))


def short(day: date) -> Line:
    return DAY(day=day)


def met_by(ctx: Context, stages: Sequence[OnboardingStage]) -> dict[int, set[int]]:
    """Stage (id) → the memberships that passed its gate."""
    return {one.id: onboarding.passed(ctx.db, ctx.camp.id, one) for one in stages if one.gate != "none"}


def standing_of(
    ctx: Context, stages: Sequence[OnboardingStage], met: dict[int, set[int]], member: memberships.Member
) -> list[StageStanding]:
    """Where somebody stands today."""
    mine = {stage for stage, members in met.items() if member.id in members}
    return standing(stages, member.joined_on, ctx.local(ctx.now).date(), mine)
