"""The house's own source, parsed once for all the tests that read rules off it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "scheduler", "storage")


@cache
def files(*rooms: str) -> tuple[Path, ...]:
    """The Python files of these rooms, or of all, room by room."""
    return tuple(file for room in rooms or ROOMS for file in sorted((HOUSE / room).rglob("*.py")))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf-8"), str(file))


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """Everything that stands in the file, whatever it stands in."""
    return tuple(ast.walk(tree(file)))


@cache
def calls(file: Path) -> tuple[ast.Call, ...]:
    return tuple(node for node in nodes(file) if isinstance(node, ast.Call))
