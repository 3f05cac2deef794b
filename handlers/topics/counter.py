"""Topics as something to be asked for: how many of them somebody took part in."""

from __future__ import annotations

from collections.abc import Mapping

from bot.counters import Counter
from bot.feature import Phrase
from handlers.topics.settings import feature
from storage import topics
from storage.connection import Db


def _count(db: Db, camp: int, subject: str, member: int | None) -> Mapping[int, int]:
    return topics.joined(db, camp, member)


feature.counter(
    Counter(
        "topics",
        Phrase(zh="话题", en="topics"),
        ("参与话题", "话题参与", "topic"),
        ("topics.joined",),
        _count,
        goes_to=lambda db, camp, subject: "话题",
    )
)
