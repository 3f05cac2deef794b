"""What the learning bill keeps of a person: the bills they saw, and whether they want one."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, SINCE, KeptRows, ShownColumn
from handlers.bill.billing import feature

PERIODS = {"week": Phrase(zh="一周", en="a week"), "camp": Phrase(zh="整个营", en="the whole camp")}

feature.keeps(
    KeptRows(
        "bill",
        Phrase(zh="学习账单", en="Learning bills"),
        {
            "period": ShownColumn(Phrase(zh="范围", en="Of"), PERIODS),
            "first": SINCE,
            "made_at": AT,
            "shared_at": Phrase(zh="晒出", en="Shared"),
        },
    ),
    KeptRows("no_bill", Phrase(zh="不要每周账单", en="No weekly bill"), {}),
)
