"""The starter camp: what a newcomer finds is whole, reads well, and is there once however often it is settled in."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from bot.cli import channel_factory, starter_camp
from bot.clock import HandClock
from bot.config import Bot, apart
from bot.documents.document import Document
from handlers.lessons.reading import read as read_lessons
from handlers.quiz.bank.questions import Single
from handlers.quiz.bank.reading import read as read_questions
from storage import bank, camps, certificates, lessons, memberships, path, polls
from storage.connection import Db
from tests.town import ZONE

MORNING = datetime(2026, 5, 6, 7, 10, tzinfo=ZONE)
"""Where the three weeks' worth of lessons begins: a workday."""
THREE_WEEKS = 15


def document(file: str) -> Document:
    return Document((starter_camp.PROGRAMME / starter_camp.FILES[file]).read_bytes())


def test_the_lessons_last_three_weeks_and_each_asks_a_question() -> None:
    read = read_lessons(document("lessons"), "")
    assert not read.faults and len(read.values) == THREE_WEEKS
    assert all(draft.skill and draft.case and draft.body and draft.question for draft in read.values)
    assert all(draft.minutes <= 5 and draft.author == starter_camp.EXPERT for draft in read.values)


def test_the_questions_say_why_and_no_letter_is_always_right() -> None:
    read = read_questions(document("questions"))
    assert not read.faults and len(read.items) == 30
    assert all(found.explanation and found.tags for found in read.values)
    letters: Counter[int] = Counter()
    for found in read.values:
        if isinstance(found.body, Single):
            letters.update(place for place, option in enumerate(found.body.options) if option.weight == 1)
    assert set(letters) == {0, 1, 2, 3} and max(letters.values()) <= 2 * min(letters.values())


async def test_settling_in_twice_is_settling_in_once(sqlite_url: str) -> None:
    app = channel_factory.app(apart(sqlite_url, Bot()), "http://127.0.0.1", HandClock(MORNING))

    def found(db: Db) -> tuple[int, ...]:
        camp = db.one(camps.CAMP_NAMED, called=starter_camp.CAMP)
        assert camp is not None
        of = camp.camp_id
        return (
            len(memberships.members(db, of)),
            len(list(lessons.everything(db, of))),
            len(list(bank.everything(db, of))),
            len(polls.running(db, of)),
            len(path.stages(db, of)),
            sum(certificates.count(db, member.id) for member in memberships.members(db, of)),
        )

    try:
        for _ in range(2):
            await starter_camp.settle_in(app)
            assert await app.database.read(found) == (5, THREE_WEEKS, 30, 1, 3, 1)
            assert await app.database.read(found) == (5, THREE_WEEKS, 30, 1, 3, 1)
    finally:
        app.database.close()
