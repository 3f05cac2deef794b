"""What a manager gives and takes by hand: points, coins or both, with a reason the member reads."""

from __future__ import annotations

from typing import Annotated, Any

from bot import purses
from bot.arguments import Named, Whom
from bot.feature import Context, Line, Phrase, Refusal, Role
from handlers.points.settings import feature
from scheduler.when.numbers import NUMBER
from storage import memberships, points

AWARD = feature.reason("award", "contribution", Phrase(zh="经理加分", en="award"))
AWARD_BACK = feature.reason("award_back", "contribution", Phrase(zh="撤销加分", en="award taken back"))

GIVEN = Phrase(
    zh="✅ {name} +{amount}（{reason}），积分{points}。10分钟内可发“撤销”。",
    en="✅ {name} +{amount} ({reason}), {points:point|points}. “undo” within 10 minutes takes it back.",
)
TAKEN = Phrase(
    zh="✅ {name} {amount}（{reason}），积分{points}。10分钟内可发“撤销”。",
    en="✅ {name} {amount} ({reason}), {points:point|points}. “undo” within 10 minutes takes it back.",
)
GIVEN_COINS = Phrase(
    zh="✅ {name} +{amount}（{reason}），余{left}。10分钟内可发“撤销”。",
    en="✅ {name} +{amount} ({reason}), {left} in all. “undo” within 10 minutes takes it back.",
)
TAKEN_COINS = Phrase(
    zh="✅ {name} -{amount}（{reason}），余{left}。10分钟内可发“撤销”。",
    en="✅ {name} -{amount} ({reason}), {left} in all. “undo” within 10 minutes takes it back.",
)
TOLD = Phrase(zh="🎁 社群经理给你加了{gifts}：{reason}", en="🎁 The manager gave you {gifts}: {reason}")
TAKEN_BACK = Phrase(
    zh="✅ {name} 的{amount}分已收回，积分{points}。",
    en="✅ {amount:point|points} of {name} {amount:|was|were} taken back; {points} left.",
)
COINS_TAKEN_BACK = Phrase(zh="✅ {name} 的{amount}已收回，余{left}。", en="✅ {amount} of {name} taken back; {left} in all.")
BOUNDS = Phrase(
    zh="一次加1到{most}分，要扣就写负数；发币写在后面：加分 林晓 0 分享了案例 币=20",
    en="From 1 to {most} at once; a negative number takes points. For coins: award Ann 0 shared a case coins=20",
)
BELOW_ZERO = Phrase(
    zh="{name} 只有{points}分，不能扣成负数。", en="{name} has {points:point|points}; a balance does not go below zero."
)
TOO_FEW_COINS = Phrase(zh="{name} 只有{left}，不能扣成负数。", en="{name} has {left}; a balance does not go below zero.")
MOST = 1000
SOURCES = {"points": "award", "coins": "award_coins"}
"""What the sources of the two begin with, before the key of the message."""


