"""上架, 下架: managers put things on sale and take them off."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.award_kind import AwardKind, FoundAward
from bot.feature import Context, Line, Phrase, Refusal, Role
from bot.names import folded
from handlers.shop import goods, rules
from handlers.shop.settings import feature
from storage import shop
from storage.shop import ShopItem

LISTED = Phrase(
    zh="✅ 已上架《{name}》：{price}，{terms}。兑换发：兑换 {name}",
    en="✅ “{name}” is on sale: {price}, {terms}. To redeem it: redeem {name}",
)
LISTED_AWARD = Phrase(
    zh="✅ 已上架{kind}《{name}》：{price}，{terms}，兑换后当场发。兑换发：兑换 {name}",
    en="✅ The {kind} “{name}” is on sale: {price}, {terms}, given at once. To redeem it: redeem {name}",
)
OFF = Phrase(
    zh="✅ 《{name}》已下架，不能再兑换。{waiting}10分钟内可发“撤销”。",
    en="✅ “{name}” is off the shelf. {waiting}“undo” within 10 minutes puts it back.",
)
WAITING = Phrase(zh="还有{n}单等发放。", en="{n:order waits|orders wait} to be handed over. ")
BACK_ON = Phrase(zh="✅ 《{name}》又上架了。", en="✅ “{name}” is on sale again.")

NO_NAME = Phrase(
    zh="写上名字，最多{most}个字。试试：上架 《销售巨人》 价格=100 库存=1 每人=1",
    en="It needs a name of at most {most:letter|letters}. Try: list The Goal price=100 stock=1 each=1",
)
NO_PRICE = Phrase(
    zh="价格要写成1到{most}的整数，用币就写 100金币。试试：上架 《{name}》 价格=100 库存=1",
    en="The price is a whole number from 1 to {most}; for coins write 100coins. Try: list {name} price=100 stock=1",
)
NO_STOCK = Phrase(
    zh="库存要写1到{most}的整数，不写就是不限量。试试：上架 《{name}》 价格=100 库存=1",
    en="The stock is a whole number from 1 to {most}; without it there is no limit. Try: list {name} price=100 stock=1",
)
NO_CAP = Phrase(
    zh="每人要写1到{most}的整数，不写就是不限。试试：上架 《{name}》 价格=100 库存=1 每人=1",
    en="“each” is a whole number from 1 to {most}; without it there is no limit. Try: list {name} price=100 each=1",
)
UNREAD = Phrase(
    zh="没看懂《{name}》后面的“{words}”。试试：上架 《{name}》 价格=100 库存=1 每人=1",
    en="I did not get “{words}” behind the name. Try: list {name} price=100 stock=1 each=1",
)
ON_SALE = Phrase(
    zh="《{name}》已经在架上：{price}，{terms}。要改就先发：下架 {name}",
    en="“{name}” is on sale already: {price}, {terms}. To change it first send: delist {name}",
)
NO_KIND = Phrase(zh="奖励可以是：{kinds}；普通东西不用写奖励。", en="An award is one of: {kinds}; for goods leave it out.")
NO_AWARD = Phrase(
    zh="营里没有叫《{name}》的{kind}，先建好再上架；名字不同就写 奖励={kind}:名字",
    en="The camp has no {kind} called “{name}”. Make it first; where the names differ write award={kind}:NAME",
)
SOLD = Phrase(
    zh="《{name}》已经有人兑换，不能撤销上架。不再卖就发：下架 {name}",
    en="“{name}” was redeemed by somebody, so this cannot be undone. To stop selling it: delist {name}",
)
OFF_ALREADY = Phrase(zh="《{name}》已经不在架上了。", en="“{name}” is off the shelf already.")
ANOTHER = Phrase(
    zh="又有一个《{name}》上架了，旧的放不回去。", en="Another “{name}” is on sale by now; the old one cannot go back."
)


@feature.command(
    "上架",
    "list",
    help=Phrase(zh="在商店里卖一样东西，价格用积分或金币。", en="Sell something in the shop, for points or coins."),
    by=Role.MANAGER,
    examples=[
        "上架 《销售巨人》 价格=100 库存=1 每人=1",
        "上架 笔记本 价格=80金币",
        "list The Goal price=100 stock=1 each=1",
    ],
)
def offer(
    ctx: Context,
    name: Annotated[str, Named("名字", "name")],
    *,
    price: Annotated[str, Named("价格", "price", ("积分", "cost"))] = "",
    stock: Annotated[int | None, Named("库存", "stock", ("数量", "件数"))] = None,
    per_person: Annotated[int | None, Named("每人", "each")] = None,
    award: Annotated[str, Named("奖励", "award")] = "",
) -> None:
    name, behind = rules.apart(name)
    called = rules.name(name)
    if not called:
        raise Refusal(NO_NAME(most=rules.LONGEST))
    if behind and (price or rules.price(behind, ctx.camp) is None):
        raise Refusal(UNREAD(name=called, words=behind[: rules.LONGEST]))
    costs = rules.price(price or behind, ctx.camp)
    if costs is None:
        raise Refusal(NO_PRICE(most=rules.MOST, name=called))
    if stock is not None and not 1 <= stock <= rules.MOST:
        raise Refusal(NO_STOCK(most=rules.MOST, name=called))
    if per_person is not None and not 1 <= per_person <= rules.MOST:
        raise Refusal(NO_CAP(most=rules.MOST, name=called))
    kind, given = _award(ctx, award, called) if award else (None, None)
    number = shop.offer(
        ctx.db,
        ctx.camp.id,
        called,
        folded(called),
        price=costs.amount,
        purse=costs.purse,
        stock=stock,
        per_person=per_person,
        award=(kind.code, given.key) if kind and given else None,
        by=ctx.person.id,
        at=ctx.now,
    )
    if number is None:
        raise Refusal(_there(ctx, goods.find(ctx, called)))
    ctx.audit("shop_list", undo={"item": number}, name=called, item=number)
    item = goods.find(ctx, str(number))
    said = {"name": called, "price": goods.price(ctx, item), "terms": goods.terms(item)}
    ctx.reply(LISTED_AWARD(kind=kind.name, **said) if kind else LISTED(**said))


def _award(ctx: Context, words: str, item: str) -> tuple[AwardKind, FoundAward]:
    """The kind and the one of it that is meant: 勋章 of the item's name, or 勋章:名字. Raises Refusal."""
    kind_word, _, other = words.replace("：", ":").partition(":")
    kind = next((one for one in ctx.router.awards.values() if kind_word.strip().casefold() in one.words), None)
    if kind is None:
        raise Refusal(NO_KIND(kinds=[one.name for one in ctx.router.awards.values()]))
    wanted = other.strip() or item
    found = kind.find(ctx, wanted)
    if found is None:
        raise Refusal(NO_AWARD(name=wanted[: rules.LONGEST], kind=kind.name))
    return kind, found


