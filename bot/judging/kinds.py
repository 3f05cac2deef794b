"""Kinds of what is judged: a feature says what its entries are called and whose they are, and judging knows no more of it.

The panel (storage/panels) keeps who is asked and what they gave; the rows behind an entry are the feature's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.phrases import Line, Phrase
from storage.connection import Db

if TYPE_CHECKING:  # it is made of features
    from bot.context import Press


class JudgedEntry(NamedTuple):
    """One entry of a panel: the member whose it is, and what judges read it called. What stands in one `scene` is judged by the same
    judges; its number is one people read, so that the draw can be done again."""

    entry: int
    scene: int
    member: int
    what: Line


@dataclass(frozen=True, slots=True)
class JudgedKind:
    """Something that is judged. `entries` are those of a panel that are judged; `look` is the button that shows one; `call` is how its
    command is called for an event, `begins` how judging begins there."""

    code: str
    entries: Callable[[Db, int], list[JudgedEntry]]
    call: Phrase
    begins: Phrase
    look: Callable[[JudgedEntry], Press] | None = None


KINDS: dict[str, JudgedKind] = {}
"""Every kind there is, by its code: a process has imported the features before anybody asks."""
