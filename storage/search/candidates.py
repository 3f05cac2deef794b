"""The first look: which few wordings are worth comparing, found by their rarest pairs and characters under a budget of postings."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from math import log
from pathlib import Path
from typing import Any

from sqlalchemy import Integer, bindparam, cast, func, select
from sqlalchemy.engine import Row

from storage.connection import Db
from storage.schema import Json, Key
from storage.search.array_parameter import Elements, Members
from storage.search.postings import CORPUS, WHOLE, answer_text, post, term, wording
from storage.search.tokens import Tokens

BUDGET, CHARACTERS = 5000, 2500
"""Postings of pairs, and of single characters, read for one question, so that a question in a million costs what one in a hundred thousand does."""
FEWEST, MOST_TOKENS = 2, 64
CEILING = 50_000
"""Not even one of the rarest two is read when it stands in more wordings: it says nothing."""
ORDINARY = 1000
"""Everyday questions a corpus is taken to hold besides its own."""
POOL = 50
"""Candidates compared in detail."""

_words = Elements(bindparam("words", type_=Json)).table_valued("value")
TERMS = select(term.c.word, term.c.id, term.c.df).where(
    term.c.corpus_id == bindparam("corpus"), term.c.word.in_(select(_words.c.value))
)
_wanted = Members(bindparam("wanted", type_=Json)).table_valued("key", "value")
_idf = select(cast(_wanted.c.key, Key).label("term_id"), cast(_wanted.c.value, Integer).label("idf")).cte("idf")
_scored = (
    select(post.c.wording_id, func.sum(_idf.c.idf * post.c.weight).label("score"))
    .select_from(_idf.join(post, post.c.term_id == _idf.c.term_id))
    .group_by(post.c.wording_id)
    .order_by(func.sum(_idf.c.idf * post.c.weight).desc(), post.c.wording_id)
    .limit(bindparam("most"))
    .subquery("scored")
)
_answered = (answer_text.c.corpus_id == wording.c.corpus_id) & (answer_text.c.item == wording.c.item)
_CANDIDATE = (
    wording.c.id,
    wording.c.item,
    wording.c.words,
    wording.c.norm,
    wording.c.fingerprint,
    wording.c.tokens,
    answer_text.c.norm.label("answer"),
)
BEST = (
    select(*_CANDIDATE)
    .select_from(_scored.join(wording, wording.c.id == _scored.c.wording_id).outerjoin(answer_text, _answered))
    .order_by(_scored.c.score.desc(), wording.c.id)
)
SAME = (
    select(*_CANDIDATE)
    .select_from(wording.outerjoin(answer_text, _answered))
    .where(wording.c.corpus_id == bindparam("corpus"), wording.c.fingerprint == bindparam("fingerprint"))
    .order_by(wording.c.id)
    .limit(POOL)
)


@dataclass(slots=True)
class Weights:
    """What tokens are worth in a corpus of so many wordings: their inverse document frequency.

    `df` holds the tokens looked up so far that the corpus knows. A corpus begins as if `ORDINARY` everyday questions were in
    it: in an archive of thirty, too, 怎么 says little and a name says much.
    """

    corpus: int
    wordings: int
    df: dict[str, int] = field(default_factory=dict)
    idf: dict[str, float] = field(default_factory=dict)

    def of(self, token: str) -> float:
        """ln(1 + (N - df + .5) / (df + .5)), BM25's weight kept above 0; the most for a token never seen."""
        if token not in self.idf:
            df = self.df.get(token, 0) + ORDINARY * common().get(token, 0.0)
            self.idf[token] = log(1 + (self.wordings + ORDINARY - df + 0.5) / (df + 0.5))
        return self.idf[token]

    @property
    def unseen(self) -> float:
        return self.of("")


@cache
def common() -> dict[str, float]:
    """The share of everyday questions a token stands in, where it is worth mentioning (tests/bench/qa/common.py)."""
    per_mille = json.loads(Path(__file__).with_name("common.json").read_text("utf-8"))
    return {token: share / 1000 for token, share in per_mille.items()}


def weights(db: Db, name: str) -> Weights | None:
    """Of a corpus, no token looked up yet; None where nothing is indexed."""
    row = db.one(CORPUS, name=name)
    return None if row is None or not row.wordings else Weights(row.id, row.wordings)


def same(db: Db, known: Weights, fingerprint: int) -> list[Row[Any]]:
    """Wordings that differ from the question in nothing that counts."""
    return db.all(SAME, corpus=known.corpus, fingerprint=fingerprint)


def best(db: Db, known: Weights, tokens: Tokens, most: int = POOL) -> list[Row[Any]]:
    """The wordings with the highest BM25 over the question's rarest pairs and characters, and the weights of all tokens filled in."""
    ids = _look_up(db, known, tokens.singles | tokens.pairs)
    chosen = _affordable(known, tokens.pairs & ids.keys(), BUDGET)
    chosen += _affordable(known, (tokens.listed - tokens.pairs) & ids.keys(), CHARACTERS)
    wanted = {ids[token]: round(WHOLE * known.of(token)) for token in chosen}
    rows = db.all(BEST, wanted=wanted, most=most) if wanted else []
    _look_up(db, known, {token for row in rows for part in row.tokens for token in part} - known.df.keys())
    return rows


def _affordable(known: Weights, tokens: Iterable[str], budget: int) -> list[str]:
    """The rarest first, until the budget of postings is spent; the rarest two even beyond it."""
    rarest = sorted(tokens, key=lambda token: (known.df[token], token))
    chosen: list[str] = []
    spent = 0
    for token in rarest[:MOST_TOKENS]:
        spent += known.df[token]
        if spent > (budget if len(chosen) >= FEWEST else CEILING):
            break
        chosen.append(token)
    return chosen


def _look_up(db: Db, known: Weights, tokens: Iterable[str]) -> dict[str, int]:
    """Fills in how frequent the tokens are; gives the ids of those the corpus knows."""
    rows = db.all(TERMS, corpus=known.corpus, words=sorted(tokens))
    known.df.update((row.word, row.df) for row in rows)
    return {row.word: row.id for row in rows}
