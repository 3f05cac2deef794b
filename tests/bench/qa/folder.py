"""The benchmark's material: an archive of questions, and questions asked of it with what they should find."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import md5
from pathlib import Path
from typing import Any

ARCHIVE, QUERIES = "archive.jsonl.gz", "queries_dev.jsonl.gz"
FOLDS = 5
CHATTER = "oppo"
DISTRACTORS = "bq"
"""Archived, but not asked: their labels are too incomplete to judge by."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An archived question. `answer` is "" where the source has none."""

    id: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Query:
    """A question asked; `gold` is the entry it must find, None where it must find nothing."""

    words: str
    gold: int | None
    source: str

    @property
    def fold(self) -> int:
        """Which part of a cross-validation it belongs to, by its words alone."""
        return int(md5(self.words.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def missing(folder: Path) -> str | None:
    """Why nothing can be measured there, or None."""
    absent = [name for name in (ARCHIVE, QUERIES) if not (folder / name).is_file()]
    return f"{folder} has no {' and no '.join(absent)}" if absent else None


def archive(folder: Path) -> list[Entry]:
    return [Entry(row["id"], row["question"], row["answer"]) for row in _rows(folder / ARCHIVE)]


def sourced(folder: Path) -> Iterator[tuple[str, str]]:
    """(source, question) of what is archived."""
    return ((row["src"], row["question"]) for row in _rows(folder / ARCHIVE))


def queries(folder: Path) -> list[Query]:
    rows = _rows(folder / QUERIES)
    return [Query(row["q"], row["gold"], row["src"]) for row in rows if row["src"] != DISTRACTORS]


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
