"""Accepted answers as their author's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.contributions import Contributed, ContributionKind
from bot.feature import Phrase
from bot.membership import camp_by_id
from handlers.qa.settings import feature
from storage import teaching
from storage.connection import Db

WHAT = Phrase(zh="A-{number:04}", en="A-{number:04}")


def _of(reader: Db, camp: int, first: date, last: date) -> Sequence[Contributed]:
    zone = camp_by_id(reader, camp).zone
    since, until = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    return [
        Contributed(one.membership, one.at.astimezone(zone).date(), WHAT(number=one.number))
        for one in teaching.accepted(reader, camp, since, until)
    ]


feature.contribution(ContributionKind("answers", Phrase(zh="采纳的回答", en="accepted answers"), _of))
