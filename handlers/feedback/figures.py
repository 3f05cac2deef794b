"""What others gave in a wave, as a figure that can be counted again: of fewer than ten people it is none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from bot.feature import Phrase
from bot.figures import decimal
from bot.named_figures import Measured
from handlers.feedback import rules
from handlers.feedback.settings import feature
from storage import ballots
from storage.connection import Db
from storage.feedback import people, waves

LEAST_RATED = 10


def _others(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
    """The mean over everybody whom three or more rated in a wave that is closed; n is how many those are."""
    one, days = waves.find(db, inputs["feedback"]), inputs["days"]
    if one is None or one.camp != camp:
        return Measured(None, 0)
    tallies = list(ballots.tallies(db, one.subject(days)).values()) if _is_closed(db, one.id, days) else []
    places, rated = len(one.behaviours), [it.id for it in people.every(db, one.id)]
    seen = [it for it in rated if rules.rating(tallies, [it], places) is not None]
    whole = rules.rating(tallies, seen, places)
    return Measured(None if whole is None else rules.mean(whole), len(seen), len(rated))


def _is_closed(db: Db, number: int, days: int) -> bool:
    return any(wave.days == days and wave.closed_at is not None for wave in waves.waves(db, number))


OTHERS = feature.figure(
    "others",
    Phrase(zh="他评均分", en="others' mean"),
    Phrase(
        zh="互评收齐后，有三人以上评的人在各项关键行为上的他评均分（1到5）；n是被评的人",
        en="mean marks from 1 to 5 that others gave in a closed wave to those whom three or more rated; n is the people rated",
    ),
    _others,
    partial(decimal, places=2),
    least_n=LEAST_RATED,
)
