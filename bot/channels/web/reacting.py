"""What can be put under a line of the web chat, and how a tab reads what stands there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from storage.channels.web import reactions

EMOJI = ("👍", "❤️", "🎉", "😄", "🙏", "🤔")
"""The bounded set people choose from. The bot's own may be another."""
NAMED = 12
"""Names told beside a count."""


def told(row: Any, name: str) -> list[list[Any]]:
    """[emoji, how many, some names ("" is the bot's), whether the reader is among them] in the order they came."""
    found = reactions.read(row.reactions)
    return [[emoji, len(names), names[:NAMED], name in names] for emoji, names in found]


def hands(rows: Iterable[Any]) -> dict[str, tuple[tuple[int, str], ...]]:
    """By name, under which of these posts they have put what: who put the same reads the same."""
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        for emoji, names in reactions.read(row.reactions):
            for name in names:
                found[name].append((row.seq, emoji))
    return {name: tuple(put) for name, put in found.items()}