@feature.command(
    "加分",
    "award",
    help=Phrase(
        zh="给一位成员加分或发币，写明原因；扣分写负数。",
        en="Give a member points or coins, with the reason; a negative number takes points.",
    ),
    by=Role.MANAGER,
    examples=[
        "加分 林晓 10 在群里分享了成交案例",
        "加分 林晓 -5 记错了",
        "加分 林晓 0 带新人 币=20",
        "award Ann 10 shared a case",
    ],
    asked={
        r"扣分?\s+(?P<name>\S+)\s+(?P<n>\d{1,6})分?\s+(?P<why>\S.*)": "{name} -{n} {why}",
        r"(?:加|发|奖励?)(?:金)?币\s+(?P<name>\S+)\s+(?P<n>\d{1,6})\s+(?P<why>\S.*)": "{name} 0 {why} 币={n}",
        rf"给\s*(?P<name>\S{{1,20}}?)\s*[加奖]\s*(?P<n>{NUMBER})\s*分?[，,\s]*(?P<why>.*)": "{name} {n} {why}",
        r"给\s*(?P<name>\S{1,20}?)\s*扣\s*(?P<n>\d{1,6})\s*分?[，,\s]*(?P<why>.*)": "{name} -{n} {why}",
    },
)
def award(
    ctx: Context,
    name: Annotated[Whom, Named("名字", "name")],
    amount: Annotated[int, Named("分数", "amount")],
    reason: Annotated[str, Named("原因", "reason")],
    *,
    coins: Annotated[int, Named("币", "coins")] = 0,
) -> None:
    member = ctx.member_named(name)
    changes = {purse: n for purse, n in (("points", amount), ("coins", coins)) if n}
    if not changes or any(abs(n) > MOST for n in changes.values()):
        raise Refusal(BOUNDS(most=MOST))
    lefts = {purse: _book(ctx, member, purse, n, reason) for purse, n in changes.items()}
    if coins:
        ctx.audit("award_coins", undo={"key": ctx.event.key}, person=member.person, amount=amount, coins=coins, reason=reason)
    else:
        ctx.audit("award", undo={"key": ctx.event.key}, person=member.person, amount=amount, reason=reason)
    said: list[Line] = []
    if amount:
        said.append((GIVEN if amount > 0 else TAKEN)(name=member.name, amount=amount, reason=reason, points=lefts["points"]))
    if coins:
        changed, left = (purses.amount(n, "coins", ctx.camp) for n in (abs(coins), lefts["coins"]))
        said.append((GIVEN_COINS if coins > 0 else TAKEN_COINS)(name=member.name, amount=changed, reason=reason, left=left))
    ctx.reply(*said)
    gifts = [purses.amount(n, purse, ctx.camp) for purse, n in changes.items() if n > 0]
    if gifts and member.person != ctx.person.id:
        ctx.tell(member.person, TOLD(gifts=gifts, reason=reason))


def _book(ctx: Context, member: memberships.Member, purse: str, n: int, reason: str) -> int:
    """Gives or takes so much; gives what is left. Raises Refusal where that would be below zero."""
    entry: dict[str, Any] = {"category": AWARD.category, "reason": AWARD.code, "at": ctx.now, "note": reason, "purse": purse}
    write, source = points.earn if n > 0 else points.spend, f"{SOURCES[purse]}:{ctx.event.key}"
    try:
        left = write(ctx.db, ctx.camp.id, member.id, abs(n), source=source, **entry)
    except points.NotCovered as short:
        raise Refusal(_below_zero(ctx, member.name, purse, short.balance)) from None
    assert left is not None
    return left


feature.act(
    "award",
    Phrase(zh="{who} 给 {person} 加分 {amount:+}：{reason}", en="{who} changed {person}'s points by {amount:+}: {reason}"),
)
feature.act(
    "award_coins",
    Phrase(
        zh="{who} 给 {person} 加分 {amount:+}、币 {coins:+}：{reason}",
        en="{who} changed {person}'s points by {amount:+}, coins by {coins:+}: {reason}",
    ),
)


@feature.undoes("award_coins", by=Role.MANAGER)
@feature.undoes("award", by=Role.MANAGER)
def award_back(ctx: Context, key: str, **_: int) -> None:
    """Acts of before 0.2.0 also name the membership and the amount; the ledger knows both better: accounts may have been united since."""
    for purse, begins in SOURCES.items():
        try:
            booked = points.find(ctx.db, f"{begins}:{key}")
        except LookupError:
            continue
        member, held = (
            memberships.member(ctx.db, booked.membership),
            points.balance(ctx.db, booked.membership, purse, hold=True),
        )
        left = held - booked.amount
        if left < 0:
            raise Refusal(_below_zero(ctx, member.name, purse, held))
        points.take_back(ctx.db, f"{begins}:{key}", reason=AWARD_BACK.code, at=ctx.now)
        if purse == "points":
            ctx.reply(TAKEN_BACK(name=member.name, amount=booked.amount, points=left))
        else:
            amounts = {name: purses.amount(n, "coins", ctx.camp) for name, n in (("amount", booked.amount), ("left", left))}
            ctx.reply(COINS_TAKEN_BACK(name=member.name, **amounts))


def _below_zero(ctx: Context, name: str, purse: str, held: int) -> Line:
    if purse == "points":
        return BELOW_ZERO(name=name, points=held)
    return TOO_FEW_COINS(name=name, left=purses.amount(held, "coins", ctx.camp))
