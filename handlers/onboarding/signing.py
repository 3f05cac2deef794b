"""入职 签字: somebody's mentor, or a manager, says that they may go on."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal, Role
from handlers.onboarding import wording
from handlers.onboarding.opening import look_again
from handlers.onboarding.settings import feature
from storage import memberships, onboarding
from storage.mentors import pairs

SIGNED = Phrase(
    zh="✅ {name}的第{place}段签过字了。10分钟内可发“撤销”。",
    en="✅ {name} is signed off for stage {place}. “undo” within 10 minutes takes it back.",
)
TOLD = Phrase(zh="✅ {who}给你的入职第{place}段签字了。", en="✅ {who} signed off stage {place} of your onboarding.")
BACK = Phrase(zh="✅ {name}的第{place}段签字收回了。", en="✅ The sign-off of {name} for stage {place} is taken back.")

NOT_YOURS = Phrase(zh="签字要由{name}的导师或社群经理来做。", en="That is for the mentor of {name} or a manager.")
NOTHING = Phrase(
    zh="{name}现在没有等签字的一段。看走到哪：入职 {name}",
    en="Nothing of {name} waits for a sign-off now. To see where they are: onboarding {name}",
)
NONE = Phrase(zh="这个营还没有入职路线。", en="This camp has no onboarding yet.")
WHO = Phrase(zh="给谁签？试试：入职 签字 林晓", en="For whom? Try: onboarding sign Ann")


def sign(ctx: Context, words: str) -> None:
    if not words:
        raise Refusal(WHO)
    member = ctx.member_named(words)
    mine = [one for one in pairs.of_member(ctx.db, ctx.member.id) if one.runs and one.mentor == ctx.member.id]
    if ctx.role < Role.MANAGER and member.id not in {one.mentee for one in mine}:
        raise Refusal(NOT_YOURS(name=member.name))
    stages = onboarding.stages(ctx.db, ctx.camp.id)
    if not stages:
        raise Refusal(NONE)
    every = wording.standing_of(ctx, stages, wording.met_by(ctx, stages), member)
    waits = next((one.stage for one in every if one.is_open and not one.is_passed and one.stage.gate == "signoff"), None)
    if waits is None or member.id == ctx.member.id:
        raise Refusal(NOTHING(name=member.name))
    onboarding.sign(ctx.db, waits.id, member.id, by=ctx.person.id, at=ctx.now)
    ctx.audit(
        "onboarding_signed",
        undo={"stage": waits.id, "member": member.id, "place": waits.place},
        person=member.person,
        place=waits.place,
    )
    ctx.reply(SIGNED(name=member.name, place=waits.place), audience=Audience.PERSON)
    ctx.tell(member.person, TOLD(who=ctx.person.name, place=waits.place))
    look_again(ctx, member.id)


feature.act(
    "onboarding_signed",
    Phrase(zh="{who} 给 {person} 的入职第{place}段签字", en="{who} signed off stage {place} of {person}"),
)


@feature.undoes("onboarding_signed", thing=["person", "place"])
def take_back(ctx: Context, stage: int, member: int, place: int) -> None:
    onboarding.unsign(ctx.db, stage, member)
    ctx.reply(BACK(name=memberships.member(ctx.db, member).name, place=place), audience=Audience.PERSON)
