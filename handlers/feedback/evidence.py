"""Level three of a Kirkpatrick report: what others gave in each wave, the first first, so that it can be seen how it moves."""

from __future__ import annotations

from collections.abc import Sequence

from bot.evidence import Evidenced, EvidenceOf
from bot.feature import Phrase
from handlers.feedback.figures import OTHERS, RETURNED
from handlers.feedback.settings import feature
from storage.connection import Db
from storage.feedback import waves

WAVE = Phrase(zh="训后{days}天", en="day {days}")


@feature.evidence(3)
def known(reader: Db, of: EvidenceOf) -> Sequence[Evidenced]:
    """The waves that were closed by then, each with how many of its raters are missing."""
    one = waves.latest(reader, of.camp)
    if one is None:
        return []
    closed = [wave for wave in waves.waves(reader, one.id) if wave.closed_at is not None and wave.closed_at <= of.now]
    return [
        Evidenced(figure, {"feedback": one.id, "days": wave.days}, WAVE(days=wave.days), is_whole=True)
        for wave in closed
        for figure in (OTHERS, RETURNED)
    ]
