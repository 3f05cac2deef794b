"""What rosters keep of a person: how they were expected before they came."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import AT, KeptRows
from handlers.members.settings import feature

feature.keeps(
    KeptRows(
        "expected_member",
        Phrase(zh="名单里的你", en="You in the roster"),
        {
            "name": Phrase(zh="名字", en="Name"),
            "phone": Phrase(zh="手机", en="Phone"),
            "staff": Phrase(zh="工号", en="Staff number"),
            "tags": Phrase(zh="标签", en="Tags"),
            "added_at": AT,
        },
    )
)
