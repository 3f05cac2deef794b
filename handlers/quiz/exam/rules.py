"""Who passed, who may go on, what was learned, and which questions are drawn: exact fractions, and chance only from a seed."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

HUNDRED = Fraction(100)


def mean(scores: Sequence[Fraction]) -> Fraction:
    """The exact mean. Raises ValueError without scores."""
    if not scores:
        raise ValueError("a mean of nothing")
    return sum(scores, Fraction(0)) / len(scores)


def score(credits: Sequence[Fraction]) -> Fraction:
    """An exam's score of 100 from what each of its questions earned (0 to 1)."""
    return mean(credits) * HUNDRED


def passed(score: Fraction | int, mark: Fraction | int) -> bool:
    """Whether a score reaches the mark, unrounded: 79.5 does not reach 80, 27 of 30 reaches 90 %."""
    return score >= mark


def gate(first: Fraction | int, second: Fraction | int, mark: Fraction | int) -> bool:
    """The stage gate: whether the mean of two tests reaches the mark. 78 and 82 pass 80, 78 and 81 do not."""
    return Fraction(first) + Fraction(second) >= 2 * Fraction(mark)


def may_try(tries: int, allowed: int) -> bool:
    """Whether somebody who tried `tries` times may try again."""
    return tries < allowed


# ── before and after ─────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two tests of the same people: how many took both, how many only one, and the mean scores of 100 of those with both."""

    both: int
    only_one: int
    before: Fraction
    after: Fraction

    @property
    def gain(self) -> Fraction:
        return self.after - self.before

    @property
    def normalised_gain(self) -> Fraction | None:
        return normalised_gain(self.before, self.after)


def normalised_gain(before: Fraction, after: Fraction) -> Fraction | None:
    """The share of what could be gained that was: (after − before) / (100 − before); None where nothing could be.

    Source: R. R. Hake, Interactive-engagement versus traditional methods, Am. J. Phys. 66 (1998) 64.
    """
    return None if before == HUNDRED else (after - before) / (HUNDRED - before)


def compare(before: Mapping[int, Fraction], after: Mapping[int, Fraction]) -> Comparison | None:
    """The comparison of two tests (person → score of 100); None where nobody took both."""
    both = sorted(before.keys() & after.keys())
    if not both:
        return None
    return Comparison(
        len(both),
        len(before.keys() ^ after.keys()),
        mean([before[person] for person in both]),
        mean([after[person] for person in both]),
    )


def compare_tags(
    before: Mapping[int, Mapping[str, Fraction]], after: Mapping[int, Mapping[str, Fraction]]
) -> dict[str, Comparison]:
    """The same for every tag both tests asked (person → tag → score of 100), the largest gain first."""
    tags = {tag for own in before.values() for tag in own} & {tag for own in after.values() for tag in own}
    compared = {tag: compare(_of_tag(before, tag), _of_tag(after, tag)) for tag in tags}
    kept = {tag: one for tag, one in compared.items() if one is not None}
    return dict(sorted(kept.items(), key=lambda item: (-item[1].gain, item[0])))


def _of_tag(scores: Mapping[int, Mapping[str, Fraction]], tag: str) -> dict[int, Fraction]:
    return {person: own[tag] for person, own in scores.items() if tag in own}


# ── drawing and shuffling ────────────────────────────────────────────────────────────────────────────────────────────


def draw(bank: Iterable[tuple[int, str]], count: int, seed: str) -> tuple[int, ...]:
    """`count` questions out of (question, tag), in random order; every seed draws the same number of each tag.

    The mix is the bank's own, rounded by largest remainders. Raises ValueError where the bank holds fewer.
    """
    stock: dict[str, list[int]] = {}
    for question, tag in sorted(bank):
        stock.setdefault(tag, []).append(question)
    chance = random.Random(seed)
    drawn = [question for tag, share in mix(stock, count).items() for question in chance.sample(stock[tag], share)]
    chance.shuffle(drawn)
    return tuple(drawn)


def parallel(bank: Iterable[tuple[int, str]], form: Sequence[int], seed: str) -> tuple[int, ...]:
    """A second form with as many questions of each tag as `form` has, other ones as far as the bank goes; in random order."""
    tags = dict(sorted(bank))
    chance = random.Random(seed)
    chosen: list[int] = []
    for tag in sorted({tags[question] for question in form if question in tags}):
        share = sum(tags.get(question) == tag for question in form)
        fresh = [question for question, own in tags.items() if own == tag and question not in form]
        taken = chance.sample(fresh, min(share, len(fresh)))
        again = [question for question in form if tags.get(question) == tag]
        chosen += taken + chance.sample(again, share - len(taken))
    chosen += _filled(tags, form, chosen, chance)
    chance.shuffle(chosen)
    return tuple(chosen)


def _filled(tags: Mapping[int, str], form: Sequence[int], chosen: Sequence[int], chance: random.Random) -> list[int]:
    """What fills the places of questions of `form` that are retired or tagged otherwise by now: new ones first."""
    left = [question for question in tags if question not in chosen]
    fresh = [question for question in left if question not in form]
    lacking = min(len(form) - len(chosen), len(left))
    taken = chance.sample(fresh, min(lacking, len(fresh)))
    return taken + chance.sample([question for question in left if question in form], lacking - len(taken))


def mix(stock: Mapping[str, Sequence[int]], count: int) -> dict[str, int]:
    """How many questions of each tag `count` questions hold. Raises ValueError where there are fewer in stock."""
    total = sum(len(questions) for questions in stock.values())
    if not 0 < count <= total:
        raise ValueError(f"{count} of {total} questions")
    shares = {tag: Fraction(len(questions) * count, total) for tag, questions in sorted(stock.items())}
    whole = {tag: int(share) for tag, share in shares.items()}
    left = count - sum(whole.values())
    for tag in sorted(shares, key=lambda tag: (whole[tag] - shares[tag], tag))[:left]:
        whole[tag] += 1
    return whole
