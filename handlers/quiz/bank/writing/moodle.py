"""Questions to Moodle XML, as Moodle's importer and ours read it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from xml.sax.saxutils import escape

from handlers.quiz.bank import normalise, tags
from handlers.quiz.bank.questions import (
    ONE,
    ZERO,
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

NAME_LIMIT = 40
"""Characters of the stem that name a question: Moodle wants a name."""

_TYPES = {
    Single: "multichoice",
    Multiple: "multichoice",
    TrueFalse: "truefalse",
    FillIn: "shortanswer",
    Numeric: "numerical",
    Matching: "matching",
    Short: "essay",
}


def write(questions: Iterable[Question]) -> bytes:
    """UTF-8, all texts as plain text."""
    body = "".join("".join(f"{line}\n" for line in _question(question)) for question in questions)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}</quiz>\n'.encode()


def _question(question: Question) -> Iterator[str]:
    yield f'<question type="{_TYPES[type(question.body)]}">'
    yield f"<name><text>{_words(' '.join(question.stem.split())[:NAME_LIMIT])}</text></name>"
    yield _text("questiontext", question.stem)
    yield _text("generalfeedback", question.explanation)
    yield from _body(question)
    named = [*question.tags, *([tags.difficulty_tag(question.difficulty)] if question.difficulty else [])]
    if named:
        yield "<tags>" + "".join(f"<tag><text>{_words(tag)}</text></tag>" for tag in named) + "</tags>"
    yield "</question>"


def _body(question: Question) -> Iterator[str]:
    match question.body:
        case Single(options):
            yield "<single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>ABCD</answernumbering>"
            yield from (_answer(option.text, option.weight, option.feedback) for option in options)
        case Multiple(options):
            yield "<single>false</single><shuffleanswers>true</shuffleanswers><answernumbering>ABCD</answernumbering>"
            yield from (_answer(option.text, option.weight, option.feedback) for option in options)
        case TrueFalse(truth, if_right, if_wrong):
            sides = (("true", truth), ("false", not truth))
            yield from (_answer(name, ONE if right else ZERO, if_right if right else if_wrong) for name, right in sides)
        case FillIn(accepted):
            yield "<usecase>0</usecase>"
            yield from (_answer(answer.text, answer.weight, answer.feedback) for answer in accepted)
        case Numeric(amounts):
            yield from (_amount(amount) for amount in amounts)
        case Matching(pairs, extra):
            yield from (
                _pair(left, right) for left, right in (*((one.left, one.right) for one in pairs), *(("", one) for one in extra))
            )
        case Short(model):
            yield _text("graderinfo", model)


def _answer(words: str, weight: Fraction, feedback: str, more: str = "") -> str:
    inside = f"<text>{_words(words)}</text>{more}{_text('feedback', feedback)}"
    return f'<answer fraction="{normalise.percent(weight)}" format="plain_text">{inside}</answer>'


def _amount(amount: Amount) -> str:
    tolerance = f"<tolerance>{normalise.figures(amount.tolerance)}</tolerance>"
    return _answer(normalise.figures(amount.value), amount.weight, amount.feedback, tolerance)


def _pair(left: str, right: str) -> str:
    answer = f"<answer><text>{_words(right)}</text></answer>"
    return f'<subquestion format="plain_text"><text>{_words(left)}</text>{answer}</subquestion>'


def _text(tag: str, words: str) -> str:
    return f'<{tag} format="plain_text"><text>{_words(words)}</text></{tag}>'


def _words(words: str) -> str:
    return escape(words)
