"""行为 记: somebody says they did it, and with whom; those are asked, and until they say yes it is one's own word."""

from __future__ import annotations

import re

from bot.audience import Audience
from bot.feature import Context, Phrase, Press, Refusal
from bot.names import folded
from handlers.behaviours import rules, wording
from handlers.behaviours.settings import feature
from scheduler import calendar
from storage import behaviours, memberships
from storage.behaviours import Behaviour

NOTED = Phrase(
    zh="✅ 记下了“{name}”，{day}到期的这一期：{stands}。等{other}确认。",
    en="✅ Noted for “{name}”, due {day}: {stands}. {other} is asked to confirm.",
)
NOTED_ALONE = Phrase(
    zh="✅ 记下了“{name}”，{day}到期的这一期：{stands}。没有对方可以确认，只算自报。",
    en="✅ Noted for “{name}”, due {day}: {stands}. Nobody is there to confirm it, so it stays your own word.",
)
ASKS = Phrase(
    zh="{who}说{day}和你做了“{name}”{words}，是吗？你们和社群经理看得到。",
    en="{who} says you did “{name}” together on {day}{words}. Is that so? You two and the managers read it.",
)
ASKS_MANAGER = Phrase(
    zh="{who}说{day}做了“{name}”{words}，是吗？", en="{who} says “{name}” was done on {day}{words}. Is that so?"
)
WORDS = Phrase(zh="：{words}", en=": {words}")
YES, NO = Phrase(zh="是的", en="Yes"), Phrase(zh="没有", en="No")
UNDONE = Phrase(zh="✅ “{name}”的这一条收回了。", en="✅ That entry of “{name}” is taken back.")
TOLD_BACK = Phrase(zh="{who}收回了“{name}”，不用确认了。", en="{who} took “{name}” back; you need not answer.")

NOT_YOURS = Phrase(zh="“{name}”不是请你做的。看你的：行为", en="“{name}” is not for you. To see yours: behaviours")
ONESELF = Phrase(
    zh="确认要由对方来按，不能写自己。试试：行为 记 {name} 林晓",
    en="The other side confirms, so not yourself. Try: behaviours did {name} Ann",
)
WHO = Phrase(zh="写上和谁做的，名单里有：{names}。", en="Say with whom; the list has: {names}.")
NOT_LISTED = Phrase(
    zh="{who}不在“{name}”的名单里，名单里有：{names}。", en="{who} is not on the list of “{name}”, which has: {names}."
)
SAID = Phrase(
    zh="“{name}”今天这一条已经记过了，不重复算。", en="That one of “{name}” was noted for today already and counts once."
)
TOO_LONG = Phrase(zh="说明最多{most}字。", en="A note has at most {most:character|characters}.")
ANSWERED = Phrase(zh="“{name}”的这一条对方已经回答过，收不回。", en="That entry of “{name}” was answered already and stays.")
WHICH = Phrase(zh="记哪一项？试试：行为 记 {name} 林晓", en="Which one? Try: behaviours did {name} Ann")
NONE = Phrase(zh="现在没有请你做的行为。", en="There is no behaviour for you just now.")
LONGEST = 200
WITH = re.compile(r"^(?:和|跟|与|同|with\b)\s*", re.IGNORECASE)


def report(ctx: Context, words: str) -> None:
    mine = [one for one in behaviours.in_use(ctx.db, ctx.camp.id) if wording.is_for(ctx, one)]
    if not words.strip():
        raise Refusal(WHICH(name=mine[0].name) if mine else NONE)
    one, rest = wording.meant(ctx, _behaviour_first(ctx, words, mine))
    if one.id not in {it.id for it in mine}:
        raise Refusal(NOT_YOURS(name=one.name))
    about, note = _about(ctx, one, rest)
    if len(note) > LONGEST:
        raise Refusal(TOO_LONG(most=LONGEST))
    number = behaviours.report(ctx.db, one.id, ctx.member.id, ctx.today, about.id if about else None, note, at=ctx.now)
    if number is None:
        raise Refusal(SAID(name=one.name))
    ctx.audit("behaviour_reported", undo={"report": number}, name=one.name)
    ctx.happened("behaviours.reported", ctx.member.id, report=number)
    _reply(ctx, one, about, number, note)


def _behaviour_first(ctx: Context, words: str, mine: list[Behaviour]) -> str:
    """和陈默 每周培训 as 每周培训 陈默: whom it was done with may stand first."""
    first = ctx.whose().begins(WITH.sub("", words.strip()))
    is_named = first is not None and any(folded(first[1]).startswith(folded(one.name)) for one in mine)
    if first is None or not is_named:
        return words
    one = max((one for one in mine if folded(first[1]).startswith(folded(one.name))), key=lambda one: len(one.name))
    return f"{one.name} {first[0]} {first[1][len(one.name) :]}".strip()


def _about(ctx: Context, one: Behaviour, words: str) -> tuple[memberships.Member | None, str]:
    """With whom, where a member's name stands first, and the note. Raises Refusal."""
    names = behaviours.names(ctx.db, one.id)
    known = ctx.whose().begins(WITH.sub("", words)) if words else None
    first, rest = known or ("", words)
    about = ctx.member_named(first) if first else None
    if about is not None and about.id == ctx.member.id:
        raise Refusal(ONESELF(name=one.name))
    if one.cadence == "month_list":
        if about is None:
            raise Refusal(WHO(names=list(names.values())))
        if about.id not in names:
            raise Refusal(NOT_LISTED(who=about.name, name=one.name, names=list(names.values())))
    return about, rest.strip()


def _reply(ctx: Context, one: Behaviour, about: memberships.Member | None, number: int, note: str) -> None:
    """What was noted, and the question to the other side: whom it was done with, else the manager who set it."""
    found = rules.period(one, ctx.today, calendar.of_settings(ctx.camp.settings))
    mine = behaviours.between(ctx.db, one.id, found.first, found.last, ctx.member.id)
    stands = rules.standing(one, mine, list(behaviours.names(ctx.db, one.id).items()))
    said = {"name": one.name, "day": wording.short_day(found.due), "stands": wording.stands(stands)}
    presses = [Press(YES, f"行为 是 {number}"), Press(NO, f"行为 没有 {number}")]
    asks = {
        "who": ctx.person.name,
        "day": wording.short_day(ctx.today),
        "name": one.name,
        "words": WORDS(words=note) if note else "",
    }
    if about is not None:
        ctx.tell(about.person, ASKS(**asks), presses)
        ctx.reply(NOTED(**said, other=about.name), audience=Audience.PERSON)
    elif one.made_by != ctx.person.id:
        ctx.post_within_budget(one.made_by, ASKS_MANAGER(**asks), presses)
        ctx.reply(NOTED(**said, other=ctx.person_by_id(one.made_by).name), audience=Audience.PERSON)
    else:
        ctx.reply(NOTED_ALONE(**said), audience=Audience.PERSON)


feature.act("behaviour_reported", Phrase(zh="{who} 记了一次“{name}”", en="{who} reported “{name}”"))


@feature.undoes("behaviour_reported")
def take_back(ctx: Context, report: int) -> None:
    one = behaviours.find_report(ctx.db, ctx.camp.id, report)
    assert one is not None
    if not behaviours.take_back(ctx.db, report):
        raise Refusal(ANSWERED(name=one.name))
    ctx.reply(UNDONE(name=one.name), audience=Audience.PERSON)
    if one.about is not None:
        ctx.tell(memberships.member(ctx.db, one.about).person, TOLD_BACK(who=one.who, name=one.name))
