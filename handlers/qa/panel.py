"""Beside the talk and over it: for experts and managers what nobody has answered yet."""

from __future__ import annotations

from typing import Any

from bot.feature import Asker, Phrase, Role
from bot.parts import Button
from bot.today import TODAY, TodayPlace, TodayRow
from handlers.qa.settings import feature
from storage import tickets
from storage.connection import Db

QUESTIONS = Phrase(zh="提问", en="Questions")
OPEN = Phrase(zh="{n}个还没人答", en="{n:is|are} still unanswered")
WAITING = Phrase(zh="待答 {n}", en="To answer: {n}")


@feature.panel
def waiting(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Button]]:
    if asker.membership.role < Role.EXPERT:
        return {}, []
    n = sum(one.state == "open" for one in tickets.waiting(reader, asker.camp.id))
    if not n:
        return {}, []
    row = TodayRow(TodayPlace.WAITS, QUESTIONS().to(asker.language), OPEN(n=n).to(asker.language), "答")
    return {TODAY: [row]}, [Button(WAITING(n=n).to(asker.language), "答")]
