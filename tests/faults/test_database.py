"""A database that is full, locked or gone: nothing half done, a clear word, and all well again without a restart."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import bindparam, func, select, text, update

import storage.database
from bot.channel import TryLater
from bot.feature import Context, Feature, Phrase, Theme
from bot.http import free_port, serve
from bot.messages import InboundEvent, Kind, Lane, OutboundMessage, Sent
from bot.parts import Text
from storage import inbox, memberships, outbox, points
from storage.checkins import check_in
from storage.connection import Db, Unavailable
from storage.people import person
from tests.town import Somebody, Town, make_template

RENAME = update(person).where(person.c.id == bindparam("person")).values(name=bindparam("called"))


def file_of(town: Town) -> Path:
    return Path(town.url.removeprefix("sqlite:///"))


def word_of(person: Somebody, words: str = "打卡") -> InboundEvent:
    return person.event(Kind.SAID, words, person.town.at(person.channel, person.room))


def problems(town: Town) -> list[str]:
    return town.run(town.app.problems())


def transact(town: Town, *runs: Any, rooms: tuple[str, ...] = ("",)) -> list[Any]:
    """All at once, each in its room."""

    async def ask() -> list[Any]:
        return await asyncio.gather(*(town.database.transact(run, room) for run, room in zip(runs, rooms, strict=True)))

    return town.run(ask())


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer looks again after a moment, not after a second."""
    monkeypatch.setattr(storage.database, "PROBED_EVERY", 0.05)


async def well_again(town: Town) -> None:
    """Returns when we are ready, with nobody saying a word meanwhile."""
    async with asyncio.timeout(30):
        while await town.app.problems():  # noqa: ASYNC110 - the writer's thread raises no event
            await asyncio.sleep(0.02)


