"""Whatever is said unasked was asked who reads it: a camp lives eight days, and every kind goes only to those its row names."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli.simulation.people import CAST
from bot.cli.simulation.run import live
from bot.config import Settings, Storage
from bot.discovery import find_features
from bot.message_kinds import KINDS
from bot.messages import Lane
from bot.parts import decode, plain
from storage.connection import Db
from storage.database import connect
from tests.town import ZONE

pytestmark = pytest.mark.journey

FIRST, UNTIL = date(2026, 5, 11), datetime(2026, 5, 18, 21, tzinfo=ZONE)
ROOM, LEARNER, STAFF = "room", "the one it is about", "who runs the camp"
READERS = {
    "badges": {LEARNER},
    "ballots": set(),  # forgets who voted; says nothing
    "bank": {STAFF},
    "behaviours": {LEARNER, STAFF},  # whom it was done with is asked, and named to who says so
    "bill": {LEARNER, ROOM},  # to the room only that they are there
    "budget": {LEARNER, STAFF},  # what was gathered for one of them
    "camps": {LEARNER, STAFF},
    "care": {STAFF},
    "certificates": {LEARNER, STAFF},  # whose it is, and who asked for it
    "checkin": {ROOM, STAFF},
    "circles": {LEARNER, STAFF},  # whoever follows a tag
    "contest": {ROOM, LEARNER},
    "digest": {ROOM, STAFF},  # who needs care: staff alone
    "events": {ROOM, LEARNER, STAFF},  # groups hear what is planned; who signed up, what becomes of it; hosts, who comes
    "exam": {LEARNER, STAFF},
    "feedback": {LEARNER, STAFF},  # who is asked to rate, and their own; who set it up, how many did
    "homework": {LEARNER, STAFF},  # what was handed in: who reads or rates it
    "housekeeping": {ROOM},  # that something waits, never what
    "joining": {STAFF},
    "judging": {STAFF},  # what one judges; who stands in for whom
    "lessons": {ROOM, LEARNER, STAFF},
    "members": {STAFF},
    "mending": {STAFF},
    "mentors": {LEARNER, STAFF},  # the other of a pair is named to both, who agreed to it
    "moderation": {ROOM, LEARNER, STAFF},  # the group one line that names nobody; whose it is and who judges, in private
    "my_data": set(),
    "my_goals": {LEARNER, STAFF},  # their own
    "onboarding": {LEARNER},  # their own, and that their mentor signed
    "path": {LEARNER},
    "points": {LEARNER},
    "polls": {ROOM},
    "presence": {STAFF},
    "promotion": {
        ROOM,
        LEARNER,
        STAFF,
    },  # groups what a level asks for, nobody by name; whose level it is; managers, their ladder
    "qa": {ROOM, LEARNER, STAFF},
    "quiz": {LEARNER},
    "recruiting": {ROOM, LEARNER, STAFF},  # groups welcome who came in; managers read what is asked of them
    "regrade": {LEARNER, STAFF},
    "remedial": {LEARNER},  # their own sessions
    "reminders": {ROOM, LEARNER, STAFF},
    "retention": set(),
    "retro": {ROOM},  # without names
    "review": {LEARNER},
    "roleplay": {ROOM, LEARNER, STAFF},  # that it is drawn, the means of all; one's own card and means; who stands in for whom
    "rules": {ROOM},
    "shop": {STAFF},  # whoever put it on sale; the buyer is answered or told by hand
    "prizes": {ROOM, LEARNER, STAFF},  # groups read who has it; whoever has it; managers, what waits for their word
    "spot_checks": {LEARNER, STAFF},  # who was drawn; who asked hears how many answered
    "surveys": {ROOM, LEARNER, STAFF},
    "todo": {STAFF},
    "tool_packs": {LEARNER, STAFF},  # what goes with a task, to whoever has it
    "topics": {ROOM},  # how many took part, nobody by name
    "undelivered": {STAFF},
    "works": {
        ROOM,
        LEARNER,
        STAFF,
    },  # that judging has begun, who goes on, the first three; how one's own did; what judges judge
}
"""By the operation that says it. To one learner nobody else's name is said by any of them."""


class Pushed(NamedTuple):
    """What was said unasked: by which operation, to whom, in words, and the other learners it names."""

    feature: str
    reader: str
    words: str
    names: list[str]


@pytest.fixture(scope="module")
def pushed(tmp_path_factory: pytest.TempPathFactory) -> list[Pushed]:
    folder: Path = tmp_path_factory.mktemp("lived")
    settings = Settings(storage=Storage(url=f"sqlite:///{folder}/qunxue.db"))
    asyncio.run(live(settings, CAST, first=FIRST, until=UNTIL, seed=1))
    engine = connect(settings.storage.url)
    db = Db(engine)
    staff = {person for (person,) in db.execute("SELECT person_id FROM membership WHERE role <> 'learner'")}
    learners = {person: name for person, name in db.execute("SELECT id, name FROM person") if person not in staff}
    rows = db.execute("SELECT feature, direct, person_id, parts FROM outbox WHERE lane = ?", [int(Lane.PUSH)]).fetchall()
    db.close()
    engine.dispose()
    said = []
    for feature, direct, person, parts in rows:
        words = plain(decode(parts))
        reader = (STAFF if person in staff else LEARNER) if direct else ROOM
        others = [name for one, name in learners.items() if one != person and name in words]
        said.append(Pushed(feature, reader, words, others if reader == LEARNER else []))
    return said


def test_every_operation_that_speaks_by_itself_is_in_the_table() -> None:
    by_itself = {feature.name for feature in find_features() if feature.jobs} | KINDS.keys()
    assert by_itself <= READERS.keys()


def test_every_kind_goes_to_who_may_read_it_and_to_nobody_else(pushed: list[Pushed]) -> None:
    assert len({one.feature for one in pushed}) > 10
    assert {(one.feature, one.reader) for one in pushed if one.reader not in READERS[one.feature]} == set()


def test_no_learner_is_told_anothers_name(pushed: list[Pushed]) -> None:
    assert [(one.feature, one.words) for one in pushed if one.names] == []
