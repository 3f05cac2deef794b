"""The five file formats of a bank, and what each of them can say of a question."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from bot.phrases import Phrase
from handlers.quiz.bank.questions import (
    ONE,
    Amount,
    Body,
    FillIn,
    Multiple,
    Numeric,
    Option,
    Question,
    Short,
    Single,
    TrueFalse,
    even,
    right_options,
)


class Format(StrEnum):
    """What a file is; the values are the words people use for it."""

    XLSX = "xlsx"
    CSV = "csv"
    GIFT = "gift"
    AIKEN = "aiken"
    MOODLE_XML = "moodle-xml"


FORMAT_NAMES: Mapping[Format, str] = {
    Format.XLSX: "xlsx",
    Format.CSV: "csv",
    Format.GIFT: "GIFT",
    Format.AIKEN: "Aiken",
    Format.MOODLE_XML: "Moodle XML",
}

_AIKEN_LINE = re.compile(
    r"[A-Za-zＡ-Ｚ]\s*[.)．）、]|\d{1,5}\s*[.．、)）]|(?:ANSWER|答案|EXPLANATION|解析)\s*[:：]", re.IGNORECASE
)
"""A stem that begins like this would be read as an option, an answer or an explanation, or lose its number."""

_TABLE_LOSES = Phrase(
    zh="表格带不走图片、逐项反馈和部分得分。",
    en="A table leaves out pictures, feedback on single answers and partial credit.",
)
LOSES: Mapping[Format, Phrase] = {
    Format.XLSX: _TABLE_LOSES,
    Format.CSV: _TABLE_LOSES,
    Format.GIFT: Phrase(
        zh="GIFT 带不走图片、简答题的参考答案，以及答案含 -> 的填空题。",
        en="GIFT leaves out pictures, the model answers of short questions, and fill-in questions whose answer contains ->.",
    ),
    Format.AIKEN: Phrase(
        zh="Aiken 只带单选题的题干、选项和答案（题干里的换行变成空格）。",
        en="Aiken carries single choices only: stem, options and answer (line breaks become spaces).",
    ),
    Format.MOODLE_XML: Phrase(zh="Moodle XML 只带不走图片。", en="Moodle XML leaves out pictures only."),
}
"""What each format cannot carry, for whoever asks for an export. `carried` is the same, exactly."""


def carried(question: Question, format: Format) -> Question | None:
    """The question as a file of this format says it: written and read again it is this. None where it cannot be said at all."""
    match format:
        case Format.XLSX | Format.CSV:
            return replace(question, body=_in_a_table(question.body), picture="")
        case Format.MOODLE_XML:
            return replace(question, picture="")
        case Format.GIFT:
            return _in_gift(question)
        case Format.AIKEN:
            return _in_aiken(question)


def merged(old: Question, new: Question, format: Format) -> Question:
    """What the bank should hold after `new` came in a file: what such a file cannot say, or leaves empty, stays as it was in `old`."""
    seen = carried(old, format)
    if seen is None:
        return new
    kept = {name: getattr(old, name) for name in _FIELDS if getattr(seen, name) == getattr(new, name)}
    unsaid = {name: getattr(old, name) for name in _MAY_BE_EMPTY if not getattr(new, name)}
    return replace(new, **{**kept, **unsaid})


_FIELDS = ("stem", "body", "explanation", "tags", "difficulty", "picture")
_MAY_BE_EMPTY = ("explanation", "tags", "difficulty", "picture")


def _in_a_table(body: Body) -> Body:
    match body:
        case Single(options):
            right = [place for place, option in enumerate(options) if option.weight == ONE]
            return Single(even((option.text for option in options), right))
        case Multiple(options):
            return Multiple(even((option.text for option in options), right_options(options)))
        case TrueFalse(truth):
            return TrueFalse(truth)
        case FillIn(accepted):
            return FillIn(tuple(Option(answer.text, ONE) for answer in accepted if answer.weight == ONE))
        case Numeric(amounts):
            return Numeric(tuple(Amount(amount.value, amount.tolerance) for amount in amounts if amount.weight == ONE))
        case _:
            return body


def _in_gift(question: Question) -> Question | None:
    match question.body:
        case FillIn(accepted) if any("->" in answer.text or "->" in answer.feedback for answer in accepted):
            return None
        case Short():
            return replace(question, body=Short(), picture="")
        case _:
            return replace(question, picture="")


def _in_aiken(question: Question) -> Question | None:
    match question.body:
        case Single(options) if not _AIKEN_LINE.match(question.stem):
            right = [place for place, option in enumerate(options) if option.weight == ONE]
            return Question(_one_line(question.stem), Single(even((_one_line(option.text) for option in options), right)))
        case _:
            return None


def _one_line(text: str) -> str:
    return " ".join(text.split())
