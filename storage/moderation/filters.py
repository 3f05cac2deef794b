"""A camp's filters: of which kind, for which rule, on trial or in force, and the lists they look words and domains up in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, UniqueConstraint, bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, foreign_key, metadata, primary_key

KINDS = ("words", "domains", "links", "cards", "codes", "newcomers", "mentions", "copies", "floods")
LISTS = ("words", "domains", "allowed")

moderation_filter = Table(
    "moderation_filter",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("kind", Text, nullable=False),
    Column("rule", Integer, nullable=False),
    Column("most", Integer, nullable=False, server_default=text("0")),
    Column("on_since", Instant),
    Column("made_at", Instant, nullable=False),
    UniqueConstraint("camp_id", "kind"),
    CheckConstraint(f"kind IN ({', '.join(repr(kind) for kind in KINDS)})", name="kind"),
    CheckConstraint("rule > 0", name="rule"),
    CheckConstraint("most >= 0", name="most"),
)
"""`rule` is the line of the camp's rules, `most` the number of a kind that has one (hours, messages, names); empty `on_since` is a trial, in
which nothing is touched."""

moderation_list = Table(
    "moderation_list",
    metadata,
    foreign_key("camp", primary_key=True),
    Column("list", Text, primary_key=True),
    Column("words", Text, nullable=False),
    CheckConstraint(f"list IN ({', '.join(repr(one) for one in LISTS)})", name="list"),
)
"""`words` are a line each, as somebody wrote them."""

_set = insert(moderation_filter)
SET = _set.on_conflict_do_update(
    index_elements=["camp_id", "kind"], set_={name: _set.excluded[name] for name in ("rule", "most", "on_since", "made_at")}
)
ALL = (
    select(
        moderation_filter.c.kind,
        moderation_filter.c.rule,
        moderation_filter.c.most,
        moderation_filter.c.on_since,
        moderation_filter.c.made_at,
    )
    .where(moderation_filter.c.camp_id == bindparam("camp"))
    .order_by(moderation_filter.c.id)
)
SWITCH = (
    update(moderation_filter)
    .where(moderation_filter.c.camp_id == bindparam("camp"), moderation_filter.c.kind == bindparam("which"))
    .values(on_since=bindparam("since", type_=Instant))
    .returning(moderation_filter.c.id)
)
DROP = (
    delete(moderation_filter)
    .where(moderation_filter.c.camp_id == bindparam("camp"), moderation_filter.c.kind == bindparam("which"))
    .returning(moderation_filter.c.id)
)
LIST = select(moderation_list.c.words).where(
    moderation_list.c.camp_id == bindparam("camp"), moderation_list.c.list == bindparam("which")
)
_kept = insert(moderation_list)
KEEP_LIST = _kept.on_conflict_do_update(index_elements=["camp_id", "list"], set_={"words": _kept.excluded.words})


class ContentFilter(NamedTuple):
    """One filter of a camp; `on_since` is None while it is on trial."""

    kind: str
    rule: int
    most: int
    on_since: datetime | None
    made_at: datetime


def put(db: Db, camp: int, kind: str, rule: int, most: int, *, on_since: datetime | None, at: datetime) -> None:
    """The camp has this filter, in place of another of its kind."""
    db.run(SET, camp_id=camp, kind=kind, rule=rule, most=most, on_since=on_since, made_at=at)


def of_camp(db: Db, camp: int) -> list[ContentFilter]:
    """The camp's filters, the oldest first."""
    return [ContentFilter(*row) for row in db.all(ALL, camp=camp)]


def switch(db: Db, camp: int, kind: str, since: datetime | None) -> bool:
    """In force from a moment on, or on trial (None); False where there is no such filter."""
    return db.value(SWITCH, camp=camp, which=kind, since=since) is not None


def drop(db: Db, camp: int, kind: str) -> bool:
    """The filter is no more; False where there was none."""
    return db.value(DROP, camp=camp, which=kind) is not None


def words(db: Db, camp: int, of: str) -> list[str]:
    """A list of the camp's, as it was written."""
    kept = db.value(LIST, camp=camp, which=of)
    return kept.split("\n") if kept else []


def keep_words(db: Db, camp: int, of: str, lines: Sequence[str]) -> None:
    """The list reads like this from now on."""
    db.run(KEEP_LIST, camp_id=camp, list=of, words="\n".join(lines))
