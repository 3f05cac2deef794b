"""Is this answer right? By kind, with part marks by weight, and however people write letters, numbers and true or false.

What people see is lettered: options A, B, C …; a true/false question A 对, B 错; a matching question 1, 2, 3 on the left and
A, B, C on the right. `order` says in which order the options (or right sides) were shown, as `exam.rules.shuffled` gives it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from handlers.quiz.bank import normalise
from handlers.quiz.bank.questions import (
    LETTERS,
    ONE,
    ZERO,
    Amount,
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
    right_options,
)

_PAIRING = re.compile(r"([1-8])\s*[-—:：.、=→>]*\s*([A-Ha-h])")
_BETWEEN_BLANKS = tuple(re.compile(signs) for signs in (r"[;；\n]", r"[、,，]", r"\s+", r"[/|]"))
"""What people write between the words of several blanks."""
_BETWEEN_PAIRINGS = re.compile(r"[\s,，;；、]*")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer earns (0 to 1; None where an expert has to say), the places chosen in the question, and what to tell."""

    credit: Fraction | None
    chosen: tuple[int, ...] = ()
    feedback: str = ""

    @property
    def right(self) -> bool:
        return self.credit == ONE


ALMOST = Fraction(99, 100)
"""The most a multiple choice earns that is not wholly right: weights may be rounded up."""
STAR = "\ufdd0"
"""Stands for a written star while stars that mean any words are looked for; no text has it."""


def mark(question: Question, said: str, order: Sequence[int] = ()) -> Verdict | None:
    """The verdict on an answer as typed or pressed; None where it cannot be read as an answer to this kind of question."""
    match question.body:
        case Single(options):
            return _single(options, said, order)
        case Multiple(options):
            return _multiple(options, said, order)
        case TrueFalse() as body:
            return _true_false(body, said)
        case FillIn(accepted):
            return _fill_in(accepted, said, normalise.blanks(question.stem))
        case Numeric(amounts):
            return _numeric(amounts, said)
        case Matching() as body:
            return _matching(body, said, order)
        case Short():
            return Verdict(None) if said.strip() else None


def shown(count: int, order: Sequence[int]) -> Sequence[int]:
    """The places in the order they were shown: as they stand in the question where nothing was shuffled."""
    return order or range(count)


def _letters(options: Sequence[object], said: str, order: Sequence[int]) -> tuple[int, ...] | None:
    """The places of the options whose letters were said, each once, in the question's own order."""
    letters = normalise.letters(said)
    places = shown(len(options), order)
    if letters is None or any(letter not in LETTERS[: len(places)] for letter in letters):
        return None
    return tuple(sorted({places[LETTERS.index(letter)] for letter in letters}))


def _worded(options: tuple[Option, ...], said: str) -> tuple[int, ...] | None:
    """The place of the option that was said in its own words."""
    word = normalise.fold(said)
    return next(((place,) for place, option in enumerate(options) if normalise.fold(option.text) == word), None)


def _single(options: tuple[Option, ...], said: str, order: Sequence[int]) -> Verdict | None:
    chosen = _letters(options, said, order)
    if chosen is None or len(chosen) > 1:
        chosen = _worded(options, said)
    if chosen is None:
        return None
    option = options[chosen[0]]
    return Verdict(max(ZERO, option.weight), chosen, option.feedback)


def _multiple(options: tuple[Option, ...], said: str, order: Sequence[int]) -> Verdict | None:
    """All the right ones and nothing else is right. Fewer earn their weights; a wrong one costs its weight, or everything.

    A wrong option to which nobody gave a weight takes all the marks, as in Chinese exams (错选不得分): in Moodle it would
    cost nothing, and choosing everything would be full marks.
    """
    chosen = _letters(options, said, order) or _worded(options, said)
    if chosen is None:
        return None
    feedback = "\n".join(options[place].feedback for place in chosen if options[place].feedback)
    if frozenset(chosen) == right_options(options):
        return Verdict(ONE, chosen, feedback)
    earned = sum((options[place].weight or -ONE for place in chosen), ZERO)
    return Verdict(min(max(ZERO, earned), ALMOST), chosen, feedback)


def _true_false(body: TrueFalse, said: str) -> Verdict | None:
    """Said outright, or as the letter of 对 (A) or 错 (B)."""
    truth = normalise.truth(said)
    if truth is None and (letter := normalise.letters(said)) in ("A", "B"):
        truth = letter == "A"
    if truth is None:
        return None
    right = truth == body.truth
    return Verdict(ONE if right else ZERO, (0 if truth else 1,), body.if_right if right else body.if_wrong)


