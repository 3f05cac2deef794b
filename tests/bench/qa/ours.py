"""The real search on a real database, filled with the archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from storage import search
from storage.connection import Db
from storage.database import WRITE, connect
from storage.schema import metadata
from tests.bench.qa.folder import Entry, Query
from tests.bench.qa.scores import Outcome, outcome

NAME = "bench"
SLICE = 200


@contextmanager
def database(engine: str) -> Iterator[Db]:
    """An empty one with our tables: "sqlite" or "postgresql"."""
    with _url(engine) as url:
        made = connect(url)
        metadata.create_all(made)
        db = Db(made)
        yield db
        db.close()
        made.dispose()


@contextmanager
def _url(engine: str) -> Iterator[str]:
    if engine == "sqlite":
        with TemporaryDirectory() as folder:
            yield f"sqlite:///{Path(folder) / 'bench.db'}"
    else:
        from tests.postgres import database_url  # here: it needs a server's wheel

        with database_url() as url:
            yield url


def fill(db: Db, entries: Sequence[Entry]) -> None:
    """The archive as the index has it, committed in slices."""
    for start in range(0, len(entries), SLICE):
        some = entries[start : start + SLICE]
        with db.transaction(WRITE[db.dialect.name]):
            search.add_all(db, NAME, [(entry.id, entry.question) for entry in some])
            for entry in some:
                if entry.answer:
                    search.answer(db, NAME, entry.id, entry.answer)
    if not db.is_sqlite:
        db.execute("ANALYZE")


def ask(db: Db, queries: Iterable[Query]) -> list[Outcome]:
    """What is found for each."""
    return [outcome(query, [(one.item, one.p) for one in search.search(db, NAME, query.words).found]) for query in queries]
