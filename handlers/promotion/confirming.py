"""晋升 定: a level changes by one manager's word about another, never about themselves, and only once it is met."""

from __future__ import annotations

import re

from bot.audience import Audience
from bot.feature import Context, Phrase, Refusal, Role, Said
from handlers.promotion import rules, wording
from handlers.promotion.measures import counts
from handlers.promotion.ready import tracks
from handlers.promotion.rules import NeedMet, Rise
from handlers.promotion.settings import LADDER, PREFIX, feature
from storage import memberships, promotion
from storage.memberships import Member
from storage.promotion import HeldLevel, JobLevel

CONFIRMED = Phrase(
    zh="✅ {name} 升为“{level}”，标准第{version}版都达到了，已经告诉本人。10分钟内可发“撤销”。",
    en="✅ {name} is now {level}, all of version {version} met, and has been told. “undo” within 10 minutes.",
)
NOTED = Phrase(
    zh="✅ 记下 {name} 现在是“{level}”，没有按标准核对，已经告诉本人。10分钟内可发“撤销”。",
    en="✅ {name} is noted as {level}, not held against what it asks for, and has been told. “undo” within 10 minutes.",
)
TOLD = Phrase(
    zh="🎉 {who}确认你升为“{level}”。看下一级：晋升", en="🎉 {who} confirmed you as {level}. To see what is next: promotion"
)
TOLD_NOTED = Phrase(
    zh="📘 {who}记下你现在是“{level}”。看下一级：晋升", en="📘 {who} noted you as {level}. To see what is next: promotion"
)
TOLD_BACK = Phrase(zh="📘 {who}撤回了你的“{level}”。", en="📘 {who} took back your level {level}.")
BACK = Phrase(
    zh="✅ {name} 的级别回到原来的样子，已经告诉本人。", en="✅ The level of {name} is as it was before; they have been told."
)
ONLY_MANAGERS = Phrase(
    zh="定级由社群经理来做。看你还差什么：晋升", en="Levels are confirmed by managers. To see what you lack: promotion"
)
HOW = Phrase(
    zh="写上谁和哪一级。试试：晋升 定 林晓 高级顾问",
    en="Write who and which level. Try: promotion confirm Ann Senior consultant",
)
ONESELF = Phrase(
    zh="自己的级别要由另一位经理来定，没有改动。", en="Your own level is another manager's to confirm; nothing was changed."
)
NO_MANAGER = Phrase(
    zh="“{level}”是管理员的级别，{name} 不是经理，没有改动。",
    en="{level} is a manager's level and {name} is none; nothing was changed.",
)
SHORT = Phrase(zh="{name} 还没达到“{level}”的标准，没有改动：", en="{name} does not meet {level} yet; nothing was changed:")
NOT_NEXT = Phrase(
    zh="{name} 的下一级是“{next}”，不能跳到“{level}”，没有改动。",
    en="The next level of {name} is {next}, not {level}; nothing was changed.",
)
HELD = Phrase(zh="{name} 已经是“{level}”或更高，没有改动。", en="{name} is {level} or above already; nothing was changed.")
BETWEEN = re.compile(r"(?:升?[为到成]|to|as)\s+", re.IGNORECASE)
CHANGED = Phrase(zh="这个级别后来又改过，撤不了。", en="That level was changed again since; this stays.")


def confirm(ctx: Context, words: str) -> None:
    """Raises Refusal where it is oneself, is not met, or is not the next level."""
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    name, rest = _apart(ctx, words)
    if not name or not rest:
        raise Refusal(HOW)
    member, level = ctx.member_named(name), wording.meant(ctx, rest)
    give(ctx, member, level)


def _apart(ctx: Context, words: str) -> tuple[str, str]:
    """Who and which level, in either order and with what people put between: 林晓 为 高级顾问, Ann to Senior consultant."""
    found = ctx.whose().begins(words)
    name, rest = found if found is not None else words.partition(" ")[::2]
    if found is None and wording.is_level(ctx, name):
        name, rest = rest, name
    if not rest.strip():  # 林晓高级顾问
        levels = [one.name for one in promotion.in_force(ctx.db, ctx.camp.id) if name.endswith(one.name)]
        rest = max(levels, key=len, default="")
        name = name.removesuffix(rest)
    return name.strip(), BETWEEN.sub("", rest.strip())


