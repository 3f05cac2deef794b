"""Is this answer right? By kind, with part marks by weight, and however people write letters, numbers and true or false.

What people see is lettered: options A, B, C …; a true/false question A 对, B 错; a matching question 1, 2, 3 on the left and
A, B, C on the right. `order` says in which order the options (or right sides) were shown, as `shuffling.order_of` gives it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bot.amounts import Reading
from bot.units import Unit
from handlers.quiz.bank import choice_words, moments, normalise
from handlers.quiz.bank.amounts import amount, asked_in
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
from handlers.quiz.bank.wording import bare, without_preface

_PAIRING = re.compile(r"([1-8])\s*[-—:：.、=→>]*\s*([A-Ha-h])")
_BETWEEN_BLANKS = tuple(
    re.compile(signs) for signs in (r"[;；\n]", r"[、,，]", r"\s+", r"[/|]", r"以及|[和与及]", r"[①-⑧]|[(（]?[1-8][.．、)）]")
)
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
            return _fill_in(accepted, said, question.stem)
        case Numeric(amounts):
            return _numeric(amounts, said, asked_in(question.stem))
        case Matching() as body:
            return _matching(body, said, order)
        case Short():
            return Verdict(None) if said.strip() else None


def shown(count: int, order: Sequence[int]) -> Sequence[int]:
    """The places in the order they were shown: as they stand in the question where nothing was shuffled."""
    return order or range(count)


def _letters(options: Sequence[object], said: str, order: Sequence[int]) -> tuple[int, ...] | None:
    """The places of the options whose letters were said, each once, in the question's own order."""
    letters = choice_words.letters(said)
    places = shown(len(options), order)
    if letters is None or any(letter not in LETTERS[: len(places)] for letter in letters):
        return None
    return tuple(sorted({places[LETTERS.index(letter)] for letter in letters}))


def _worded(options: tuple[Option, ...], said: str, order: Sequence[int]) -> tuple[int, ...] | None:
    """The place of the option that was said in its own words, with or without its letter before them."""
    for same in (normalise.fold, bare):
        found = [place for place, option in enumerate(options) if same(option.text) == same(said)]
        if len(found) == 1:
            return (found[0],)
    lettered = choice_words.lettered(said)
    places = shown(len(options), order)
    if lettered and (at := LETTERS.index(lettered[0])) < len(places) and bare(options[places[at]].text) == bare(lettered[1]):
        return (places[at],)
    return None


def _single(options: tuple[Option, ...], said: str, order: Sequence[int]) -> Verdict | None:
    chosen = _letters(options, said, order)
    if chosen is None or len(chosen) > 1:
        chosen = _worded(options, said, order)
    if chosen is None:
        return None
    option = options[chosen[0]]
    return Verdict(max(ZERO, option.weight), chosen, option.feedback)


def _multiple(options: tuple[Option, ...], said: str, order: Sequence[int]) -> Verdict | None:
    """All the right ones and nothing else is right. Fewer earn their weights; a wrong one costs its weight, or everything.

    A wrong option to which nobody gave a weight takes all the marks, as in Chinese exams (错选不得分): in Moodle it would
    cost nothing, and choosing everything would be full marks.
    """
    chosen = _letters(options, said, order) or _worded(options, said, order)
    if chosen is None:
        return None
    feedback = "\n".join(options[place].feedback for place in chosen if options[place].feedback)
    if frozenset(chosen) == right_options(options):
        return Verdict(ONE, chosen, feedback)
    earned = sum((options[place].weight or -ONE for place in chosen), ZERO)
    return Verdict(min(max(ZERO, earned), ALMOST), chosen, feedback)


def _true_false(body: TrueFalse, said: str) -> Verdict | None:
    """Said outright, or as the letter of 对 (A) or 错 (B)."""
    truth = choice_words.truth(said)
    if truth is None and (letter := choice_words.letters(said)) in ("A", "B"):
        truth = letter == "A"
    if truth is None:
        return None
    right = truth == body.truth
    return Verdict(ONE if right else ZERO, (0 if truth else 1,), body.if_right if right else body.if_wrong)


