"""Contests as something to be asked for: those won, and those with a place among the first three."""

from __future__ import annotations

from collections.abc import Mapping

from bot.counters import Counter
from bot.feature import Phrase
from handlers.quiz.contest.settings import feature
from storage import achievements
from storage.connection import Db

PODIUM = 3


def _won(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    return achievements.contests_placed(db, camp, member, best=1)


def _placed(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    return achievements.contests_placed(db, camp, member, best=PODIUM)


feature.counter(
    Counter("won", Phrase(zh="竞赛冠军", en="contests won"), ("冠军", "竞赛第一", "wins", "won"), ("contest.placed",), _won)
)
feature.counter(
    Counter("placed", Phrase(zh="竞赛前三", en="contest podiums"), ("前三", "podiums"), ("contest.placed",), _placed)
)