# ── SQLite ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def full_disk(town: Town) -> Iterator[None]:
    """No file can grow beyond what the write-ahead log has now: the next commit does not fit."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (os.path.getsize(f"{file_of(town)}-wal"), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk(town: Town, soon: None) -> None:
    people_ = town.learners(3)
    with structlog.testing.capture_logs() as logs, full_disk(town):
        for person in people_:
            with pytest.raises(Unavailable, match="SQLITE_"):
                town.receive(word_of(person))
        assert problems(town) == ["database"]
    assert [log["event"] for log in logs].count("database unavailable") == 1
    town.run(well_again(town))
    assert town.look(select(func.count()).select_from(check_in))[0][0] == 0
    assert "第1天" in people_[0].says("打卡") and town.look(points.ASTRAY) == []


class BrokenLog:
    """A log on the same full disk."""

    def info(self, line: str) -> None:
        raise OSError(28, "No space left on device")

    debug = warning = error = critical = info


def test_a_full_disk_that_takes_the_log_with_it(town: Town, soon: None) -> None:
    """The one writer outlives whatever goes wrong while it says what went wrong."""
    lin = town.learner("林晓")
    before = structlog.get_config()
    structlog.configure(logger_factory=lambda *_: BrokenLog(), processors=[lambda *_: ""], cache_logger_on_first_use=False)
    try:
        with full_disk(town), pytest.raises(Unavailable):
            transact(town, lambda db: [inbox.record(db, f"{n:0500}", town.clock.now()) for n in range(1000)])
        assert town.database.alive
        town.run(well_again(town))
    finally:
        structlog.configure(**before)
    assert "第1天" in lin.says("打卡")


class FillsUp:
    """The disk is full from the moment at which the platform is spoken to, so that what became of it cannot be written down."""

    def __init__(self, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
        self.square, self.full = town.squares["telegram"], ExitStack()
        deliver, first = self.square.deliver, iter([True])

        async def fill_up(message: OutboundMessage) -> Sent:
            if next(first, False):
                self.full.enter_context(full_disk(town))
            return await deliver(message)

        monkeypatch.setattr(self.square, "deliver", fill_up)

    @property
    def said(self) -> list[str]:
        return [words for post in self.square.posts if (words := str(post)) in ("first", "second")]


@pytest.mark.parametrize("is_refused", [False, True], ids=["sent", "refused"])
def test_what_became_of_a_message_is_written_down_later_and_nothing_goes_before(
    town: Town, soon: None, monkeypatch: pytest.MonkeyPatch, is_refused: bool
) -> None:
    disk = FillsUp(town, monkeypatch)
    disk.square.fails = [TryLater(1)] if is_refused else []
    to = town.at("telegram", town.group)
    for words in ("first", "second"):
        transact(town, lambda db, words=words: outbox.put(db, to, (Text.of(words),), Lane.REPLY, at=town.clock.now()))
    with disk.full:
        town.app.delivery.senders["telegram"].wake(town.group, Lane.REPLY)
        town.settle()
        assert disk.said == ([] if is_refused else ["first"]) and problems(town) == ["database"]
    town.run(well_again(town))
    town.pass_(seconds=10)
    town.pass_(minutes=5)
    assert disk.said == ["first", "second"]


def test_a_database_with_no_page_left(town: Town) -> None:
    """What was refused is not half there, and the same message goes through when it comes again."""
    lin = town.learner("林晓")
    pages = sqlite3.connect(file_of(town)).execute("PRAGMA page_count").fetchone()[0]
    transact(town, lambda db: db.execute(f"PRAGMA max_page_count={pages}"))
    refused: list[InboundEvent] = []
    while len(refused) < 3:
        event = word_of(lin, "群规 " + "长" * 3900)
        try:
            town.receive(event)
        except Unavailable:
            refused.append(event)
    transact(town, lambda db: db.execute("PRAGMA max_page_count=1000000"))
    for event in refused:
        assert town.receive(event).fresh
    assert problems(town) == [] and town.look(points.ASTRAY) == []


def test_a_locked_database(town: Town, soon: None) -> None:
    lin, *others = town.learners(20)
    transact(town, lambda db: db.execute("PRAGMA busy_timeout=50"))
    other = sqlite3.connect(file_of(town), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    event = word_of(lin)

    async def all_at_once() -> list[Any]:
        words = [town.app.receive(word_of(person)) for person in others]
        return await asyncio.gather(town.app.receive(event), *words, return_exceptions=True)

    assert {type(outcome) for outcome in town.run(all_at_once())} == {Unavailable}
    assert problems(town) == ["database"]
    other.execute("ROLLBACK")
    other.close()
    town.run(well_again(town))
    assert "今日 1/20" in town.hear(event)


def test_ready_is_red_while_it_lasts_and_green_afterwards(town: Town, soon: None) -> None:
    lin, listening = town.learner("林晓"), free_port("127.0.0.1", 0)

    def ready() -> tuple[int, bytes]:
        connection = HTTPConnection("127.0.0.1", listening.getsockname()[1], timeout=10)
        try:
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    async def play() -> list[int]:
        serving = asyncio.create_task(serve(town.app, town.app.routes(), listening))
        await asyncio.sleep(0.2)
        seen = [(await asyncio.to_thread(ready))[0]]
        with full_disk(town):
            with pytest.raises(Unavailable):
                await town.app.receive(word_of(lin))
            status, body = await asyncio.to_thread(ready)
            assert b'"problems":["database"]' in body
            seen.append(status)
        await well_again(town)
        seen.append((await asyncio.to_thread(ready))[0])
        serving.cancel()
        await asyncio.wait({serving})
        return seen

    assert town.run(play()) == [200, 503, 200]
    listening.close()


# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────────────────────────────────

CUT = "SELECT pg_terminate_backend(pg_backend_pid())"
UNSERIALIZABLE = "DO $$ BEGIN RAISE EXCEPTION 'no order' USING ERRCODE = '40001'; END $$"
ALL_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
)
unlucky = Feature("unlucky", Theme.DAILY)


@unlucky.command("倒霉", "unlucky", help=Phrase(zh="先坏一次。", en="Breaks once."), examples=["倒霉", "unlucky"])
def break_once(ctx: Context) -> None:
    points.earn(ctx.db, ctx.camp.id, ctx.member.id, 5, category="learning", reason="checkin", source=ctx.event.key, at=ctx.now)
    if misfortunes:
        ctx.db.execute(misfortunes.pop())
    ctx.reply("好了")


misfortunes: list[str] = []


@pytest.fixture
def pg_town(pg_url: str, tmp_path: Path) -> Iterator[Town]:
    make_template(pg_url)
    town = Town(pg_url, tmp_path)
    town.opened()
    yield town
    town.close()


@pytest.mark.postgres
def test_connections_cut_between_two_messages(pg_town: Town) -> None:
    lin = pg_town.learner("林晓")
    assert "第1天" in lin.says("打卡")
    with pg_town.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as cutter:
        cutter.execute(text(ALL_OTHERS))
    pg_town.pass_workdays(1)
    assert "连续2个工作日" in lin.says("打卡")
    assert problems(pg_town) == [] and pg_town.look(points.ASTRAY) == []


@pytest.mark.postgres
@pytest.mark.parametrize("misfortune", [CUT, UNSERIALIZABLE])
def test_a_transaction_that_fails_in_the_middle_runs_again(pg_town: Town, misfortune: str) -> None:
    pg_town.app.router._take(unlucky)
    misfortunes.append(misfortune)
    lin = pg_town.learner("林晓")
    assert lin.says("倒霉") == "好了" and not misfortunes
    assert lin.says("积分").startswith("积分：5")
    assert problems(pg_town) == [] and pg_town.look(points.ASTRAY) == [] and pg_town.look(inbox.BURIED)[0][0] == 0


@pytest.mark.postgres
def test_a_deadlock_is_undone_by_running_one_of_the_two_again(pg_town: Town) -> None:
    """Two transactions lock the same two rows, each the other's first; the server ends one of them."""
    pg_town.learner("林晓")
    both_hold_one, runs = threading.Barrier(2), list[int]()

    def crossing(first: int, second: int) -> Any:
        def run(db: Db) -> None:
            runs.append(first)
            db.run(RENAME, person=first, called=f"甲{first}")
            if len(runs) <= 2:
                both_hold_one.wait(timeout=20)
            db.run(RENAME, person=second, called=f"乙{first}")

        return run

    transact(pg_town, crossing(1, 2), crossing(2, 1), rooms=("群一", "群二"))
    assert len(runs) > 2  # a slow server may end both
    named = {row.name for row in pg_town.look(memberships.MEMBERS, camp=1)}
    assert named in ({"甲1", "乙1"}, {"甲2", "乙2"})
