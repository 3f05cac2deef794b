"""What screens keep of a person: which they opened, and when."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, KeptRows
from handlers.screens.settings import feature

feature.keeps(
    KeptRows(
        "host_screen",
        Phrase(zh="你给竞赛和投票开的大屏", en="Screens you opened for contests and polls"),
        {
            "contest_id": Phrase(zh="竞赛号", en="Contest's number"),
            "poll_id": Phrase(zh="投票号", en="Poll's number"),
            "made_at": AT,
        },
        by="made_by",
    ),
)
