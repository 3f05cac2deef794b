"""Single choices to Aiken: stem, lettered options and the answer's letter, nothing else."""

from __future__ import annotations

from collections.abc import Iterable

from handlers.quiz.bank import marking
from handlers.quiz.bank.questions import LETTERS, Question, Single


def write(questions: Iterable[Question]) -> bytes:
    """UTF-8 text of questions as `formats.carried` leaves them."""
    return "\n".join(_question(question, question.body) for question in questions if isinstance(question.body, Single)).encode()


def _question(question: Question, body: Single) -> str:
    options = [f"{letter}. {option.text}" for letter, option in zip(LETTERS, body.options, strict=False)]
    return "\n".join([question.stem, *options, f"ANSWER: {marking.key(question)}", ""])
