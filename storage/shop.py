"""The shop: what a camp sells for points or coins, how much of it is left, and who ordered what."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, foreign_key, metadata, primary_key

shop_item = Table(
    "shop_item",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("price", Integer, nullable=False),
    Column("purse", Text, nullable=False),
    Column("stock", Integer),
    Column("sold", Integer, nullable=False, server_default=text("0")),
    Column("per_person", Integer),
    Column("award", Text),
    Column("award_key", Text),
    foreign_key("person", name="listed_by"),
    Column("listed_at", Instant, nullable=False),
    Column("delisted_at", Instant),
    CheckConstraint("price > 0", name="price"),
    CheckConstraint("purse IN ('points', 'coins')", name="purse"),
    CheckConstraint("stock >= 0", name="stock"),
    CheckConstraint("sold >= 0", name="sold"),
    CheckConstraint("per_person > 0", name="per_person"),
    CheckConstraint("(award IS NULL) = (award_key IS NULL)", name="award"),
)
"""`stock` is what is left, none where it does not run out; `award` and `award_key` say what is given at once where it is no goods. A price
never changes: the same thing at another price is listed anew."""
_on_sale = shop_item.c.delisted_at.is_(None)
Index(
    "uq_shop_item_on_sale",
    shop_item.c.camp_id,
    shop_item.c.folded,
    unique=True,
    postgresql_where=_on_sale,
    sqlite_where=_on_sale,
)

shop_order = Table(
    "shop_order",
    metadata,
    primary_key(),
    foreign_key("shop_item", name="item_id"),
    foreign_key("membership", index=True),
    Column("price", Integer, nullable=False),
    Column("purse", Text, nullable=False),
    Column("left", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("handed_at", Instant),
    Column("refunded_at", Instant),
    foreign_key("person", name="decided_by", nullable=True),
    Column("reason", Text),
    CheckConstraint("price > 0", name="price"),
    CheckConstraint("purse IN ('points', 'coins')", name="purse"),
    CheckConstraint('"left" >= 0', name="covered"),
    CheckConstraint("handed_at IS NULL OR refunded_at IS NULL", name="ends_once"),
)
"""`left` is what the buyer had left in that purse: nobody pays what they have not. An order waits until it is handed over or paid back."""
_waits = and_(shop_order.c.handed_at.is_(None), shop_order.c.refunded_at.is_(None))
Index("ix_shop_order_item", shop_order.c.item_id, shop_order.c.membership_id)
Index("ix_shop_order_waiting", shop_order.c.item_id, postgresql_where=_waits, sqlite_where=_waits)

LIST = insert(shop_item).on_conflict_do_nothing().returning(shop_item.c.id)
DELIST = (
    update(shop_item)
    .where(shop_item.c.id == bindparam("item"), _on_sale)
    .values(delisted_at=bindparam("when", type_=Instant))
    .returning(shop_item.c.id)
)
_other = shop_item.alias("other")
_taken = select(_other.c.folded).where(_other.c.camp_id == bindparam("camp"), _other.c.delisted_at.is_(None))
RELIST = (
    update(shop_item)
    .where(shop_item.c.id == bindparam("item"), shop_item.c.folded.not_in(_taken))
    .values(delisted_at=None)
    .returning(shop_item.c.id)
)
_ITEM = (
    shop_item.c.id,
    shop_item.c.name,
    shop_item.c.price,
    shop_item.c.purse,
    shop_item.c.stock,
    shop_item.c.sold,
    shop_item.c.per_person,
    shop_item.c.award,
    shop_item.c.award_key,
    shop_item.c.listed_by,
    shop_item.c.delisted_at,
)
ON_SALE = select(*_ITEM).where(shop_item.c.camp_id == bindparam("camp"), _on_sale).order_by(shop_item.c.id)
ITEM = select(*_ITEM).where(shop_item.c.camp_id == bindparam("camp"), shop_item.c.id == bindparam("item"))
NAMED = (
    select(*_ITEM)
    .where(shop_item.c.camp_id == bindparam("camp"), shop_item.c.folded == bindparam("folded_"))
    .order_by(shop_item.c.delisted_at.is_(None).desc(), shop_item.c.id.desc())
    .limit(1)
)
"""The one on sale, else the one that was last."""
TAKE = (
    update(shop_item)
    .where(shop_item.c.id == bindparam("item"), _on_sale, or_(shop_item.c.stock.is_(None), shop_item.c.stock > 0))
    .values(stock=shop_item.c.stock - 1, sold=shop_item.c.sold + 1)
    .returning(shop_item.c.id)
)
"""Whoever takes one holds the item until their transaction ends, so that the next sees their order."""
PUT_BACK = (
    update(shop_item)
    .where(shop_item.c.id == bindparam("item"))
    .values(stock=shop_item.c.stock + 1, sold=case((shop_item.c.sold > 0, shop_item.c.sold - 1), else_=0))
)
HAVE = (
    select(func.count())
    .select_from(shop_order)
    .where(
        shop_order.c.item_id == bindparam("item"),
        shop_order.c.membership_id == bindparam("member"),
        shop_order.c.refunded_at.is_(None),
    )
)
ORDER = insert(shop_order).returning(shop_order.c.id)
HAND_OVER = (
    update(shop_order)
    .where(shop_order.c.id == bindparam("order"), _waits)
    .values(handed_at=bindparam("when", type_=Instant), decided_by=bindparam("by"))
    .returning(shop_order.c.id)
)
NOT_HANDED = (
    update(shop_order)
    .where(shop_order.c.id == bindparam("order"), shop_order.c.handed_at.is_not(None))
    .values(handed_at=None, decided_by=None)
    .returning(shop_order.c.id)
)
REFUND = (
    update(shop_order)
    .where(shop_order.c.id == bindparam("order"), _waits)
    .values(refunded_at=bindparam("when", type_=Instant), decided_by=bindparam("by"), reason=bindparam("why"))
    .returning(shop_order.c.item_id)
)
_ORDER = (
    shop_order.c.id,
    shop_order.c.item_id.label("item"),
    shop_item.c.name.label("name"),
    shop_item.c.award,
    shop_order.c.membership_id.label("membership"),
    membership.c.person_id.label("person"),
    person.c.name.label("buyer"),
    shop_order.c.price,
    shop_order.c.purse,
    shop_order.c.at,
    shop_order.c.handed_at,
    shop_order.c.refunded_at,
    shop_order.c.reason,
)
_orders = (
    shop_order.join(shop_item, shop_item.c.id == shop_order.c.item_id)
    .join(membership, membership.c.id == shop_order.c.membership_id)
    .join(person, person.c.id == membership.c.person_id)
)
FIND = (
    select(*_ORDER).select_from(_orders).where(shop_item.c.camp_id == bindparam("camp"), shop_order.c.id == bindparam("order"))
)
WAITING = select(*_ORDER).select_from(_orders).where(shop_item.c.camp_id == bindparam("camp"), _waits).order_by(shop_order.c.id)
SOME_WAITING = WAITING.where(shop_order.c.id > bindparam("after")).limit(bindparam("most"))
BACKLOG = (
    select(func.count(), func.min(shop_order.c.at))
    .select_from(shop_order.join(shop_item, shop_item.c.id == shop_order.c.item_id))
    .where(shop_item.c.camp_id == bindparam("camp"), _waits)
)
MINE = (
    select(*_ORDER)
    .select_from(_orders)
    .where(shop_order.c.membership_id == bindparam("member"))
    .order_by(shop_order.c.id.desc())
)
MOVE = update(shop_order).where(shop_order.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
MOVE_LISTED = update(shop_item).where(shop_item.c.listed_by == bindparam("old")).values(listed_by=bindparam("kept"))
MOVE_DECIDED = update(shop_order).where(shop_order.c.decided_by == bindparam("old")).values(decided_by=bindparam("kept"))


class ShopItem(NamedTuple):
    """What is or was sold. `stock` is what is left (None: it does not run out), `award` the kind of what is given at once."""

    id: int
    name: str
    price: int
    purse: str
    stock: int | None
    sold: int
    per_person: int | None
    award: str | None
    award_key: str | None
    listed_by: int
    delisted_at: datetime | None


class ShopOrder(NamedTuple):
    """What somebody bought; it waits until it is handed over or paid back."""

    id: int
    item: int
    name: str
    award: str | None
    membership: int
    person: int
    buyer: str
    price: int
    purse: str
    at: datetime
    handed_at: datetime | None
    refunded_at: datetime | None
    reason: str | None

    @property
    def waits(self) -> bool:
        return self.handed_at is None and self.refunded_at is None


def offer(
    db: Db,
    camp: int,
    name: str,
    folded: str,
    *,
    price: int,
    purse: str,
    stock: int | None,
    per_person: int | None,
    award: tuple[str, str] | None,
    by: int,
    at: datetime,
) -> int | None:
    """Puts a thing on sale; gives its number, None where one of that name is on sale. `award` is a kind and the key of one of it."""
    kind, key = award or (None, None)
    what = {"camp_id": camp, "name": name, "folded": folded, "award": kind, "award_key": key, "listed_by": by, "listed_at": at}
    return db.value(LIST, price=price, purse=purse, stock=stock, per_person=per_person, **what)


def delist(db: Db, item: int, *, at: datetime) -> bool:
    """Nobody buys it any more; False where it was off already."""
    return db.one(DELIST, item=item, when=at) is not None


def relist(db: Db, camp: int, item: int) -> bool:
    """It is on sale again as it was; False where another of that name is."""
    return db.one(RELIST, camp=camp, item=item) is not None


def on_sale(db: Db, camp: int) -> list[ShopItem]:
    """What can be bought or is sold out, the oldest first."""
    return [ShopItem(*row) for row in db.all(ON_SALE, camp=camp)]


def find_item(db: Db, camp: int, number: int) -> ShopItem | None:
    """A thing of the camp's by its number, on sale or not."""
    row = db.one(ITEM, camp=camp, item=number)
    return None if row is None else ShopItem(*row)


