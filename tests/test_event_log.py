"""The journal: what one line looks like, and when lines reach the stream."""

from __future__ import annotations

import asyncio
from io import StringIO

from bot.event_log import Journal, logfmt


class Stream(StringIO):
    """Remembers what it was given at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[str] = []

    def write(self, words: str) -> int:
        self.writes.append(words)
        return len(words)


def test_a_line_names_time_level_and_event_first_and_stays_one_line() -> None:
    said = {
        "key": "telegram:17",
        "person": None,
        "word": 'a "b"\nlevel=error',
        "ms": 0.4,
        "timestamp": "T",
        "event": "not kept",
    }
    line = logfmt(None, "info", said)
    assert line == r'timestamp=T level=info event="not kept" key=telegram:17 person= word="a \"b\"\nlevel=error" ms=0.4'


def test_lines_of_one_turn_of_the_loop_are_written_together() -> None:
    stream = Stream()
    journal = Journal(stream)

    async def two_turns() -> None:
        journal.info("one")
        journal.error("two")
        assert stream.writes == []
        await asyncio.sleep(0)
        journal.info("three")

    asyncio.run(two_turns())
    assert stream.writes == ["one\ntwo\n", "three\n"]


def test_where_no_loop_runs_a_line_is_written_at_once() -> None:
    stream = Stream()
    Journal(stream).info("one")
    assert stream.writes == ["one\n"]
