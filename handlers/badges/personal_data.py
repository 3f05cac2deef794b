"""What the badges keep of a person."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, FOR_THE_RECORD, KeptRows
from handlers.badges.settings import feature

NUMBER, WHY = Phrase(zh="勋章", en="Badge"), Phrase(zh="原因", en="Why")
REVOKED, REVOKED_WHY = Phrase(zh="收回", en="Revoked"), Phrase(zh="收回原因", en="Why revoked")

feature.keeps(
    KeptRows(
        "badge_held",
        Phrase(zh="你的勋章", en="Your badges"),
        {"badge_id": NUMBER, "at": AT, "reason": WHY, "revoked_at": REVOKED, "revoked_reason": REVOKED_WHY},
        by="membership_id",
    ),
    KeptRows(
        "badge_held",
        Phrase(zh="你颁发的勋章", en="Badges you gave"),
        {"badge_id": NUMBER, "at": AT, "reason": WHY},
        by="given_by",
        stays=FOR_THE_RECORD,
        blanks={"reason": ""},
        wrote=("reason",),
    ),
    KeptRows(
        "badge_held",
        Phrase(zh="你收回的勋章", en="Badges you revoked"),
        {"badge_id": NUMBER, "revoked_at": REVOKED, "revoked_reason": REVOKED_WHY},
        by="revoked_by",
        stays=FOR_THE_RECORD,
        blanks={"revoked_reason": ""},
        wrote=("revoked_reason",),
    ),
    KeptRows(
        "badge",
        Phrase(zh="你建的勋章", en="Badges you made"),
        {"name": Phrase(zh="名字", en="Name"), "made_at": AT},
        stays=FOR_THE_RECORD,
        blanks={},
    ),
)