def _fill_in(accepted: tuple[Option, ...], said: str, blanks: int) -> Verdict | None:
    """The best of the answers that fit; width, case, spaces and a full stop at the end do not matter."""
    if not _bare(said):
        return None
    fitting = [(answer.weight, -place) for place, answer in enumerate(accepted) if _fits_blanks(answer.text, said, blanks)]
    if not fitting:
        return Verdict(ZERO)
    _, place = max(fitting)
    return Verdict(max(ZERO, accepted[-place].weight), (-place,), accepted[-place].feedback)


def _fits_blanks(accepted: str, said: str, blanks: int) -> bool:
    """Whether what was said is an accepted answer: the words of each blank in order, however they are parted."""
    if blanks < 2:
        return _fits_words(accepted, _bare(said))
    wanted = blank_words(accepted)
    return any(
        len(parts) == len(wanted) and all(_fits_words(one, _bare(part)) for one, part in zip(wanted, parts, strict=True))
        for parts in (_parted(said, separators) for separators in _BETWEEN_BLANKS)
    )


def _parted(said: str, separators: re.Pattern[str]) -> list[str]:
    return [part for part in separators.split(said) if part.strip()]


def _bare(said: str) -> str:
    word = normalise.fold(said).replace(" ", "")
    return word.rstrip("。.!;,") or word


def _fits_words(accepted: str, word: str) -> bool:
    """Whether a word is what an accepted answer says; a `*` in that is any words, `\\*` a star."""
    first, *rest = (part.replace(STAR, "*") for part in _bare(accepted.replace("\\*", STAR)).split("*"))
    if not rest:
        return word == first
    if not word.startswith(first):
        return False
    place = len(first)
    for part in rest[:-1]:
        found = word.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return word.endswith(rest[-1]) and len(word) - len(rest[-1]) >= place


def _numeric(amounts: tuple[Amount, ...], said: str) -> Verdict | None:
    """The best of the amounts that fit; "85%" is taken as 0.85 or as 85, whichever fits."""
    value = normalise.number(said)
    if value is None:
        return None
    readings = (value, value * 100) if normalise.fold(said).endswith("%") else (value,)
    fitting = [(amount.weight, -place) for place, amount in enumerate(amounts) if _fits(amount, readings)]
    if not fitting:
        return Verdict(ZERO)
    _, place = max(fitting)
    return Verdict(max(ZERO, amounts[-place].weight), (-place,), amounts[-place].feedback)


def _fits(amount: Amount, readings: tuple[Decimal, ...]) -> bool:
    return any(abs(value - amount.value) <= amount.tolerance for value in readings)


def _matching(body: Matching, said: str, order: Sequence[int]) -> Verdict | None:
    """Every pair earns its share: "1B 2A 3C", or the letters alone in the order of the left sides."""
    letters = _pairing(len(body.pairs), said)
    places = shown(len(body.rights), order)
    if letters is None or any(letter not in LETTERS[: len(places)] for letter in letters.values()):
        return None
    chosen = tuple(places[LETTERS.index(letters[left])] if left in letters else -1 for left in range(len(body.pairs)))
    hits = sum(place >= 0 and body.rights[place] == pair.right for place, pair in zip(chosen, body.pairs, strict=True))
    return Verdict(Fraction(hits, len(body.pairs)), chosen)


def _pairing(lefts: int, said: str) -> dict[int, str] | None:
    """Which letter was said for which left side (from 0)."""
    text = normalise.fold(said)
    pairs = [(int(left) - 1, letter.upper()) for left, letter in _PAIRING.findall(text)]
    if pairs and _BETWEEN_PAIRINGS.fullmatch(_PAIRING.sub("", text)):
        return dict(pairs) if len(dict(pairs)) == len(pairs) and max(left for left, _ in pairs) < lefts else None
    letters = normalise.letters(said)
    return dict(enumerate(letters)) if letters and len(letters) == lefts else None


def key(question: Question, order: Sequence[int] = ()) -> str:
    """The right answer as people would type it: letters as shown, the first accepted words, a number; a model answer in full."""
    match question.body:
        case Single(options) | Multiple(options):
            places = shown(len(options), order)
            best = right_options(options) if isinstance(question.body, Multiple) else _best(options)
            return "".join(letter for letter, place in zip(LETTERS, places, strict=False) if place in best)
        case TrueFalse(truth):
            return "A" if truth else "B"
        case FillIn(accepted):
            return next(answer.text for answer in accepted if answer.weight == ONE)
        case Numeric(amounts):
            return normalise.figures(next(amount.value for amount in amounts if amount.weight == ONE))
        case Matching() as body:
            places = list(shown(len(body.rights), order))
            at = [LETTERS[places.index(body.rights.index(pair.right))] for pair in body.pairs]
            return " ".join(f"{number}{letter}" for number, letter in enumerate(at, 1))
        case Short(model):
            return model


def _best(options: tuple[Option, ...]) -> frozenset[int]:
    return frozenset(place for place, option in enumerate(options) if option.weight == ONE)
