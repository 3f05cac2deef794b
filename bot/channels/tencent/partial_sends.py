"""How far a message of several pieces got before it had to wait: the rest is sent then, not the whole again."""

from __future__ import annotations

from collections import OrderedDict

from bot.messages import OutboundMessage

REMEMBERED = 1000
"""Messages under way at most; one forgotten is sent again from its beginning."""


class Begun:
    """References of the pieces sent so far, by message. In memory: after a crash a piece may come twice, never get lost."""

    def __init__(self) -> None:
        self._refs: OrderedDict[str, list[str]] = OrderedDict()

    def so_far(self, message: OutboundMessage) -> list[str]:
        """The list to add to, one reference a piece ("" where the platform gives none)."""
        refs = self._refs.setdefault(message.key, [])
        if len(self._refs) > REMEMBERED:
            self._refs.popitem(last=False)
        return refs

    def finish(self, message: OutboundMessage) -> tuple[str, ...]:
        """It is all sent, or never will be: gives the references there are."""
        return tuple(filter(None, self._refs.pop(message.key, [])))
