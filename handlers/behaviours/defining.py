"""行为 加, 行为 停: a manager says what is to be done how often and by whom; it is shown first, then told to each of them."""

from __future__ import annotations

import re
from datetime import datetime

from bot import draft
from bot.feature import Context, Line, Phrase, Refusal, Role
from bot.names import clean, folded
from handlers.behaviours import rules, wording
from handlers.behaviours.settings import feature
from scheduler import calendar
from storage import behaviours
from storage.behaviours import Behaviour

WHAT = Phrase(zh="新的行为“{name}”（{cadence}），{n}人", en="a new behaviour, “{name}” ({cadence}), for {n:person|people}")
TOLD = Phrase(
    zh="📘 {manager}请你做“{name}”：{cadence}，这一期 {due}。做了就发：行为 记 {example}，对方按一下确认就算数。",
    en="📘 {manager} asks you to do “{name}”: {cadence}, this time {due}. When done send: behaviours did {example}. It counts when the other side confirms.",
)
WITH_NAME = Phrase(zh="{name} 和谁", en="{name} WITH")
ADDED = Phrase(
    zh="✅ 行为“{name}”（第{number}项，{cadence}）告诉{n}人了。看谁做了：行为 {number}",
    en="✅ “{name}” (behaviour {number}, {cadence}) goes to {n:person|people}. To see who did: behaviours {number}",
)
STOPPED = Phrase(
    zh="✅ “{name}”停了，记过的都留着。10分钟内可发“撤销”。",
    en="✅ “{name}” is stopped; what was reported stays. “undo” within 10 minutes takes it back.",
)
ON_AGAIN = Phrase(zh="✅ “{name}”照旧。", en="✅ “{name}” goes on.")
NOT_THERE = Phrase(zh="✅ “{name}”收回了，不再问谁。", en="✅ “{name}” is withdrawn; nobody is asked.")

ONLY_MANAGERS = Phrase(zh="行为由社群经理来定。看你自己的：行为", en="Behaviours are set by managers. To see yours: behaviours")
EXAMPLE = Phrase(
    zh="试试：行为 加 每周培训 频率=每周1次 给=骨干", en="Try: behaviours add Team training cadence=1/week for=core"
)
NO_NAME = Phrase(
    zh="写上行为的名字，最多{most}个字。{example}", en="It needs a name of at most {most:letter|letters}. {example}"
)
NEVER = Phrase(
    zh="“{words}”不会到期。频率写 每周1次（1到7）、每月1日（1到31），或 每月1次 加 名单=林晓,周航。{example}",
    en="“{words}” never comes due. Write 1/week (1 to 7), day 1 (1 to 31), or monthly with list=Ann,Ben. {example}",
)
HOW_OFTEN = Phrase(
    zh="“{name}”多久做一次？试试：行为 加 {name} 频率=每周1次 给=骨干",
    en="How often is “{name}” to be done? Try: behaviours add {name} cadence=1/week for=core",
)
BAD_SHIFT = Phrase(zh="遇休可以写 顺延、提前 或 不变。", en="dayoff is one of: next, before, same.")
NOBODY = Phrase(
    zh="现在没有人有标签“{tag}”，先加上：标签 林晓 +{tag}", en="Nobody has the tag “{tag}” yet. Give it first: tag Ann +{tag}"
)
NO_LEARNERS = Phrase(zh="营里还没有学员。", en="The camp has no learners yet.")
THERE = Phrase(
    zh="已经有“{name}”了。要改就先停：行为 停 {name}",
    en="There is a “{name}” already. To change it first: behaviours stop {name}",
)
USED = Phrase(
    zh="“{name}”已经有人记了，不能撤销。不再做就发：行为 停 {name}",
    en="Something was reported for “{name}”, so this cannot be undone. To stop it: behaviours stop {name}",
)
LONGEST, LONGEST_LIST = 20, 50
SLICE = 100