def _fill_in(accepted: tuple[Option, ...], said: str, stem: str) -> Verdict | None:
    """The best of the answers that fit, by their words or, where both are amounts, by what they amount to."""
    if not bare(said):
        return None
    blanks = normalise.blanks(stem)
    asked = asked_in(stem) if blanks < 2 else None
    told = normalise.in_blanks(stem, said)
    fitting = [
        (one.weight, -place)
        for place, one in enumerate(accepted)
        if _fits_blanks(one.text, said, blanks, asked) or (told and _fits_blanks(one.text, "\n".join(told), blanks, asked))
    ]
    if not fitting:
        return Verdict(ZERO)
    _, place = max(fitting)
    return Verdict(max(ZERO, accepted[-place].weight), (-place,), accepted[-place].feedback)


def _fits_blanks(accepted: str, said: str, blanks: int, asked: Unit | None) -> bool:
    """Whether what was said is an accepted answer: the words of each blank in order, however they are parted."""
    if blanks < 2:
        return any(_fits_words(accepted, words, asked) for words in dict.fromkeys((said, without_preface(said))))
    wanted = blank_words(accepted)
    return any(
        len(parts) == len(wanted) and all(_fits_words(one, part, asked) for one, part in zip(wanted, parts, strict=True))
        for parts in (_parted(said, separators) for separators in _BETWEEN_BLANKS)
    )


def _parted(said: str, separators: re.Pattern[str]) -> list[str]:
    return [part for part in separators.split(said) if part.strip()]


def _fits_words(accepted: str, said: str, asked: Unit | None) -> bool:
    """Whether words are what an accepted answer says; a `*` in that is any words, `\\*` a star."""
    first, *rest = (part.replace(STAR, "*") for part in bare(accepted.replace("\\*", STAR)).split("*"))
    word = bare(said)
    if not rest:
        return word == first or moments.is_same(accepted, said) or _amounts_to(amount(accepted), amount(said), asked)
    if not word.startswith(first):
        return False
    place = len(first)
    for part in rest[:-1]:
        found = word.find(part, place)
        if found < 0:
            return False
        place = found + len(part)
    return word.endswith(rest[-1]) and len(word) - len(rest[-1]) >= place


def _amounts_to(accepted: Reading | None, said: Reading | None, asked: Unit | None) -> bool:
    """3万 and 30000, 5米 and 500厘米, 500 and 五百; mere figures are compared as they are written: 3.10 is not 3.1, nor 007 a 7."""
    if accepted is None or said is None:
        return False
    if accepted.is_plain and said.is_plain:
        return accepted.is_spelt != said.is_spelt and accepted.value == said.value
    if said.unit and accepted.unit is None:
        return asked is not None and any(value == accepted.value for value in _readings(said, asked))
    return accepted.in_base == said.in_base


def _numeric(amounts: tuple[Amount, ...], said: str, asked: Unit | None) -> Verdict | None:
    """The best of the amounts that fit, in the unit the stem asks for; "85%" is 0.85 or 85, whichever fits."""
    reading = amount(said)
    if reading is None:
        return None
    readings = _readings(reading, asked)
    fitting = [(amount.weight, -place) for place, amount in enumerate(amounts) if _fits(amount, readings)]
    if not fitting:
        return Verdict(ZERO)
    _, place = max(fitting)
    return Verdict(max(ZERO, amounts[-place].weight), (-place,), amounts[-place].feedback)


def _readings(said: Reading, asked: Unit | None) -> tuple[Decimal, ...]:
    """What was said as bare numbers in the unit asked for; none where the units cannot be told in one another."""
    if said.unit is None:
        in_scale = (said.value / asked.factor,) if asked and said.is_scaled else ()
        return (said.value, *in_scale)
    if not said.unit.dimension:
        share = said.value * said.unit.factor
        in_asked = (share / asked.factor,) if asked else ()
        return (said.value, share, *in_asked) if asked is None or not asked.dimension else ()
    if asked is None:
        return (said.value,)
    return (said.value * said.unit.factor / asked.factor,) if said.unit.counts_as(asked) else ()


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
    text = choice_words.without_preface(said)
    pairs = [(int(left) - 1, letter.upper()) for left, letter in _PAIRING.findall(text)]
    if pairs and _BETWEEN_PAIRINGS.fullmatch(_PAIRING.sub("", text)):
        return dict(pairs) if len(dict(pairs)) == len(pairs) and max(left for left, _ in pairs) < lefts else None
    letters = choice_words.letters(said)
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
