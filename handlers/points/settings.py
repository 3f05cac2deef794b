"""What a camp sets of its points and coins."""

from __future__ import annotations

import re

from bot.feature import Feature, Phrase, Setting, Theme
from bot.purses import COINS, NAME_KEY, SAID

feature = Feature("points", Theme.DAILY)

DEFAULT_WORDS = {"默认", "default", COINS.zh, COINS.en}
LONGEST_NAME = 8


def coin_name(words: str) -> str:
    """What a camp calls its coins, "" for the house's word. Raises ValueError for one that is no word, too long or the name of points."""
    name = words.strip()
    if name.casefold() in DEFAULT_WORDS:
        return ""
    if SAID.get(name.casefold()) == "points" or not re.fullmatch(rf"[^\W\d_]{{1,{LONGEST_NAME}}}", name):
        raise ValueError(words)
    return name


COIN_NAME = feature.setting(
    Setting(
        NAME_KEY,
        Phrase(zh="币名", en="coin-name"),
        Phrase(zh="金币叫什么，1到8个字；默认 就是金币", en="what coins are called, 1 to 8 letters; default is coins"),
        "",
        coin_name,
        lambda name: name or COINS,
    )
)
