"""Heat: who looked at, opened and used which archived answer on which day, never its own author; all figures are counted from that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, bindparam, cast, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.archive import entry
from storage.connection import Db
from storage.schema import Day, Key, foreign_key, metadata

heat_event = Table(
    "heat_event",
    metadata,
    foreign_key("entry", primary_key=True),
    foreign_key("person", primary_key=True, index=True),
    Column("day", Day, primary_key=True),
    Column("kind", Text, primary_key=True),
    CheckConstraint("kind in ('view','open','used')", name="kind"),
    sqlite_with_rowid=False,
)
"""Seen in a list, opened, or used: once a person and day."""
Index("ix_heat_event_day", heat_event.c.day)

WORTH = {"view": 1, "open": 2, "used": 5}
HALF_LIFE = 14
"""Days after which an event warms half as much."""

_of_others = or_(entry.c.person_id.is_(None), entry.c.person_id != bindparam("person", type_=Key))
NOTE = (
    insert(heat_event)
    .from_select(
        ["entry_id", "person_id", "day", "kind"],
        select(
            entry.c.id,
            cast(bindparam("person", type_=Key), Key),
            cast(bindparam("day", type_=Day), Text),
            cast(bindparam("kind", type_=Text), Text),
        ).where(entry.c.id == bindparam("entry"), _of_others),
    )
    .on_conflict_do_nothing()
    .returning(heat_event.c.kind)
)
USED_OF = (
    select(func.count())
    .select_from(heat_event.join(entry, entry.c.id == heat_event.c.entry_id))
    .where(
        entry.c.camp_id == bindparam("camp"),
        entry.c.person_id == bindparam("author"),
        heat_event.c.person_id == bindparam("person"),
        heat_event.c.kind == "used",
        heat_event.c.day == bindparam("on", type_=Day),
    )
)
COUNTS = (
    select(entry.c.id, heat_event.c.kind, heat_event.c.day, func.count().label("people"))
    .select_from(heat_event.join(entry, entry.c.id == heat_event.c.entry_id))
    .where(
        entry.c.camp_id == bindparam("camp"),
        entry.c.retired_at.is_(None),
        heat_event.c.day >= bindparam("first", type_=Day),
        heat_event.c.day <= bindparam("last", type_=Day),
    )
    .group_by(entry.c.id, heat_event.c.kind, heat_event.c.day)
)
_same = heat_event.alias("same")
DROP_SHARED = delete(heat_event).where(
    heat_event.c.person_id == bindparam("old"),
    select(_same.c.kind)
    .where(
        _same.c.entry_id == heat_event.c.entry_id,
        _same.c.person_id == bindparam("kept"),
        _same.c.day == heat_event.c.day,
        _same.c.kind == heat_event.c.kind,
    )
    .exists(),
)
MOVE = update(heat_event).where(heat_event.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
DROP_OWN = delete(heat_event).where(
    heat_event.c.person_id == bindparam("kept"),
    select(entry.c.id).where(entry.c.id == heat_event.c.entry_id, entry.c.person_id == bindparam("kept")).exists(),
)


class Count(NamedTuple):
    """How many people did something with an entry on a day; `kind` is view, open or used."""

    entry: int
    kind: str
    day: date
    people: int


class Warmth(NamedTuple):
    """An entry's heat and what it is made of."""

    entry: int
    heat: float
    views: int
    opens: int
    uses: int


def note(db: Db, entry_id: int, person_id: int, kind: str, day: date) -> bool:
    """Counts a view, an opening or a use; False where it counts no more that day, or is the author's own."""
    return db.one(NOTE, entry=entry_id, person=person_id, kind=kind, day=day) is not None


def used_of(db: Db, camp: int, author: int, person_id: int, day: date) -> int:
    """How many answers of one author a person has used on a day."""
    return int(db.value(USED_OF, camp=camp, author=author, person=person_id, on=day))


def counts(db: Db, camp: int, first: date, last: date) -> list[Count]:
    """What happened to the camp's entries within these days."""
    return [Count(*row) for row in db.all(COUNTS, camp=camp, first=first, last=last)]


def ranking(counted: Iterable[Count], today: date) -> list[Warmth]:
    """The hottest first: worth 1 a view, 2 an opening, 5 a use, halved every fourteen days; equals by age."""
    heat: dict[int, float] = {}
    numbers: dict[int, dict[str, int]] = {}
    for one in counted:
        faded = 0.5 ** ((today - one.day).days / HALF_LIFE)
        heat[one.entry] = heat.get(one.entry, 0.0) + WORTH[one.kind] * one.people * faded
        did = numbers.setdefault(one.entry, dict.fromkeys(WORTH, 0))
        did[one.kind] += one.people
    warm = [Warmth(entry_id, heat[entry_id], did["view"], did["open"], did["used"]) for entry_id, did in numbers.items()]
    return sorted(warm, key=lambda one: (-one.heat, one.entry))


def merge(db: Db, old: int, kept: int) -> None:
    """What `old` looked at is `kept`'s, once a day, and never what is their own now. Run it after `archive.merge`."""
    db.run(DROP_SHARED, old=old, kept=kept)
    db.run(MOVE, old=old, kept=kept)
    db.run(DROP_OWN, kept=kept)
