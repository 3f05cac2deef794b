"""Behaviours as something a stage may ask for: those the other side has confirmed."""

from __future__ import annotations

from collections.abc import Mapping

from bot.counters import Counter
from bot.feature import Phrase
from handlers.behaviours.settings import feature
from storage import behaviours
from storage.connection import Db


def _count(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    return behaviours.confirmed(db, camp, member)


feature.counter(
    Counter(
        "behaviours",
        Phrase(zh="行为", en="behaviours"),
        ("行为打卡", "行为确认", "behaviour"),
        ("behaviours.confirmed",),
        _count,
        goes_to=lambda db, camp, subject: "行为",
    )
)
