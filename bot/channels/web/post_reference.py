"""How the house names a room and a post of the web chat."""

from __future__ import annotations

from bot.messages import Address


def address(room: str) -> Address:
    return Address("web", room, direct=room.startswith("@"))


def reference(room: str, seq: int) -> str:
    """How the house names a post."""
    return f"{room}#{seq}"


def seq_of(ref: str) -> int:
    return int(ref.rpartition("#")[2])
