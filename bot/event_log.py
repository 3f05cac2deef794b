"""The event log: one logfmt line for everything that happens, written together once a turn of the event loop. Writing it never raises:
where a line cannot be written it is lost, and nothing else."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import structlog

NEEDS_QUOTES = re.compile(r'[\s="\\]')
NEVER_QUOTED = frozenset({int, float, bool})
LARGEST = 50_000_000
"""Bytes of a log file: then it becomes `.1`, the one before goes, and a new one begins."""
EVENTS = "events"


class Journal:
    """Lines for a handler. A flush a line would cost more than the line; where no loop runs they are written at once."""

    def __init__(self, handler: logging.Handler) -> None:
        self._handler = handler
        self._lines: list[str] = []

    def info(self, line: str) -> None:
        self._lines.append(line)
        if len(self._lines) > 1:
            return  # whoever brought the first one writes this one too
        try:
            asyncio.get_running_loop().call_soon(self._write)
        except RuntimeError:
            self._write()

    debug = warning = error = critical = info

    def _write(self) -> None:
        lines, self._lines = self._lines, []
        self._handler.handle(logging.LogRecord(EVENTS, logging.INFO, "", 0, "\n".join(lines), None, None))


class Formatter(logging.Formatter):
    """Lines of ours as they are; other people's libraries with their level and name."""

    def format(self, record: logging.LogRecord) -> str:
        return str(record.msg) if record.name == EVENTS else super().format(record)


def to_stderr() -> logging.Handler:
    """For whoever collects what a program says."""
    return logging.StreamHandler(sys.stderr)


def to_file(file: Path, largest: int = LARGEST) -> logging.Handler:
    """A file that is gone on with, and makes room for a new one while it is written. Raises OSError where it cannot be opened."""
    return RotatingFileHandler(file, maxBytes=largest, backupCount=1, encoding="utf-8")


def keep(handler: logging.Handler) -> None:
    """From now on every log line goes there."""
    logging.raiseExceptions = False
    handler.setFormatter(Formatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    journal = Journal(handler)
    structlog.configure(
        processors=[structlog.processors.TimeStamper(fmt="iso"), logfmt],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=lambda *_: journal,
        cache_logger_on_first_use=True,
    )


def reopen() -> None:
    """What somebody moved away is let go of; the next line begins a new file at the old place."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.FileHandler):
            handler.close()


def logfmt(_: Any, level: str, said: MutableMapping[str, Any]) -> str:
    """timestamp=… level=info event=… and the rest as it was given; structlog's own renderer takes five times as long."""
    head = f"timestamp={said.pop('timestamp')} level={level} event={_word(said.pop('event'))}"
    return " ".join([head, *[f"{key}={_word(value)}" for key, value in said.items()]])


def _word(value: Any) -> str:
    """A value in one word; what could end the word or the line is quoted and escaped."""
    if type(value) in NEVER_QUOTED:
        return str(value)
    word = "" if value is None else str(value)
    return json.dumps(word, ensure_ascii=False) if NEEDS_QUOTES.search(word) else word


def where(problem: BaseException) -> str:
    """File, line and function of where it broke — never the message, which may hold somebody's words."""
    frames = traceback.extract_tb(problem.__traceback__)
    return " < ".join(f"{frame.filename.rsplit('/', 2)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(frames[-4:]))
