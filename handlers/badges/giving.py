"""By hand: a manager gives a badge with a reason and takes one away with a reason, and the member reads both in private."""

from __future__ import annotations

from typing import Any

from bot.award_kind import AwardKind, FoundAward
from bot.feature import Context, Line, Phrase, Refusal, Role
from bot.names import folded
from handlers.badges import rules
from handlers.badges.earning import GIVEN, with_picture
from handlers.badges.making import find
from handlers.badges.settings import feature
from storage import badges, memberships
from storage.badges import Badge

GAVE = Phrase(
    zh="✅ 勋章《{badge}》颁给了 {name}：{reason}。10分钟内可发“撤销”。",
    en="✅ {name} has the badge “{badge}”: {reason}. “undo” within 10 minutes takes it back.",
)
TOOK = Phrase(
    zh="✅ {name} 的勋章《{badge}》已收回：{reason}。10分钟内可发“撤销”。",
    en="✅ The badge “{badge}” of {name} is revoked: {reason}. “undo” within 10 minutes takes it back.",
)
TAKEN_FROM_YOU = Phrase(
    zh="勋章《{badge}》被收回了：{reason}。有疑问就问社群经理。",
    en="Your badge “{badge}” was revoked: {reason}. If you wonder why, ask the manager.",
)
BY_HAND = Phrase(zh="{reason}", en="{reason}")
GIVE_UNDONE = Phrase(zh="✅ {name} 的勋章《{badge}》撤销了。", en="✅ The badge “{badge}” of {name} is taken back.")
TAKE_UNDONE = Phrase(zh="✅ 勋章《{badge}》又是 {name} 的了。", en="✅ {name} has the badge “{badge}” again.")
YOURS_AGAIN = Phrase(zh="🏅 勋章《{badge}》又是你的了。", en="🏅 The badge “{badge}” is yours again.")
WAS_A_SLIP = Phrase(zh="刚才的勋章《{badge}》是手滑，已撤销。", en="The badge “{badge}” was a slip and is taken back.")

NO_MEMBER = Phrase(
    zh="给谁？写名字、勋章、原因。试试：勋章 给 林晓 热心 常帮新人",
    en="To whom? Write the name, the badge and why. Try: badges give Ann Kind always helps newcomers",
)
NO_REASON = Phrase(zh="写一句原因，{name}会看到。试试：{example}", en="Say why: {name} will read it. Try: {example}")
GIVE_EXAMPLE = Phrase(zh="勋章 给 {name} {badge} 常帮新人", en="badges give {name} {badge} always helps newcomers")
TAKE_EXAMPLE = Phrase(zh="勋章 收回 {name} {badge} 发错了", en="badges take {name} {badge} given by mistake")
HAS_IT = Phrase(
    zh="{name} 已经有勋章《{badge}》了（{at:%m-%d} 得的）。", en="{name} has had the badge “{badge}” since {at:%m-%d}."
)
HAS_IT_NOT = Phrase(zh="{name} 没有勋章《{badge}》。", en="{name} does not have the badge “{badge}”.")
TOO_LONG = Phrase(zh="原因最多{most}个字。", en="A reason has at most {most:character|characters}.")
CHANGED = Phrase(zh="之后又有变化，这一步撤销不了了。", en="It changed since; this cannot be undone any more.")
LONGEST_REASON = 200


def give(ctx: Context, words: str) -> None:
    """勋章 给 林晓 热心 常帮新人. Raises Refusal."""
    member, one, reason = _read(ctx, words, GIVE_EXAMPLE)
    known = badges.holding(ctx.db, one.id, member.id)
    if known is not None and known.revoked_at is None:
        raise Refusal(HAS_IT(name=member.name, badge=one.name, at=known.at))
    _give(ctx, one, member.id, source=f"hand:{ctx.event.key}", by=ctx.person.id, reason=reason)
    ctx.audit(
        "badge_given", undo={"badge": one.id, "membership": member.id}, person=member.person, badge=one.name, reason=reason
    )
    ctx.reply(GAVE(name=member.name, badge=one.name, reason=reason))
    language = ctx.person_by_id(member.person).language or ctx.camp.language
    ctx.tell(member.person, *with_picture(ctx, one, GIVEN(name=one.name, reason=reason), language), gently=True)


