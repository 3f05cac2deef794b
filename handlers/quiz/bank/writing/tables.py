"""Questions to tables: a row each, with the heads that are read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.documents import delimited
from bot.documents.workbook import Workbook
from bot.phrases import Phrase
from handlers.quiz.bank import marking, normalise
from handlers.quiz.bank.questions import (
    KIND_NAMES,
    LETTERS,
    Amount,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Question,
    Short,
    Single,
    TrueFalse,
)
from handlers.quiz.bank.reading.answers import written
from handlers.quiz.bank.reading.html import is_markup, quoted
from handlers.quiz.bank.reading.lettering import letter_at

HEAD_KIND = Phrase(zh="题型", en="type")
HEAD_STEM = Phrase(zh="题干", en="question")
HEAD_OPTION = Phrase(zh="选项{letter}", en="option_{letter}")
HEAD_ANSWER = Phrase(zh="答案", en="answer")
HEAD_EXPLANATION = Phrase(zh="解析", en="explanation")
HEAD_TAGS = Phrase(zh="标签", en="tags")
HEAD_DIFFICULTY = Phrase(zh="难度", en="difficulty")
SHEET_BANK = Phrase(zh="题库", en="bank")
TRUE = Phrase(zh="对", en="T")
FALSE = Phrase(zh="错", en="F")


def write_xlsx(questions: Iterable[Question], language: str) -> bytes:
    """A workbook with one sheet of questions."""
    book = Workbook()
    add_bank(book, questions, language)
    return book.saved()


def add_bank(book: Workbook, questions: Iterable[Question], language: str) -> None:
    """A sheet of questions."""
    rows = (row(question, language) for question in questions)
    book.add(SHEET_BANK().to(language), heads(language), rows, wide=_said((HEAD_STEM, HEAD_EXPLANATION), language))


def write_csv(questions: Iterable[Question], language: str) -> bytes:
    """A table of values parted by commas."""
    return delimited.written([heads(language), *(row(question, language) for question in questions)])


def heads(language: str) -> list[str]:
    """The columns of an exported table."""
    letters = LETTERS if language == "zh" else LETTERS.lower()
    options = [HEAD_OPTION(letter=letter).to(language) for letter in letters]
    after = _said((HEAD_ANSWER, HEAD_EXPLANATION, HEAD_TAGS, HEAD_DIFFICULTY), language)
    return [*_said((HEAD_KIND, HEAD_STEM), language), *options, *after]


def _said(phrases: Iterable[Phrase], language: str) -> list[str]:
    return [phrase().to(language) for phrase in phrases]


def row(question: Question, language: str) -> list[str]:
    """The cells of a question, in the order of `heads`."""
    options, answer = _cells(question, language)
    lettered = [f"{letter}. {text}" if letter_at(text) else text for letter, text in zip(LETTERS, options, strict=False)]
    said = [question.stem, *lettered, *[""] * (len(LETTERS) - len(lettered)), answer, question.explanation]
    if any(map(is_markup, said)):  # read as HTML, they would lose their tags
        said = [quoted(cell) if cell else "" for cell in said]
    return [
        KIND_NAMES[question.kind]().to(language),
        *said,
        ";".join(question.tags),
        "" if question.difficulty is None else str(question.difficulty),
    ]


def _cells(question: Question, language: str) -> tuple[Sequence[str], str]:
    """(option cells, answer cell)."""
    match question.body:
        case Single(options) | Multiple(options):
            return [option.text for option in options], marking.key(question)
        case TrueFalse(truth):
            return [], (TRUE if truth else FALSE)().to(language)
        case FillIn(accepted):
            return [], "|".join(written(answer.text) for answer in accepted)
        case Numeric(amounts):
            return [], "|".join(_amount(amount) for amount in amounts)
        case Matching(pairs, extra):
            return [*(f"{pair.left} => {pair.right}" for pair in pairs), *(f"=> {right}" for right in extra)], ""
        case Short(model):
            return [], model


def _amount(amount: Amount) -> str:
    value = normalise.figures(amount.value)
    return f"{value}±{normalise.figures(amount.tolerance)}" if amount.tolerance else value
