"""What groups keep of a person: which group they were drawn into, and the draws they made."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_FIGURES, FOR_THE_RECORD, KeptRows
from handlers.groups.settings import feature

feature.keeps(
    KeptRows(
        "group_member",
        Phrase(zh="你分到的小组", en="Groups you were drawn into"),
        {"number": Phrase(zh="第几组", en="Group")},
        by="membership_id",
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "group_draw",
        Phrase(zh="你抽的分组", en="Groups you drew"),
        {"drawn_at": AT, "groups": Phrase(zh="几组", en="How many"), "seed": Phrase(zh="种子", en="Seed")},
        by="drawn_by",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)
