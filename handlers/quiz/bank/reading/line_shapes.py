"""The lines of a text bank one by one: what each is by itself, and what comes after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from bot.documents.text_line import TextLine
from handlers.quiz.bank import normalise
from handlers.quiz.bank.reading import bank_lines
from handlers.quiz.bank.reading.bank_lines import Numbered
from handlers.quiz.bank.reading.stem import answer_in


class Shape(Enum):
    """What a line is by itself."""

    NOTHING = auto()
    SECTION = auto()
    KEY = auto()
    FIELD = auto()
    OPTION = auto()
    NUMBER = auto()
    WORDS = auto()


@dataclass(frozen=True, slots=True)
class Shaped:
    """A line, its shape, what that holds; whether an option A or an answer is the next thing after it that is not words, and the
    next line with anything on it.
    """

    line: TextLine
    shape: Shape
    holds: object = None
    asks: bool = False
    next: Shaped | None = None

    @property
    def is_bare_letters(self) -> bool:
        """Whether it is a number and letters and nothing else: 3. AC"""
        return isinstance(self.holds, Numbered) and normalise.letters(self.holds.words) is not None


def is_sign(line: TextLine) -> bool:
    """Whether a line could only be a question's: an answer, an option A, a statement judged in brackets, or a head like 二、判断题."""
    one = shaped(line)
    if isinstance(one.holds, Numbered) and (said := answer_in(one.holds.words)) is not None:
        return normalise.letters(said["said"] or said["on"]) is None
    if one.shape == Shape.SECTION:
        return "题" in line.text
    return (
        one.shape == Shape.KEY
        or (one.shape == Shape.FIELD and _answers(one))
        or (one.shape == Shape.OPTION and one.holds == "A")
    )


def shaped(line: TextLine) -> Shaped:
    """A line by itself; a loose option (A打折) is one only where the reader expects it."""
    text = line.text
    if not text.strip():
        return Shaped(line, Shape.NOTHING)
    if bank_lines.is_key_head(text):
        return Shaped(line, Shape.KEY)
    if found := bank_lines.section(text):
        return Shaped(line, Shape.SECTION, found)
    if fields := bank_lines.fields(text):
        return Shaped(line, Shape.FIELD, fields)
    if letter := bank_lines.option_letter(text):
        return Shaped(line, Shape.OPTION, letter)
    if numbered := bank_lines.numbered(text):
        return Shaped(line, Shape.NUMBER, numbered)
    return Shaped(line, Shape.WORDS)


def with_outlook(lines: Sequence[Shaped]) -> list[Shaped]:
    """Each line with what comes after it, looked at from the end."""
    seen: list[Shaped] = []
    asks, following = False, None
    for one in reversed(lines):
        one = _question_numbered_in_chinese(one) if asks else one
        seen.append(replace(one, asks=asks, next=following))
        following = following if one.shape == Shape.NOTHING else replace(seen[-1], next=None)
        match one.shape:
            case Shape.OPTION:
                asks = one.holds == "A"
            case Shape.FIELD:
                asks = _answers(one)
            case Shape.WORDS if _is_loose_a(one.line.text):
                asks = True
            case Shape.NUMBER | Shape.SECTION | Shape.KEY:
                asks = False
    return seen[::-1]


def _question_numbered_in_chinese(one: Shaped) -> Shaped:
    """A line numbered 一、 whose options or answer follow is a question, not a chapter."""
    number = bank_lines.chinese_number(one.line.text)
    if one.shape != Shape.WORDS or number is None:
        return one
    words = bank_lines.heading(one.line.text) or ""
    return replace(one, shape=Shape.NUMBER, holds=Numbered(number, "一", None, words)) if words else one


def _answers(one: Shaped) -> bool:
    assert isinstance(one.holds, list)
    return one.holds[0].name in ("answer", "reply")


def _is_loose_a(text: str) -> bool:
    """Whether a line begins with an A right before a Chinese character: A打折."""
    return bank_lines.option_letter(text) is None and bank_lines.option_letter(text, loose=True) == "A"
