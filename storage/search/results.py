"""The search: what is known of a question, how sure we are, and whether that is enough to say so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy.engine import Row

from storage.connection import Db
from storage.search import candidates, guards, rerank
from storage.search.candidates import Weights
from storage.search.postings import loaded, spell
from storage.search.rerank import Features, WeighedQuestion
from storage.search.tokens import NO_WORDS, Dictionary, Tokens

SURE, POSSIBLE = 0.7, 0.15
"""The chance from which a match is an answer, and from which it is worth showing."""
NEAREST = 3
"""What whoever searches is shown where nothing is likely: rewordings that share a character or two have a chance of hardly anything."""
NOTABLE = 0.02
"""A token that stands in fewer everyday questions than this share says something by itself."""
COVERED = 0.5
"""How much of a few keywords a wording must have to be listed, however unlike a question they are."""
ANSWERED = 0.15
"""How much of a question the answer speaks of that its own wording does not, so that its words are no other matter's."""
SAME = 0.99
"""The chance where the words are the same."""
CAPPED = 0.69
"""The most a match with a doubt is believed."""
FILTERED_POOL = 500
"""Candidates looked at where a filter throws most of them away."""


class Band(Enum):
    """What the best match is good for: an answer, a "did you mean", or nothing."""

    ANSWER = "answer"
    MAYBE = "maybe"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class SearchResult:
    """An item and the wording of it nearest to the question.

    `p` is the chance that it answers the question; `covers` how much of the question's weight its wording has (0 to 1:
    what a search by keywords goes by); `doubt` names why it is not believed further, see `guards`; `is_near` where the two share
    more than everyday words.
    """

    item: int
    wording: int
    words: str
    p: float
    covers: float
    doubt: str | None = None
    is_near: bool = True


@dataclass(frozen=True, slots=True)
class Results:
    """The items nearest to a question, the best first, each once; `is_lookalike` where the best one only looks like it."""

    band: Band
    found: tuple[SearchResult, ...] = ()
    is_lookalike: bool = False

    @property
    def best(self) -> SearchResult | None:
        return self.found[0] if self.found else None

    @property
    def p(self) -> float:
        return self.found[0].p if self.found else 0.0

    @property
    def listed(self) -> tuple[SearchResult, ...]:
        """What a list of results shows: possible answers, and wordings that have most of the keywords."""
        return tuple(one for one in self.found if one.p >= POSSIBLE or one.covers >= COVERED)

    @property
    def suggested(self) -> tuple[SearchResult, ...]:
        """What may be put before somebody who did not search: nothing where the best only looks like it, for that is in their way."""
        return () if self.is_lookalike or self.band is Band.NONE else self.found

    @property
    def nearest(self) -> tuple[SearchResult, ...]:
        """The nearest few, however unlikely, for who searches and will see at a glance; what has only everyday words in common is none."""
        return tuple(one for one in self.found if one.is_near)[:NEAREST]


NOTHING = Results(Band.NONE)

Among = Callable[[Db, Collection[int]], Collection[int]]
"""A filter: which of these items may be found."""


def search(db: Db, name: str, words: str, dictionary: Dictionary = NO_WORDS, *, among: Among | None = None) -> Results:
    """What a corpus knows of a question. Reads only, and needs neither a model in memory nor a dictionary of Chinese."""
    compared = compare(db, name, words, dictionary, among=among)
    if compared is None:
        return NOTHING
    found = _believed(compared)
    if not found:
        return NOTHING
    best = next(each for each in compared.candidates if each.wording == found[0].wording)
    return Results(_band(found[0].p), found, _is_lookalike(compared, best))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A wording of `item` beside the question."""

    item: int
    wording: int
    words: str
    norm: str
    tokens: Tokens
    same: bool
    figures: Features


@dataclass(frozen=True, slots=True)
class Compared:
    """A question and its candidates, not yet judged."""

    asked: WeighedQuestion
    known: Weights
    candidates: tuple[Candidate, ...]


def compare(db: Db, name: str, words: str, dictionary: Dictionary, *, among: Among | None = None) -> Compared | None:
    """The candidates and their figures; None where there is nothing to look for or nothing to look in."""
    spelled = spell(words, dictionary)
    known = candidates.weights(db, name)
    if known is None or not spelled.tokens.pairs:
        return None
    near = candidates.best(db, known, spelled.tokens, FILTERED_POOL if among else candidates.POOL)
    rows = list({row.id: row for row in (*candidates.same(db, known, spelled.fingerprint), *near)}.values())
    if among:
        allowed = among(db, {row.item for row in rows})
        rows = [row for row in rows if row.item in allowed][: candidates.POOL]
    asked = rerank.weigh(spelled.norm, spelled.tokens, known)
    return Compared(asked, known, tuple(_candidate(asked, row, spelled.fingerprint, known) for row in rows))


def _candidate(asked: WeighedQuestion, row: Row[Any], fingerprint: int, known: Weights) -> Candidate:
    tokens = loaded(row.tokens)
    figures = rerank.features(asked, row.norm, tokens, row.answer, known)
    return Candidate(row.item, row.id, row.words, row.norm, tokens, row.fingerprint == fingerprint, figures)


def _believed(compared: Compared) -> tuple[SearchResult, ...]:
    scored = _nearest([(rerank.score(each.figures), each) for each in compared.candidates])
    leads = rerank.leads([score for score, _ in scored])
    return tuple(_found(compared, each, score, lead) for (score, each), lead in zip(scored, leads, strict=True))


def _found(compared: Compared, each: Candidate, score: float, lead: float) -> SearchResult:
    asked = compared.asked
    p, why = rerank.belief(rerank.signals(asked, each.norm, each.figures, score, lead)), None
    if each.same:
        p = SAME
    elif p > CAPPED and (why := guards.doubt(asked.norm, each.norm, guards.shared(asked.tokens, each.tokens), compared.known)):
        p = CAPPED
    in_common = guards.shared(asked.tokens, each.tokens)
    is_near = each.same or any(candidates.common().get(token, 0.0) < NOTABLE for token in in_common)
    return SearchResult(each.item, each.wording, each.words, p, each.figures.asked, why, is_near)


def _is_lookalike(compared: Compared, best: Candidate) -> bool:
    if best.same or best.figures.answered >= ANSWERED:
        return False
    one, other = compared.asked.tokens.singles, best.tokens.singles
    return guards.is_lookalike(compared.asked.norm, best.norm, one - other, other - one, compared.known)


def _nearest(scored: Iterable[tuple[float, Candidate]]) -> list[tuple[float, Candidate]]:
    """The best wording of each item, the best item first; one with the very words before all others."""
    best: dict[int, tuple[float, Candidate]] = {}
    for score, each in sorted(scored, key=lambda one: (not one[1].same, -one[0], one[1].wording)):
        best.setdefault(each.item, (score, each))
    return list(best.values())


def _band(p: float) -> Band:
    return Band.ANSWER if p >= SURE else Band.MAYBE if p >= POSSIBLE else Band.NONE
