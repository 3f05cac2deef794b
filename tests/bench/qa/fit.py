"""Fits the constants of storage/search/model.json: `python -m tests.bench.qa.fit FOLDER [--write]`. Needs numpy.

Two steps. The order is a linear score fitted so that the right candidate wins against the others of its question (softmax over
a question's candidates). The belief is a logistic regression over the first of each question, in or out of the archive.
Without `--write` it only prints what five-fold cross-validation says of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np  # type: ignore[import-not-found]

from storage.connection import Db
from storage.search import rerank
from storage.search.results import compare
from storage.search.tokens import NO_WORDS
from tests.bench.qa import folder, ours, scores
from tests.bench.qa.folder import FOLDS, Query

MODEL = Path(rerank.__file__).with_name("model.json")
RIDGE = 1e-4
STEPS = 30
Array = Any


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with its candidates: items, figures (n, 11), and what the belief is computed from besides."""

    query: Query
    items: tuple[int, ...]
    figures: Array
    besides: Array

    @property
    def right(self) -> int | None:
        return self.items.index(self.query.gold) if self.query.gold in self.items else None


def gather(db: Db, queries: Sequence[Query]) -> list[Asked]:
    """Through the very code that answers; queries without a candidate teach nothing."""
    found = [(query, compare(db, ours.NAME, query.words, NO_WORDS)) for query in queries]
    return [
        Asked(
            query,
            tuple(one.item for one in compared.candidates),
            np.array([one.figures for one in compared.candidates]),
            np.array([_besides(compared.asked, one.norm) for one in compared.candidates]),
        )
        for query, compared in found
        if compared is not None and compared.candidates
    ]


def _besides(asked: rerank.WeighedQuestion, norm: str) -> list[float]:
    given = rerank.signals(asked, norm, rerank.Features(*[0.0] * len(rerank.Features._fields)), 0.0, 0.0)
    return [given["letters"], given["longer"]]


def fit_order(asked: Sequence[Asked]) -> Array:
    """The weights of the softmax that makes the right candidates likeliest."""
    lists = [(one.figures, one.right) for one in asked if one.right is not None]

    def surprise(weights: Array) -> tuple[float, Array, Array]:
        value, slope, bend = RIDGE / 2 * weights @ weights, RIDGE * weights, RIDGE * np.eye(len(weights))
        for figures, right in lists:
            score = figures @ weights
            likely = np.exp(score - score.max())
            chance = likely / likely.sum()
            mean = chance @ figures
            value -= (score[right] - score.max() - np.log(likely.sum())) / len(lists)
            slope += (mean - figures[right]) / len(lists)
            bend += ((figures.T * chance) @ figures - np.outer(mean, mean)) / len(lists)
        return value, slope, bend

    return least(surprise, len(rerank.Features._fields))


def least(surprise: Callable[[Array], tuple[float, Array, Array]], size: int) -> Array:
    """Newton's method, each step halved until it helps. `surprise` gives value, gradient and Hessian of a convex function."""
    weights = np.zeros(size)
    value, slope, bend = surprise(weights)
    for _ in range(STEPS):
        step = np.linalg.solve(bend, slope)
        while (tried := surprise(weights - step))[0] > value:
            step = step / 2
        weights, gain = weights - step, value - tried[0]
        value, slope, bend = tried
        if gain < 1e-9:
            break
    return weights


def signals(asked: Asked, order: Array) -> tuple[Array, Array]:
    """Scores (n,) and what the belief weighs (n, 17), in the order of `names`."""
    score = asked.figures @ order
    lead = np.array(rerank.leads(list(score)))
    columns = [asked.figures, score[:, None], lead[:, None], np.minimum(lead, rerank.FURTHEST)[:, None], asked.besides]
    return score, np.hstack([*columns, np.ones((len(score), 1))])


def names() -> list[str]:
    return [*rerank.Features._fields, "score", "lead", "lead_capped", "letters", "longer", "intercept"]


def fit_belief(asked: Sequence[Asked], order: Array) -> Array:
    """Logistic regression; the figures are brought to one scale for its ridge."""
    rows, labels = [], []
    for one in asked:
        score, given = signals(one, order)
        first = int(score.argmax())
        rows.append(given[first])
        labels.append(one.right == first)
    given, label = np.array(rows), np.array(labels, float)
    scale = given.std(0)
    scale[scale == 0] = 1.0
    given = given / scale

    def surprise(weights: Array) -> tuple[float, Array, Array]:
        margin = given @ weights
        chance = 1 / (1 + np.exp(-margin))
        value = float(np.logaddexp(0, margin).sum() - label @ margin + weights @ weights / 2)
        return value, given.T @ (chance - label) + weights, (given.T * (chance * (1 - chance))) @ given + np.eye(len(weights))

    return least(surprise, given.shape[1]) / scale


def judge(asked: Asked, order: Array, belief: Array) -> scores.Outcome:
    score, given = signals(asked, order)
    ranked = np.argsort(-score, kind="stable")
    chance = 1 / (1 + np.exp(-given @ belief))
    return scores.outcome(asked.query, [(asked.items[one], float(chance[one])) for one in ranked])


def cross_validated(asked: Sequence[Asked]) -> list[scores.Outcome]:
    """Every query judged by constants fitted on the other folds."""
    outcomes = []
    for fold in range(FOLDS):
        others = [one for one in asked if one.query.fold != fold]
        order = fit_order(others)
        belief = fit_belief(others, order)
        outcomes += [judge(one, order, belief) for one in asked if one.query.fold == fold]
    return outcomes


def write(order: Array, belief: Array) -> None:
    constants = {
        "order": {name: round(float(value), 4) for name, value in zip(rerank.Features._fields, order, strict=True)},
        "belief": {name: round(float(value), 4) for name, value in zip(names(), belief, strict=True)},
    }
    MODEL.write_text(json.dumps(constants, indent=2) + "\n", "utf-8")


def main() -> None:
    where = Path(sys.argv[1])
    if problem := folder.missing(where):
        sys.exit(problem)
    queries = folder.queries(where)
    with ours.database("sqlite") as db:
        ours.fill(db, folder.archive(where))
        asked = gather(db, queries)
    unheard = [scores.outcome(query, []) for query in set(queries) - {one.query for one in asked}]
    outcomes = [*cross_validated(asked), *unheard]
    print(scores.HEAD, scores.line("cross-validated, without guards", outcomes), *scores.bands(outcomes), sep="\n")
    if "--write" in sys.argv:
        order = fit_order(asked)
        write(order, fit_belief(asked, order))


if __name__ == "__main__":
    main()
