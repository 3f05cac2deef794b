"""Every statement that stands at module level in storage compiles on both engines, before anybody runs it; those over the ledger say
which purse and which kinds they mean."""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

import pytest
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import CompileError
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


def compiled(statement: Any, dialect: Any) -> str:
    """What the engine is told, an insert with every column."""
    named = [column.name for column in statement.table.columns] if isinstance(statement, Insert) else None
    return str(statement.compile(dialect=dialect, column_keys=named).string)


def problem_of(statement: Any, dialect: Any) -> str:
    """Why it does not compile, or "" where it does."""
    try:
        return "" if compiled(statement, dialect) else "it is empty"
    except CompileError as problem:
        return str(problem)


@pytest.mark.parametrize("dialect", [sqlite.dialect(), postgresql.dialect()], ids=["sqlite", "postgresql"])
@pytest.mark.parametrize("module", sorted({name.rpartition(".")[0] for name in STATEMENTS}))
def test_a_modules_statements_compile(module: str, dialect: object) -> None:
    """All of a module's at once: a test for each would take longer to arrange than to run."""
    own = {name: statement for name, statement in STATEMENTS.items() if name.rpartition(".")[0] == module}
    assert {name: problem for name, statement in own.items() if (problem := problem_of(statement, dialect))} == {}


WHATEVER_THEY_ARE = {"storage.points.MOVE"}
"""Two people become one: their entries go over as they are."""


@cache
def over_the_ledger() -> dict[str, str]:
    """What SQLite is told, by the statement's name."""
    return {name: said for name, statement in STATEMENTS.items() if "ledger" in (said := compiled(statement, sqlite.dialect()))}


def test_the_ledgers_statements_were_found() -> None:
    assert len(over_the_ledger()) > 8 and {name.rpartition(".")[0] for name in over_the_ledger()} >= {
        "storage.points",
        "storage.teams",
        "storage.reports.sums",
        "storage.reports.activity",
    }


def test_they_name_purse_and_kind() -> None:
    unclear = {name for name, said in over_the_ledger().items() if "purse" not in said or "kind" not in said}
    assert unclear <= WHATEVER_THEY_ARE