def take(ctx: Context, words: str) -> None:
    """勋章 收回 林晓 热心 发错了. Raises Refusal."""
    member, one, reason = _read(ctx, words, TAKE_EXAMPLE)
    if not badges.revoke(ctx.db, one.id, member.id, by=ctx.person.id, reason=reason, at=ctx.now):
        raise Refusal(HAS_IT_NOT(name=member.name, badge=one.name))
    ctx.audit(
        "badge_revoked", undo={"badge": one.id, "membership": member.id}, person=member.person, badge=one.name, reason=reason
    )
    ctx.reply(TOOK(name=member.name, badge=one.name, reason=reason))
    ctx.tell(member.person, TAKEN_FROM_YOU(badge=one.name, reason=reason), gently=True)


def _read(ctx: Context, words: str, example: Phrase) -> tuple[memberships.Member, Badge, str]:
    """Whose, which and why. Raises Refusal."""
    begun = ctx.whose().begins(words)
    name, rest = begun if begun is not None else rules.named(words)
    if not name:
        raise Refusal(NO_MEMBER)
    member = ctx.member_named(name)
    called, reason = rules.named(rest)
    if not called:
        raise Refusal(NO_MEMBER)
    one = find(ctx, called)
    if not reason.strip():
        raise Refusal(NO_REASON(name=member.name, example=example(name=member.name, badge=one.name)))
    if len(reason) > LONGEST_REASON:
        raise Refusal(TOO_LONG(most=LONGEST_REASON))
    return member, one, reason.strip().rstrip("。.")


def _give(ctx: Context, one: Badge, member: int, *, source: str, by: int | None, reason: str | None) -> bool:
    """Gives it, or anew where it was revoked; False where it is theirs."""
    more: dict[str, Any] = {"source": source, "at": ctx.now, "by": by, "reason": reason}
    return badges.give(ctx.db, one.id, member, told=True, **more) or badges.restore(ctx.db, one.id, member, **more)


# ── for what others give ─────────────────────────────────────────────────────────────────────────────────────────────


def _found(ctx: Context, words: str) -> FoundAward | None:
    one = badges.named(ctx.db, ctx.camp.id, folded(words))
    return None if one is None else FoundAward(str(one.id), one.name)


def _award(ctx: Context, member: int, key: str, source: str, why: Line) -> Line | None:
    one = badges.find(ctx.db, ctx.camp.id, int(key))
    if one is None or not _give(ctx, one, member, source=source, by=None, reason=None):
        return None
    return GIVEN(name=one.name, reason=why)


feature.award(AwardKind("badge", Phrase(zh="勋章", en="badge"), ("勋章", "奖章", "徽章", "badge"), find=_found, give=_award))

feature.act(
    "badge_given",
    Phrase(zh="{who} 把勋章《{badge}》颁给了 {person}：{reason}", en="{who} gave the badge “{badge}” to {person}: {reason}"),
)
feature.act(
    "badge_revoked",
    Phrase(
        zh="{who} 收回了 {person} 的勋章《{badge}》：{reason}", en="{who} revoked the badge “{badge}” of {person}: {reason}"
    ),
)


@feature.undoes("badge_given", by=Role.MANAGER)
def give_back(ctx: Context, badge: int, membership: int) -> None:
    """As if it had not been given; who was told is told."""
    one, member = badges.find(ctx.db, ctx.camp.id, badge), memberships.find_member(ctx.db, membership)
    if one is None or member is None or not badges.take_away(ctx.db, badge, membership):
        raise Refusal(CHANGED)
    ctx.reply(GIVE_UNDONE(name=member.name, badge=one.name))
    ctx.tell(member.person, WAS_A_SLIP(badge=one.name), gently=True)


@feature.undoes("badge_revoked", by=Role.MANAGER)
def take_back(ctx: Context, badge: int, membership: int) -> None:
    one, member = badges.find(ctx.db, ctx.camp.id, badge), memberships.find_member(ctx.db, membership)
    if one is None or member is None or not badges.unrevoke(ctx.db, badge, membership):
        raise Refusal(CHANGED)
    ctx.reply(TAKE_UNDONE(name=member.name, badge=one.name))
    ctx.tell(member.person, YOURS_AGAIN(badge=one.name), gently=True)
