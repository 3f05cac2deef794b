"""`python -m tests.bench.qa.pairs`: the question pairs of tests/files/qa — found when searched for, and suggested unasked.

Each line is a question, another wording of it, and a lookalike that asks something else.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from storage import search
from storage.connection import Db
from storage.database import WRITE
from tests.bench.qa import ours

FOLDER = Path(__file__).parents[2] / "files" / "qa"
SETS = ("questions", "reported", "rewordings")


class Pair(NamedTuple):
    """A question that is archived, another wording of it, and a question that only looks like it."""

    question: str
    reworded: str
    lookalike: str


class Measured(NamedTuple):
    """How many wordings are among the nearest three, how many have their question suggested, and how many lookalikes have anything."""

    nearest: int
    suggested: int
    misled: int


def read(name: str) -> list[Pair]:
    return [Pair(*line.split("|")) for line in FOLDER.joinpath(f"{name}.txt").read_text("utf-8").splitlines()]


def measure(db: Db, corpus: str, some: list[Pair]) -> Measured:
    """The questions are archived under a name of their own, in a transaction of the caller's; the rest is asked."""
    for item, pair in enumerate(some):
        search.add(db, corpus, item, pair.question)
    reworded = [search.search(db, corpus, pair.reworded) for pair in some]
    lookalikes = [search.search(db, corpus, pair.lookalike) for pair in some]
    return Measured(
        sum(item in [one.item for one in found.nearest] for item, found in enumerate(reworded)),
        sum(item in [one.item for one in found.suggested[:1]] for item, found in enumerate(reworded)),
        sum(bool(found.suggested) for found in lookalikes),
    )


def main() -> None:
    print("pairs                n    nearest 3  suggested  lookalikes suggested")
    with ours.database("sqlite") as db, db.transaction(WRITE[db.dialect.name]):
        for name in SETS:
            every = read(name)
            for part, some in (
                (("fitted", every[::2]), ("held out", every[1::2])) if name != "reported" else (("held out", every),)
            ):
                print(f"{name + ', ' + part:20} {len(some):<4} {'{:<10} {:<10} {}'.format(*measure(db, name + part, some))}")


if __name__ == "__main__":
    main()
