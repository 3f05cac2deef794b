"""The usual ways on the same questions: SQLite's FTS5 and bm25s over jieba's words, PostgreSQL's ts_rank."""

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

from tests.bench.qa.folder import Entry

MOST = 50
Ask = Callable[[str], list[tuple[int, float]]]
"""From a question to (entry, score), the best first."""


def cut(words: str) -> list[str]:
    """jieba's search mode over our own spelling, as words every engine takes for words."""
    with warnings.catch_warnings(action="ignore"):  # jieba's escapes, on 3.12 and later
        import jieba

    from storage.search.normal import normal

    jieba.setLogLevel(60)
    return [word for word in jieba.cut_for_search(normal(words)) if word.strip()]


@contextmanager
def fts5(entries: Sequence[Entry]) -> Iterator[Ask]:
    """`bm25()` over the OR of all words."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE found USING fts5(words, tokenize='unicode61 remove_diacritics 0')")
    db.executemany("INSERT INTO found(rowid, words) VALUES (?, ?)", [(one.id, " ".join(cut(one.question))) for one in entries])
    sql = "SELECT rowid, -bm25(found) FROM found WHERE found MATCH ? ORDER BY bm25(found) LIMIT ?"

    def ask(words: str) -> list[tuple[int, float]]:
        wanted = " OR ".join(f'"{word}"' for word in dict.fromkeys(cut(words)))
        return db.execute(sql, (wanted, MOST)).fetchall() if wanted else []

    yield ask
    db.close()


@contextmanager
def bm25s(entries: Sequence[Entry]) -> Iterator[Ask]:
    """The library of that name, in memory; raises ImportError where it is not installed."""
    import bm25s as library  # type: ignore[import-not-found]

    index = library.BM25(k1=1.2, b=0.4)
    index.index([cut(one.question) for one in entries], show_progress=False)

    def ask(words: str) -> list[tuple[int, float]]:
        wanted = [word for word in cut(words) if word in index.vocab_dict]
        if not wanted:
            return []
        found, scores = index.retrieve([wanted], k=MOST, show_progress=False)
        return [(entries[int(one)].id, float(score)) for one, score in zip(found[0], scores[0], strict=True)]

    yield ask


@contextmanager
def ts_rank(entries: Sequence[Entry], url: str) -> Iterator[Ask]:
    """tsvector('simple') with GIN, `ts_rank` with norm 1 over the OR of all words."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("CREATE TABLE found (id bigint PRIMARY KEY, words tsvector)")
        with db.cursor() as cursor:
            rows = [(one.id, " ".join(cut(one.question))) for one in entries]
            cursor.executemany("INSERT INTO found VALUES (%s, to_tsvector('simple', %s))", rows)
        db.execute("CREATE INDEX ON found USING gin (words)")
        db.execute("ANALYZE found")
        sql = """SELECT id, ts_rank(words, wanted, 1) AS score FROM found, to_tsquery('simple', %s) AS wanted
                 WHERE words @@ wanted ORDER BY score DESC, id LIMIT %s"""

        def ask(words: str) -> list[tuple[int, float]]:
            wanted = " | ".join(f"'{word}'" for word in dict.fromkeys(cut(words)))
            return list(db.execute(sql, (wanted, MOST)).fetchall()) if wanted else []

        yield ask


ALL: dict[str, Callable[..., Any]] = {"FTS5 bm25(), jieba": fts5, "bm25s, jieba": bm25s, "PostgreSQL ts_rank, jieba": ts_rank}
