"""The event log: one logfmt line for everything that happens, written together once a turn of the event loop."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

NEEDS_QUOTES = re.compile(r'[\s="\\]')


class Journal:
    """Lines for a stream. A flush a line would cost more than the line; where no loop runs they are written at once."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
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
        self._stream.write("\n".join(lines) + "\n")
        self._stream.flush()


def keep(stream: TextIO) -> None:
    """From now on every log line goes to the stream."""
    journal = Journal(stream)
    structlog.configure(
        processors=[structlog.processors.TimeStamper(fmt="iso"), logfmt],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=lambda *_: journal,
        cache_logger_on_first_use=True,
    )


def logfmt(_: Any, level: str, said: MutableMapping[str, Any]) -> str:
    """timestamp=… level=info event=… and the rest as it was given; structlog's own renderer takes five times as long."""
    head = f"timestamp={said.pop('timestamp')} level={level} event={_word(said.pop('event'))}"
    return " ".join([head, *[f"{key}={_word(value)}" for key, value in said.items()]])


def _word(value: Any) -> str:
    """A value in one word; what could end the word or the line is quoted and escaped."""
    word = "" if value is None else str(value)
    return json.dumps(word, ensure_ascii=False) if NEEDS_QUOTES.search(word) else word
