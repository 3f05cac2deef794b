"""The corrected key in the order people saw the options, and what an answer earns by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers.quiz.bank import marking, normalise
from handlers.quiz.bank.marking import Verdict
from handlers.quiz.bank.questions import (
    LETTERS,
    FillIn,
    Matching,
    Multiple,
    Numeric,
    Option,
    Pair,
    Question,
    Short,
    Single,
    TrueFalse,
    fingerprint,
    to_plain,
)


def corrected(asked: Question, now: Question) -> Question | None:
    """The question as it was asked, judged and explained as the bank does now; None where the bank asks something else by now, or
    where an expert judged it."""
    if fingerprint(asked) != fingerprint(now):
        return None
    match asked.body, now.body:
        case Single(options), Single(given):
            return replace(asked, body=Single(_weighed(options, given)), explanation=now.explanation)
        case Multiple(options), Multiple(given):
            return replace(asked, body=Multiple(_weighed(options, given)), explanation=now.explanation)
        case Matching() as old, Matching() as new:
            body = _paired(old, new)
            return None if body is None else replace(asked, body=body, explanation=now.explanation)
        case TrueFalse() | FillIn() | Numeric(), body:
            return replace(asked, body=body, explanation=now.explanation)
        case _:
            return None


def key_of(question: Question) -> dict[str, Any]:
    """What judges and explains a question, as a version keeps it."""
    plain = to_plain(question)
    return {"answer": plain["answer"], "explanation": plain["explanation"]}


def judge(question: Question, said: str, chosen: Sequence[int]) -> Verdict | None:
    """The verdict on an answer given before: by the places chosen where there were options, else by what was said."""
    match question.body:
        case Single() | Multiple() | TrueFalse():
            return marking.mark(question, "".join(LETTERS[place] for place in chosen))
        case Matching():
            pairs = (f"{number}{LETTERS[place]}" for number, place in enumerate(chosen, 1) if place >= 0)
            return marking.mark(question, " ".join(pairs))
        case Short():
            return None
        case FillIn() | Numeric():
            return marking.mark(question, said)


def _weighed(asked: tuple[Option, ...], now: tuple[Option, ...]) -> tuple[Option, ...]:
    """The options in the order and words they were asked in, each with its weight and feedback of now."""
    known = {normalise.fold(option.text): option for option in now}
    return tuple(replace(known[normalise.fold(option.text)], text=option.text) for option in asked)


def _paired(asked: Matching, now: Matching) -> Matching | None:
    """The pairs of now, their right sides listed as people met them; None where there are other sides by now."""
    known = {normalise.fold(right): right for right in asked.rights}
    new = {normalise.fold(pair.left): known.get(normalise.fold(pair.right)) for pair in now.pairs}
    if {normalise.fold(right) for right in now.rights} != known.keys():
        return None
    pairs = [(pair.left, new.get(normalise.fold(pair.left))) for pair in asked.pairs]
    if any(right is None for _, right in pairs):
        return None
    return Matching(tuple(Pair(left, right) for left, right in pairs if right is not None), asked.extra, asked.rights)
