"""Answers as learning records: what was asked, word for word, what was said to it and what it earned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from bot.feature import Camp
from bot.learning_record import Activity, ActivityType, Did, Interaction, Learned, RecordSource
from handlers.quiz.answer_command import feature
from handlers.quiz.bank.amounts import amount
from handlers.quiz.bank.questions import (
    LETTERS,
    ONE,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Option,
    Question,
    Short,
    Single,
    TrueFalse,
    blank_words,
    from_plain,
    right_options,
)
from storage import learning_records
from storage.asks import plain_of
from storage.connection import Db
from storage.learning_records import ANSWERS, RecordSpan

KEPT = 500
"""Questions whose reading is kept: as many as a camp asks again and again."""
NEXT, TO, RANGE = "[,]", "[.]", "[:]"
"""What parts the answers of one response, the sides of a pair, and the ends of a range (xAPI 1.0.3, interaction types)."""
ANY_CASE = "{case_matters=false}"
_STAR = re.compile(r"(?<!\\)\*")
"""A star that means any words: no pattern of xAPI says that."""


def _of(reader: Db, camp: Camp, stretch: RecordSpan) -> Iterator[Learned]:
    known: dict[tuple[Any, ...], tuple[Question, Interaction]] = {}
    for row in learning_records.rows(reader, ANSWERS, stretch):
        key = (row.question, row.version)
        if key not in known:
            if len(known) == KEPT:
                known.clear()
            question = from_plain(plain_of(row))
            known[key] = (question, interaction(question))
        question, how = known[key]
        is_marked = row.earned is not None
        yield Learned(
            f"{row.row}:{row.earned}/{row.out_of}",
            row.person,
            row.member,
            row.at,
            Did.ANSWERED,
            Activity(f"question/{row.question}/{row.version or 0}", ActivityType.QUESTION, question.stem),
            None if row.exam is None else Activity(f"exam/{row.exam}", ActivityType.TEST, row.exam_name),
            row.earned == row.out_of if is_marked else None,
            Fraction(row.earned, row.out_of) if is_marked else None,
            row.thinking_ms,
            response(question, row.said, row.chosen),
            how,
        )


def interaction(question: Question) -> Interaction:
    """How it is answered, in the terms of xAPI."""
    match question.body:
        case Single(options) | Multiple(options):
            right = NEXT.join(LETTERS[place] for place in sorted(right_options(options)))
            if isinstance(question.body, Single):
                right = next(letter for letter, option in zip(LETTERS, options, strict=False) if option.weight == ONE)
            return Interaction("choice", (("choices", _lettered(option.text for option in options)),), (right,))
        case TrueFalse(truth):
            return Interaction("true-false", (), ("true" if truth else "false",))
        case FillIn(accepted):
            return Interaction("fill-in", (), tuple(map(_pattern, filter(_is_plain, accepted))))
        case Numeric(amounts):
            return Interaction(
                "numeric",
                (),
                tuple(
                    f"{_number(one.value - one.tolerance)}{RANGE}{_number(one.value + one.tolerance)}"
                    for one in amounts
                    if one.weight == ONE
                ),
            )
        case Matching() as body:
            rights = body.rights
            lefts = tuple((str(place), pair.left) for place, pair in enumerate(body.pairs, 1))
            pairs = (f"{place}{TO}{LETTERS[rights.index(pair.right)]}" for place, pair in enumerate(body.pairs, 1))
            return Interaction("matching", (("source", lefts), ("target", _lettered(rights))), (NEXT.join(pairs),))
        case Short():
            return Interaction("long-fill-in")


def response(question: Question, said: str, chosen: list[int]) -> str | None:
    """What was answered, as its kind of interaction writes it; None where nothing is left of it, or it was no number."""
    match question.body:
        case Single() | Multiple() if chosen:
            return NEXT.join(LETTERS[place] for place in chosen)
        case TrueFalse() if chosen:
            return "true" if chosen[0] == 0 else "false"
        case Matching() if chosen:
            return NEXT.join(f"{place}{TO}{LETTERS[right]}" for place, right in enumerate(chosen, 1) if right >= 0) or None
        case Numeric():
            read = amount(said)
            return None if read is None else _number(read.value)
    return said.strip() or None


def _lettered(words: Any) -> tuple[tuple[str, str], ...]:
    return tuple(zip(LETTERS, words, strict=False))


def _is_plain(answer: Option) -> bool:
    return answer.weight == ONE and not _STAR.search(answer.text)


def _pattern(answer: Option) -> str:
    return ANY_CASE + NEXT.join(part.replace("\\*", "*") for part in blank_words(answer.text))


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


feature.learning_record(RecordSource("answer", _of))
