"""Traces of who was erased in rows that are about something else: found in any text, and replaced there or deleted with their row."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Table, Text, and_, bindparam, delete, or_, select, type_coerce, update

from bot.parts import encode
from storage.connection import Db
from storage.erasures import Traces, erasure
from storage.outbox import outbox
from storage.people import account, person
from storage.schema import Json, metadata
from storage.search.normal import normal
from storage.search.postings import corpus, term, wording

SHORTEST_ID = 4
"""Characters of an account's id below which a text that equals it is taken for something else."""
SHORTEST_WORDS = 4
"""Characters below which what somebody wrote is nobody's in particular."""
UNSAID = "…"
TALK = ("outbox", "web_post", "held", "dead_letter")
"""Where what somebody wrote is quoted."""
KNOWN_ELSEWHERE = {erasure.name, account.name, person.name, term.name}
"""Tables that say who people are, and the terms, which are made anew from wordings."""


CONTAINING = select(person.c.name).where(person.c.name.like(bindparam("pattern", type_=Text), escape="\\"))


BEHIND = select(corpus.c.name).where(
    select(wording.c.id).where(wording.c.corpus_id == corpus.c.id, wording.c.version == "").exists()
)


UNSAY_SENT = (
    update(outbox).where(outbox.c.id == bindparam("message"), outbox.c.settled_at.is_not(None)).values(parts=encode(()))
)
"""What was said of them in a group has been sent: our copy of it says nothing any more, for it quotes what they wrote as well."""


class Trace(NamedTuple):
    """A row that mentions somebody: its table and its key, column by column."""

    table: str
    key: dict[str, Any]


class Replacing:
    """Puts another name where somebody's stands; a longer name that has theirs in it is somebody else's and stays."""

    def __init__(self, traces: Traces, others: Iterable[str], instead: str) -> None:
        self.instead = instead
        self.names = sorted({one for name in traces.names for one in (name, normal(name)) if one}, key=len, reverse=True)
        longer = {other for other in others for name in self.names if name in other and other not in self.names}
        written = [*sorted(longer, key=len, reverse=True), *self.names]
        self._pattern = re.compile("|".join(map(_whole, written))) if self.names else None
        self.words = [one for one in sorted(traces.words, key=len, reverse=True) if len(one) >= SHORTEST_WORDS]
        self.accounts = {one for one in traces.accounts if len(one) >= SHORTEST_ID or one in self.names}

    def __call__(self, words: str) -> str:
        """The words without them."""
        if words in self.accounts:
            return self.instead
        for one in self.accounts:
            words = words.replace(json.dumps(one, ensure_ascii=False), json.dumps(self.instead, ensure_ascii=False))
        return self._pattern.sub(self._other, words) if self._pattern else words

    def talk(self, words: str) -> str:
        """What was said, without them and without what they wrote."""
        for one in self.words:
            words = words.replace(one, UNSAID).replace(json.dumps(one, ensure_ascii=False)[1:-1], UNSAID)
        return self(words)

    def _other(self, match: re.Match[str]) -> str:
        return self.instead if match[0] in self.names else match[0]


def _whole(name: str) -> str:
    """A name in Latin letters is a word of its own: Ann is not in Hannah."""
    before, after = (r"\b" if edge.isascii() and edge.isalnum() else "" for edge in (name[0], name[-1]))
    return f"{before}{re.escape(name)}{after}"


def replacing(db: Db, traces: Traces, instead: str) -> Replacing:
    """What mends a text of that somebody, while others may be called nearly the same."""
    containing = (row.name for name in traces.names for row in db.all(CONTAINING, pattern=f"%{_escaped(name)}%"))
    return Replacing(traces, containing, instead)


def find(db: Db, without: Replacing) -> Iterator[Trace]:
    """Every row that has a trace in it. Reads everything: for tasks."""
    for table in metadata.sorted_tables:
        columns = _texts(table)
        if not columns or table.name in KNOWN_ELSEWHERE:
            continue
        keys = [column.name for column in table.primary_key]
        found: dict[tuple[Any, ...], None] = {}
        for name in without.names:
            for row in db.all(_like(table.name), pattern=f"%{_escaped(name)}%"):
                if any(words is not None and without(words) != words for words in row[len(keys) :]):
                    found[tuple(row[: len(keys)])] = None
        for one in without.accounts:
            quoted = f"%{_escaped(json.dumps(one, ensure_ascii=False))}%"
            for row in db.all(_equal(table.name), whole=one, quoted=quoted):
                found[tuple(row)] = None
        for one in without.words if table.name in TALK else ():
            for row in db.all(_like(table.name), pattern=f"%{_escaped(json.dumps(one, ensure_ascii=False)[1:-1])}%"):
                found[tuple(row[: len(keys)])] = None
        for key in found:
            yield Trace(table.name, dict(zip(keys, key, strict=True)))


