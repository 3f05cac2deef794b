"""The archive of a camp: answered questions under their numbers (K-0031) and every wording they are found by (`entries`), found
(`finding`), brought by files (`hauls`), compared with each other (`overlaps`), in the camp's own words (`vocabulary`).
"""

from __future__ import annotations

from sqlalchemy import bindparam, update

from storage.archive.entries import (
    Brought,
    Entry,
    Version,
    add,
    add_alias,
    aliases,
    asked_like,
    count,
    everything,
    get,
    numbered,
    restore,
    retire,
    revise,
    tags,
    versions,
)
from storage.archive.finding import EVERYTHING, Filter, browse, find, mentioned
from storage.archive.imports import Import, bring_in, hauled, says, take_back
from storage.archive.overlaps import (
    Suspect,
    absorb,
    alike,
    compared,
    decide,
    have_compared,
    part,
    suspect,
    suspect_numbered,
    suspect_of,
    suspects,
    suspects_backlog,
    undecide,
)
from storage.archive.tables import alias, dict_word, duplicate, entry, entry_version
from storage.archive.vocabulary import behind, dictionary, refresh, teach, unteach
from storage.connection import Db

__all__ = [
    "EVERYTHING",
    "Brought",
    "Entry",
    "Filter",
    "Import",
    "Suspect",
    "Version",
    "absorb",
    "add",
    "add_alias",
    "alias",
    "aliases",
    "alike",
    "asked_like",
    "behind",
    "bring_in",
    "browse",
    "compared",
    "count",
    "decide",
    "dict_word",
    "dictionary",
    "duplicate",
    "entry",
    "entry_version",
    "everything",
    "find",
    "get",
    "hauled",
    "have_compared",
    "mentioned",
    "merge",
    "numbered",
    "part",
    "refresh",
    "restore",
    "retire",
    "revise",
    "says",
    "suspect",
    "suspect_numbered",
    "suspect_of",
    "suspects",
    "suspects_backlog",
    "tags",
    "take_back",
    "teach",
    "undecide",
    "unteach",
    "versions",
]

MERGES = [
    update(table).where(table.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
    for table in (entry, entry_version, alias, duplicate, dict_word)
]


def merge(db: Db, old: int, kept: int) -> None:
    """What `old` wrote, confirmed and decided is `kept`'s."""
    for statement in MERGES:
        db.run(statement, old=old, kept=kept)
