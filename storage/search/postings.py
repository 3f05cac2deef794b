"""The index: which wordings a token stands in. One set of tables and statements for both engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    cast,
    delete,
    func,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Json, Key, foreign_key, metadata, primary_key
from storage.search.array_parameter import Elements, Members
from storage.search.normal import VERSION, normal
from storage.search.tokens import NO_WORDS, Dictionary, Tokens, cut, meant

corpus = Table(
    "corpus",
    metadata,
    primary_key(),
    Column("name", Text, nullable=False, unique=True),
    Column("wordings", Integer, nullable=False, server_default=text("0")),
)
"""What is searched together, like a camp's archive; `wordings` counts them."""

wording = Table(
    "wording",
    metadata,
    primary_key(),
    foreign_key("corpus"),
    Column("item", Key, nullable=False),
    Column("words", Text, nullable=False),
    Column("norm", Text, nullable=False),
    Column("fingerprint", BigInteger, nullable=False),
    Column("tokens", Json, nullable=False),
    Column("version", Text, nullable=False),
)
"""One way of asking for an item. `words` as written, `norm` as spelled by `normal`, `tokens` are [singles, pairs]."""
Index("ix_wording_fingerprint", wording.c.corpus_id, wording.c.fingerprint)
Index("ix_wording_item", wording.c.corpus_id, wording.c.item)
Index("ix_wording_version", wording.c.corpus_id, wording.c.version)

answer_text = Table(
    "answer_text",
    metadata,
    foreign_key("corpus", primary_key=True),
    Column("item", Key, primary_key=True),
    Column("norm", Text, nullable=False),
)
"""What an item answers: it speaks for a candidate, but finds none."""

term = Table(
    "term",
    metadata,
    primary_key(),
    foreign_key("corpus"),
    Column("word", Text, nullable=False),
    Column("df", Integer, nullable=False),
    UniqueConstraint("corpus_id", "word"),
)
"""`df`: how many wordings of the corpus the token stands in."""

