"""One field of a question in other words: read as a one-row table is, so that a chat and a file understand the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.phrases import Phrase, Refusal
from handlers.quiz.bank.formats import Format, merged
from handlers.quiz.bank.questions import LETTERS, Question
from handlers.quiz.bank.reading.tables import read_row
from handlers.quiz.bank.writing import tables

NOT_SO = Phrase(zh="没有改：{reason}。", en="Not changed: {reason}.")

FIELDS: Mapping[str, int] = {
    "题型": 0,
    "type": 0,
    "题干": 1,
    "question": 1,
    **{f"选项{letter}".casefold(): place for place, letter in enumerate(LETTERS, 2)},
    **{f"option_{letter}".casefold(): place for place, letter in enumerate(LETTERS, 2)},
    "答案": 10,
    "answer": 10,
    "解析": 11,
    "explanation": 11,
    "标签": 12,
    "tags": 12,
    "难度": 13,
    "difficulty": 13,
}
"""What can be changed by name, and its column in a table."""


def changed(question: Question, field: str, words: str) -> Question:
    """The question with one field in other words. Raises Refusal with what is wrong with them."""
    row = tables.row(question, "zh")
    row[FIELDS[field]] = words
    try:
        said = read_row(dict(zip(tables.heads("zh"), row, strict=True)))
    except Refusal as no:
        raise Refusal(NOT_SO(reason=no.line)) from None
    kept = merged(question, said, Format.CSV)
    return replace(kept, explanation=said.explanation, tags=said.tags, difficulty=said.difficulty)  # emptied is meant so