def add(ctx: Context, words: str, cadence: str | None, tag: str | None, names: str | None, on_rest_day: str | None) -> None:
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    name = " ".join(clean(words).strip(' “”"《》').split())
    if not name or len(name) > LONGEST or name.isdecimal():
        raise Refusal(NO_NAME(most=LONGEST, example=EXAMPLE))
    often = rules.cadence(cadence or "", has_list=names is not None)
    if often is None and not (cadence or "").strip():
        raise Refusal(HOW_OFTEN(name=name))
    if often is None:
        raise Refusal(NEVER(words=(cadence or "")[:LONGEST], example=EXAMPLE))
    shift = rules.SHIFT_OF.get((on_rest_day or "顺延").strip().casefold())
    if shift is None:
        raise Refusal(BAD_SHIFT)
    listed = [ctx.member_named(one.strip()) for one in re.split(r"[,，、;；]", names) if one.strip()] if names else []
    if often.kind == "month_list" and not 1 <= len(listed) <= LONGEST_LIST:
        raise Refusal(NEVER(words=(names or "")[:LONGEST], example=EXAMPLE))
    known = tag.lstrip("#＃") if tag else None
    one = Behaviour(0, name, often.kind, often.n, shift, known, ctx.person.id, ctx.now, None)
    whom = wording.for_whom(ctx.db, ctx.camp.id, one)
    if not whom:
        raise Refusal(NOBODY(tag=known) if known else NO_LEARNERS)
    if not ctx.sends_draft:
        if any(folded(it.name) == folded(name) for it in behaviours.in_use(ctx.db, ctx.camp.id)):
            raise Refusal(THERE(name=name))
        what = WHAT(name=name, cadence=wording.cadence(one), n=len(whom))
        return draft.show(ctx, what, draft.in_private(len(whom), _told(ctx, one)))
    ids = [member.id for member in listed]
    kept = {"on_rest_day": shift, "tag": known, "names": ids, "by": ctx.person.id, "at": ctx.now}
    number = behaviours.add(ctx.db, ctx.camp.id, name, folded(name), often.kind, often.n, **kept)  # type: ignore[arg-type]
    if number is None:
        raise Refusal(THERE(name=name))
    ctx.audit("behaviour", undo={"behaviour": number}, name=name)
    ctx.later("behaviours.tell", f"{number}:0", ctx.now)
    ctx.reply(ADDED(name=name, number=number, cadence=wording.cadence(one), n=len(whom)))


def _told(ctx: Context, one: Behaviour) -> Line:
    found = rules.period(one, ctx.local(ctx.now).date(), calendar.of_settings(ctx.camp.settings))
    manager = ctx.person_by_id(one.made_by).name
    example = WITH_NAME(name=one.name)
    return TOLD(
        manager=manager, name=one.name, cadence=wording.cadence(one), due=wording.due(found, ctx.today), example=example
    )


@feature.due("tell")
def tell(ctx: Context, subject: str, _: datetime) -> None:
    """Each of those it is for, a slice at a time."""
    number, after = (int(piece) for piece in subject.split(":"))
    one = behaviours.find(ctx.db, ctx.camp.id, number)
    if one is None or one.retired_at is not None:
        return
    whom = [member for member in wording.for_whom(ctx.db, ctx.camp.id, one) if member.id > after]
    for member in whom[:SLICE]:
        ctx.tell(member.person, _told(ctx, one), gently=True)
        ctx.happened("behaviours.asked", member.id, behaviour=one.id)
    if len(whom) > SLICE:
        ctx.later("behaviours.tell", f"{number}:{whom[SLICE - 1].id}", ctx.now)


def stop(ctx: Context, words: str) -> None:
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    one, _ = wording.meant(ctx, words)
    behaviours.retire(ctx.db, one.id, at=ctx.now)
    ctx.audit("behaviour_stopped", undo={"behaviour": one.id}, name=one.name)
    ctx.reply(STOPPED(name=one.name))


feature.act("behaviour", Phrase(zh="{who} 定了行为“{name}”", en="{who} set the behaviour “{name}”"))
feature.act("behaviour_stopped", Phrase(zh="{who} 停了行为“{name}”", en="{who} stopped the behaviour “{name}”"))


@feature.undoes("behaviour", by=Role.MANAGER, thing=["name"])
def withdraw(ctx: Context, behaviour: int) -> None:
    one = behaviours.find(ctx.db, ctx.camp.id, behaviour)
    assert one is not None
    day = ctx.local(ctx.now).date()
    if behaviours.between(ctx.db, behaviour, ctx.local(one.made_at).date(), day):
        raise Refusal(USED(name=one.name))
    behaviours.retire(ctx.db, behaviour, at=ctx.now)
    ctx.reply(NOT_THERE(name=one.name))


@feature.undoes("behaviour_stopped", by=Role.MANAGER, thing=["name"])
def go_on(ctx: Context, behaviour: int) -> None:
    one = behaviours.find(ctx.db, ctx.camp.id, behaviour)
    assert one is not None
    if not behaviours.unretire(ctx.db, behaviour):
        raise Refusal(THERE(name=one.name))
    ctx.reply(ON_AGAIN(name=one.name))
