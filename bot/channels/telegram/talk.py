"""Who spoke last in each group, as far as we saw: whether an answer would stand below somebody else's words."""

from __future__ import annotations

from collections import OrderedDict, deque

LATEST = 50
"""Messages of a group that are remembered."""
GROUPS = 1000


class Talk:
    """The latest messages of each group: their numbers and who said them."""

    def __init__(self) -> None:
        self._latest: OrderedDict[str, deque[tuple[int, str]]] = OrderedDict()

    def heard(self, ref: str, speaker: str) -> None:
        """Somebody said something: `ref` is "chat:number"."""
        chat, _, number = ref.partition(":")
        said = self._latest.setdefault(chat, deque(maxlen=LATEST))
        said.append((int(number), speaker))
        self._latest.move_to_end(chat)
        if len(self._latest) > GROUPS:
            self._latest.popitem(last=False)

    def went_on(self, ref: str) -> bool:
        """Whether somebody else has spoken since; also where it is too long ago to know."""
        chat, _, number = ref.partition(":")
        said, asked = self._latest.get(chat, ()), int(number)
        asker = next((speaker for known, speaker in said if known == asked), None)
        return asker is None or any(known > asked and speaker != asker for known, speaker in said)