def is_used(db: Db, file: str) -> bool:
    """Whether any row still names a file of the store."""
    return any(
        db.all(_equal(table.name), whole=file, quoted=f'%"{file}"%')
        for table in metadata.sorted_tables
        if table is not erasure and _texts(table)
    )


def camps_behind(db: Db) -> list[int]:
    """The camps whose archive or tickets have wordings to be indexed anew."""
    return sorted({int(row.name.rpartition(":")[2]) for row in db.all(BEHIND)})


def mend(db: Db, trace: Trace, without: Replacing) -> None:
    """The row without them; it is deleted where it is theirs by its very key."""
    table = metadata.tables[trace.table]
    row = db.one(_row(trace.table), **{f"key_{name}": value for name, value in trace.key.items()})
    if row is None:
        return
    before = {column.name: getattr(row, column.name) for column in _texts(table)}
    mended = without.talk if trace.table in TALK else without
    after = {name: words if words is None else mended(words) for name, words in before.items()}
    keys = {f"key_{name}": value for name, value in trace.key.items()}
    if any(after[column.name] != before[column.name] for column in table.primary_key if column.name in after):
        db.run(_drop(trace.table), **keys)
        return
    changed = {name: words for name, words in after.items() if words != before[name]}
    if table is wording and changed:
        changed = {"words": after["words"], "norm": after["norm"], "version": ""}
    if changed:
        db.run(_change(trace.table, tuple(changed)), **keys, **{f"new_{name}": words for name, words in changed.items()})
    if table is outbox and "parts" in changed:
        db.run(UNSAY_SENT, message=trace.key["id"])


@lru_cache(maxsize=256)
def _texts(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, Text | Json)]


def _as_text(column: Column[Any]) -> ColumnElement[str]:
    return type_coerce(column, Text)


@lru_cache(maxsize=256)
def _like(name: str) -> Any:
    table = metadata.tables[name]
    texts = [_as_text(column) for column in _texts(table)]
    pattern = bindparam("pattern", type_=Text)
    found = or_(*(words.like(pattern, escape="\\") for words in texts))
    labelled = [words.label(f"text_{number}") for number, words in enumerate(texts)]
    return select(*_keys(table), *labelled).where(found)


@lru_cache(maxsize=256)
def _equal(name: str) -> Any:
    table = metadata.tables[name]
    whole, quoted = bindparam("whole", type_=Text), bindparam("quoted", type_=Text)
    texts = [_as_text(column) for column in _texts(table)]
    return select(*_keys(table)).where(or_(*(or_(words == whole, words.like(quoted, escape="\\")) for words in texts)))


@lru_cache(maxsize=256)
def _row(name: str) -> Any:
    table = metadata.tables[name]
    return select(*(_as_text(column).label(column.name) for column in _texts(table))).where(_named(table))


@lru_cache(maxsize=256)
def _drop(name: str) -> Any:
    table = metadata.tables[name]
    return delete(table).where(_named(table))


@lru_cache(maxsize=512)
def _change(name: str, columns: tuple[str, ...]) -> Any:
    table = metadata.tables[name]
    return update(table).where(_named(table)).values({column: bindparam(f"new_{column}", type_=Text) for column in columns})


def _keys(table: Table) -> list[ColumnElement[Any]]:
    """As they are stored, so that they can be handed on as plain values."""
    return [type_coerce(column, _plain(column)).label(column.name) for column in table.primary_key]


def _named(table: Table) -> ColumnElement[bool]:
    return and_(*(type_coerce(column, _plain(column)) == bindparam(f"key_{column.name}") for column in table.primary_key))


def _plain(column: Column[Any]) -> Any:
    return getattr(column.type, "impl_instance", column.type)


def _escaped(words: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", words)
