"""What each kind of filter asks for: a list it looks things up in, or a number."""

from __future__ import annotations

from typing import NamedTuple


class FilterForm(NamedTuple):
    """What a kind of filter asks for: a list it looks things up in, or a number from `least` to `most`."""

    list: str = ""
    number: int = 0
    least: int = 0
    most: int = 0


ASKS = {
    "words": FilterForm(list="words"),
    "domains": FilterForm(list="domains"),
    "links": FilterForm(),
    "cards": FilterForm(),
    "codes": FilterForm(),
    "newcomers": FilterForm(number=24, least=1, most=720),
    "mentions": FilterForm(number=5, least=1, most=50),
    "copies": FilterForm(number=3, least=2, most=20),
    "floods": FilterForm(number=10, least=3, most=50),
}


def list_of(kind: str) -> str:
    """The list a kind looks things up in, links those that are let through; "" where it has none."""
    return "allowed" if kind == "links" else ASKS[kind].list
