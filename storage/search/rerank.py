"""The second look: a candidate beside the question, as a few figures, a score to order by and the chance that it is right."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from functools import cache
from math import exp, log
from pathlib import Path
from typing import NamedTuple

from storage.search.candidates import Weights
from storage.search.tokens import Tokens

FURTHEST = 3.0
"""A lead over the next one beyond this says no more."""


class Features(NamedTuple):
    """How alike question and candidate are; every sum is of token weights (idf), every share is 0 to 1.

    `jaccard` of all tokens, `jaccard_singles` of singles; `contained`: shared singles over those of the lighter text;
    `asked_pairs`, `asked`: how much of the question is in the candidate, `found_pairs`, `found` the other way;
    `length`: |ln| of the ratio of letters; `missing`, `extra`: the weightiest single only one of them has, over the
    weight of a token never seen; `answered`: how much of the question only the candidate's answer speaks of.
    """

    jaccard: float
    jaccard_singles: float
    contained: float
    asked_pairs: float
    found_pairs: float
    asked: float
    found: float
    length: float
    missing: float
    extra: float
    answered: float


class WeighedQuestion(NamedTuple):
    """The question, weighed once for all candidates."""

    norm: str
    tokens: Tokens
    singles: float
    pairs: float


class Model(NamedTuple):
    """The fitted constants (tests/bench/qa/fit.py): a weight a feature to order by, and a logistic regression for the chance.

    `belief` weighs the features and besides `score`, `lead`, `lead_capped`, `letters`, `longer` and `intercept`.
    """

    order: dict[str, float]
    belief: dict[str, float]


@cache
def model() -> Model:
    return Model(**json.loads(Path(__file__).with_name("model.json").read_text("utf-8")))


def weigh(norm: str, tokens: Tokens, known: Weights) -> WeighedQuestion:
    return WeighedQuestion(norm, tokens, _sum(tokens.singles, known), _sum(tokens.pairs, known))


def features(asked: WeighedQuestion, norm: str, tokens: Tokens, answer: str | None, known: Weights) -> Features:
    """Of a candidate's wording, `answer` being what its item answers, spelled by `normal`."""
    singles, pairs = _sum(tokens.singles, known), _sum(tokens.pairs, known)
    both_singles, both_pairs = asked.tokens.singles & tokens.singles, asked.tokens.pairs & tokens.pairs
    shared_singles, shared_pairs = _sum(both_singles, known), _sum(both_pairs, known)
    shared = shared_singles + shared_pairs
    return Features(
        jaccard=_share(shared, asked.singles + asked.pairs + singles + pairs - shared),
        jaccard_singles=_share(shared_singles, asked.singles + singles - shared_singles),
        contained=_share(shared_singles, min(asked.singles, singles)),
        asked_pairs=_share(shared_pairs, asked.pairs),
        found_pairs=_share(shared_pairs, pairs),
        asked=_share(shared, asked.singles + asked.pairs),
        found=_share(shared, singles + pairs),
        length=abs(_longer(asked.norm, norm)),
        missing=_heaviest(asked.tokens.singles - both_singles, known) / known.unseen,
        extra=_heaviest(tokens.singles - both_singles, known) / known.unseen,
        answered=_share(_sum([pair for pair in asked.tokens.pairs - both_pairs if pair in answer], known), asked.pairs)
        if answer
        else 0.0,
    )


def score(figures: Features) -> float:
    """What candidates are ordered by; only differences mean anything."""
    order = model().order
    return sum([order[name] * value for name, value in zip(Features._fields, figures, strict=True)])


def leads(scores: Sequence[float]) -> list[float]:
    """How far each is ahead of the best of the others; a single one, of a candidate with nothing in common, whose score is 0."""
    first, second, *_ = *sorted(scores, reverse=True), 0.0, 0.0
    return [one - (second if one == first else first) for one in scores]


def signals(asked: WeighedQuestion, norm: str, figures: Features, scored: float, lead: float) -> dict[str, float]:
    """Everything the chance is computed from, by name."""
    return {
        **figures._asdict(),
        "score": scored,
        "lead": lead,
        "lead_capped": min(lead, FURTHEST),
        "letters": log(len(asked.norm) + 1),
        "longer": _longer(asked.norm, norm),
        "intercept": 1.0,
    }


def belief(given: dict[str, float]) -> float:
    """The chance (0 to 1) that the candidate answers the question."""
    weights = model().belief
    return 1 / (1 + exp(-sum([weights[name] * value for name, value in given.items()])))


def _sum(tokens: Collection[str], known: Weights) -> float:
    return sum(map(known.of, tokens))


def _heaviest(tokens: Collection[str], known: Weights) -> float:
    return max(map(known.of, tokens), default=0.0)


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0


def _longer(norm: str, other: str) -> float:
    return log((len(norm) + 1) / (len(other) + 1))
