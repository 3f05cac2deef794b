"""What one replica commits is heard by the others, and seen by their browsers at once; where its word is lost, a look finds it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

import psycopg
import pytest

from storage.announcements import Announcement, Announcements, Aside
from storage.channels import web
from storage.connection import Db
from storage.database import Database
from tests.bench import replicas
from tests.patience import PATIENCE

NOW = datetime(2026, 5, 6, 1, 0, tzinfo=UTC)
LISTENING = "SELECT pid FROM pg_stat_activity WHERE application_name = %s AND query LIKE 'LISTEN%%'"


async def heard_within(seconds: float, heard: list[Announcement], wanted: set[Announcement]) -> None:
    async with asyncio.timeout(seconds):
        while not wanted <= set(heard):  # noqa: ASYNC110 (what is heard wakes nobody here)
            await asyncio.sleep(0.01)


async def listening(url: str, database: Database) -> int:
    """The server's process that has somebody's ear."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with psycopg.connect(url, autocommit=True) as other:
                if row := other.execute(LISTENING, [database.name]).fetchone():
                    return int(row[0])
            await asyncio.sleep(0.02)


async def test_the_others_hear_and_whoever_said_it_does_not(pg_url: str) -> None:
    one, two = Database(pg_url), Database(pg_url)
    at_one: list[Announcement] = []
    at_two: list[Announcement] = []
    asides: list[tuple[str, str]] = []
    ours = Announcements(one, at_one.append)
    theirs = Announcements(two, at_two.append, lambda program, aside: asides.append((program, aside.words)))
    running = [asyncio.create_task(each.run()) for each in (ours, theirs)]
    ear = await listening(pg_url, two)
    said = {
        Announcement("telegram", f"群{number}" * 50, number % 4) for number in range(200)
    }  # more than one notification holds
    for announcement in said:
        ours.say(announcement)
    words = [f"{number}" * 50 for number in range(200)]
    for one_by_one in words:
        ours.say_aside(Aside("web", one_by_one))
    await heard_within(10, at_two, said)
    assert not at_one and len(at_two) == len(said)
    async with asyncio.timeout(PATIENCE):
        while len(asides) < len(words):  # noqa: ASYNC110 (what is heard wakes nobody here)
            await asyncio.sleep(0.01)
    assert asides == [(one.name, each) for each in words]

    with psycopg.connect(pg_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [ear])
    assert await listening(pg_url, two) != ear
    ours.say(Announcement("web", "after"))
    await heard_within(10, at_two, {Announcement("web", "after")})
    for task in running:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    one.close()
    two.close()


async def test_a_look_finds_the_rooms_that_changed(either_url: str) -> None:
    def say(db: Db) -> dict[str, int]:
        for key, room in enumerate(("一群", "一群", "二群")):
            web.write(db, room=room, key=str(key), kind="note", author=None, name="", parts="[]", at=NOW)
        return {room: web.rev(db, room) for room in ("一群", "二群")}

    database = Database(either_url)
    revs = await database.transact(say)
    assert await database.read(lambda db: web.changed(db, revs)) == []
    assert await database.read(lambda db: web.changed(db, {"一群": revs["一群"] - 1, "二群": revs["二群"], "无": 0})) == [
        "一群"
    ]
    database.close()


@pytest.mark.postgres
@pytest.mark.journey
def test_browsers_at_two_replicas_see_a_line_at_once() -> None:
    result = replicas.measure(browsers=8, lines=8)
    print(result)
    assert not result.missing
    assert result.here == 8, "who is here is counted over both"
    assert result.p50 <= replicas.SEEN_WITHIN_MS  # a look alone would take half a second
