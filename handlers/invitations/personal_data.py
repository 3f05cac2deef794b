"""What invitations keep of a person: those they gave, which end with them."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, UNTIL, KeptRows

KEPT = (
    KeptRows(
        "web_invitation",
        Phrase(zh="发过的网页邀请", en="Invitations you gave"),
        {
            "room": Phrase(zh="群", en="Group"),
            "seats": Phrase(zh="名额", en="Seats"),
            "taken": Phrase(zh="已进来", en="Came"),
            "made_at": AT,
            "until": UNTIL,
        },
    ),
)
