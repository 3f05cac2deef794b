"""A page of the desk as somebody sees it, and what stands on it."""

from __future__ import annotations

import json
from typing import Any

from bot.messages import Account
from bot.parts import decode, plain
from tests.town import Somebody, Town


def asks(town: Town, who: Somebody, page: str | None, *, camp: int = 1, **asked: Any) -> Any:
    """What the desk of a camp answers somebody; None where they may not be there at all."""
    account = Account(who.channel, who.id, who.name)
    said = None if page is None else {"page": page, **asked}
    return town.run(town.app.desk(account, who.private, camp, said))


def composed(town: Town, who: Somebody, *said: str, camp: int = 1) -> Any:
    """What the desk of a camp shows somebody who types these sentences there, before any is sent."""
    account = Account(who.channel, who.id, who.name)
    return town.run(town.app.desk_draft(account, who.private, camp, {"said": list(said)}))


def words_of(told: Any) -> str:
    """All that the messages say, as text."""
    return "\n".join(plain(decode(json.dumps(parts))) for parts in told["messages"])


def table(shown: Any, name: str) -> Any:
    """One of its tables."""
    return next(block for block in shown["blocks"] if block.get("name") == name)


def cells(shown: Any, name: str) -> list[list[Any]]:
    """The cells of one of its tables, row by row."""
    return [row[1] for row in table(shown, name)["rows"]]


def figures(shown: Any) -> dict[str, str]:
    """What its figures say, by their labels."""
    return {label: value for block in shown["blocks"] if block["kind"] == "figures" for label, value, *_ in block["rows"]}


def filled(doing: Any, **names: str) -> str:
    """The sentence of a doing with its blanks filled in, as the page sends it."""
    words = str(doing["says"])
    for key, value in names.items():
        words = words.replace(f"{{{key}}}", value)
    return words
