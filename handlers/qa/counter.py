"""Answers as something to be asked for: those that were accepted, and how often others put them to use."""

from __future__ import annotations

from collections.abc import Mapping

from bot.counters import Counter
from bot.feature import Phrase
from handlers.qa.settings import feature
from storage import achievements
from storage.connection import Db


def _accepted(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    return achievements.accepted_answers(db, camp, member)


def _used(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    return achievements.times_used(db, camp, member)


feature.counter(
    Counter(
        "accepted",
        Phrase(zh="采纳", en="accepted answers"),
        ("被采纳", "采纳的回答", "accepted"),
        ("qa.accepted",),
        _accepted,
        undone=("qa.unaccepted",),
    )
)
feature.counter(
    Counter("used", Phrase(zh="用上了", en="answers used"), ("有帮助", "有用", "helpful", "used"), ("qa.used",), _used)
)
