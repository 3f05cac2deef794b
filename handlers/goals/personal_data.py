"""What goals keep of a person: which ones they answer for."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_THE_RECORD, WORDS, KeptRows
from handlers.goals.settings import feature

feature.keeps(
    KeptRows(
        "goal",
        Phrase(zh="你负责的目标", en="Goals you answer for"),
        {"words": WORDS, "set_at": AT},
        by="owner_id",
        stays=FOR_THE_RECORD,
        blanks={},
    )
)
