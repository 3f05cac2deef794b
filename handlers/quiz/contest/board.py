"""The board in words: who stands where, after a question and at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from bot.fact_rows import FactRow
from bot.feature import Line, Phrase
from bot.figures import decimal
from handlers.quiz.contest.scoring import Mode, Ranking, Totals, standings
from storage.contests import Contest, Player

SHOWN = 5
"""Places named in a group."""

SCORE = Phrase(zh="{name} {points}", en="{name} {points}")
HITS = Phrase(zh="{name} {hits}/{of}", en="{name} {hits}/{of}")
PLACE = Phrase(zh="{place} {name}", en="{place} {name}")
OF_ASKED = Phrase(zh="{hits}/{of}", en="{hits}/{of}")
IS_SHARED = Phrase(zh="并列", en="shared")
SHARED = Phrase(zh="（并列）", en=" (shared)")
BETWEEN = {"zh": "｜", "en": " | "}
"""Parts one entry of a board from the next: a name may end in figures and hold a space."""


def ranking(contest: Contest, players: Sequence[Player], teams: Mapping[int, str]) -> list[Ranking]:
    """The board, by person (membership) or, where teams play, by team.

    Who joined and never answered has no place of their own, but counts in their team's mean.
    """
    in_teams = contest.mode == Mode.TEAM_MEAN
    totals: dict[int, Totals] = {
        one.membership: (one.points, one.hits, one.thinking) for one in players if in_teams or one.answers
    }
    return standings(totals, teams if in_teams else None)


def scored(places: Sequence[Ranking]) -> list[Ranking]:
    """Those with points: who has none is not called out."""
    return [one for one in places if one.points > 0]


def said(contest: Contest, places: Sequence[Ranking], names: Mapping[int, str], language: str, *, of: int) -> str:
    """The first of those with points in a line, empty where nobody has any; `of` questions were asked so far."""
    first = scored(places)[:SHOWN]
    shared = {place for place, n in Counter(one.place for one in first).items() if n > 1}
    entries = [_place(contest, one, names, of).to(language) for one in first]
    marks = [SHARED().to(language) if one.place in shared else "" for one in first]
    return BETWEEN[language].join(f"{entry}{mark}" for entry, mark in zip(entries, marks, strict=True))


def rows(contest: Contest, places: Sequence[Ranking], names: Mapping[int, str], *, of: int) -> list[FactRow]:
    """The same as rows, for the end of it: place and name, and what they have."""
    first = scored(places)[:SHOWN]
    shared = {place for place, n in Counter(one.place for one in first).items() if n > 1}
    found = []
    for one in first:
        name = names[one.who] if isinstance(one.who, int) else one.who
        of_all = OF_ASKED(hits=int(one.right), of=of)
        value = of_all if contest.mode == Mode.ACCURACY else figure(one.points)
        found.append(FactRow(PLACE(place=one.place, name=name), value, IS_SHARED if one.place in shared else ""))
    return found


def _place(contest: Contest, one: Ranking, names: Mapping[int, str], of: int) -> Line:
    name = names[one.who] if isinstance(one.who, int) else one.who
    if contest.mode == Mode.ACCURACY:
        return HITS(name=name, hits=int(one.right), of=of)
    return SCORE(name=name, points=figure(one.points))


def figure(points: Fraction) -> str:
    """A score: whole, or a team's mean with one decimal."""
    return str(points) if points.denominator == 1 else decimal(points)
