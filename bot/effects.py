"""What must be woken once a transaction is committed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.messages import Lane


@dataclass(slots=True)
class Effects:
    """What must be woken once the transaction is committed."""

    rooms: dict[tuple[str, str], Lane] = field(default_factory=dict)
    reserved: list[int] = field(default_factory=list)
    tasks: list[int] = field(default_factory=list)
    due: datetime | None = None
    changed_camp: int | None = None
    mended: list[tuple[str, str]] = field(default_factory=list)
    moved: bool = False
    """Whether something said was moved out of a group, whose one line about it is written."""

    def is_mended(self, channel: str, room: str) -> None:
        """What kept messages from a room is over: they need not wait for the next try."""
        self.mended.append((channel, room))

    def owe(self, channel: str, room: str, lane: Lane) -> None:
        """A room has something to be sent, at the earliest in this lane."""
        place = (channel, room)
        self.rooms[place] = min(lane, self.rooms.get(place, lane))

    def is_due(self, at: datetime) -> None:
        """Something is on the agenda for a moment: the ticker looks no later."""
        self.due = at if self.due is None else min(at, self.due)

    def copy(self) -> Effects:
        return Effects(
            self.rooms.copy(),
            self.reserved.copy(),
            self.tasks.copy(),
            self.due,
            self.changed_camp,
            self.mended.copy(),
            self.moved,
        )
