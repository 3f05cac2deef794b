"""Beside the talk: for experts and managers a chip with what nobody has answered yet."""

from __future__ import annotations

from typing import Any

from bot.feature import Asker, Phrase, Role
from bot.parts import Button
from handlers.qa.settings import feature
from storage import tickets
from storage.connection import Db

WAITING = Phrase(zh="待答 {n}", en="To answer: {n}")


@feature.panel
def waiting(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Button]]:
    if asker.membership.role < Role.EXPERT:
        return {}, []
    n = sum(one.state == "open" for one in tickets.waiting(reader, asker.camp.id))
    return {}, [Button(WAITING(n=n).to(asker.language), "答")] if n else []
