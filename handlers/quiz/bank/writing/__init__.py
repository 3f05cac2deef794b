"""Questions to files: an export in any of the five formats, and the template. To be called in a task.

What a format cannot say of a question is `formats.carried`; written and read again, a question is exactly that.
"""

from __future__ import annotations

from collections.abc import Sequence

from handlers.quiz.bank.formats import Format, carried
from handlers.quiz.bank.questions import Question
from handlers.quiz.bank.writing import aiken, gift, moodle, tables
from handlers.quiz.bank.writing.template import template

__all__ = ["left_out", "template", "write"]


def write(questions: Sequence[Question], format: Format, language: str) -> bytes:
    """The file. A table's heads and words are in `language`; the questions of `left_out` are not in it."""
    sayable = [said for question in questions if (said := carried(question, format)) is not None]
    match format:
        case Format.XLSX:
            return tables.write_xlsx(sayable, language)
        case Format.CSV:
            return tables.write_csv(sayable, language)
        case Format.GIFT:
            return gift.write(sayable)
        case Format.AIKEN:
            return aiken.write(sayable)
        case Format.MOODLE_XML:
            return moodle.write(sayable)


def left_out(questions: Sequence[Question], format: Format) -> tuple[Question, ...]:
    """The questions a file of this format cannot hold at all."""
    return tuple(question for question in questions if carried(question, format) is None)
