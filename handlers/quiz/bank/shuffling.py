"""In which order options and right sides are shown: by a seed, so that somebody who comes back finds them where they were."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from handlers.quiz.bank.questions import Matching, Multiple, Question, Single

_KEEPS_ORDER = re.compile(
    r"以上|上述|都对|都不对|都是|皆是|[A-H][、,，和与及][A-H]|\b(?:all|none|both|either|neither) of\b|\babove\b", re.IGNORECASE
)


def order_of(question: Question, seed: str, *, options: bool) -> tuple[int, ...]:
    """The places in the order to show them, () where they stand as in the bank.

    The right sides of a matching question never stand as in the bank, where each is beside its left side. Lettered options are
    shuffled where `options` says so: a group and a drill that is over in seconds show them as they are.
    """
    match question.body:
        case Matching() as body:
            return _apart(body, seed)
        case Single(choices) | Multiple(choices) if options:
            return shuffled([choice.text for choice in choices], seed)
        case _:
            return ()


def _apart(body: Matching, seed: str) -> tuple[int, ...]:
    """Right sides in an order that gives no key away: not every left side has its own beside it."""
    places = list(range(len(body.rights)))
    random.Random(seed).shuffle(places)
    if all(body.rights[place] == pair.right for place, pair in zip(places, body.pairs, strict=False)):
        places = places[1:] + places[:1]
    return tuple(places)


def shuffled(options: Sequence[str], seed: str) -> tuple[int, ...]:
    """The places of the options in the order to show them; as they stand where one speaks of another (以上都对, A和B)."""
    places = list(range(len(options)))
    if not any(_KEEPS_ORDER.search(option) for option in options):
        random.Random(seed).shuffle(places)
    return tuple(places)
