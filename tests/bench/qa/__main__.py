"""`python -m tests.bench.qa FOLDER [--engine sqlite|postgresql] [--sample N] [--only PART …]`: prints the tables of README.md.

Without the folder it says so and stops. The parts: ours, alias, rivals, size (synthetic: 10k, 100k and with `--million` 1M entries).
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from pathlib import Path
from random import Random

import pytest

from storage import search
from storage.database import WRITE
from tests.bench.qa import folder, ours, rivals, scores, synthetic
from tests.bench.qa.folder import Entry, Query

PARTS = ("ours", "alias", "rivals", "size")
ENGINES = ("sqlite", "postgresql")
TIMED = 400


def main() -> None:
    given = _arguments()
    if problem := folder.missing(given.folder):
        print(f"Skipped: {problem}.")
        return
    entries, queries = folder.archive(given.folder), folder.queries(given.folder)
    if given.sample:
        queries = Random(0).sample(queries, given.sample)
    print(f"{given.engine}: {len(entries)} entries, {len(queries)} questions")
    for part in given.only:
        {"ours": _ours, "alias": _alias, "rivals": _rivals, "size": _size}[part](given, entries, queries)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.qa", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--sample", type=int, default=0, help="ask only so many of the questions")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--million", action="store_true", help="measure 1M synthetic entries too (takes minutes)")
    return parser.parse_args()


def _ours(given: argparse.Namespace, entries: list[Entry], queries: list[Query]) -> None:
    with ours.database(given.engine) as db:
        started, worked = time.perf_counter(), time.thread_time()
        ours.fill(db, entries)
        print(f"indexed in {time.perf_counter() - started:.1f} s, {time.thread_time() - worked:.1f} s of them in the thread")
        with db.transaction(WRITE[db.dialect.name]):
            print(_took("add", [query.words for query in queries[:TIMED]], lambda words: search.add(db, "added", 1, words)))
        outcomes = ours.ask(db, queries)
        print(scores.HEAD, scores.line("ours", outcomes), *scores.bands(outcomes), sep="\n")
        print(_took("search", [query.words for query in queries[:TIMED]], lambda words: search.search(db, ours.NAME, words)))


def _alias(given: argparse.Namespace, entries: list[Entry], queries: list[Query]) -> None:
    """Of entries that are asked for more than once, the first question is kept as an alias and the others are asked."""
    asked: dict[int, list[Query]] = {}
    for query in queries:
        if query.gold is not None and query.source == "lcqmc":
            asked.setdefault(query.gold, []).append(query)
    several = {gold: list(same) for gold, same in asked.items() if len(same) > 1}
    rest = [query for same in several.values() for query in same[1:]]
    with ours.database(given.engine) as db:
        ours.fill(db, entries)
        print(scores.HEAD, scores.line(f"without alias (n={len(rest)})", ours.ask(db, rest)), sep="\n")
        with db.transaction(WRITE[db.dialect.name]):
            for gold, (first, *_) in several.items():
                search.add(db, ours.NAME, gold, first.words)
        print(scores.line("one alias an entry", ours.ask(db, rest)))


def _rivals(given: argparse.Namespace, entries: list[Entry], queries: list[Query]) -> None:
    """Ours on both engines, and the usual ways, one after the other in one run."""
    timed = [query.words for query in queries[:TIMED]]
    print(scores.HEAD)
    for engine in ENGINES:
        with ExitStack() as stack:
            try:
                db = stack.enter_context(ours.database(engine))
            except pytest.skip.Exception as problem:
                print(f"ours on {engine:26} skipped: {problem}")
                continue
            ours.fill(db, entries)
            print(scores.line(f"ours on {engine}", ours.ask(db, queries)))
            print(_took(f"ours on {engine}", timed, partial(search.search, db, ours.NAME)))
    for name, opened in rivals.ALL.items():
        with ExitStack() as stack:
            try:
                more = (stack.enter_context(_postgres_url()),) if opened is rivals.ts_rank else ()
                ask = stack.enter_context(opened(entries, *more))
            except (ImportError, pytest.skip.Exception) as problem:
                print(f"{name:34} skipped: {problem}")
                continue
            print(scores.line(name, [scores.outcome(query, ask(query.words)) for query in queries]))
            print(_took(name, timed, ask))


def _postgres_url() -> AbstractContextManager[str]:
    from tests.postgres import database_url  # here: it needs a server's wheel

    return database_url()


def _size(given: argparse.Namespace, entries: list[Entry], queries: list[Query]) -> None:
    made = synthetic.questions(1)
    asked = [words for words, _ in zip(synthetic.questions(2), range(TIMED), strict=False)]
    with ours.database(given.engine) as db:
        before = 0
        for size in (10_000, 100_000, 1_000_000) if given.million else (10_000, 100_000):
            started = time.perf_counter()
            ours.fill(db, [Entry(item, words, "") for item, words in zip(range(before, size), made, strict=False)])
            print(f"{size} entries: {(time.perf_counter() - started) / (size - before) * 1000:.2f} ms an entry")
            print(_took(f"search among {size}", asked, lambda words: search.search(db, ours.NAME, words)))
            before = size


def _took(name: str, asked: Sequence[str], ask: Callable[[str], object]) -> str:
    """Time of one caller, one question after the other: on the clock, and of our own thread, which other work does not stretch."""
    for words in asked[:20]:
        ask(words)
    clock, thread = [], []
    for words in asked:
        started, worked = time.perf_counter(), time.thread_time()
        ask(words)
        clock.append((time.perf_counter() - started) * 1000)
        thread.append((time.thread_time() - worked) * 1000)
    shares = [(sorted(times)[len(times) // 2], sorted(times)[len(times) * 95 // 100]) for times in (clock, thread)]
    return "{}: p50 {:.1f} p95 {:.1f} ms on the clock, {:.1f} and {:.1f} in the thread".format(name, *shares[0], *shares[1])


if __name__ == "__main__":
    main()
