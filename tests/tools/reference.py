"""Writes docs/reference.md from the docstrings of Feature, Context and Db: `make docs`. A test fails when the page is behind them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference.md"
HEAD = """# 参考 · Reference

写功能时手边的三样东西，由代码里的说明生成（`make docs`），不要手改；怎么用，看 [CONTRIBUTING](../CONTRIBUTING.md)。
The three things an operation is written with, made from the code's own docstrings (`make docs`): change them there.
How they are used: [CONTRIBUTING](../CONTRIBUTING.md).
"""


WIDTH = 110
"""Characters of a signature on one line."""


class Described(NamedTuple):
    """A class of the page: where it stands, and what its instance is called in a handler."""

    file: str
    name: str
    called: str


CLASSES = (
    Described("bot/feature.py", "Feature", "feature"),
    Described("bot/context.py", "Context", "ctx"),
    Described("storage/connection.py", "Db", "db"),
)


def page() -> str:
    """The page as it should stand."""
    return "\n".join([HEAD, *(part for described in CLASSES for part in _class(described))])


def _class(described: Described) -> Iterator[str]:
    tree = ast.parse((ROOT / described.file).read_text(encoding="utf-8"))
    found = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == described.name)
    yield f"## {described.name}\n\n`{described.file}` · {ast.get_docstring(found)}\n"
    if fields := list(_fields(found, described.called)):
        yield "\n".join(fields) + "\n"
    for node in found.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield _function(node, described.called)


def _fields(found: ast.ClassDef, called: str) -> Iterator[str]:
    """The public attributes a dataclass is made of, each with the line under it; its bookkeeping, made by `field()`, only where it has one."""
    for node, after in zip(found.body, [*found.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and not node.target.id.startswith("_"):
            said = after.value.value if _is_docstring(after) else ""
            if not said and isinstance(node.value, ast.Call):
                continue
            yield f"- `{called}.{node.target.id}: {ast.unparse(node.annotation)}`{f' — {_joined(said)}' if said else ''}"


def _function(node: ast.FunctionDef, called: str) -> str:
    """One heading and its docstring; a decorator is shown as it is written. Raises ValueError where there is no docstring."""
    if (said := ast.get_docstring(node)) is None:
        raise ValueError(f"{called}.{node.name} says nothing about itself")
    names = {ast.unparse(one) for one in node.decorator_list}
    gives = ast.unparse(node.returns) if node.returns else "None"
    if "property" in names:
        return f"### `{called}.{node.name}`\n\n`{gives}` · {said}\n"
    arguments = ", ".join(_arguments(node.args))
    if gives in ("F", "Callable[[F], F]"):
        words = f"@{called}.{node.name}" + (f"({arguments})" if gives != "F" else "")
    else:
        words = f"{called}.{node.name}({arguments})" + (f" -> {gives}" if gives != "None" else "")
    if len(words) > WIDTH:
        lines = "".join(f"    {argument},\n" for argument in _arguments(node.args))
        words = words.replace(arguments, f"\n{lines}")
    return f"### `{called}.{node.name}`\n\n```python\n{words}\n```\n\n{said}\n"


def _arguments(given: ast.arguments) -> list[str]:
    """As they are written in the source, without `self`."""
    positional = [*given.posonlyargs, *given.args]
    defaults: list[ast.expr | None] = [None] * (len(positional) - len(given.defaults)) + list(given.defaults)
    said = [_argument(one, default) for one, default in zip(positional, defaults, strict=True)][1:]
    if given.vararg:
        said.append(f"*{_argument(given.vararg, None)}")
    elif given.kwonlyargs:
        said.append("*")
    said += [_argument(one, default) for one, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    return [*said, f"**{_argument(given.kwarg, None)}"] if given.kwarg else said


def _argument(one: ast.arg, default: ast.expr | None) -> str:
    kind = f": {ast.unparse(one.annotation)}" if one.annotation else ""
    return f"{one.arg}{kind}{f' = {ast.unparse(default)}' if default is not None else ''}"


def _is_docstring(node: ast.stmt | None) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _joined(words: object) -> str:
    return " ".join(str(words).split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
