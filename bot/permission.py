"""Who may use a command, by today's role here: one check before a look, and again in the transaction."""

from __future__ import annotations

from bot.audience import WHO, Audience
from bot.context import Context
from bot.feature import Command
from bot.membership import Role
from bot.phrases import Line, Phrase, Refusal
from storage import camps

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
    return command.open_to(ctx.role, is_host=ctx.is_host) or (command.by is Role.OWNER and ctx.is_founder)


def withhold(ctx: Context) -> None:
    """What was made for somebody whose role allowed it when they asked and does not now: said to them alone."""
    ctx.reply(NOT_ANY_MORE, audience=Audience.PERSON)


def check(ctx: Context, command: Command) -> None:
    """Raises Refusal where this person may not use this command here."""
    if (behind := ctx.event.data.get("anonymous")) and command.by > Role.ANYONE:
        raise Refusal(AS_A_CHANNEL if behind == "channel" else ANONYMOUS)
    if may(ctx, command):
        return
    if ctx.member_or_none is None and ctx.address.direct and command.by > Role.ANYONE:
        several = [one.name for one in camps.of_person(ctx.db, ctx.person.id)]
        raise Refusal(WHICH_CAMP(camps=several) if several else NOT_IN_A_CAMP)
    if ctx.member_or_none is None and command.by <= Role.LEARNER:
        raise Refusal(NOT_IN_A_CAMP)
    raise PermissionDenied(NOT_YOURS(word=command.word_in(ctx.language), who=who_may(command)), command.word)
