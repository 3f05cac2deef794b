"""Looking in a room: the posts that have some words, and a stretch of the log around a post or from a day on. All of it reads only a room
somebody sits in, on one snapshot."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot.parts import decode, plain
from storage.channels import web
from storage.channels.web import search

LONGEST = 100
"""Characters of what is looked for."""
FOUND = 30
"""Posts in one answer."""
READ = 1_000
"""Posts read to be sure, in one answer; what lies further back is another."""
STRETCH = 50
LEAD = 8
"""Posts shown before the one that was asked for."""


class Hits(NamedTuple):
    """Posts newest first; `earlier` is from where to look on, None where the room is at its beginning."""

    posts: list[Any]
    earlier: int | None


class Stretch(NamedTuple):
    """Posts in order, and whether there are others before and after them."""

    posts: list[Any]
    earlier: bool
    later: bool


def terms(words: str) -> list[str]:
    """What every post must have: the pieces between spaces, without regard to case."""
    return words.lower().split()[: search.MOST_TERMS]


def find(db: Any, name: str, room: str, words: str, before: int) -> Hits:
    """The newest posts before `before` that have all of the words."""
    sought = terms(words)
    if not sought or web.seat(db, name, room) is None:
        return Hits([], None)
    stored = [json.dumps(term, ensure_ascii=False)[1:-1] for term in sought]
    posts: list[Any] = []
    read = 0
    while read < READ and len(posts) < FOUND:
        rows = search.candidates(db, room, stored, before, FOUND)
        posts += [row for row in rows if _has(row, sought)]
        read += len(rows)
        if len(rows) < FOUND:
            return Hits(posts, None)
        before = rows[-1].seq
    return Hits(posts, before)


def _has(row: Any, sought: Sequence[str]) -> bool:
    words = plain(decode(row.parts)).lower()
    return all(term in words for term in sought)


def around(db: Any, name: str, room: str, seq: int | None, at: int | None, way: int) -> Stretch:
    """Fifty posts: just before post `seq` (way -1), just after it (1), or from a little before it or before instant `at` (milliseconds) on (0)."""
    if web.seat(db, name, room) is None:
        return Stretch([], earlier=False, later=False)
    if way < 0:
        rows = web.page(db, room, seq or 0, STRETCH + 1)
        return Stretch(rows[-STRETCH:], earlier=len(rows) > STRETCH, later=True)
    if way > 0:
        rows = search.after(db, room, seq or 0, STRETCH + 1)
        return Stretch(rows[:STRETCH], earlier=True, later=len(rows) > STRETCH)
    if at is not None:
        seq = search.since(db, room, datetime.fromtimestamp(at / 1000, UTC))
    start = 2**62 if seq is None else seq
    before = web.page(db, room, start, LEAD + 1)
    rows = search.after(db, room, start - 1, STRETCH + 1)
    return Stretch([*before[-LEAD:], *rows[:STRETCH]], earlier=len(before) > LEAD, later=len(rows) > STRETCH)
