"""What goals keep of a person: all of it is theirs, and goes with them."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import UNTIL, WORDS, KeptRows
from handlers.my_goals.settings import feature

feature.keeps(
    KeptRows(
        "my_goal",
        Phrase(zh="你的目标", en="Your goals"),
        {"words": WORDS, "due": UNTIL, "evidence": Phrase(zh="证据", en="Evidence")},
        wrote=("words", "evidence"),
    )
)
