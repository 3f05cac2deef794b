"""Homework reviewed, as its reviewer's: each that was accepted or returned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.contributions import Contributed, ContributionKind
from bot.feature import Phrase
from bot.membership import camp_by_id
from handlers.homework.settings import feature
from storage import teaching
from storage.connection import Db

WHAT = Phrase(zh="H{number}", en="H{number}")


def _of(reader: Db, camp: int, first: date, last: date) -> Sequence[Contributed]:
    zone = camp_by_id(reader, camp).zone
    since, until = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    return [
        Contributed(one.membership, one.at.astimezone(zone).date(), WHAT(number=one.number))
        for one in teaching.reviewed(reader, camp, since, until)
    ]


feature.contribution(ContributionKind("homework", Phrase(zh="批改作业", en="homework reviewed"), _of))
