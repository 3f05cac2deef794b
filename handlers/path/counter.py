"""Stages passed, as something a badge may ask for; no stage asks for stages."""

from __future__ import annotations

from collections.abc import Mapping

from bot.counters import Counter
from bot.feature import Phrase
from handlers.path.settings import feature
from storage import path
from storage.connection import Db


def _count(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    return path.how_many(db, camp, member)


feature.counter(
    Counter(
        "stages",
        Phrase(zh="通关", en="stages passed"),
        ("关卡", "闯关", "通关数", "stages", "stage"),
        ("path.passed",),
        _count,
        undone=("path.unpassed",),
        for_stages=False,
    )
)
