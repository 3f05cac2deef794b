"""A class's name means one thing: no two classes that may stand in one file's imports are called the same."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from tests.source import HOUSE, files, nodes

TENCENT = {"tencent", "wecom", "wecom_bot", "wecom_group", "wechat"}
"""Channels that share what they have in common on the wire."""

EXPLAINED = {
    "ParsedCallback": "the self-built app's and the official account's own reading of the same callback",
    "Right": "each Tencent channel's own right to answer",
}


def test_no_two_classes_of_one_name() -> None:
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for file in files():
        for node in nodes(file):
            if isinstance(node, ast.ClassDef):
                found[_world(file.relative_to(HOUSE)), node.name].append(f"{file.relative_to(HOUSE)}:{node.lineno}")
    twice = {name: places for (_, name), places in found.items() if len(places) > 1}
    assert twice.keys() <= EXPLAINED.keys(), twice
    assert twice.keys() == EXPLAINED.keys(), f"explained, but there is only one now: {EXPLAINED.keys() - twice.keys()}"


def _world(file: Path) -> str:
    """A channel imports no other and no operation, and is imported by the app alone: its names are its own."""
    match file.parts:
        case ("storage", "migrations", *_):  # a released script stays as it is, whatever is named later
            return file.name
        case ("bot" | "storage", "channels", name, *_) if not name.startswith("__"):
            channel = name.removesuffix(".py")
            return "tencent" if channel in TENCENT else channel
    return "house"
