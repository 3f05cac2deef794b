"""兑换: what somebody has buys what there is, once per word, and nobody pays what they have not."""

from __future__ import annotations

from typing import Annotated

from bot import purses
from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Press, Refusal
from handlers.shop import goods, rules
from handlers.shop.orders import give_back
from handlers.shop.settings import BOUGHT, SOURCE, feature
from storage import points, shop
from storage.shop import ShopItem

DONE = Phrase(
    zh="🎁 成功，-{price}，余{left}，单号O-{order}，等社群经理发放。10分钟内可发“撤销”。",
    en="🎁 Done: -{price}, {left} left. Order O-{order} waits for a manager to hand it over. “undo” within 10 minutes takes it back.",
)
GIVEN = Phrase(zh="🎁 成功，-{price}，余{left}，单号O-{order}。", en="🎁 Done: -{price}, {left} left, order O-{order}.")
FOR = Phrase(zh="在商店兑换（O-{order}）", en="redeemed in the shop (O-{order})")
SURE = Phrase(
    zh="兑换《{name}》要{price}，你有{held}，兑换后余{left}。",
    en="“{name}” costs {price}. You have {held}, and {left} after it.",
)
CONFIRM = Phrase(zh="确认兑换", en="Redeem it")
UNDONE = Phrase(zh="✅ 《{name}》的兑换已撤销，+{price}，余{left}。", en="✅ “{name}” was given back: +{price}, {left} in all.")

SOLD_OUT = Phrase(
    zh="《{name}》已兑完，未扣{purse}，余{held}。", en="“{name}” is sold out; you were charged no {purse} and have {held}."
)
TOO_DEAR = Phrase(
    zh="《{name}》要{price}，你有{held}，还差{short}。没有扣{purse}。",
    en="“{name}” costs {price} and you have {held}: {short} to go. You were charged no {purse}.",
)
ENOUGH = Phrase(
    zh="《{name}》每人最多{n}件，你已经有了，没有扣{purse}。",
    en="“{name}” is limited to {n} each and you have that already; you were charged no {purse}.",
)
HAS_IT = Phrase(zh="你已经有《{name}》了，没有扣{purse}。", en="You have “{name}” already; you were charged no {purse}.")
GONE = Phrase(
    zh="O-{order} 已经处理过了，不能撤销。看看：我的订单",
    en="O-{order} was decided on already and cannot be undone. See: orders",
)
NO_LONGER = Phrase(
    zh="《{name}》现在给不了，没有扣{purse}。请告诉社群经理。",
    en="“{name}” cannot be given just now; you were charged no {purse}. Please tell a manager.",
)


@feature.command(
    "兑换",
    "redeem",
    help=Phrase(zh="用积分或金币兑换商店里的东西。", en="Redeem points or coins in the shop."),
    examples=["兑换 销售巨人", "redeem The Goal"],
)
def redeem(ctx: Context, name: Annotated[str, Named("名字", "name")]) -> None:
    """By its name it is meant; by its number, as a button of the shop says it, it is asked about first."""
    words, is_sure = rules.confirmed(name)
    item = goods.find(ctx, words)
    if rules.number(words) is not None and not is_sure:
        _ask(ctx, item)
    else:
        _redeem(ctx, item)


def _ask(ctx: Context, item: ShopItem) -> None:
    held = points.balance(ctx.db, ctx.member.id, item.purse)
    if item.stock == 0:
        raise Refusal(_sold_out(ctx, item, held))
    left = _left(ctx, item, held)
    amounts = {name: purses.amount(n, item.purse, ctx.camp) for name, n in (("held", held), ("left", left))}
    said = SURE(name=item.name, price=goods.price(ctx, item), **amounts)
    ctx.reply(said, [Press(CONFIRM, f"兑换 {item.id} 确认")], audience=Audience.PERSON)


