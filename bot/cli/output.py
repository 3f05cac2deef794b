"""What a command says: sentences in the configured language, or one line on stderr and an exit code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

from bot.config import Settings
from bot.phrases import Line, Phrase


def say(settings: Settings, line: Line | Phrase) -> None:
    """A sentence on stdout, at once."""
    print((line if isinstance(line, Line) else line()).to(settings.bot.language), flush=True)


def python() -> str:
    """How Python is called where we run: by its folder in a checkout, by its name in an image."""
    return ".venv/bin/python" if Path(sys.prefix) == Path.cwd() / ".venv" else "python"


def fail(line: str, code: int = 1) -> NoReturn:
    """Ends the program with one line on stderr: 1 something is wrong, 2 wrong usage."""
    print(f"✗ {line}", file=sys.stderr)
    sys.exit(code)
