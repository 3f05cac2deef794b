"""What is rated and how marks are read; which groups of raters are large enough to be named, and what a rating comes to. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from bot.seeded_draw import order
from storage.ballots import Tally

LEAST = 3
"""The smallest group of raters anything is said about."""
WORST, BEST = 1, 5
MOST_BEHAVIOURS, LONGEST = 8, 40
FEWEST_PEERS, MOST_PEERS = LEAST, 8
OTHERS = "others"
"""The label of raters whose own group would be too small."""
GROUPS = ("manager", "peer", OTHERS)
BETWEEN = re.compile(r"[、,;\n]")


def behaviours(words: str) -> list[str]:
    """先问参照、记录异议: each once, in order."""
    plain = unicodedata.normalize("NFKC", words)
    return list(dict.fromkeys(one.strip() for one in BETWEEN.split(plain) if one.strip()))


def scores(words: str, n: int) -> list[int] | None:
    """4 3 5, 4、3、5, 435 as marks from 1 to 5; None where they are not n of them."""
    found = re.findall(r"\d+", unicodedata.normalize("NFKC", words))
    if len(found) == 1 and len(found[0]) == n:
        found = list(found[0])
    if re.search(r"[^\d\s、,;/分.]", unicodedata.normalize("NFKC", words)) or len(found) != n:
        return None
    marks = [int(one) for one in found if len(one) == 1]
    return marks if len(marks) == n and all(WORST <= one <= BEST for one in marks) else None


def peers(them: Iterable[int], each: int, seed: str) -> dict[int, list[int]]:
    """Whom each is rated by: the next ones round a table that was drawn, so that everybody rates as many as they are rated by."""
    table = order(them, seed)
    n = min(each, len(table) - 1)
    return {one: [table[(place + step) % len(table)] for step in range(1, n + 1)] for place, one in enumerate(table)}


def label(relation: str, asked: Mapping[str, int]) -> str:
    """What a ballot is labelled with: the rater's group where it and what else is asked can both be told apart, else none."""
    rest = sum(asked.values()) - asked.get(relation, 0)
    return relation if asked.get(relation, 0) >= LEAST and (rest == 0 or rest >= LEAST) else OTHERS


def key(rated: int, place: int) -> str:
    """What a mark for somebody's behaviour is kept under."""
    return f"{rated}:{place}"


def ballot(rated: int, marks: Sequence[int]) -> dict[str, list[str]]:
    """An answer as a ballot has it."""
    return {key(rated, place): [str(mark)] for place, mark in enumerate(marks)}


def settled(counted: Mapping[str, Tally], rated: Iterable[int], places: int) -> dict[str, Tally]:
    """What may stay of a wave's counts: of each who was rated the groups of three and more; smaller ones are added to each other, and
    what is still smaller is thrown away, so that nothing that is kept is one person's word."""
    kept = {group: Tally() for group in GROUPS}
    for one in rated:
        n = {group: _n(counted.get(group, Tally()), one) for group in GROUPS}
        if sum(n.values()) < LEAST:
            continue
        is_apart = all(times == 0 or times >= LEAST for times in n.values())
        for group in GROUPS:
            into = kept[group if is_apart else OTHERS]
            into.n += n[group]
            for place in range(places):
                mine = into.counts.setdefault(key(one, place), {})
                for mark, times in counted.get(group, Tally()).counts.get(key(one, place), {}).items():
                    mine[mark] = mine.get(mark, 0) + times
    return {group: tally for group, tally in kept.items() if tally.n}


def _n(tally: Tally, rated: int) -> int:
    return sum(tally.counts.get(key(rated, 0), {}).values())


class GroupRating(NamedTuple):
    """What a group gave somebody: how many they were, and the mean of each behaviour."""

    n: int
    means: tuple[Fraction, ...]


def rating(tallies: Iterable[Tally], rated: Iterable[int], places: int) -> GroupRating | None:
    """All of these groups' marks for all of these people as one; None where there are none."""
    sums, n = [0] * places, [0] * places
    for tally in tallies:
        for one in rated:
            for place in range(places):
                for mark, times in tally.counts.get(key(one, place), {}).items():
                    sums[place] += int(mark) * times
                    n[place] += times
    return GroupRating(n[0], tuple(Fraction(a, b) for a, b in zip(sums, n, strict=True))) if places and all(n) else None


def mean(rating: GroupRating) -> Fraction:
    """Over all its behaviours."""
    return sum(rating.means, Fraction(0)) / len(rating.means)
