"""入职: one's own way, the gate and the day of each stage; to managers how far everybody is, and a mentor sees who they mentor."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Page, Phrase, Refusal, Role, Said
from handlers.onboarding import wording
from handlers.onboarding.planning import EXAMPLE
from handlers.onboarding.settings import feature
from storage import memberships, onboarding
from storage.mentors import pairs

MINE = Phrase(zh="入职路线（{day} 加入）：", en="Onboarding (joined {day}):")
THEIRS = Phrase(zh="{name}的入职路线（{day} 加入）：", en="Onboarding of {name} (joined {day}):")
EVERY = Phrase(zh="入职（{n}人）：", en="Onboarding ({n:person|people}):")
PERSON = Phrase(zh="· {name}：{at}", en="· {name}: {at}")
THROUGH = Phrase(zh="走完了", en="all done")
NONE = Phrase(zh="这个营没有入职路线。", en="This camp has no onboarding.")
NONE_YET = Phrase(zh="还没有入职路线。{example}", en="No onboarding yet. {example}")
NOT_YOURS = Phrase(
    zh="{name}的入职路线只给本人、导师和社群经理看。", en="The onboarding of {name} is for them, their mentor and managers."
)
SHOWN = 10


def show(ctx: Context, words: str) -> None:
    stages = onboarding.stages(ctx.db, ctx.camp.id)
    if not stages:
        raise Refusal(NONE_YET(example=EXAMPLE) if ctx.role >= Role.MANAGER else NONE)
    if words:
        member = ctx.member_named(words)
        mentees = {one.mentee for one in pairs.of_member(ctx.db, ctx.member.id) if one.runs and one.mentor == ctx.member.id}
        if ctx.role < Role.MANAGER and member.id not in {*mentees, ctx.member.id}:
            raise Refusal(NOT_YOURS(name=member.name))
        heading = THEIRS(name=member.name, day=wording.short(member.joined_on))
    elif ctx.role >= Role.MANAGER:
        return ctx.show_list("people")
    else:
        member = memberships.member(ctx.db, ctx.member.id)
        heading = MINE(day=wording.short(member.joined_on))
    every = wording.standing_of(ctx, stages, wording.met_by(ctx, stages), member)
    ctx.reply(heading, *(wording.line(one) for one in every), audience=Audience.PERSON)


@feature.paged("people", by=Role.MANAGER)
def _people(ctx: Context, after: int) -> Page:
    stages = onboarding.stages(ctx.db, ctx.camp.id)
    met = wording.met_by(ctx, stages)
    learners = [one for one in memberships.members(ctx.db, ctx.camp.id) if one.role == "learner"]
    said: list[Said] = [] if after else [EVERY(n=len(learners))]
    for member in learners[after : after + SHOWN]:
        every = wording.standing_of(ctx, stages, met, member)
        here = next((one for one in every if not one.is_passed), None)
        said.append(PERSON(name=member.name, at=wording.line(here) if here else THROUGH))
    return Page.cut(*said, after=after, most=SHOWN, of=len(learners), audience=Audience.MANAGERS)
