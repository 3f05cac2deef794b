"""What each person said lately, for filters that count messages: a bounded window in memory, empty after a restart."""

from __future__ import annotations

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import NamedTuple

PEOPLE, MESSAGES = 5_000, 60
"""How many people are remembered, and how many messages of each."""
FLOOD = timedelta(minutes=1)
COPIES = timedelta(minutes=10)
SHORTEST = 4
"""Letters a message has at least to be a copy of another: 收到 is said by everybody."""


class Lately(NamedTuple):
    """How often somebody spoke within a minute, and said the same within ten: this time counted."""

    messages: int
    copies: int


class RecentTalk:
    """Who said what when, as far as it is remembered. An event that is looked at twice counts once."""

    def __init__(self) -> None:
        self._said: OrderedDict[tuple[int, int], deque[tuple[str, datetime, int]]] = OrderedDict()

    def note(self, camp: int, person: int, key: str, at: datetime, letters: str) -> Lately:
        """One more message; `letters` is what it says, freed of all that hides it."""
        said = self._said.setdefault((camp, person), deque(maxlen=MESSAGES))
        self._said.move_to_end((camp, person))
        if len(self._said) > PEOPLE:
            self._said.popitem(last=False)
        mark = hash(letters) if len(letters) >= SHORTEST else 0
        if not any(known == key for known, _, _ in said):
            said.append((key, at, mark))
        return Lately(
            sum(at - moment < FLOOD for _, moment, _ in said),
            sum(mark == one and at - moment < COPIES for _, moment, one in said) if mark else 1,
        )
