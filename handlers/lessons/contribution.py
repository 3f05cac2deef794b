"""Lessons as their author's: each that came, with its minutes and, where enough scored it, its scores."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.contributions import Contributed, ContributionKind
from bot.feature import Phrase
from bot.names import folded
from handlers.lessons.rating import LEAST
from handlers.lessons.settings import feature
from storage import memberships, teaching
from storage.connection import Db

WHAT = Phrase(zh="L{number}《{title}》", en="L{number} “{title}”")


def _of(reader: Db, camp: int, first: date, last: date) -> Sequence[Contributed]:
    """Of members whose name is one author's; scores that could be guessed at are left out."""
    by_name: dict[str, list[int]] = {}
    for member in memberships.members(reader, camp):
        by_name.setdefault(folded(member.name), []).append(member.id)
    return [
        Contributed(
            by_name[folded(one.author)][0],
            one.day,
            WHAT(number=one.number, title=one.title),
            one.minutes,
            *((one.score, one.rated, max(one.learned, one.rated)) if one.rated >= LEAST else ()),
        )
        for one in teaching.lessons(reader, camp, first, last)
        if len(by_name.get(folded(one.author), [])) == 1
    ]


feature.contribution(ContributionKind("lessons", Phrase(zh="微课", en="lessons"), _of))