post = Table(
    "post",
    metadata,
    Column("term_id", Key, primary_key=True),
    Column("wording_id", Key, primary_key=True),
    Column("weight", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
"""Pairs and single characters (`Tokens.listed`): 密码想换一个 and 怎么修改登录密码 share hardly a pair.

All three columns are the key, so that the index alone answers on PostgreSQL too. No foreign keys: to delete a wording
would mean to look for it in every term's list.
"""

K1, B = 1.2, 0.4
MEAN_LENGTH = 12
"""Pairs of an ordinary question. Fixed, so that a weight once written stays right while the corpus grows."""
WHOLE = 1000
"""A weight of 1.0. Scores are whole numbers: both engines add them up to the same sum, hence the same ranking."""

CORPUS = select(corpus.c.id, corpus.c.wordings).where(corpus.c.name == bindparam("name"))
NEW_CORPUS = insert(corpus).on_conflict_do_nothing().returning(corpus.c.id)
COUNT = update(corpus).where(corpus.c.id == bindparam("corpus")).values(wordings=corpus.c.wordings + bindparam("change"))
NEW_WORDING = insert(wording).returning(wording.c.id)

_words = Elements(bindparam("words", type_=Json)).table_valued("value")
_here = term.c.corpus_id == bindparam("corpus")
_times = Members(bindparam("times", type_=Json)).table_valued("key", "value")
_counted = insert(term).from_select(
    ["corpus_id", "word", "df"],
    select(bindparam("corpus", type_=Key), _times.c.key, cast(_times.c.value, Integer))
    .where(text("true"))
    .order_by(_times.c.key),
)
COUNT_TERMS = _counted.on_conflict_do_update(
    index_elements=["corpus_id", "word"], set_={"df": term.c.df + _counted.excluded.df}
)
"""In order of the words, so that two transactions lock the rows the same way round; `WHERE true` is SQLite's own wish."""
_named = term.c.word.in_(select(_words.c.value))
"""Never a join: SQLite would walk all terms of the corpus for it."""
POST = insert(post).from_select(
    ["term_id", "wording_id", "weight"],
    select(term.c.id, bindparam("wording", type_=Key), bindparam("weight", type_=Integer)).where(_here, _named),
)
UNPOST = delete(post).where(
    post.c.wording_id == bindparam("wording"), post.c.term_id.in_(select(term.c.id).where(_here, _named))
)
UNCOUNT_TERMS = update(term).where(_here, _named).values(df=term.c.df - 1)
FORGET_TERMS = delete(term).where(_here, _named, term.c.df <= 0)
OF_ITEM = select(wording.c.id, wording.c.tokens).where(
    wording.c.corpus_id == bindparam("corpus"), wording.c.item == bindparam("item")
)
DROP_WORDING = delete(wording).where(wording.c.id == bindparam("wording"))
REWRITE = (
    update(wording)
    .where(wording.c.id == bindparam("wording"))
    .values(
        norm=bindparam("norm_"), fingerprint=bindparam("print_"), tokens=bindparam("tokens_"), version=bindparam("version_")
    )
)
_answered = insert(answer_text)
ANSWER = _answered.on_conflict_do_update(
    index_elements=[answer_text.c.corpus_id, answer_text.c.item], set_={"norm": _answered.excluded.norm}
)
UNANSWER = delete(answer_text).where(answer_text.c.corpus_id == bindparam("corpus"), answer_text.c.item == bindparam("item"))
_now = bindparam("version", type_=Text)
_stale = [
    (wording.c.corpus_id == bindparam("corpus")) & other for other in (wording.c.version < _now, wording.c.version > _now)
]
"""Before and after the version as it is now: for "another than" both engines would read the whole corpus."""
_before, _after = (select(func.count()).select_from(wording).where(stale).scalar_subquery() for stale in _stale)
BEHIND = select(_before + _after)
STALE = union_all(*(select(wording.c.id, wording.c.words, wording.c.tokens).where(stale) for stale in _stale)).limit(
    bindparam("most")
)


class Spelled(NamedTuple):
    """A text as it is indexed and asked."""

    norm: str
    fingerprint: int
    tokens: Tokens


def spell(words: str, dictionary: Dictionary = NO_WORDS) -> Spelled:
    """What is left of the words, a number equal for texts that differ in nothing that counts, and their tokens."""
    norm = normal(words)
    said, _ = meant(norm, dictionary)
    digest = blake2b(said.replace(" ", "").encode(), digest_size=8).digest()
    return Spelled(norm, int.from_bytes(digest, signed=True), cut(norm, dictionary))


def version(dictionary: Dictionary) -> str:
    """What a wording was indexed under."""
    return f"{VERSION}.{dictionary.version}"


def add(db: Db, name: str, item: int, words: str, dictionary: Dictionary = NO_WORDS) -> int | None:
    """One more way of asking for an item; gives the wording's id, or None where nothing can be found by these words."""
    return add_all(db, name, [(item, words)], dictionary)[0]


def add_all(db: Db, name: str, wordings: Iterable[tuple[int, str]], dictionary: Dictionary = NO_WORDS) -> list[int | None]:
    """The same for many (item, words): each token is counted once for all of them."""
    where = _corpus(db, name)
    spelled = [(item, words, spell(words, dictionary)) for item, words in wordings]
    ids = [_add(db, where, *one, version(dictionary)) if one[2].tokens.pairs else None for one in spelled]
    new = [(wording_id, one.tokens) for wording_id, (_, _, one) in zip(ids, spelled, strict=True) if wording_id is not None]
    _post(db, where, new)
    db.run(COUNT, corpus=where, change=len(new))
    return ids


def _add(db: Db, where: int, item: int, words: str, spelled: Spelled, under: str) -> int:
    values = {"norm": spelled.norm, "fingerprint": spelled.fingerprint, "tokens": _stored(spelled.tokens)}
    return int(db.value(NEW_WORDING, corpus_id=where, item=item, words=words, version=under, **values))


def answer(db: Db, name: str, item: int, words: str) -> None:
    """What the item answers, in place of what it answered before."""
    db.run(ANSWER, corpus_id=_corpus(db, name), item=item, norm=normal(words))


def drop(db: Db, name: str, item: int) -> None:
    """The item is not found any more."""
    where = _corpus(db, name)
    for row in db.all(OF_ITEM, corpus=where, item=item):
        _unpost(db, where, row.id, loaded(row.tokens))
        db.run(DROP_WORDING, wording=row.id)
        db.run(COUNT, corpus=where, change=-1)
    db.run(UNANSWER, corpus=where, item=item)


def behind(db: Db, name: str, dictionary: Dictionary) -> int:
    """How many wordings are of another version."""
    known = db.one(CORPUS, name=name)
    return int(db.value(BEHIND, corpus=known.id, version=version(dictionary))) if known else 0


def refresh(db: Db, name: str, dictionary: Dictionary, most: int) -> int:
    """Indexes wordings of another version again, at most so many; gives how many there were, 0 at the end.

    About 0.1 ms each, 0.5 ms where its tokens are others now.
    """
    where = _corpus(db, name)
    stale = db.all(STALE, corpus=where, version=version(dictionary), most=most)
    for row in stale:
        before, spelled = loaded(row.tokens), spell(row.words, dictionary)
        _unpost(db, where, row.id, before)
        _post(db, where, [(row.id, spelled.tokens)])
        db.run(
            REWRITE,
            wording=row.id,
            norm_=spelled.norm,
            print_=spelled.fingerprint,
            tokens_=_stored(spelled.tokens),
            version_=version(dictionary),
        )
    return len(stale)


def loaded(stored: Any) -> Tokens:
    """The tokens of a row of `wording`."""
    singles, pairs = stored
    return Tokens(frozenset(singles), frozenset(pairs))


def _stored(tokens: Tokens) -> list[list[str]]:
    return [sorted(tokens.singles), sorted(tokens.pairs)]


def _corpus(db: Db, name: str) -> int:
    known = db.one(CORPUS, name=name)
    if known is not None:
        return int(known.id)
    new = db.value(NEW_CORPUS, name=name)
    return int(new if new is not None else db.value(CORPUS, name=name))


def _post(db: Db, where: int, wordings: Iterable[tuple[int, Tokens]]) -> None:
    """Counts the tokens of (wording, tokens), and lists the wordings under what they are found by."""
    listed = list(wordings)
    times = Counter(token for _, tokens in listed for token in tokens.singles | tokens.pairs)
    db.run(COUNT_TERMS, corpus=where, times=times)
    for wording_id, tokens in listed:
        db.run(POST, corpus=where, wording=wording_id, words=sorted(tokens.listed), weight=weight(len(tokens.pairs)))


def _unpost(db: Db, where: int, wording_id: int, tokens: Tokens) -> None:
    db.run(UNPOST, corpus=where, wording=wording_id, words=sorted(tokens.listed))
    db.run(UNCOUNT_TERMS, corpus=where, words=sorted(tokens.singles | tokens.pairs))
    db.run(FORGET_TERMS, corpus=where, words=sorted(tokens.singles | tokens.pairs))


def weight(pairs: int) -> int:
    """BM25's share of one token in a wording of so many, in thousandths: (k1 + 1) / (1 + k1 (1 - b + b length / mean)).

    A token is counted once (Robertson & Zaragoza, The Probabilistic Relevance Framework, 2009, eq. 3.15 with tf = 1).
    """
    return round(WHOLE * (K1 + 1) / (1 + K1 * (1 - B + B * pairs / MEAN_LENGTH)))