def item_named(db: Db, camp: int, folded: str) -> ShopItem | None:
    """A thing of the camp's by its folded name: the one on sale, else the last that was."""
    row = db.one(NAMED, camp=camp, folded_=folded)
    return None if row is None else ShopItem(*row)


def take(db: Db, item: int) -> bool:
    """One less is left; False where none is, or it is off sale."""
    return db.one(TAKE, item=item) is not None


def bought(db: Db, item: int, member: int) -> int:
    """How many of it somebody has and has not given back."""
    return int(db.value(HAVE, item=item, member=member))


def order(db: Db, item: ShopItem, member: int, *, left: int, at: datetime) -> int:
    """The number of a new order, of one taken before and paid with it: `left` is what remains in the purse."""
    return db.insert_id(ORDER, item_id=item.id, membership_id=member, price=item.price, purse=item.purse, left=left, at=at)


def hand_over(db: Db, order_id: int, *, by: int | None, at: datetime) -> bool:
    """The buyer has it; False where the order waits no more."""
    return db.one(HAND_OVER, order=order_id, by=by, when=at) is not None


def not_handed(db: Db, order_id: int) -> bool:
    """The order waits again; False where it was not handed over."""
    return db.one(NOT_HANDED, order=order_id) is not None


def give_back(db: Db, order_id: int, *, by: int | None, why: str | None, at: datetime) -> bool:
    """The order is off and its thing back on the shelf; False where it waits no more. What was paid is the ledger's to give back."""
    item = db.value(REFUND, order=order_id, by=by, why=why, when=at)
    if item is None:
        return False
    db.run(PUT_BACK, item=item)
    return True