def _redeem(ctx: Context, item: ShopItem) -> None:
    """Everything or nothing: a refusal undoes what was taken from the shelf."""
    if not shop.take(ctx.db, item.id):
        raise Refusal(_not_there(ctx, item))
    purse = purses.called(item.purse, ctx.camp)
    if item.per_person is not None and shop.bought(ctx.db, item.id, ctx.member.id) >= item.per_person:
        raise Refusal(ENOUGH(name=item.name, n=item.per_person, purse=purse))
    left = _left(ctx, item, points.balance(ctx.db, ctx.member.id, item.purse, hold=True))
    order = shop.order(ctx.db, item, ctx.member.id, left=left, at=ctx.now)
    note = f"O-{order} {rules.titled(item.name)}"
    said = {"category": BOUGHT.category, "reason": BOUGHT.code, "source": SOURCE.format(order=order), "note": note}
    points.spend(ctx.db, ctx.camp.id, ctx.member.id, item.price, at=ctx.now, purse=item.purse, **said)
    paid = {"price": goods.price(ctx, item), "left": purses.amount(left, item.purse, ctx.camp), "order": order}
    if item.award is not None:
        _give(ctx, item, order, paid)
        return
    ctx.audit("redeemed", undo={"order": order}, name=item.name, order=order)
    ctx.reply(DONE(**paid), audience=Audience.PERSON)
    ctx.later("shop.ordered", f"order:{order}", ctx.now)


def _give(ctx: Context, item: ShopItem, order: int, paid: dict[str, object]) -> None:
    """An honour is given at once, and its order is over."""
    kind = ctx.router.awards.get(item.award or "")
    if kind is None or item.award_key is None:
        raise Refusal(NO_LONGER(name=item.name, purse=purses.called(item.purse, ctx.camp)))
    said = kind.give(ctx, ctx.member.id, item.award_key, f"order:{order}", FOR(order=order))
    if said is None:
        raise Refusal(HAS_IT(name=item.name, purse=purses.called(item.purse, ctx.camp)))
    shop.hand_over(ctx.db, order, by=None, at=ctx.now)
    ctx.audit("redeemed_award", name=item.name, order=order)
    ctx.reply(GIVEN(**paid), said, audience=Audience.PERSON)


def _left(ctx: Context, item: ShopItem, held: int) -> int:
    """What remains of so much. Raises Refusal where it is not enough."""
    if held >= item.price:
        return held - item.price
    amounts = (("price", item.price), ("held", held), ("short", item.price - held))
    said = {name: purses.amount(n, item.purse, ctx.camp) for name, n in amounts}
    raise Refusal(TOO_DEAR(name=item.name, purse=purses.called(item.purse, ctx.camp), **said))


def _not_there(ctx: Context, item: ShopItem) -> Line:
    """Why it cannot be taken: it went off sale meanwhile, or somebody was quicker."""
    now = shop.find_item(ctx.db, ctx.camp.id, item.id)
    if now is None or now.delisted_at is not None:
        return goods.TAKEN_OFF(name=item.name, purse=purses.called(item.purse, ctx.camp))
    return _sold_out(ctx, item, points.balance(ctx.db, ctx.member.id, item.purse))


def _sold_out(ctx: Context, item: ShopItem, held: int) -> Line:
    purse = purses.called(item.purse, ctx.camp)
    return SOLD_OUT(name=item.name, purse=purse, held=purses.amount(held, item.purse, ctx.camp))


feature.act(
    "redeemed",
    Phrase(zh="{who} 兑换了《{name}》（O-{order}）", en="{who} redeemed “{name}” (O-{order})"),
)
feature.act(
    "redeemed_award",
    Phrase(zh="{who} 兑换了《{name}》，当场发了（O-{order}）", en="{who} redeemed “{name}”, given at once (O-{order})"),
    final=Phrase(
        zh="已经发给你了，不能撤销；真弄错了就找社群经理。", en="It is yours already; if it was a mistake, ask a manager."
    ),
)


@feature.undoes("redeemed")
def redeem_back(ctx: Context, order: int) -> None:
    """The buyer changed their mind: while it waits, as if it had never been."""
    known = shop.find_order(ctx.db, ctx.camp.id, order)
    if known is None or (left := give_back(ctx, known, by=None, why=None)) is None:
        raise Refusal(GONE(order=order))
    amounts = {name: purses.amount(n, known.purse, ctx.camp) for name, n in (("price", known.price), ("left", left))}
    ctx.reply(UNDONE(name=known.name, **amounts), audience=Audience.PERSON)
