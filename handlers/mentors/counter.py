"""辅导 as something a stage may ask for: weeks of which both of a pair have said all."""

from __future__ import annotations

from collections.abc import Mapping

from bot.counters import Counter
from bot.feature import Phrase
from handlers.mentors.settings import feature
from storage.connection import Db
from storage.mentors import weeks


def _count(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    return weeks.both_reported(db, camp, member)


feature.counter(
    Counter(
        "mentoring",
        Phrase(zh="辅导", en="coaching"),
        ("导师带教", "带教", "coach", "coachings", "mentoring"),
        ("mentors.reported",),
        _count,
        goes_to=lambda db, camp, subject: "辅导",
    )
)