def find_order(db: Db, camp: int, number: int) -> ShopOrder | None:
    """An order of the camp's."""
    row = db.one(FIND, camp=camp, order=number)
    return None if row is None else ShopOrder(*row)


def waiting(db: Db, camp: int) -> list[ShopOrder]:
    """The orders nobody has decided on, the oldest first."""
    return [ShopOrder(*row) for row in db.all(WAITING, camp=camp)]


def some_waiting(db: Db, camp: int, *, after: int, most: int) -> list[ShopOrder]:
    """At most so many of them, with numbers above another."""
    return [ShopOrder(*row) for row in db.all(SOME_WAITING, camp=camp, after=after, most=most)]


def backlog(db: Db, camp: int) -> tuple[int, datetime | None]:
    """How many wait, and since when the oldest does."""
    row = db.one(BACKLOG, camp=camp)
    return (0, None) if row is None else (int(row[0]), row[1])


def of_member(db: Db, member: int) -> list[ShopOrder]:
    """What somebody ordered, the newest first."""
    return [ShopOrder(*row) for row in db.all(MINE, member=member)]


def move(db: Db, old: int, kept: int) -> None:
    """The orders of one membership become another's: what both bought stands, whatever the cap was."""
    db.run(MOVE, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What somebody put on sale and decided on is another's."""
    db.run(MOVE_LISTED, old=old, kept=kept)
    db.run(MOVE_DECIDED, old=old, kept=kept)
