"""Points as something to be asked for: what somebody earned in all, whatever they spent."""

from __future__ import annotations

from collections.abc import Mapping

from bot.counters import Counter
from bot.feature import Phrase
from handlers.points.settings import feature
from storage import achievements
from storage.connection import Db


def _count(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    return achievements.lifetime_points(db, camp, member)


feature.counter(
    Counter(
        "points",
        Phrase(zh="累计积分", en="points earned"),
        ("积分", "累计", "points"),
        ("checkin.done", "lessons.learned", "lessons.applied", "qa.accepted", "exam.passed", "contest.placed"),
        _count,
    )
)
