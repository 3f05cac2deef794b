"""O: the orders that wait for a manager, in 待办; 通过 hands one over, 退回 and 拒绝 give back what was paid, with a reason."""

from __future__ import annotations

from bot import purses
from bot.deciding import decided, none_such
from bot.feature import Asker, Context, Phrase, Role, Said
from bot.queue import Backlog, Waiting
from handlers.shop.orders import became, hand_over, refund
from handlers.shop.settings import PREFIX, feature
from storage import shop
from storage.connection import Db
from storage.shop import ShopOrder

IN_SHORT = Phrase(zh="{name} 兑换《{item}》", en="{name} redeemed “{item}”")
WHOLE = Phrase(
    zh="O-{order} {name} 用{price}兑换了《{item}》（{at:%m-%d %H:%M}）：{became}。",
    en="O-{order}: {name} redeemed “{item}” for {price} ({at:%m-%d %H:%M}): {became}.",
)
WHY = Phrase(
    zh="为什么退回 {code}？写一句，买的人会看到，付的会退回去。",
    en="Why is {code} refunded? Say it in a line: the buyer reads it and gets back what was paid.",
)


def _some(reader: Db, asker: Asker, after: int, most: int) -> list[Waiting]:
    return [
        Waiting(one.id, one.at, IN_SHORT(name=one.buyer, item=one.name))
        for one in shop.some_waiting(reader, asker.camp.id, after=after, most=most)
    ]


def _backlog(reader: Db, asker: Asker) -> Backlog:
    return Backlog(*shop.backlog(reader, asker.camp.id))


def _whole(ctx: Context, number: int) -> tuple[Said, ...]:
    one = _order(ctx, number)
    price = purses.amount(one.price, one.purse, ctx.camp)
    return (WHOLE(order=one.id, name=one.buyer, price=price, item=one.name, at=one.at, became=became(one)),)


def _order(ctx: Context, number: int) -> ShopOrder:
    """The camp's order of that number. Raises Refusal."""
    one = shop.find_order(ctx.db, ctx.camp.id, number)
    if one is None:
        raise none_such(ctx, PREFIX, number)
    return one


feature.queue(
    PREFIX,
    Phrase(zh="商店订单", en="orders of the shop"),
    by=Role.MANAGER,
    waiting=_some,
    backlog=_backlog,
    whole=_whole,
    digits=1,
)


@feature.decides(PREFIX, "通过")
def approve(ctx: Context, number: int, words: str) -> None:
    one = _order(ctx, number)
    if not hand_over(ctx, one):
        raise decided(ctx, PREFIX, number)


@feature.decides(PREFIX, "退回", asks=WHY)
@feature.decides(PREFIX, "拒绝", asks=WHY)
def send_back(ctx: Context, number: int, words: str) -> None:
    one = _order(ctx, number)
    if not refund(ctx, one, words):
        raise decided(ctx, PREFIX, number)
