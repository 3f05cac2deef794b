"""What retros keep of a person: their own words, which go with them."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, WORDS, KeptRows, ShownColumn
from handlers.retro.settings import FIELD, feature

feature.keeps(
    KeptRows(
        "retro_answer",
        Phrase(zh="你写的复盘", en="Your retros"),
        {"field": ShownColumn(Phrase(zh="哪一栏", en="Field"), FIELD), "words": WORDS, "at": AT},
        wrote=("words",),
    )
)
