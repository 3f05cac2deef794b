"""Level three, behaviour: what people did at work, confirmed by somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from bot.feature import Phrase
from bot.figures import percent
from bot.named_figures import Measured
from handlers.evidence.found import CountedFigure, ReportOf, count
from handlers.evidence.settings import LEAST_BEHAVING, feature
from storage import evidence
from storage.connection import Db


def _confirmed(db: Db, camp: int, inputs: Mapping[str, Any]) -> Measured:
    """n are the people of whom somebody confirmed something."""
    first, last, day = (date.fromisoformat(inputs[end]) for end in ("first", "last", "day"))
    reports = evidence.behaved(db, camp, first, last, datetime.fromisoformat(inputs["as_of"]), day)
    confirmed = [member for member, is_confirmed in reports if is_confirmed]
    return Measured(Fraction(len(confirmed), len(reports)) if confirmed else None, len(set(confirmed)))


BEHAVIOUR = feature.figure(
    "behaviour",
    Phrase(zh="行为打卡", en="behaviour check-ins"),
    Phrase(
        zh="对方确认的行为打卡 ÷ 写了对方的行为打卡，n是至少有一条被确认的人",
        en="behaviours confirmed by the other side, of those that name one; n is the people with one confirmed",
    ),
    _confirmed,
    percent,
    least_n=LEAST_BEHAVING,
)


def gather(reader: Db, of: ReportOf) -> list[CountedFigure]:
    inputs = {"first": of.first.isoformat(), "last": of.last.isoformat(), **of.as_of}
    found = count(reader, of, 3, BEHAVIOUR, inputs, whole=True)
    return [found] if found.measured.n else []
