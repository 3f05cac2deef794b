"""How questions and tags fare: difficulty, discrimination, distractors and mastery, and nothing said of fewer than five attempts.

Sources: p-value and the index D = p(upper) − p(lower) over the upper and lower 27 % by the rest of the test, T. L. Kelley,
J. Educ. Psychol. 30 (1939) 17.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

MINIMUM = 5
"""Attempts from which up something is said of a question or a tag."""
GROUP = Fraction(27, 100)
"""The share of people in the upper and in the lower group."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A person's answer to a question: what it earned (0 to 1) and the places of the options chosen. In the order of answering."""

    person: int
    question: int
    credit: Fraction
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """A question's figures. `discrimination` is None where the others' results do not part people into two groups."""

    attempts: int
    p: Fraction
    discrimination: Fraction | None
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
    p = sum((attempt.credit for attempt in own), Fraction(0)) / len(own)
    chosen = Counter(place for attempt in own for place in attempt.chosen)
    return ItemFigures(len(own), p, _discrimination(own, earned, asked), dict(sorted(chosen.items())))


def _discrimination(own: Sequence[Attempt], earned: Mapping[int, Fraction], asked: Mapping[int, int]) -> Fraction | None:
    """D over the people who answered other questions too, ranked by those; None where the groups' ends are level."""
    others = [one for one in own if asked[one.person] > 1]
    ranked = sorted(((earned[one.person] - one.credit) / (asked[one.person] - 1), one.person, one.credit) for one in others)
    size = max(1, int(GROUP * len(ranked) + Fraction(1, 2)))
    if len(ranked) < MINIMUM or ranked[size - 1][0] >= ranked[-size][0]:
        return None
    lower, upper = ranked[:size], ranked[-size:]
    return (sum((credit for _, _, credit in upper), Fraction(0)) - sum((credit for _, _, credit in lower), Fraction(0))) / size


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


def weak_tags(mastered: Mapping[str, Mastery], below: Fraction) -> list[tuple[str, Mastery]]:
    """The tags asked at least five times and mastered below a rate, the weakest first."""
    weak = [(tag, one) for tag, one in mastered.items() if one.asked >= MINIMUM and one.rate < below]
    return sorted(weak, key=lambda item: (item[1].rate, item[0]))


def hard_questions(measured: Mapping[int, ItemFigures], count: int) -> list[int]:
    """The questions with the lowest p-value, hardest first; those with fewer than five attempts are in no such list."""
    return sorted(measured, key=lambda question: (measured[question].p, question))[:count]
