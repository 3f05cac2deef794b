"""A list as one parameter: a statement takes any number of values without being compiled for each number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class Elements(FunctionElement[Any]):
    """The rows of a JSON list, each a `value` in text; `Elements(bindparam("words", type_=Json)).table_valued("value")`."""

    inherit_cache = True


class Members(FunctionElement[Any]):
    """The rows of a JSON object, each a `key` and a `value` in text."""

    inherit_cache = True


@compiles(Elements, "sqlite")
@compiles(Members, "sqlite")
def _sqlite(element: FunctionElement[Any], compiler: Any, **given: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **given)})"


@compiles(Elements, "postgresql")
def _elements(element: FunctionElement[Any], compiler: Any, **given: Any) -> str:
    return f"json_array_elements_text({compiler.process(_json(element), **given)})"


@compiles(Members, "postgresql")
def _members(element: FunctionElement[Any], compiler: Any, **given: Any) -> str:
    return f"json_each_text({compiler.process(_json(element), **given)})"


def _json(element: FunctionElement[Any]) -> Any:
    (given,) = element.clauses
    return cast(given, JSON)
