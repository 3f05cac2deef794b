"""The program's version: pyproject.toml's, which stands beside the rooms because the program runs from its checkout."""

from __future__ import annotations

import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def version() -> str:
    """As in the changelog: 0.2.0."""
    return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])
