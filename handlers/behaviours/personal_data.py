"""What behaviours keep of a person: what they reported and with whom, what they confirmed and set; erased, the words go."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, DAY, FOR_FIGURES, FOR_THE_RECORD, WORDS, KeptRows
from handlers.behaviours.settings import feature

CONFIRMED = Phrase(zh="确认", en="Confirmed")
NAME = Phrase(zh="名字", en="Name")

feature.keeps(
    KeptRows(
        "behaviour_report",
        Phrase(zh="你记的行为", en="Behaviours you reported"),
        {"day": DAY, "words": WORDS, "confirmed_at": CONFIRMED},
        by="membership_id",
        stays=FOR_FIGURES,
        blanks={"words": ""},
        wrote=("words",),
    ),
    KeptRows(
        "behaviour_report",
        Phrase(zh="别人记的和你做的行为", en="Behaviours others reported with you"),
        {"day": DAY, "confirmed_at": CONFIRMED},
        by="about_id",
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "behaviour_report",
        Phrase(zh="你确认或没有确认的行为", en="Behaviours you answered for"),
        {"day": DAY, "confirmed_at": CONFIRMED},
        by="answered_by",
        stays=FOR_FIGURES,
        blanks={},
    ),
    KeptRows(
        "behaviour",
        Phrase(zh="你定的行为", en="Behaviours you set"),
        {"name": NAME, "made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows("behaviour_name", Phrase(zh="名单里有你的行为", en="Behaviours that list you"), {"behaviour_id": NAME}),
)
