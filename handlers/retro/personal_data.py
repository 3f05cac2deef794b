"""What retros keep of a person: their own words, which go with them."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_THE_RECORD, WORDS, KeptRows, ShownColumn
from handlers.retro.settings import FIELD, OWN_FIELDS, feature

PLACES = {place: Phrase(zh=f"第{place}栏", en=f"field {place}") for place in OWN_FIELDS}

feature.keeps(
    KeptRows(
        "retro_answer",
        Phrase(zh="你写的复盘", en="Your retros"),
        {"field": ShownColumn(Phrase(zh="哪一栏", en="Field"), {**FIELD, **PLACES}), "words": WORDS, "at": AT},
        wrote=("words",),
    ),
    KeptRows(
        "retro_template",
        Phrase(zh="你定的复盘模板", en="Retro templates you made"),
        {"version": Phrase(zh="第几版", en="Version"), "made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)
