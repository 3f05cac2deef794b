"""Beside the talk and over it: today's lesson, and a chip that opens it."""

from __future__ import annotations

from typing import Any

from bot.feature import Asker, Phrase
from bot.parts import Button
from bot.today import TODAY as CARD
from bot.today import TodayPlace, TodayRow, titled
from handlers.lessons.settings import feature
from storage import lessons
from storage.connection import Db

TODAY = Phrase(zh="今日微课", en="Today's lesson")
LESSON = Phrase(zh="微课", en="Lesson")
TITLE = Phrase(zh="{title} · 约{n}分钟", en="{title} · about {n} min")


@feature.panel
def today(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Button]]:
    """The lesson that came last, where it came today."""
    steps = [step for step in lessons.progress(reader, asker.camp.id, asker.membership.id) if step.day == asker.today]
    if not steps:
        return {}, []
    step = steps[-1]
    card = {"number": step.number, "title": step.title, "minutes": step.minutes, "done": step.is_finished}
    says, language = f"微课 L{step.number}", asker.language
    chips = [] if step.is_finished else [Button(TODAY().to(language), says)]
    value = TITLE(title=titled(step.title), n=step.minutes).to(language)
    row = TodayRow(TodayPlace.LESSON, LESSON().to(language), value, says, step.is_finished)
    return {"lesson": card, CARD: [row]}, chips
