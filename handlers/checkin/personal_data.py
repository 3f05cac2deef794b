"""What check-in keeps of a person: days, notes, leave and runs."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, DAY, FOR_FIGURES, KeptRows, ShownColumn
from handlers.checkin.settings import feature

KINDS = {
    "stamp": Phrase(zh="打卡", en="check-in"),
    "makeup": Phrase(zh="补卡", en="make-up"),
    "rest": Phrase(zh="休息日打卡", en="rest day"),
}

feature.keeps(
    KeptRows(
        "check_in",
        Phrase(zh="打卡", en="Check-ins"),
        {"day": DAY, "kind": ShownColumn(Phrase(zh="方式", en="How"), KINDS), "at": AT, "note": Phrase(zh="心得", en="Note")},
        stays=FOR_FIGURES,
        blanks={"note": ""},
        wrote=("note",),
    ),
    KeptRows("leave", Phrase(zh="请假", en="Leave"), {"day": DAY, "entered_at": AT}, stays=FOR_FIGURES, blanks={}),
    KeptRows("run_bonus", Phrase(zh="连续打卡奖励", en="Bonuses for runs"), {"day": DAY}, stays=FOR_FIGURES, blanks={}),
)
