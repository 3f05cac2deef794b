"""A kind of honour that one operation gives and others name: a badge, a certificate. What a stage pays, an item of the shop or a list gives
is found, given and said through it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.phrases import Line, Phrase

if TYPE_CHECKING:  # it is made of features, which register kinds
    from bot.context import Context


class FoundAward(NamedTuple):
    """One honour of a kind in a camp: the key it is given by, and what people call it."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class AwardKind:
    """A kind of honour. `words` are what people call the kind, small letters; `find` gives the one of that name in the camp, or None; `give`
    takes (ctx, membership, key, source, why) and gives what the member should read, None where they have it already: nothing is given
    twice, whatever gives it. `source` says for good what it was given for (`order:12`, `stage:7`)."""

    code: str
    name: Phrase
    words: tuple[str, ...]
    find: Callable[[Context, str], FoundAward | None]
    give: Callable[[Context, int, str, str, Line], Line | None]
