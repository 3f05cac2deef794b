"""Aiken to questions: a stem, options A to H a line each, and ANSWER: with the right letter.

Source: Moodle's Aiken documentation. Read more kindly than there: lower case, full-width letters, 答案：, stems of several lines, and
an EXPLANATION: behind the answer. A text whose questions are numbered, or that has no ANSWER: at all, is `text_bank`'s.
"""

from __future__ import annotations

import re

from bot.documents.text import lines
from bot.phrases import Line, Refusal
from handlers.quiz.bank import normalise, questions
from handlers.quiz.bank.normalise import clean
from handlers.quiz.bank.questions import LETTERS, Question, Single
from handlers.quiz.bank.reading import faults
from handlers.quiz.bank.reading.outcome import QuestionSink

_ANSWER = re.compile(r"\s*(?:ANSWER|答案)\s*[:：]\s*(.*)", re.IGNORECASE)
_OPTION = re.compile(r"\s*([A-Za-zＡ-Ｚ])\s*[.)．）、]\s*(\S.*)")

_EXPLANATION = re.compile(r"\s*(?:EXPLANATION|解析)\s*[:：]\s*(.*)", re.IGNORECASE)

_ANY_ANSWER = re.compile(r"^[ \t]*ANSWER[ \t]*[:：]", re.IGNORECASE | re.MULTILINE)
_NUMBER = re.compile(r"^[ \t]*(\d{1,5})[ \t]*[.．、)）](?!\d)", re.MULTILINE)
_ANY_OPTION = re.compile(r"^[ \t]*[A-Za-zＡ-Ｚ][ \t]*[.)．）、][ \t]*\S", re.MULTILINE)
LINES_LIMIT = 100
"""Lines after which an answer line is given up for lost."""

Lines = list[tuple[int, str]]


def looks_right(text: str) -> bool:
    """Whether a text has an answer line and an option, and its questions no numbers."""
    if _ANY_ANSWER.search(text) is None or _ANY_OPTION.search(text) is None:
        return False
    numbers = [int(one) for one in _NUMBER.findall(text)]
    return len(numbers) < 2 or numbers != list(range(1, len(numbers) + 1))


def read(text: str) -> QuestionSink:
    """Every question of an Aiken text; a question ends with its answer line, or the explanation right behind it."""
    sink = QuestionSink()
    gathered: Lines = []
    answered: tuple[Lines, str, int, list[str]] | None = None
    for number, line in lines(text):
        if answered and not gathered and (told := _EXPLANATION.match(line)):
            answered[3].append(told[1])
        elif answer := _ANSWER.match(line):
            _read_answered(answered, sink)
            answered, gathered = (gathered, answer[1].strip(), number, []), []
        elif line.strip():
            if gathered and _answer_forgotten(gathered, number, line):
                _left(gathered, faults.NO_ANSWER_LINE(), sink)
                gathered = []
            gathered.append((number, line))
    _read_answered(answered, sink)
    if gathered:
        _left(gathered, faults.NO_ANSWER_LINE(), sink)
    return sink


def _read_answered(block: tuple[Lines, str, int, list[str]] | None, sink: QuestionSink) -> None:
    if block is not None:
        _read_block(*block, sink)


def _answer_forgotten(gathered: Lines, number: int, line: str) -> bool:
    """Whether a line begins another question though no answer line came: a stem after an option and a blank line."""
    last, words = gathered[-1]
    begins_anew = number - last > 1 and _OPTION.match(words) is not None and _OPTION.match(line) is None
    return begins_anew or len(gathered) == LINES_LIMIT


def _left(gathered: Lines, reason: Line, sink: QuestionSink) -> None:
    sink.fault(reason, gathered[0][0], source=("\n".join(line for _, line in gathered),))


def _read_block(gathered: Lines, answer: str, number: int, explanation: list[str], sink: QuestionSink) -> None:
    begin = gathered[0][0] if gathered else number
    source = ("\n".join([*(line for _, line in gathered), f"ANSWER: {answer}"]),)
    try:
        sink.keep(_question(gathered, answer, clean("\n".join(explanation))), begin, source=source)
    except Refusal as no:
        sink.fault(no.line, begin, source=source)


def _question(gathered: Lines, answer: str, explanation: str) -> Question:
    stem, options = _options(gathered)
    if not options:
        raise Refusal(faults.NO_OPTION_LINES)
    if len(options) > len(LETTERS):
        raise Refusal(questions.MANY_OPTIONS(count=len(options)))
    return Question(clean("\n".join(stem)), Single(questions.even(options, [_right(options, answer)])), explanation)


def _options(gathered: Lines) -> tuple[list[str], list[str]]:
    """(stem lines, options): a line is an option where its letter is the next one; letters out of order are a Refusal."""
    stem: list[str] = []
    options: list[str] = []
    for _, line in gathered:
        found = _OPTION.match(line)
        letter = normalise.letters(found[1]) if found else None
        if found and letter == chr(ord("A") + len(options)):
            options.append(clean(found[2]))
        elif options and letter:
            raise Refusal(faults.LETTER_SKIPPED(letter=chr(ord("A") + len(options))))
        elif options:
            options[-1] = f"{options[-1]} {clean(line)}"
        else:
            stem.append(line)
    return stem, options


def _right(options: list[str], answer: str) -> int:
    said = normalise.letters(answer)
    if not said:
        raise Refusal(faults.NOT_LETTERS(answer=answer[:20]) if answer else questions.NO_ANSWER)
    if len(said) > 1:
        raise Refusal(faults.SEVERAL_ANSWERS(count=len(said), answer=said))
    if said not in LETTERS[: len(options)]:
        raise Refusal(faults.ANSWER_LACKS_OPTION(letter=said))
    return LETTERS.index(said)
