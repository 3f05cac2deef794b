"""What is right: the answers to the starter camp's questions and lessons, read from the files they come from."""

from __future__ import annotations

from collections.abc import Iterator

from bot.cli.starter_camp import FILES, PROGRAMME
from bot.documents.document import Document
from handlers.lessons.draft import LETTERS
from handlers.lessons.reading import read as read_lessons
from handlers.quiz.bank.questions import FillIn, Multiple, Question, Single, TrueFalse, right_options
from handlers.quiz.bank.reading import read as read_questions
from handlers.quiz.question_view import FALSE, TRUE


def right_answers() -> dict[str, frozenset[str]]:
    """The words of the right options by a question's stem."""
    return dict([*_lessons(), *_questions()])


def _lessons() -> Iterator[tuple[str, frozenset[str]]]:
    for draft in read_lessons(_document("lessons"), "").values:
        if asked := draft.question:
            yield asked.stem, frozenset([asked.options[LETTERS.index(asked.right)]])


def _questions() -> Iterator[tuple[str, frozenset[str]]]:
    for question in read_questions(_document("questions")).values:
        yield question.stem, frozenset(_right(question))


def _document(kind: str) -> Document:
    return Document((PROGRAMME / FILES[kind]).read_bytes())


def _right(question: Question) -> list[str]:
    match question.body:
        case Single(options) | Multiple(options):
            return [options[place].text for place in right_options(options)]
        case TrueFalse(truth):
            right = TRUE if truth else FALSE
            return [right.zh, right.en]
        case FillIn(accepted):
            return [option.text for option in accepted]
    raise ValueError(question.kind)
