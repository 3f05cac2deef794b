"""Who is here by another replica: what each says of the rooms its tabs look at, believed until it has been silent too long."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

REPEATED_EVERY = 10.0
"""Seconds after which a replica says again who is in its rooms: a word may be lost, and one that started late has heard none."""
SILENT_AFTER = 25.0
"""Seconds without a word after which a replica has gone, and who was here by it with it."""
LARGEST = 5000
"""Bytes of one word: PostgreSQL carries 8000."""


@dataclass(slots=True)
class Replica:
    """What one replica said: the names in each room, when last, and what it has begun to say."""

    heard_at: float
    rooms: dict[str, frozenset[str]] = field(default_factory=dict)
    begun: dict[str, list[str]] = field(default_factory=dict)


class Elsewhere:
    """The other replicas' rooms. `now` is a steady clock's."""

    def __init__(self) -> None:
        self._replicas: dict[str, Replica] = {}

    def hear(self, program: str, room: str, names: Sequence[str], *, more: bool, now: float) -> bool:
        """What a replica says of a room, all of it or a piece that others follow; gives whether it was heard for the first time."""
        is_new = program not in self._replicas
        known = self._replicas.setdefault(program, Replica(now))
        known.heard_at = now
        begun = known.begun.setdefault(room, [])
        begun += names
        if not more:
            known.rooms[room] = frozenset(known.begun.pop(room))
        return is_new

    def names(self, room: str) -> frozenset[str]:
        """Who is in a room by any of them."""
        return frozenset().union(*(one.rooms.get(room, frozenset()) for one in self._replicas.values()))

    def is_here(self, name: str) -> bool:
        """Whether somebody is in any room by any of them."""
        return any(name in names for one in self._replicas.values() for names in one.rooms.values())

    def forget_silent(self, now: float) -> set[str]:
        """Rooms some were in by a replica that has gone."""
        gone = [program for program, one in self._replicas.items() if now - one.heard_at > SILENT_AFTER]
        return {room for program in gone for room in self._replicas.pop(program).rooms}


def pieces(names: Sequence[str]) -> Iterator[list[str]]:
    """The names in as few words as carry them; one empty word where there are none."""
    piece: list[str] = []
    size = 0
    for name in names:
        more = len(json.dumps(name, ensure_ascii=False).encode()) + 1
        if piece and size + more > LARGEST:
            yield piece
            piece, size = [], 0
        piece.append(name)
        size += more
    yield piece
