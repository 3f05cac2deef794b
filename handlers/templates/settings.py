"""The templates' feature, and what the two kinds are called."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme

feature = Feature("templates", Theme.QUESTIONS)

KINDS = {"checklist": Phrase(zh="清单", en="checklist"), "script": Phrase(zh="话术", en="script")}
"""What a template may be."""
KIND_WORDS = {word: kind for kind, name in KINDS.items() for word in (name.zh, name.en)}
