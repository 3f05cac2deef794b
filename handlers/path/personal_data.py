"""What the path keeps of a person: which stages they passed, and when."""

from __future__ import annotations

from bot.feature import Phrase
from bot.personal_data import FOR_FIGURES, KeptRows
from handlers.path.settings import feature

feature.keeps(
    KeptRows(
        "stage_pass",
        Phrase(zh="通关的关卡", en="Stages you passed"),
        {"stage_id": Phrase(zh="关卡", en="Stage"), "at": Phrase(zh="通关", en="Passed")},
        stays=FOR_FIGURES,
        blanks={},
    )
)
