"""What onboarding keeps of a person: what they were signed off for and signed, and which stages they were told of."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_THE_RECORD, KeptRows
from handlers.onboarding.settings import feature

STAGE = Phrase(zh="哪一段", en="Stage")

feature.keeps(
    KeptRows(
        "onboarding_signoff", Phrase(zh="你的入职签字", en="Your sign-offs"), {"stage_id": STAGE, "at": AT}, by="membership_id"
    ),
    KeptRows(
        "onboarding_signoff",
        Phrase(zh="你签过的字", en="What you signed"),
        {"stage_id": STAGE, "at": AT},
        by="signed_by",
        stays=FOR_THE_RECORD,
        blanks={},
    ),
    KeptRows("onboarding_told", Phrase(zh="告诉过你的入职段", en="Stages you were told of"), {"stage_id": STAGE, "at": AT}),
)
