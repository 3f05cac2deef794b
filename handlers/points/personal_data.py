"""What is kept of a person's points and coins."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_THE_BOOKS, KeptRows, ShownColumn
from bot.purses import COINS, POINTS
from handlers.points.settings import feature

feature.keeps(
    KeptRows(
        "ledger",
        Phrase(zh="积分流水", en="Your ledger"),
        {
            "at": AT,
            "purse": ShownColumn(Phrase(zh="哪种", en="Of what"), {"points": POINTS, "coins": COINS}),
            "amount": Phrase(zh="分数", en="Points"),
            "reason": ShownColumn(Phrase(zh="原因", en="Why"), registered="reason"),
            "note": Phrase(zh="备注", en="Note"),
        },
        stays=FOR_THE_BOOKS,
        blanks={"note": None},
        wrote=("note",),
    )
)