def give(ctx: Context, member: Member, level: JobLevel) -> None:
    """One member is given one level, where it is not oneself, it is met, and it is the next. Raises Refusal."""
    if member.id == ctx.member.id:
        raise Refusal(ONESELF)
    if level.track not in tracks(member):
        raise Refusal(NO_MANAGER(name=member.name, level=wording.called(level)))
    levels = [one for one in promotion.in_force(ctx.db, ctx.camp.id) if one.track == level.track]
    held = promotion.held(ctx.db, ctx.camp.id, member.id)
    holds = next((one for one in held if one.track == level.track), None)
    done = rules.standing(level, counts(ctx, member))
    outcome = rules.rise(levels, holds, level, met=not any(one.short for one in done))
    said = {"name": member.name, "level": wording.called(level)}
    if outcome not in GIVEN:
        ctx.reply(*_why_not(levels, holds, done, outcome, said), audience=Audience.MANAGERS)
        return
    is_checked = outcome is Rise.REACHED
    if holds is not None:
        promotion.let_go(ctx.db, holds.id, at=ctx.now)
    new = promotion.hold(ctx.db, level, member.id, by=ctx.member.id, is_checked=is_checked, at=ctx.now)
    if new is None:
        raise Refusal(HELD(**said))
    number = promotion.settle_ready(ctx.db, ctx.camp.id, level, member.id, at=ctx.now)
    about = None if number is None else f"{PREFIX}{number}"
    undo = {"held": new, "before": holds.id if holds else None, "member": member.id, "level": level.name, "number": number}
    if is_checked:
        ctx.audit("level_confirmed", undo=undo, about=about, person=member.person, level=level.name, version=level.version)
    else:
        ctx.audit("level_noted", undo=undo, about=about, person=member.person, level=level.name, version=level.version)
    ctx.tell(member.person, (TOLD if is_checked else TOLD_NOTED)(who=ctx.person.name, level=said["level"]), gently=True)
    ctx.reply((CONFIRMED(version=level.version, **said) if is_checked else NOTED(**said)), audience=Audience.MANAGERS)


def _why_not(
    levels: list[JobLevel], holds: HeldLevel | None, done: list[NeedMet], outcome: Rise, said: dict[str, Phrase | str]
) -> list[Said]:
    """What stands between somebody and a level: for managers alone, wherever it was asked."""
    following = rules.next_level(levels, holds)
    if outcome is Rise.NOT_NEXT and following is not None:
        return [NOT_NEXT(next=wording.called(following), **said)]
    if outcome is Rise.SHORT:
        return [SHORT(**said), *(wording.progress(one) for one in done)]
    return [HELD(**said)]


def shown(level: str) -> Phrase | str:
    """The ladder's names are kept in Chinese and said in either language."""
    return next((one for one in LADDER.values() if one.zh == level), level)


def _shows(ctx: Context, person: int, level: str, version: int) -> dict[str, object]:
    return {"level": shown(level), "version": version}


GIVEN = {Rise.REACHED, Rise.NOTED}
feature.act(
    "level_confirmed",
    Phrase(
        zh="{who} 确认 {person} 升为“{level}”，达到标准第{version}版",
        en="{who} confirmed {person} as {level}, version {version} met",
    ),
    shows=_shows,
)
feature.act(
    "level_noted",
    Phrase(
        zh="{who} 记下 {person} 现在是“{level}”，没有按第{version}版核对",
        en="{who} noted {person} as {level}, not held against version {version}",
    ),
    shows=_shows,
)


def _back(ctx: Context, held: int, before: int | None, member: int, level: str, number: int | None) -> None:
    """What they held before is theirs again; who was told is told."""
    one = memberships.find_member(ctx.db, member)
    if one is None or not promotion.let_go(ctx.db, held, at=ctx.now):
        raise Refusal(CHANGED)
    if before is not None:
        promotion.hold_again(ctx.db, before)
    if number is not None:
        promotion.wait_again(ctx.db, number)
    ctx.tell(one.person, TOLD_BACK(who=ctx.person.name, level=shown(level)), gently=True)
    ctx.reply(BACK(name=one.name), audience=Audience.MANAGERS)


@feature.undoes("level_confirmed", by=Role.MANAGER, thing=["person"])
def confirm_back(ctx: Context, held: int, before: int | None, member: int, level: str, number: int | None = None) -> None:
    _back(ctx, held, before, member, level, number)


@feature.undoes("level_noted", by=Role.MANAGER, thing=["person"])
def note_back(ctx: Context, held: int, before: int | None, member: int, level: str, number: int | None = None) -> None:
    _back(ctx, held, before, member, level, number)
