"""Events as their speaker's: each that is over, with its minutes and, where enough said so, what those there gave it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.contributions import Contributed, ContributionKind
from bot.feature import Phrase
from bot.membership import camp_by_id
from handlers.events.opinions import LEAST
from handlers.events.settings import feature
from storage.connection import Db
from storage.events import afterwards

WHAT = Phrase(zh="V{number}《{title}》", en="V{number} “{title}”")
TO_TEN = 2
"""What they give is of 5, a lecturer's file goes by 10."""


def _of(reader: Db, camp: int, first: date, last: date) -> Sequence[Contributed]:
    zone = camp_by_id(reader, camp).zone
    since, until = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    return [
        Contributed(
            one.speaker,
            one.starts_at.astimezone(zone).date(),
            WHAT(number=one.event, title=one.title),
            one.minutes,
            *((one.score * TO_TEN, one.rated, one.there) if one.rated >= LEAST else ()),
        )
        for one in afterwards.spoken(reader, camp, since, until)
    ]


feature.contribution(ContributionKind("events", Phrase(zh="分享和直播", en="events"), _of))
