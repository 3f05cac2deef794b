"""Questions to tables: an export, and the table of what was wrong with an import."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

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
from handlers.quiz.bank.reading.outcome import ParsedBank, Remark
from handlers.quiz.bank.writing.book import Book

HEAD_KIND = Phrase(zh="题型", en="type")
HEAD_STEM = Phrase(zh="题干", en="question")
HEAD_OPTION = Phrase(zh="选项{letter}", en="option_{letter}")
HEAD_ANSWER = Phrase(zh="答案", en="answer")
HEAD_EXPLANATION = Phrase(zh="解析", en="explanation")
HEAD_TAGS = Phrase(zh="标签", en="tags")
HEAD_DIFFICULTY = Phrase(zh="难度", en="difficulty")
HEAD_ROW = Phrase(zh="原行号", en="row")
HEAD_FAULT = Phrase(zh="要改的地方", en="fault")
HEAD_SOURCE = Phrase(zh="原文", en="source")
SHEET_BANK = Phrase(zh="题库", en="bank")
SHEET_FAULTS = Phrase(zh="要改的题", en="faults")
TRUE = Phrase(zh="对", en="T")
FALSE = Phrase(zh="错", en="F")

_FORMULA = re.compile(r"'*[=+\-@]")


def write_xlsx(questions: Iterable[Question], language: str) -> bytes:
    """A workbook with one sheet of questions."""
    book = Book()
    add_bank(book, questions, language)
    return book.saved()


def add_bank(book: Book, questions: Iterable[Question], language: str) -> None:
    """A sheet of questions."""
    rows = (row(question, language) for question in questions)
    book.add(SHEET_BANK().to(language), heads(language), rows, wide=_said((HEAD_STEM, HEAD_EXPLANATION), language))


def write_csv(questions: Iterable[Question], language: str) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheet programs show Chinese. Cells that would be formulas get an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads(language))
    writer.writerows([_guarded(cell) for cell in row(question, language)] for question in questions)
    return text.getvalue().encode("utf-8-sig")


def error_table(reading: ParsedBank, language: str) -> bytes:
    """A workbook of the faulty rows as they stood, each with its row and its sentence; mended, it can be sent back as it is."""
    book = Book()
    wide = _said((HEAD_FAULT, HEAD_SOURCE, HEAD_STEM), language)
    for sheet in dict.fromkeys(remark.sheet for remark in reading.faults):
        rows = (_fault_row(remark, language) for remark in reading.faults if remark.sheet == sheet)
        source = reading.heads.get(sheet) or _said((HEAD_SOURCE,), language)
        book.add(sheet or SHEET_FAULTS().to(language), [*_said((HEAD_ROW, HEAD_FAULT), language), *source], rows, wide)
    return book.saved()


def _fault_row(remark: Remark, language: str) -> list[str]:
    """Row 0 is the file as a whole."""
    return [str(remark.row or 0), remark.reason.to(language), *remark.source]


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
    lettered = [f"{letter}. {text}" if _has_letter(text) else text for letter, text in zip(LETTERS, options, strict=False)]
    return [
        KIND_NAMES[question.kind]().to(language),
        question.stem,
        *lettered,
        *[""] * (len(LETTERS) - len(lettered)),
        answer,
        question.explanation,
        ";".join(question.tags),
        "" if question.difficulty is None else str(question.difficulty),
    ]


def _has_letter(text: str) -> bool:
    """Whether reading would take the beginning of an option for its letter, and so needs the letter before it."""
    return re.match(r"[A-HＡ-Ｈa-h]\s*[.．、:：)）]", text) is not None


def _cells(question: Question, language: str) -> tuple[Sequence[str], str]:
    """(option cells, answer cell)."""
    match question.body:
        case Single(options) | Multiple(options):
            return [option.text for option in options], marking.key(question)
        case TrueFalse(truth):
            return [], (TRUE if truth else FALSE)().to(language)
        case FillIn(accepted):
            return [], "|".join(_escaped(answer.text) for answer in accepted)
        case Numeric(amounts):
            return [], "|".join(_amount(amount) for amount in amounts)
        case Matching(pairs, extra):
            return [*(f"{pair.left} => {pair.right}" for pair in pairs), *(f"=> {right}" for right in extra)], ""
        case Short(model):
            return [], model


def _escaped(text: str) -> str:
    return re.sub(r"([\\|;；\n])", r"\\\1", text)


def _amount(amount: Amount) -> str:
    value = normalise.figures(amount.value)
    return f"{value}±{normalise.figures(amount.tolerance)}" if amount.tolerance else value


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) and normalise.number(cell) is None else cell
