"""What is reported of a system: did the right entry come first, and was silence kept where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.qa.folder import CHATTER, Query

NEVER = 10**6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a system made of a query: how sure it was of its first answer, and where the right entry stood (0 is first)."""

    query: Query
    sure: float
    rank: int

    @property
    def known(self) -> bool:
        return self.query.gold is not None


def outcome(query: Query, found: Sequence[tuple[int, float]]) -> Outcome:
    """Of a ranked list of (entry, how sure)."""
    items = [item for item, _ in found]
    rank = items.index(query.gold) if query.gold in items else NEVER
    return Outcome(query, found[0][1] if found else 0.0, rank)


def recall(outcomes: Sequence[Outcome], most: int) -> float:
    """The share of in-archive queries whose entry is among the first so many."""
    return _mean([one.rank < most for one in outcomes if one.known])


def reciprocal_rank(outcomes: Sequence[Outcome], most: int = 10) -> float:
    """The mean reciprocal rank, 0 from the eleventh on."""
    return _mean([1 / (one.rank + 1) if one.rank < most else 0.0 for one in outcomes if one.known])


def best_f1(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """The best F1 over all thresholds of sureness, and that threshold. An answer is right where it is the entry meant."""
    known = sum(one.known for one in outcomes)
    best, right = (0.0, 0.0), 0
    for answered, one in enumerate(sorted(outcomes, key=lambda one: -one.sure), 1):
        right += one.known and one.rank == 0
        best = max(best, (2 * right / (answered + known), one.sure))
    return best


@dataclass(frozen=True, slots=True)
class Band:
    """What is answered from a threshold of sureness on."""

    coverage: float
    precision: float
    false_hard: float
    false_chatter: float


def band(outcomes: Sequence[Outcome], sure: float) -> Band:
    """Coverage and precision of in-archive queries; the others apart: lookalikes (hard) and chatter."""
    strangers = [one for one in outcomes if not one.known]
    answered = [one for one in outcomes if one.known and one.sure >= sure]
    return Band(
        coverage=len(answered) / max(1, sum(one.known for one in outcomes)),
        precision=_mean([one.rank == 0 for one in answered]),
        false_hard=_mean([one.sure >= sure for one in strangers if one.query.source != CHATTER]),
        false_chatter=_mean([one.sure >= sure for one in strangers if one.query.source == CHATTER]),
    )


HEAD = f"{'system':34} r@1   r@3   MRR@10 r@50  lcqmc med   F1    false (hard/chatter)"


def line(name: str, outcomes: Sequence[Outcome]) -> str:
    """A row of the table; false answers are counted at the threshold of the best F1."""
    f1, threshold = best_f1(outcomes)
    false = band(outcomes, threshold)
    parts = [recall([one for one in outcomes if one.query.source == source], 1) for source in ("lcqmc", "med")]
    figures = [recall(outcomes, 1), recall(outcomes, 3), reciprocal_rank(outcomes), recall(outcomes, 50), *parts, f1]
    return f"{name:34} " + " ".join(f"{one:.3f}" for one in figures) + f" {false.false_hard:.2f}/{false.false_chatter:.3f}"


def bands(outcomes: Sequence[Outcome]) -> list[str]:
    """A row a threshold that matters."""
    return [
        f"p >= {sure:.2f}: answered {one.coverage:.3f}, right {one.precision:.3f}; "
        f"false: hard {one.false_hard:.3f}, chatter {one.false_chatter:.4f}"
        for sure in (0.15, 0.5, 0.7, 0.8)
        for one in [band(outcomes, sure)]
    ]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
