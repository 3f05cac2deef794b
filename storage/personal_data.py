"""Any table's rows about one person, found by whichever column names them: read, counted, blanked or deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, bindparam, delete, func, or_, select, update

from storage import certificates
from storage.bills import bill
from storage.camps import camp
from storage.connection import Db
from storage.homework.hand_ins import hand_in_piece
from storage.lessons.learning import lesson_done
from storage.memberships import membership
from storage.people import account
from storage.schema import metadata

NAMES_SOMEBODY = ("person", "membership")
BY_ACCOUNT = {("web_session", "name"): "web", ("web_reaction", "name"): "web"}
"""Columns that name somebody by what a channel calls their account."""
CALLED = {
    "camp": "name",
    "contest": "name",
    "entry": "question",
    "exam": "name",
    "homework": "title",
    "lesson": "title",
    "option": "words",
    "poll": "title",
    "prize": "title",
    "question": "stem",
    "spot_check": "release",
    "survey": "title",
    "ticket": "words",
    "tool_pack": "name",
    "topic": "title",
}
"""What a row of another table is called, where one refers to it."""


_members = select(membership.c.id).where(membership.c.person_id == bindparam("person"))
FILES = [
    select(column.label("file")).where(column.table.c.membership_id.in_(_members), column.is_not(None))
    for column in (bill.c.picture, lesson_done.c.file, hand_in_piece.c.file)
]


def naming(table: Table) -> list[Column[Any]]:
    """The columns of a table that name a person, a membership, or an account of theirs."""
    by_account = [table.c[name] for of, name in BY_ACCOUNT if of == table.name]
    return [key.parent for key in table.foreign_keys if key.column.table.name in NAMES_SOMEBODY] + by_account


def rows(db: Db, table: str, by: str, columns: Sequence[str], person: int) -> list[Any]:
    """The camp of each row, where it has one, and the columns asked for; what refers to something of the camp's reads as that is called."""
    return list(db.all(_reading(table, by, tuple(columns)), person=person))


def count(db: Db, table: str, by: str, person: int) -> int:
    """How many rows there are."""
    return int(db.value(_counting(table, by), person=person))


def blank(db: Db, table: str, by: str, values: Mapping[str, Any], person: int) -> None:
    """The rows stay, and these columns have these values."""
    db.run(_blanking(table, by, tuple(values)), person=person, **{f"new_{name}": value for name, value in values.items()})


def remove(db: Db, table: str, by: str, person: int) -> None:
    """The rows are deleted."""
    db.run(_removing(table, by), person=person)


def files(db: Db, person: int) -> list[str]:
    """The files that stand in somebody's own rows: pictures of their bills, what they handed in."""
    return [row.file for statement in FILES for row in db.all(statement, person=person)]


def names(db: Db, person: int) -> list[str]:
    """What somebody was called besides what they are called now."""
    return certificates.names(db, person)


def words(db: Db, table: str, by: str, columns: Sequence[str], person: int) -> set[str]:
    """The lines of text that stand in these columns."""
    return {line for row in rows(db, table, by, columns, person) for value in row[1:] for line in _lines(value)}


def _lines(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield from filter(None, (line.strip() for line in value.splitlines()))
        case dict():
            yield from _lines(list(value.values()))
        case list():
            for one in value:
                yield from _lines(one)


def column_of(table: Table, by: str) -> Column[Any]:
    """The column meant by `by`; left out, the only one that names somebody."""
    if by:
        return table.c[by]
    (only,) = naming(table)
    return only


def _theirs(table: Table, by: str) -> ColumnElement[bool]:
    column = column_of(table, by)
    if channel := BY_ACCOUNT.get((table.name, column.name)):
        theirs = select(account.c.ident).where(account.c.person_id == bindparam("person"), account.c.channel == channel)
        return column.in_(theirs)
    is_member = any(key.column.table is membership for key in column.foreign_keys)
    if not is_member:
        return column == bindparam("person")
    return column.in_(select(membership.c.id).where(membership.c.person_id == bindparam("person")))


@lru_cache(maxsize=512)
def _reading(name: str, by: str, columns: tuple[str, ...]) -> Any:
    table = metadata.tables[name]
    shown = [_readable(table.c[column]) for column in columns]
    return select(_camp_of(table, by), *shown).where(_theirs(table, by)).order_by(*table.primary_key)


def _readable(column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        target = key.column.table
        if target.name in CALLED:
            other = target.alias()
            return select(other.c[CALLED[target.name]]).where(other.c.id == column).scalar_subquery().label(column.name)
    return column


def _camp_of(table: Table, by: str) -> Any:
    home = camp.alias("home")
    if "camp_id" in table.c:
        return select(home.c.name).where(home.c.id == table.c.camp_id).scalar_subquery().label("camp")
    column = column_of(table, by)
    if any(key.column.table is membership for key in column.foreign_keys):
        theirs = membership.alias("theirs")
        joined = theirs.join(home, home.c.id == theirs.c.camp_id)
        return select(home.c.name).select_from(joined).where(theirs.c.id == column).scalar_subquery().label("camp")
    return select(func.max(home.c.name)).where(home.c.id.is_(None)).scalar_subquery().label("camp")


@lru_cache(maxsize=512)
def _counting(name: str, by: str) -> Any:
    table = metadata.tables[name]
    return select(func.count()).select_from(table).where(_theirs(table, by))


@lru_cache(maxsize=512)
def _blanking(name: str, by: str, columns: tuple[str, ...]) -> Any:
    table = metadata.tables[name]
    values = {column: bindparam(f"new_{column}", type_=table.c[column].type) for column in columns}
    changed = or_(*(table.c[column].is_distinct_from(values[column]) for column in columns))
    return update(table).where(_theirs(table, by), changed).values(values)


@lru_cache(maxsize=512)
def _removing(name: str, by: str) -> Any:
    table = metadata.tables[name]
    return delete(table).where(_theirs(table, by))
