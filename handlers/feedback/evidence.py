"""Level three of a Kirkpatrick report: what others gave in each wave, the first first, so that it can be seen how it moves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.evidence import Evidenced
from handlers.feedback.figures import OTHERS
from handlers.feedback.settings import feature
from storage.connection import Db
from storage.feedback import waves

WAVE = "{days}天"


@feature.evidence(3)
def known(reader: Db, camp: int, first: date, last: date, now: datetime) -> Sequence[Evidenced]:
    """The waves that were closed by then."""
    one = waves.latest(reader, camp)
    if one is None:
        return []
    closed = [wave for wave in waves.waves(reader, one.id) if wave.closed_at is not None and wave.closed_at <= now]
    return [
        Evidenced(OTHERS, {"feedback": one.id, "days": wave.days}, WAVE.format(days=wave.days), is_whole=True)
        for wave in closed
    ]
