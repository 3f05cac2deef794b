"""Workers as programs of their own over one PostgreSQL: what one leaves undone another does, once; files reach whoever sends them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from bot.messages import Kind
from storage import tasks
from storage.files import IN_DATABASE
from tests.faults.on_workers import know
from tests.postgres import database_url
from tests.stories.test_missing_file import read_by
from tests.town import Somebody, Town, make_template

pytestmark = pytest.mark.postgres
PATIENCE = 60.0
"""Seconds anything may take here: what a dead worker held is another's within a minute."""
SOON, NEVER = "1", "600"
"""How long a worker may be silent: with the second a dead one is never noticed."""


@pytest.fixture
def url() -> Iterator[str]:
    with database_url(prepare=make_template) as url:
        yield url


@contextmanager
def town_of(url: str, folder: Path, files: str = "") -> Iterator[Town]:
    """A replica that talks and leaves the heavy work to the workers."""
    town = Town(url, folder, workers=0, files=files)
    town.opened()
    know(town.app)
    try:
        yield town
    finally:
        town.close()


@contextmanager
def program(*arguments: str, cwd: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    started = subprocess.Popen([sys.executable, "-m", *arguments], cwd=cwd, env=environment)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def worker(url: str, folder: Path, name: str, silent: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
    return program("tests.faults.on_workers", url, str(folder), name, silent)


def until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < ends, "not within a minute"
        time.sleep(0.02)


def begun(folder: Path) -> list[str]:
    file = folder / "begun"
    return file.read_text("utf-8").split("\n")[:-1] if file.exists() else []


def asks(town: Town, who: Somebody, words: str) -> None:
    """Said to the bot; what comes of it is not waited for."""
    town.run(town.app.receive(who.event(Kind.SAID, words, who.private)))


def heard(town: Town, who: Somebody) -> list[str]:
    """All that is said in private once nothing is left to do."""
    town.run(town.app.task_pool.idle())
    town.run(town.app.delivery.recover())  # the clock stands, and nobody looks for what a worker committed
    town.settle()
    return [str(post) for post in who.heard_privately.posts]


async def left(town: Town) -> list[str]:
    return [task.payload["who"] for task in await town.database.read(tasks.unfinished)]


def test_another_finishes_what_a_killed_worker_held_and_it_is_said_once(url: str, tmp_path: Path) -> None:
    with town_of(url, tmp_path) as town, worker(url, tmp_path, "first", SOON) as first:
        lin = town.learner("林晓")
        asks(town, lin, "等着 甲")
        until(lambda: begun(tmp_path) == ["first 甲"])
        with worker(url, tmp_path, "second", SOON):
            first.send_signal(signal.SIGKILL)
            until(lambda: begun(tmp_path) == ["first 甲", "second 甲"])
            (tmp_path / "go").touch()
            assert heard(town, lin).count("等到了：甲") == 1


def test_a_frozen_worker_that_wakes_up_says_nothing_twice(url: str, tmp_path: Path) -> None:
    with town_of(url, tmp_path) as town, worker(url, tmp_path, "first", SOON) as first:
        lin = town.learner("林晓")
        asks(town, lin, "等着 甲")
        until(lambda: begun(tmp_path) == ["first 甲"])
        with worker(url, tmp_path, "second", SOON):
            first.send_signal(signal.SIGSTOP)
            until(lambda: begun(tmp_path) == ["first 甲", "second 甲"])
            (tmp_path / "go").touch()
            assert heard(town, lin) == ["等到了：甲"]
            first.send_signal(signal.SIGCONT)
            for who in ("乙", "丙"):
                asks(town, lin, f"等着 {who}")
            assert sorted(heard(town, lin)) == ["等到了：丙", "等到了：乙", "等到了：甲"]


def test_a_stop_hands_back_what_runs_and_what_waits(url: str, tmp_path: Path) -> None:
    with town_of(url, tmp_path) as town, worker(url, tmp_path, "first", NEVER) as first:
        lin = town.learner("林晓")
        for who in ("甲", "乙"):
            asks(town, lin, f"等着 {who}")
        until(lambda: begun(tmp_path) == ["first 甲"])
        first.send_signal(signal.SIGTERM)
        assert first.wait(timeout=10) == 0
        assert town.run(left(town)) == ["甲", "乙"]
        (tmp_path / "go").touch()
        with worker(url, tmp_path, "second", NEVER):
            assert heard(town, lin)[-2:] == ["等到了：甲", "等到了：乙"]
        assert begun(tmp_path) == ["first 甲", "second 甲", "second 乙"]


@pytest.mark.parametrize("files", [IN_DATABASE, ""], ids=["database", "own folders"])
def test_a_file_a_worker_made_reaches_whoever_sends_it_or_holds_nobody_up(url: str, tmp_path: Path, files: str) -> None:
    """`python -m bot worker` as it is started; with folders of their own the two were set up wrongly."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "config.toml").write_text(
        f'[bot]\nowners = ["telegram:王岚"]\n[channels.web]\nenabled = true\n[storage]\nurl = "{url}"\nfiles = "{files or "files"}"\n',
        "utf-8",
    )
    with town_of(url, tmp_path, files) as town, program("bot", "worker", "--log", cwd=elsewhere):
        read_by(town)
        owner = town.somebody("王岚")
        asks(town, owner, "导出 成员")
        said = heard(town, owner)
        asks(town, owner, "积分")
        assert len(heard(town, owner)) > len(said)
        if files:
            assert said[-1].startswith("📎 ")
        else:
            assert "找不到了，没有发出" in said[-1]
