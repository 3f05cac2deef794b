"""What the web chat keeps of a person beside their words: a row a device, without its secrets, and what they put under lines."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import KeptRows

KEPT = (
    KeptRows(
        "web_session",
        Phrase(zh="网页聊天的登录", en="Sign-ins of the web chat"),
        {
            "device": Phrase(zh="设备", en="Device"),
            "opened_at": Phrase(zh="登录", en="Signed in"),
            "seen_at": Phrase(zh="最近用", en="Last used"),
        },
    ),
    KeptRows(
        "web_reaction",
        Phrase(zh="网页聊天里的表情回应", en="Reactions in the web chat"),
        {
            "room": Phrase(zh="群", en="Room"),
            "emoji": Phrase(zh="表情", en="Emoji"),
            "at": Phrase(zh="时间", en="When"),
        },
    ),
)
