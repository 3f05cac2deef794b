"""Purses: what the two purses of the ledger are called in a camp, and an amount of one as people say it."""

from __future__ import annotations

from bot.membership import Camp
from bot.phrases import Line, Phrase

NAME_KEY = "points.coin_name"
"""The setting of what a camp calls its coins; "" is the house's own word."""
COINS = Phrase(zh="金币", en="coins")
POINTS = Phrase(zh="积分", en="points")
N_POINTS = Phrase(zh="{n}分", en="{n:point|points}")
N_COINS = Phrase(zh="{n}金币", en="{n:coin|coins}")
N_NAMED = Phrase(zh="{n}{name}", en="{n} {name}")
SAID = {
    **dict.fromkeys(("分", "积分", "point", "points"), "points"),
    **dict.fromkeys(("币", "金币", "coin", "coins"), "coins"),
}
"""The words either purse is meant by, whatever a camp calls its coins."""


def called(purse: str, camp: Camp | None) -> Phrase | str:
    """What a camp calls a purse."""
    own: str = camp.settings.get(NAME_KEY, "") if camp else ""
    return POINTS if purse == "points" else own or COINS


def amount(n: int, purse: str, camp: Camp | None) -> Line:
    """So much of a purse: 100分, 100金币, or by the camp's own name of its coins."""
    if purse == "points":
        return N_POINTS(n=n)
    own: str = camp.settings.get(NAME_KEY, "") if camp else ""
    return N_NAMED(n=n, name=own) if own else N_COINS(n=n)


def meant(word: str, camp: Camp | None) -> str | None:
    """The purse a word means, by our names of it or the camp's own; None where it means none."""
    own: str = camp.settings.get(NAME_KEY, "") if camp else ""
    spoken = word.strip().casefold()
    return "coins" if own and spoken == own.casefold() else SAID.get(spoken)
