"""Templates: the checklists and scripts a camp keeps at hand, found by a word of their title, tags or text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Json, anywhere, foreign_key, metadata, primary_key

template = Table(
    "template",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("kind", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("tags", Json, nullable=False),
    Column("words", Text, nullable=False),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("retired_at", Instant),
    CheckConstraint("kind IN ('checklist', 'script')", name="kind"),
)
"""`words` is all of it in one spelling, to be found by."""
_in_use = template.c.retired_at.is_(None)
Index(
    "uq_template_in_use",
    template.c.camp_id,
    template.c.folded,
    unique=True,
    postgresql_where=_in_use,
    sqlite_where=_in_use,
)

ADD = insert(template).on_conflict_do_nothing().returning(template.c.id)
_TEMPLATE = select(
    template.c.id, template.c.kind, template.c.title, template.c.folded, template.c.body, template.c.tags, template.c.retired_at
)
ONE = _TEMPLATE.where(template.c.camp_id == bindparam("camp"), template.c.id == bindparam("template"))
FOUND = _TEMPLATE.where(
    template.c.camp_id == bindparam("camp"), _in_use, template.c.words.like(bindparam("pattern"), escape="\\")
).order_by(template.c.kind, template.c.id)
RETIRE = (
    update(template)
    .where(template.c.id == bindparam("template"), _in_use)
    .values(retired_at=bindparam("when", type_=Instant))
    .returning(template.c.id)
)
_other = template.alias("other")
_taken = select(_other.c.folded).where(_other.c.camp_id == bindparam("camp"), _other.c.retired_at.is_(None))
RESTORE = (
    update(template)
    .where(template.c.id == bindparam("template"), template.c.folded.not_in(_taken))
    .values(retired_at=None)
    .returning(template.c.id)
)
MOVE = update(template).where(template.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


LONGEST_TITLE = 30


class KeptTemplate(NamedTuple):
    """A checklist or a script."""

    id: int
    kind: str
    title: str
    folded: str
    body: str
    tags: list[str]
    retired_at: datetime | None


def add(
    db: Db,
    camp: int,
    kind: str,
    title: str,
    folded: str,
    body: str,
    tags: Sequence[str],
    words: str,
    *,
    by: int,
    at: datetime,
) -> int | None:
    """Its number; None where one of that title is in use."""
    return db.value(
        ADD,
        camp_id=camp,
        kind=kind,
        title=title,
        folded=folded,
        body=body,
        tags=list(tags),
        words=words,
        made_by=by,
        made_at=at,
        retired_at=None,
    )


def find(db: Db, camp: int, number: int) -> KeptTemplate | None:
    """The camp's of that number, in use or not."""
    row = db.one(ONE, camp=camp, template=number)
    return None if row is None else KeptTemplate(*row)


def found(db: Db, camp: int, part: str) -> list[KeptTemplate]:
    """Those in use with these words somewhere, in the one spelling; "" finds all."""
    return [KeptTemplate(*row) for row in db.all(FOUND, camp=camp, pattern=anywhere(part))]


def retire(db: Db, number: int, *, at: datetime) -> bool:
    """It is found no more; False where it is not already."""
    return db.one(RETIRE, template=number, when=at) is not None


def restore(db: Db, camp: int, number: int) -> bool:
    """It is found again; False where another has its title by now."""
    return db.one(RESTORE, camp=camp, template=number) is not None


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person made is another's."""
    db.run(MOVE, old=old, kept=kept)
