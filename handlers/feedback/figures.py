"""What others gave in a wave, and how many of its raters answered, as figures that can be counted again; of fewer than ten people none."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any

from bot.feature import Phrase
from bot.figures import decimal, percent
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


def _returned(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
    """Nobody is named: who is missing is theirs to know."""
    one, days = waves.find(db, inputs["feedback"]), inputs["days"]
    if one is None or one.camp != camp or not _is_closed(db, one.id, days):
        return Measured(None, 0)
    asked = sum(sum(of.values()) for of in people.relations(db, one.id).values())
    done = sum(people.done(db, one.subject(days)).values())
    return Measured(Fraction(done, asked) if done and asked else None, done, asked)


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
    of=Phrase(zh="n={n}，共{asked}人被评", en="n = {n} of {asked} who are rated"),
)
RETURNED = feature.figure(
    "returned",
    Phrase(zh="互评回收率", en="ratings given"),
    Phrase(
        zh="收到的打分 ÷ 请了的打分（同事和上级给别人的），其余是缺的",
        en="ratings of others that came in, of those asked for: the rest are missing",
    ),
    _returned,
    percent,
    nothing=Phrase(zh="一份都没有收到", en="not one came in"),
    of=Phrase(zh="收到{n}/{asked}份", en="{n} of {asked} came in"),
)
