"""Which item is meant, and how it reads: its price, what is left, how many one may have."""

from __future__ import annotations

from difflib import get_close_matches

from bot import purses
from bot.feature import Context, Line, Phrase, Refusal
from bot.names import folded
from handlers.shop import rules
from storage import shop
from storage.shop import ShopItem

NO_SUCH = Phrase(zh="商店里没有《{name}》。看有什么：商店", en="The shop has no “{name}”. To see what there is: shop")
NEAR = Phrase(zh="商店里没有《{name}》，是不是《{near}》？", en="The shop has no “{name}”; did you mean “{near}”?")
TAKEN_OFF = Phrase(zh="《{name}》已经下架了，没有扣{purse}。", en="“{name}” is off the shelf; you were charged no {purse}.")
LEFT = Phrase(zh="剩{n}件", en="{n} left")
NONE_LEFT = Phrase(zh="已兑完", en="sold out")
UNLIMITED = Phrase(zh="不限量", en="any number")
EACH = Phrase(zh="每人{n}件", en="{n} each")


def find(ctx: Context, words: str) -> ShopItem:
    """The item that is meant by a name or a number, on sale. Raises Refusal."""
    number = rules.number(words)
    name = rules.name(words) or words[: rules.LONGEST]
    found = (
        shop.find_item(ctx.db, ctx.camp.id, number)
        if number is not None
        else shop.item_named(ctx.db, ctx.camp.id, folded(name))
    )
    if found is not None and found.delisted_at is not None:
        raise Refusal(TAKEN_OFF(name=found.name, purse=purses.called(found.purse, ctx.camp)))
    if found is None:
        known = [item.name for item in shop.on_sale(ctx.db, ctx.camp.id)]
        near = get_close_matches(name, known, n=1, cutoff=0.4)
        raise Refusal(NEAR(name=name, near=near[0]) if near else NO_SUCH(name=name))
    return found


def price(ctx: Context, item: ShopItem) -> Line:
    """What it costs."""
    return purses.amount(item.price, item.purse, ctx.camp)


def terms(item: ShopItem) -> list[Line | Phrase]:
    """What is left of it, and how many one may have."""
    left: Line | Phrase = UNLIMITED if item.stock is None else LEFT(n=item.stock) if item.stock else NONE_LEFT
    return [left, *([EACH(n=item.per_person)] if item.per_person else [])]
