"""Where the bank's readers put what they meet, and how much of it one file may bring."""

from __future__ import annotations

from dataclasses import dataclass

from bot.documents import parsed
from bot.phrases import Phrase
from handlers.quiz.bank.questions import Question, check
from handlers.quiz.bank.reading import faults

QUESTIONS_LIMIT = 20_000
"""Questions one file may bring, right and wrong ones together."""


@dataclass(slots=True)
class QuestionSink(parsed.Sink[Question]):
    """Keeps questions that pass as the bank's."""

    limit: int = QUESTIONS_LIMIT
    too_many: Phrase = faults.TOO_MANY

    def keep(self, value: Question, row: int, sheet: str = "", source: tuple[str, ...] = ()) -> None:
        """A question that passed as its format. Raises Refusal where something in it is wrong."""
        parsed.Sink.keep(self, check(value), row, sheet, source)
