"""商店, 我的订单: what there is, what it costs, and what became of one's own orders."""

from __future__ import annotations

from bot import purses
from bot.audience import Audience
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Page, Phrase, Press, Role, Said
from handlers.shop import goods
from handlers.shop.orders import became
from handlers.shop.settings import feature
from storage import shop

SHOP = Phrase(zh="🎁 商店｜你有{points}、{coins}", en="🎁 Shop | you have {points}, {coins}")
ITEM = Phrase(zh="《{name}》", en="“{name}”")
REDEEM = Phrase(zh="兑换《{name}》", en="Redeem “{name}”")
HOW = Phrase(zh="兑换发：兑换 {name}", en="To redeem: redeem {name}")
EMPTY = Phrase(zh="商店还没有东西。", en="The shop is empty.")
EMPTY_MANAGER = Phrase(
    zh="商店还没有东西。上架一样：上架 《销售巨人》 价格=100 库存=1 每人=1",
    en="The shop is empty. Put something in: list The Goal price=100 stock=1 each=1",
)
MINE = Phrase(zh="🎁 我的订单", en="🎁 My orders")
NONE = Phrase(zh="还没有兑换过。看有什么：商店", en="You have redeemed nothing yet. To see what there is: shop")
ORDER = Phrase(zh="O-{id}《{name}》", en="O-{id} “{name}”")
SHOWN = 6
LABEL = 12
"""Letters of a name on a button."""


@feature.command(
    "商店",
    "shop",
    help=Phrase(zh="看能用积分和金币兑换什么。", en="What points and coins can be redeemed for."),
    examples=["商店", "shop"],
    everyday=True,
    asked={
        r"(?:我)?(?:的)?(?:积分|金币|币|分)?(?:能|可以)(?:用来)?(?:换|兑换|买)(?:些|点)?(?:什么|啥|哪些)(?:东西|礼物|奖品)?": "",
        r"(?:有|兑换)?(?:什么|哪些)(?:奖品|礼品|礼物)(?:可以?换|可兑换)?|what can i (?:buy|redeem|get)(?: with my (?:points|coins))?": "",
    },
)
def browse(ctx: Context) -> None:
    ctx.show_list("items")


@feature.paged("items")
def _items(ctx: Context, after: int) -> Page:
    items = shop.on_sale(ctx.db, ctx.camp.id)
    shown = items[after : after + SHOWN]
    if not shown:
        return Page((EMPTY_MANAGER if ctx.role >= Role.MANAGER else EMPTY,))
    rows = [FactRow(ITEM(name=item.name), goods.price(ctx, item), goods.terms(item)) for item in shown]
    has = {purse: purses.amount(getattr(ctx.member, purse), purse, ctx.camp) for purse in ("points", "coins")}
    presses = [
        [Press(REDEEM(name=_short(item.name)), f"兑换 {item.id}")] for item in shown if item.stock is None or item.stock > 0
    ]
    said: tuple[Said, ...] = (FactRows.of(*rows, title=SHOP(**has)), HOW(name=shown[0].name), *presses)
    return Page.cut(*said, after=after, most=SHOWN, of=len(items), audience=Audience.PERSON)


def _short(name: str) -> str:
    return name if len(name) <= LABEL else f"{name[:LABEL]}…"


@feature.command(
    "我的订单",
    "orders",
    help=Phrase(zh="看我兑换了什么，发了没有。", en="What I redeemed and whether it was handed over."),
    examples=["我的订单", "orders"],
    asked={r"(?:看看?|查(?:一下)?)?(?:(?:我的)?(?:订单|兑换记录)|我的兑换)|(?:我)?兑换(?:过|了)(?:什么|啥|哪些)|my orders": ""},
)
def orders(ctx: Context) -> None:
    ctx.show_list("orders")


@feature.paged("orders")
def _orders(ctx: Context, after: int) -> Page:
    mine = shop.of_member(ctx.db, ctx.member.id)
    shown = mine[after : after + SHOWN]
    if not shown:
        return Page((NONE,), audience=Audience.PERSON)
    rows = [
        FactRow(ORDER(id=one.id, name=one.name), purses.amount(one.price, one.purse, ctx.camp), became(one)) for one in shown
    ]
    said = FactRows.of(*rows, title=MINE)
    return Page.cut(said, after=after, most=SHOWN, of=len(mine), audience=Audience.PERSON)
