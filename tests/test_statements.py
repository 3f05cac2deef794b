"""Every statement that stands at module level in storage compiles on both engines, before anybody runs it."""

from __future__ import annotations

import sys

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.dml import Insert, UpdateBase
from sqlalchemy.sql.selectable import SelectBase

import storage.tables

STATEMENTS = {
    f"{module}.{name}": value
    for module, loaded in sorted(sys.modules.items())
    if module.startswith("storage.") and loaded is not storage.tables
    for name, value in vars(loaded).items()
    if isinstance(value, UpdateBase | SelectBase) and not name.startswith("_")
}


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"])
@pytest.mark.parametrize("name", STATEMENTS)
def test_it_compiles(name: str, dialect: object) -> None:
    statement: ClauseElement = STATEMENTS[name]
    named = [column.name for column in statement.table.columns] if isinstance(statement, Insert) else None
    assert statement.compile(dialect=dialect, column_keys=named).string  # type: ignore[arg-type]
