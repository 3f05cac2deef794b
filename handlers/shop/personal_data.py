"""What the shop keeps of a person."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_THE_BOOKS, FOR_THE_RECORD, KeptRows, ShownColumn
from bot.purses import COINS, POINTS
from handlers.shop.settings import feature

NUMBER, ITEM = Phrase(zh="单号", en="Order"), Phrase(zh="名字", en="Name")
HANDED, REFUNDED = Phrase(zh="发放", en="Handed over"), Phrase(zh="退回", en="Refunded")

feature.keeps(
    KeptRows(
        "shop_order",
        Phrase(zh="你兑换的", en="What you redeemed"),
        {
            "id": NUMBER,
            "price": Phrase(zh="价格", en="Price"),
            "purse": ShownColumn(Phrase(zh="用什么付", en="Paid in"), {"points": POINTS, "coins": COINS}),
            "at": AT,
            "handed_at": HANDED,
            "refunded_at": REFUNDED,
            "reason": Phrase(zh="退回原因", en="Why refunded"),
        },
        by="membership_id",
        stays=FOR_THE_BOOKS,
        blanks={"reason": None},
    ),
    KeptRows(
        "shop_order",
        Phrase(zh="你处理的订单", en="Orders you decided on"),
        {"id": NUMBER, "handed_at": HANDED, "refunded_at": REFUNDED, "reason": Phrase(zh="退回原因", en="Why refunded")},
        by="decided_by",
        stays=FOR_THE_RECORD,
        blanks={"reason": None},
        wrote=("reason",),
    ),
    KeptRows(
        "shop_item",
        Phrase(zh="你上架的", en="What you put on sale"),
        {"name": ITEM, "listed_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)
