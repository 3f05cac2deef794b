"""Who may use a command, by today's role here: one check before a look, and again in the transaction."""

from __future__ import annotations

from bot.audience import WHO, Audience
from bot.context import Context, Press
from bot.enrolment import Gate
from bot.feature import Command
from bot.membership import Camp, Role
from bot.phrases import Line, Phrase, Refusal
from storage import applications, memberships

NOT_YOURS = Phrase(zh="“{word}”要由{who}来做。", en="“{word}” is for {who}.")
NOT_IN_A_CAMP = Phrase(
    zh="你还没有加入任何营。请在营的群里发“打卡”，或向社群经理要一个入口。",
    en="You are not in a camp yet. Send “checkin” in your camp's group, or ask the community manager for a way in.",
)
ANONYMOUS = Phrase(
    zh="匿名管理员发的话我认不出是谁。请先关掉匿名，用自己的身份发。",
    en="I cannot tell who an anonymous admin is. Please turn anonymity off and send it as yourself.",
)
AS_A_CHANNEL = Phrase(
    zh="以频道身份发的话我认不出是谁。请用自己的身份发。",
    en="I cannot tell who speaks as a channel. Please send it as yourself.",
)
WHICH_CAMP = Phrase(
    zh="你在几个营里：{camps}。先发“切换 营名”选一个。", en="You are in several camps: {camps}. Pick one first: “camp NAME”."
)
NOT_ANY_MORE = Phrase(
    zh="你要的已经做好了，但你现在的角色不能看，没有发给你。",
    en="What you asked for is ready, but your role does not allow it any more; it was not given to you.",
)
APPLY_FIRST = Phrase(
    zh="“{camp}”要先申请，通过了才入营。发“申请”开始填。",
    en="“{camp}” takes applications: you are in once yours is approved. Send “apply” to begin.",
)
APPLY_PRIVATELY = Phrase(
    zh="“{camp}”要先申请，通过了才入营。私聊我发：申请 {camp}{link}",
    en="“{camp}” takes applications: you are in once yours is approved. Send me in private: apply {camp}{link}",
)
APPLIED = Phrase(
    zh="你申请“{camp}”还在等答复，有了结果会私聊告诉你。",
    en="Your application to “{camp}” waits for an answer; you will hear in private.",
)
AGREE_FIRST = Phrase(
    zh="先同意“{camp}”的群规就入营：群规 看一眼，再发“同意”。",
    en="Agree to the rules of “{camp}” and you are in: read them with “rules”, then send “agree”.",
)
APPLY, RULES, AGREE = Phrase(zh="申请", en="Apply"), Phrase(zh="群规", en="Rules"), Phrase(zh="同意", en="I agree")
HOSTS_TOO = Phrase(zh="群管理员或社群经理", en="the group's admins and managers")


class PermissionDenied(Refusal):
    """A command used by somebody who may not: refused, and audited."""

    def __init__(self, line: Line, command: str) -> None:
        super().__init__(line)
        self.command = command


def who_may(command: Command) -> Phrase:
    """Who a command is for, as a refusal names them."""
    return HOSTS_TOO if command.hosts else WHO[command.by]


def may(ctx: Context, command: Command) -> bool:
    """Whether this person's role, or being host of this room, allows the command."""
    if command.at_the_gate and ctx.gate is not None:
        return True
    return command.open_to(ctx.role, is_host=ctx.is_host) or (command.by is Role.OWNER and ctx.is_founder)


def withhold(ctx: Context) -> None:
    """What was made for somebody whose role allowed it when they asked and does not now: said to them alone."""
    ctx.reply(NOT_ANY_MORE, audience=Audience.PERSON)


def _stopped(ctx: Context, camp: Camp) -> Refusal:
    """What somebody has to do before they are a member; who they are is nobody's business in a group but that they are none."""
    if ctx.gate is Gate.RULES:
        return Refusal(AGREE_FIRST(camp=camp.name), [Press(RULES, "群规"), Press(AGREE, "同意")])
    if not ctx.address.direct:
        link = ctx.link(ctx.address.channel, f"申请 #{camp.id}")
        return Refusal(APPLY_PRIVATELY(camp=camp.name, link=f"\n{link}" if link else ""))
    state = applications.state(ctx.db, camp.id, ctx.person.id)
    return Refusal((APPLIED if state == "sent" else APPLY_FIRST)(camp=camp.name), [Press(APPLY, f"申请 #{camp.id}")])


def check(ctx: Context, command: Command) -> None:
    """Raises Refusal where this person may not use this command here."""
    if (behind := ctx.event.data.get("anonymous")) and command.by > Role.ANYONE:
        raise Refusal(AS_A_CHANNEL if behind == "channel" else ANONYMOUS)
    if may(ctx, command):
        return
    if ctx.gate is not None and ctx.camp_or_none is not None and command.by > Role.ANYONE:
        raise _stopped(ctx, ctx.camp_or_none)
    if ctx.member_or_none is None and ctx.address.direct and command.by > Role.ANYONE:
        several = [one.name for one in memberships.of_person(ctx.db, ctx.person.id)]
        raise Refusal(WHICH_CAMP(camps=several) if several else NOT_IN_A_CAMP)
    if ctx.member_or_none is None and command.by <= Role.LEARNER:
        raise Refusal(NOT_IN_A_CAMP)
    raise PermissionDenied(NOT_YOURS(word=command.word_in(ctx.language), who=who_may(command)), command.word)
