"""How questions and tags fare: facility, discrimination, distractors and mastery, and nothing said of too few attempts.

Source of facility index, discrimination index and discriminative efficiency: Moodle, Quiz statistics calculations,
https://docs.moodle.org/dev/Quiz_statistics_calculations (first attempts only).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

MINIMUM = 5
"""Attempts from which up something is said of a question or a tag."""
ENOUGH = 20
"""Attempts from which up a question's discrimination is said: a correlation of fewer is mostly chance."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A person's answer to a question: what it earned (0 to 1) and the places of the options chosen. In the order of answering."""

    person: int
    question: int
    credit: Fraction
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """A question's figures: `facility` is the mean mark (0 to 1); `discrimination` and `efficiency` are −100 to 100, None below
    twenty attempts and where everybody did alike."""

    attempts: int
    facility: Fraction
    discrimination: float | None
    efficiency: float | None
    chosen: Mapping[int, int]

    def idle(self, wrong: Iterable[int]) -> tuple[int, ...]:
        """The places of the wrong options nobody chose: distractors that distract nobody."""
        return tuple(place for place in wrong if not self.chosen.get(place))


@dataclass(frozen=True, slots=True)
class Mastery:
    """Of the questions of a tag that somebody was asked, how many they answered right last."""

    right: int
    asked: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.right, self.asked)


def items(attempts: Sequence[Attempt]) -> dict[int, ItemFigures]:
    """Figures for every question with at least five attempts, each person's first answer counting."""
    first: dict[tuple[int, int], Attempt] = {}
    for attempt in attempts:
        first.setdefault((attempt.person, attempt.question), attempt)
    earned: dict[int, Fraction] = defaultdict(Fraction)
    asked: Counter[int] = Counter()
    of_question: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in first.values():
        earned[attempt.person] += attempt.credit
        asked[attempt.person] += 1
        of_question[attempt.question].append(attempt)
    return {question: _item(own, earned, asked) for question, own in sorted(of_question.items()) if len(own) >= MINIMUM}


def _item(own: Sequence[Attempt], earned: Mapping[int, Fraction], asked: Mapping[int, int]) -> ItemFigures:
    facility = sum((attempt.credit for attempt in own), Fraction(0)) / len(own)
    chosen = Counter(place for attempt in own for place in attempt.chosen)
    others = [one for one in own if asked[one.person] > 1]
    marks = [one.credit for one in others]
    rest = [(earned[one.person] - one.credit) / (asked[one.person] - 1) for one in others]
    is_enough = len(others) >= ENOUGH
    return ItemFigures(
        len(own),
        facility,
        discrimination_index(marks, rest) if is_enough else None,
        discriminative_efficiency(marks, rest) if is_enough else None,
        dict(sorted(chosen.items())),
    )


def discrimination_index(marks: Sequence[Fraction], rest: Sequence[Fraction]) -> float | None:
    """100 × the correlation of people's marks for a question with their mean mark for the rest; None where one of both is level.

    C(x, X) / √(V(x) V(X)), with X the other mark: the question itself is not held against itself. Moodle sums the rest; people
    who were asked different numbers of questions are compared by the mean, which in one test gives the same.
    """
    level = _covariance(marks, marks) * _covariance(rest, rest)
    return 100 * float(_covariance(marks, rest)) / sqrt(level) if level else None


def discriminative_efficiency(marks: Sequence[Fraction], rest: Sequence[Fraction]) -> float | None:
    """100 × the covariance as a share of the greatest these marks allow: C(x, X) / C(x sorted, X sorted); None where that is 0."""
    most = _covariance(sorted(marks), sorted(rest))
    return 100 * float(_covariance(marks, rest) / most) if most else None


def _covariance(one: Sequence[Fraction], other: Sequence[Fraction]) -> Fraction:
    """n × the covariance, exact; only ratios of it are used."""
    zero, n = Fraction(0), len(one)
    products = sum((a * b for a, b in zip(one, other, strict=True)), zero)
    return products - sum(one, zero) * sum(other, zero) / n if n else zero


def mastery(attempts: Iterable[Attempt], tags: Mapping[int, Sequence[str]]) -> dict[str, Mastery]:
    """tag → mastery, counting for each person and question the last answer: a mistake put right counts as right."""
    last = {(attempt.person, attempt.question): attempt for attempt in attempts}
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    for attempt in last.values():
        for tag in tags.get(attempt.question, ()):
            asked[tag] += 1
            right[tag] += attempt.credit == 1
    return {tag: Mastery(right[tag], count) for tag, count in sorted(asked.items())}


def by_segment(
    attempts: Sequence[Attempt], tags: Mapping[int, Sequence[str]], segments: Mapping[str, Collection[int]]
) -> dict[tuple[str, str], Mastery]:
    """(segment, tag) → mastery of the people of that segment (segment → persons)."""
    cells: dict[tuple[str, str], Mastery] = {}
    for segment, people in sorted(segments.items()):
        own = mastery((attempt for attempt in attempts if attempt.person in people), tags)
        cells |= {(segment, tag): one for tag, one in own.items()}
    return cells


def weak_cells(cells: Mapping[tuple[str, str], Mastery], below: Fraction) -> list[tuple[tuple[str, str], Mastery]]:
    """The same rule for a tag within a segment."""
    weak = [(cell, one) for cell, one in cells.items() if one.asked >= MINIMUM and one.rate < below]
    return sorted(weak, key=lambda item: (item[1].rate, item[0]))


def weak_tags(mastered: Mapping[str, Mastery], below: Fraction) -> list[tuple[str, Mastery]]:
    """The tags asked at least five times and mastered below a rate, the weakest first."""
    weak = [(tag, one) for tag, one in mastered.items() if one.asked >= MINIMUM and one.rate < below]
    return sorted(weak, key=lambda item: (item[1].rate, item[0]))


def hard_questions(measured: Mapping[int, ItemFigures], count: int) -> list[int]:
    """The questions with the lowest facility, hardest first; those with fewer than five attempts are in no such list."""
    return sorted(measured, key=lambda question: (measured[question].facility, question))[:count]
