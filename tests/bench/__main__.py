"""The spine's benchmark: ratios from one run, interleaved, medians of rounds.

python -m tests.bench            three rounds of everything (about ten minutes)
python -m tests.bench --short    one small round, to see that it runs
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

HISTORY = 1_000_000


@dataclass(frozen=True)
class Row:
    """A row of the table: how `tests.bench.spine` is called for it."""

    name: str
    words: tuple[str, ...]


def rows(messages: int, history: int) -> list[Row]:
    few, many = str(messages), str(messages // 2)
    return [
        Row("raw sqlite3, one transaction each, NORMAL", ("raw", "--messages", few)),
        Row("by hand, 32 in flight, FULL", ("hand", "--messages", few)),
        Row("house, 32 in flight, FULL", ("house", "--messages", few)),
        Row("house, 32 in flight, NORMAL", ("house", "--messages", few, "--synchronous", "NORMAL")),
        Row("by hand, one in flight", ("hand", "--messages", many, "--in-flight", "1")),
        Row("house, one in flight", ("house", "--messages", many, "--in-flight", "1")),
        Row("house on PostgreSQL, 8 in flight", ("house", "--messages", many, "--in-flight", "8", "--engine", "postgresql")),
        Row("async ORM on PostgreSQL, 8 in flight", ("orm", "--messages", many, "--in-flight", "8", "--engine", "postgresql")),
        Row("house, 10 more commands", ("house", "--messages", few, "--commands", "10")),
        Row("house, 100 more commands", ("house", "--messages", few, "--commands", "100")),
        Row("house, 10,000 check-ins before", ("house", "--messages", few, "--history", "10000")),
        Row(f"house, {history:,} check-ins before", ("house", "--messages", few, "--history", str(history))),
    ]


def ratios(cpu: dict[str, float], history: int) -> Iterator[tuple[str, float, float]]:
    """(what, measured, at most)."""
    house, floor = cpu["house, 32 in flight, FULL"], cpu["by hand, 32 in flight, FULL"]
    yield "house FULL / raw NORMAL", house / cpu["raw sqlite3, one transaction each, NORMAL"], 2.2
    yield "house FULL / by hand FULL (aim)", house / floor, 1.5
    on_postgresql = cpu["house on PostgreSQL, 8 in flight"] / cpu["async ORM on PostgreSQL, 8 in flight"]
    yield "on PostgreSQL: house / async ORM", on_postgresql, 1 / 3
    yield "house FULL / house NORMAL", house / cpu["house, 32 in flight, NORMAL"], 1.15
    yield "one in flight: house / by hand", cpu["house, one in flight"] / cpu["by hand, one in flight"], 1.5
    yield "100 commands / 10 commands", cpu["house, 100 more commands"] / cpu["house, 10 more commands"], 1.1
    grown = cpu[f"house, {history:,} check-ins before"] / cpu["house, 10,000 check-ins before"]
    yield f"{history:,} check-ins / 10,000", grown, 1.2


def run(row: Row) -> dict[str, float]:
    words = [sys.executable, "-m", "tests.bench.spine", *row.words]
    done = subprocess.run(words, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "0"})
    return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--short", action="store_true")
    short = parser.parse_args().short
    rounds, messages, history = (1, 500, 20_000) if short else (3, 4000, HISTORY)
    found: dict[str, list[dict[str, float]]] = defaultdict(list)
    for _ in range(rounds):
        for row in rows(messages, history):
            found[row.name].append(run(row))
    cpu = {name: statistics.median(one["cpu"] for one in costs) for name, costs in found.items()}
    print(f"{'row':<46}{'CPU ms':>9}{'p50 ms':>9}{'p99 ms':>9}")
    for name, costs in found.items():
        waits = [statistics.median(one[which] for one in costs) for which in ("p50", "p99")]
        print(f"{name:<46}{cpu[name]:>9.3f}{waits[0]:>9.2f}{waits[1]:>9.2f}")
    print()
    for what, measured, most in ratios(cpu, history):
        print(f"{'✓' if measured <= most else '✗'} {what:<44}{measured:>6.2f}  (at most {most:.3g})")


if __name__ == "__main__":
    main()
