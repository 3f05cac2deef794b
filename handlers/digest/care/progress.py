"""What becomes of a learner elsewhere stands in their case: extra training, and a mentor."""

from __future__ import annotations

from bot.feature import Context, Happened, Phrase
from handlers.digest.care.settings import feature
from storage import care

STARTED = Phrase(zh="{module}补训：开始", en="training for {module}: begun")
CAME = Phrase(zh="{module}补训：签到", en="training for {module}: came")
OFF = Phrase(zh="{module}补训：不再参加", en="training for {module}: off")
PASSED = Phrase(zh="{module}补考{score}，通过", en="re-test for {module}: {score}, passed")
NOT_PASSED = Phrase(zh="{module}补考{score}", en="re-test for {module}: {score}")
PAIRED = Phrase(zh="和导师结对了", en="paired with a mentor")
PAIR_ENDED = Phrase(zh="结对结束了", en="the pair has ended")
SAID = {
    "remedial.joined": STARTED,
    "remedial.attended": CAME,
    "remedial.left": OFF,
    "remedial.passed": PASSED,
    "remedial.not_passed": NOT_PASSED,
    "mentors.agreed": PAIRED,
    "mentors.ended": PAIR_ENDED,
}


@feature.on("fact:remedial.joined")
@feature.on("fact:remedial.attended")
@feature.on("fact:remedial.left")
@feature.on("fact:remedial.passed")
@feature.on("fact:remedial.not_passed")
@feature.on("fact:mentors.agreed")
@feature.on("fact:mentors.ended")
def note(ctx: Context, fact: Happened) -> None:
    """In the open case, or in the last one; nobody without a case gets one by it."""
    case = care.open_of(ctx.db, fact.member) or care.latest_of(ctx.db, fact.member)
    if case is not None:
        said = SAID[fact.name]
        shown = {name: value for name, value in fact.details.items() if name in said.fields}
        care.step(ctx.db, case.id, "event", said(**shown).to(ctx.camp.language), at=ctx.now)
