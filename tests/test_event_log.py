"""The journal: what one line looks like, and when lines reach the stream."""

from __future__ import annotations

import asyncio
import logging
from io import StringIO
from pathlib import Path

import pytest

from bot import event_log
from bot.event_log import Journal, logfmt, to_file


class Stream(StringIO):
    """Remembers what it was given at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[str] = []

    def write(self, words: str) -> int:
        self.writes.append(words)
        return len(words)


def journal_to(stream: StringIO) -> Journal:
    handler = logging.StreamHandler(stream)
    handler.setFormatter(event_log.Formatter())
    return Journal(handler)


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
    journal = journal_to(stream)

    async def two_turns() -> None:
        journal.info("one")
        journal.error("two")
        assert stream.writes == []
        await asyncio.sleep(0)
        journal.info("three")

    asyncio.run(two_turns())
    assert stream.getvalue() == "" and stream.writes == ["one\ntwo\n", "three\n"]


def test_where_no_loop_runs_a_line_is_written_at_once() -> None:
    stream = Stream()
    journal_to(stream).info("one")
    assert stream.writes == ["one\n"]


@pytest.fixture
def raising(monkeypatch: pytest.MonkeyPatch) -> None:
    """As the program has it: what a log cannot write is nobody's problem."""
    monkeypatch.setattr(logging, "raiseExceptions", False)


def test_a_log_that_cannot_be_written_raises_nothing_and_goes_on_afterwards(raising: None) -> None:
    class Full(Stream):
        is_full = True

        def write(self, words: str) -> int:
            if self.is_full:
                raise OSError(28, "No space left on device")
            return super().write(words)

    stream = Full()
    journal = journal_to(stream)
    journal.info("lost")
    stream.is_full = False
    journal.info("kept")
    assert stream.writes == ["kept\n"]


def test_a_log_makes_room_for_a_new_one_while_it_is_written(tmp_path: Path) -> None:
    handler = to_file(tmp_path / "qunxue.log", largest=200)
    journal = Journal(handler)
    for number in range(40):
        journal.info(f"line {number:02} of forty")
    handler.close()
    kept = "".join((tmp_path / name).read_text(encoding="utf-8") for name in ("qunxue.log.1", "qunxue.log"))
    assert kept.endswith("line 39 of forty\n") and len(kept) <= 400
    assert sorted(file.name for file in tmp_path.iterdir()) == ["qunxue.log", "qunxue.log.1"]


def test_a_log_that_was_moved_away_is_begun_anew_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    handler = to_file(tmp_path / "qunxue.log")
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    journal = Journal(handler)
    journal.info("before")
    (tmp_path / "qunxue.log").rename(tmp_path / "yesterday.log")
    event_log.reopen()
    journal.info("after")
    handler.close()
    assert (tmp_path / "yesterday.log").read_text(encoding="utf-8") == "before\n"
    assert (tmp_path / "qunxue.log").read_text(encoding="utf-8") == "after\n"
