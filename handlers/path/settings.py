"""What the files about the path share: their feature, why stages earn something, and what a camp calls its stages."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Setting, Theme

feature = Feature("path", Theme.LEARNING)

PASSED = feature.reason("stage", "learning", Phrase(zh="通关", en="stage passed"))
FALLEN = feature.reason("stage_back", "learning", Phrase(zh="通关收回", en="stage not passed any more"))
TWICE = feature.reason("stage_twice", "learning", Phrase(zh="两个账号都通关", en="one stage on two accounts"))

LONGEST_WORD = 6


DEFAULT_WORD = Phrase(zh="关", en="stage")


def _word(words: str) -> str:
    """What stages are called, a few characters; "" for the house's word. Raises ValueError."""
    if words.strip().casefold() in (DEFAULT_WORD.zh, DEFAULT_WORD.en):
        return ""
    if not 1 <= len(said := words.strip()) <= LONGEST_WORD or any(sign.isspace() or sign.isdecimal() for sign in said):
        raise ValueError(words)
    return said


WORD = feature.setting(
    Setting(
        "path.word",
        Phrase(zh="关卡叫法", en="stage-word"),
        Phrase(zh="地图上的一步叫什么：关、岛、阶段……", en="what one step of the map is called: stage, island, level …"),
        "",
        _word,
        lambda word: word or DEFAULT_WORD,
    )
)
