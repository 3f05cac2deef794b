"""晋升: one's next level and what is missing of it, to oneself alone; managers see anybody's, and who meets their next one."""

from __future__ import annotations

from bot.audience import Audience
from bot.feature import Context, Line, Page, Phrase, Refusal, Role, Said
from handlers.promotion import rules, wording
from handlers.promotion.measures import counts
from handlers.promotion.ready import ready, tracks
from handlers.promotion.settings import feature
from storage import memberships, promotion
from storage.memberships import Member
from storage.promotion import HeldLevel, JobLevel

NEXT = Phrase(
    zh="🪜 {name}的下一级：{level}（第{version}版）{now}", en="🪜 The next level of {name}: {level} (version {version}){now}"
)
NOW = Phrase(zh="，现在是{level}", en="; now {level}")
ALL_DONE = Phrase(
    zh="✅ 都达标了。定级由社群经理确认：晋升 定 {name} {level}",
    en="✅ Nothing is missing. Another manager confirms it: promotion confirm {name} {level}",
)
ALL_YOURS = Phrase(
    zh="✅ 都达标了，等社群经理确认。", en="✅ Nothing is missing; a manager's confirmation is all that is left."
)
TOP = Phrase(zh="🪜 {name}现在是{level}，上面没有更高的一级了。", en="🪜 {name} is {level}; there is no level above.")
OTHERS = Phrase(
    zh="别人的晋升进度给社群经理看。看自己的发：晋升", en="How far others are is for managers. To see yours: promotion"
)
READY = Phrase(zh="🪜 达到下一级标准的{n}人：", en="🪜 Who meets their next level ({n}):")
ONE_READY = Phrase(zh="· {name} → {level}", en="· {name} → {level}")
NOBODY = Phrase(zh="现在没有人达到下一级的标准。", en="Nobody meets their next level now.")
ONLY_MANAGERS = Phrase(
    zh="名单给社群经理看。看你还差什么：晋升", en="The list is for managers. To see what you lack: promotion"
)
SHOWN = 40


def show(ctx: Context, words: str) -> None:
    if not words:
        return _one(ctx, next(one for one in memberships.members(ctx.db, ctx.camp.id) if one.id == ctx.member.id))
    if wording.is_level(ctx, words):
        return ctx.show_list("criteria", level=wording.named(words)[0])
    if ctx.role < Role.MANAGER:
        raise Refusal(OTHERS)
    found = ctx.whose().begins(words)
    _one(ctx, ctx.member_named(found[0] if found is not None and wording.is_level(ctx, found[1]) else words))


def who(ctx: Context) -> None:
    if ctx.role < Role.MANAGER:
        raise Refusal(ONLY_MANAGERS)
    ctx.show_list("ready")


def _one(ctx: Context, member: Member) -> None:
    every, held = promotion.in_force(ctx.db, ctx.camp.id), promotion.held(ctx.db, ctx.camp.id, member.id)
    said: list[Said] = []
    for track in tracks(member):
        levels = [one for one in every if one.track == track]
        holds = next((one for one in held if one.track == track), None)
        said += _track(ctx, member, levels, holds)
    if not said:
        raise Refusal(wording.NONE_YET_MANAGER if ctx.role >= Role.MANAGER else wording.NONE_YET)
    ctx.reply(*said, audience=Audience.PERSON if member.id == ctx.member.id else Audience.MANAGERS)


def _track(ctx: Context, member: Member, levels: list[JobLevel], holds: HeldLevel | None) -> list[Said]:
    following = rules.next_level(levels, holds)
    if following is None:
        return [] if holds is None else [TOP(name=member.name, level=wording.called(holds))]
    now: Line | str = NOW(level=wording.called(holds)) if holds is not None else ""
    head = NEXT(name=member.name, level=wording.called(following), version=following.version, now=now)
    done = rules.standing(following, counts(ctx, member))
    said: list[Said] = [head, *(wording.progress(one) for one in done)]
    if not any(one.short for one in done):
        promotion.notice_one(ctx.db, following.id, member.id, at=ctx.now)
        is_own = member.id == ctx.member.id
        said.append(ALL_YOURS if is_own else ALL_DONE(name=member.name, level=wording.called(following)))
    return said


@feature.paged("ready", by=Role.MANAGER)
def _ready(ctx: Context, after: int) -> Page:
    """Whoever meets their next level, of the camp's order."""
    found = ready(ctx)
    said = [ONE_READY(name=member.name, level=wording.called(level)) for member, level in found[after : after + SHOWN]]
    head = [] if after else [READY(n=len(found)) if found else NOBODY]
    return Page.cut(*head, *said, after=after, most=SHOWN, of=len(found), audience=Audience.MANAGERS)
