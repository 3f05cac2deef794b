"""Check-ins as something to be asked for: the workdays somebody stamped or made up."""

from __future__ import annotations

from collections.abc import Mapping

from bot.counters import Counter
from bot.feature import Phrase
from handlers.checkin.settings import feature
from storage import checkins
from storage.connection import Db


def _count(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    return checkins.days_of(db, camp, member)


feature.counter(
    Counter("checkin", Phrase(zh="打卡", en="check-ins"), ("checkin", "checkins", "check-in"), ("checkin.done",), _count)
)
