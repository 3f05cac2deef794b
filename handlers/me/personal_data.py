"""What signing in keeps of a person: a row a device, without its secrets."""

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
)
