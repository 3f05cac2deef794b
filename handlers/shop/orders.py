"""Orders: what waits is handed over by a manager or paid back with a reason, and the buyer is told in private."""

from __future__ import annotations

from datetime import datetime

from bot import purses
from bot.feature import Context, Line, Phrase, Refusal, Role
from handlers.shop.settings import PAID_BACK, SOURCE, feature
from storage import points, shop
from storage.shop import ShopOrder

WAITS = Phrase(
    zh="🎁 O-{order} {name} 兑换了《{item}》。发了就回“通过 O-{order}”，发不了就回“退回 O-{order} 原因”。",
    en="🎁 O-{order}: {name} redeemed “{item}”. Once handed over send “approve O-{order}”, else “return O-{order} REASON”.",
)
HANDED = Phrase(
    zh="✅ O-{order}《{item}》已发放给 {name}，已告诉对方。",
    en="✅ O-{order}: “{item}” is handed over to {name}, who was told.",
)
YOURS = Phrase(zh="🎁 《{item}》（O-{order}）发给你了。", en="🎁 “{item}” (O-{order}) was handed over to you.")
REFUNDED = Phrase(
    zh="✅ O-{order} 已退回，{price}还给 {name}，已告诉对方。",
    en="✅ O-{order} is refunded: {price} went back to {name}, who was told.",
)
PAID_BACK_TO_YOU = Phrase(
    zh="《{item}》（O-{order}）已退回：{reason}。+{price}，余{left}。称号不变。",
    en="“{item}” (O-{order}) was refunded: {reason}. +{price}, {left} in all. Your title stays.",
)
DECIDED = Phrase(zh="O-{order} 已处理：{became}。", en="O-{order} was decided on: {became}.")
WAITS_AGAIN = Phrase(zh="✅ O-{order} 又在等发放，已告诉 {name}。", en="✅ O-{order} waits again; {name} was told.")
NOT_YOURS_YET = Phrase(
    zh="《{item}》（O-{order}）其实还没发，请再等等。", en="“{item}” (O-{order}) was not handed over after all; please wait."
)

STILL_WAITS = Phrase(zh="等发放，{at:%m-%d} 兑换", en="waits to be handed over, redeemed on {at:%m-%d}")
HANDED_ON = Phrase(zh="已发放 {at:%m-%d}", en="handed over on {at:%m-%d}")
REFUNDED_ON = Phrase(zh="已退回 {at:%m-%d}：{reason}", en="refunded on {at:%m-%d}: {reason}")
TAKEN_BACK_ON = Phrase(zh="已撤销 {at:%m-%d}", en="taken back on {at:%m-%d}")


@feature.condition("waits")
def waits(ctx: Context, person: int, subject: str) -> bool:
    """Whether an order is still to be decided on."""
    known = shop.find_order(ctx.db, ctx.camp.id, int(subject))
    return known is not None and known.waits


@feature.due("ordered")
def ordered(ctx: Context, subject: str, due_at: datetime) -> None:
    """Whoever put it on sale hears that somebody wants it; the others find it in what waits. Apart from the buying: many who press at once
    hold the thing they press for, and whoever put it on sale may be taking it off meanwhile."""
    one = shop.find_order(ctx.db, ctx.camp.id, int(subject.partition(":")[2]))
    item = shop.find_item(ctx.db, ctx.camp.id, one.item) if one is not None else None
    if one is not None and item is not None and one.waits:
        said = WAITS(order=one.id, name=one.buyer, item=one.name)
        ctx.post_within_budget(item.listed_by, said, still=("shop.waits", str(one.id)))


def hand_over(ctx: Context, one: ShopOrder) -> bool:
    """It is the buyer's; False where it was decided on."""
    if not shop.hand_over(ctx.db, one.id, by=ctx.person.id, at=ctx.now):
        return False
    ctx.audit("order_handed", undo={"order": one.id}, about=f"O-{one.id}", person=one.person, name=one.name, order=one.id)
    ctx.reply(HANDED(order=one.id, item=one.name, name=one.buyer))
    if one.person != ctx.person.id:
        ctx.tell(one.person, YOURS(order=one.id, item=one.name))
    return True


def refund(ctx: Context, one: ShopOrder, reason: str) -> bool:
    """What was paid goes back; False where it was decided on."""
    left = give_back(ctx, one, by=ctx.person.id, why=reason)
    if left is None:
        return False
    price = purses.amount(one.price, one.purse, ctx.camp)
    ctx.audit("order_refunded", about=f"O-{one.id}", person=one.person, name=one.name, order=one.id, reason=reason)
    ctx.reply(REFUNDED(order=one.id, price=price, name=one.buyer))
    said = {"item": one.name, "order": one.id, "reason": reason.rstrip("。."), "price": price}
    ctx.tell(one.person, PAID_BACK_TO_YOU(**said, left=purses.amount(left, one.purse, ctx.camp)))
    return True


def give_back(ctx: Context, one: ShopOrder, *, by: int | None, why: str | None) -> int | None:
    """The thing is on the shelf again and what was paid in the purse; gives what is in it then, None where the order waits no more."""
    if not shop.give_back(ctx.db, one.id, by=by, why=why, at=ctx.now):
        return None
    points.take_back(ctx.db, SOURCE.format(order=one.id), reason=PAID_BACK.code, at=ctx.now, note=f"O-{one.id}")
    return points.balance(ctx.db, one.membership, one.purse)


feature.act(
    "order_handed",
    Phrase(zh="{who} 把《{name}》发给了 {person}（O-{order}）", en="{who} handed “{name}” over to {person} (O-{order})"),
)
feature.act(
    "order_refunded",
    Phrase(
        zh="{who} 退回了 {person} 的《{name}》（O-{order}）：{reason}",
        en="{who} refunded “{name}” of {person} (O-{order}): {reason}",
    ),
    final=Phrase(
        zh="已经退给对方了；还想要的话，对方再兑换一次就行。", en="It went back to them; who still wants it redeems it again."
    ),
)


@feature.undoes("order_handed", by=Role.MANAGER, thing=["order"])
def not_handed(ctx: Context, order: int) -> None:
    known = shop.find_order(ctx.db, ctx.camp.id, order)
    assert known is not None
    if not shop.not_handed(ctx.db, order):
        raise Refusal(DECIDED(order=order, became=became(known)))
    ctx.reply(WAITS_AGAIN(order=order, name=known.buyer))
    ctx.tell(known.person, NOT_YOURS_YET(order=order, item=known.name))


def became(one: ShopOrder) -> Line:
    """Whether it waits, and what was decided otherwise."""
    if one.handed_at is not None:
        return HANDED_ON(at=one.handed_at)
    if one.refunded_at is not None:
        return REFUNDED_ON(at=one.refunded_at, reason=one.reason) if one.reason else TAKEN_BACK_ON(at=one.refunded_at)
    return STILL_WAITS(at=one.at)