def _there(ctx: Context, item: ShopItem) -> Line:
    return ON_SALE(name=item.name, price=goods.price(ctx, item), terms=goods.terms(item))


@feature.command(
    "下架",
    "delist",
    help=Phrase(zh="不再卖一样东西；没发的单照发。", en="Stop selling something; orders that wait stay."),
    by=Role.MANAGER,
    examples=["下架 销售巨人", "delist The Goal"],
)
def delist(ctx: Context, name: Annotated[str, Named("名字", "name")]) -> None:
    item = goods.find(ctx, name)
    if not shop.delist(ctx.db, item.id, at=ctx.now):
        raise Refusal(OFF_ALREADY(name=item.name))
    ctx.audit("shop_delist", undo={"item": item.id}, name=item.name, item=item.id)
    waiting = sum(order.item == item.id for order in shop.waiting(ctx.db, ctx.camp.id))
    ctx.reply(OFF(name=item.name, waiting=WAITING(n=waiting) if waiting else ""))


feature.act(
    "shop_list",
    Phrase(zh="{who} 上架了《{name}》", en="{who} put “{name}” on sale"),
    shows=lambda ctx, name, item: {"name": name},
)
feature.act(
    "shop_delist",
    Phrase(zh="{who} 下架了《{name}》", en="{who} took “{name}” off the shelf"),
    shows=lambda ctx, name, item: {"name": name},
)


@feature.undoes("shop_list", by=Role.MANAGER, thing=["item"])
def offer_back(ctx: Context, item: int) -> None:
    known = shop.find_item(ctx.db, ctx.camp.id, item)
    assert known is not None
    if known.sold:
        raise Refusal(SOLD(name=known.name))
    if not shop.delist(ctx.db, item, at=ctx.now):
        raise Refusal(OFF_ALREADY(name=known.name))
    ctx.reply(OFF_AGAIN(name=known.name))


OFF_AGAIN = Phrase(zh="✅ 《{name}》没有上架，没有人兑换过。", en="✅ “{name}” is not on sale; nobody had redeemed it.")


@feature.undoes("shop_delist", by=Role.MANAGER, thing=["item"])
def delist_back(ctx: Context, item: int) -> None:
    known = shop.find_item(ctx.db, ctx.camp.id, item)
    assert known is not None
    if not shop.relist(ctx.db, ctx.camp.id, item):
        raise Refusal(ANOTHER(name=known.name))
    ctx.reply(BACK_ON(name=known.name))
