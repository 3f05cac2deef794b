"""行为 是, 行为 没有: the other side says with one press whether it was so."""

from __future__ import annotations

import re

from bot.audience import Audience
from bot.feature import Context, Phrase, Press, Refusal
from handlers.behaviours import reporting
from handlers.behaviours.settings import feature
from storage import behaviours, exams, memberships
from storage.behaviours import BehaviourReport

YES = Phrase(zh="✅ 确认了：{who}的“{name}”。", en="✅ Confirmed: “{name}” of {who}.")
NO = Phrase(zh="好，{who}的“{name}”这一条不算。", en="Good, that entry of “{name}” of {who} does not count.")
CONFIRMED = Phrase(
    zh="✅ {other}确认了你的“{name}”（{day.month}/{day.day}）。", en="✅ {other} confirmed your “{name}” of {day:%b} {day.day}."
)
DENIED = Phrase(
    zh="{other}说{day.month}/{day.day}的“{name}”还没有做，这一条没有算。弄错了就和对方说一声再记。",
    en="Your “{name}” of {day:%b} {day.day} has not been done, by the word of {other}, so it does not count. "
    "If that is a mistake talk to them and report it again.",
)
WHICH = Phrase(zh="要确认哪一条？在问你的那条消息上按按钮。", en="Which one? Press the button of the message that asked you.")
NO_SUCH = Phrase(zh="没有要你确认的这一条。", en="There is no such entry for you to confirm.")
ANSWERED = Phrase(zh="{who}的“{name}”已经回答过了。", en="That “{name}” of {who} was answered already.")

MOST_ASKED = 3

feature.act(
    "behaviour_confirmed",
    Phrase(zh="{who} 确认了一次“{name}”", en="{who} confirmed “{name}”"),
    final=Phrase(zh="对方已经知道了；真按错了就告诉社群经理。", en="They know already; if it was a slip tell the manager."),
)
feature.act(
    "behaviour_denied",
    Phrase(zh="{who} 没有确认一次“{name}”", en="{who} did not confirm “{name}”"),
    final=Phrase(
        zh="对方已经知道了；真按错了请他再记一次。", en="They know already; if it was a slip they may report it again."
    ),
)


PLAIN = re.compile(r"(?:是|是的|对|对的|嗯|没错|没有|不是|没做|yes|yep|no|nope)[\W_啊呀吧哦]*", re.IGNORECASE)
MEANS = Phrase(
    zh="说的是这一条吗？{who} {day.month}/{day.day}的“{name}”，按一下。",
    en="Do you mean “{name}” of {who}, {day:%b} {day.day}? Press one.",
)


@feature.on("unheard")
def said_plainly(ctx: Context) -> bool:
    """是的 may be said to anything: what waits is asked about once more with its buttons. A question of an exam comes first."""
    if (
        not ctx.address.direct
        or not PLAIN.fullmatch(ctx.event.text.strip())
        or exams.waiting(ctx.db, ctx.member.id) is not None
    ):
        return False
    some = behaviours.to_answer(ctx.db, ctx.camp.id, ctx.person.id)
    for one in some[:MOST_ASKED]:
        presses = [Press(reporting.YES, f"行为 是 {one.id}"), Press(reporting.NO, f"行为 没有 {one.id}")]
        ctx.reply(MEANS(who=one.who, name=one.name, day=one.day), presses, audience=Audience.PERSON)
    return bool(some)


def yes(ctx: Context, words: str) -> None:
    _answer(ctx, words, yes=True)


def no(ctx: Context, words: str) -> None:
    _answer(ctx, words, yes=False)


def _answer(ctx: Context, words: str, *, yes: bool) -> None:
    one = _asked(ctx, words)
    if not behaviours.answer(ctx.db, one.id, yes=yes, by=ctx.person.id, at=ctx.now):
        raise Refusal(ANSWERED(who=one.who, name=one.name))
    ctx.audit("behaviour_confirmed" if yes else "behaviour_denied", name=one.name)
    ctx.reply((YES if yes else NO)(who=one.who, name=one.name), audience=Audience.PERSON)
    ctx.tell(one.person, (CONFIRMED if yes else DENIED)(other=ctx.person.name, name=one.name, day=one.day))
    if yes:
        ctx.happened("behaviours.confirmed", one.membership, report=one.id)


def _asked(ctx: Context, words: str) -> BehaviourReport:
    """The entry, where who speaks is its other side. Raises Refusal."""
    plain = words.strip().lstrip("#＃")
    if not plain and len(some := behaviours.to_answer(ctx.db, ctx.camp.id, ctx.person.id)) == 1:
        plain = str(some[0].id)
    if not plain.isdecimal() or len(plain) > 9:
        raise Refusal(WHICH)
    one = behaviours.find_report(ctx.db, ctx.camp.id, int(plain))
    other = None if one is None else one.made_by if one.about is None else memberships.member(ctx.db, one.about).person
    if one is None or other != ctx.person.id or one.person == ctx.person.id:
        raise Refusal(NO_SUCH)
    return one
