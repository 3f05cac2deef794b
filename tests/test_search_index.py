"""The index on both engines: its counters are what a recount gives, what is dropped is gone, a changed dictionary is followed."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from storage import search
from storage.connection import Db
from storage.database import WRITE, connect, reader
from storage.search import Dictionary
from storage.search.postings import answer_text, corpus, post, spell, term, wording
from storage.search.tokens import NO_WORDS

CAMP, OTHER = "archive:1", "archive:2"
COUNTS = select(term.c.word, term.c.df).select_from(term.join(corpus)).where(corpus.c.name == CAMP)
POSTED = select(term.c.word, post.c.wording_id).select_from(post.join(term, term.c.id == post.c.term_id))
STORED = select(wording.c.words, wording.c.version)
EVERYTHING = [select(table) for table in (wording, term, post, answer_text)]
SIZE = select(corpus.c.wordings).where(corpus.c.name == CAMP)

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
QUESTIONS = st.lists(st.text("报价高怎么回客户嫌crm 15", min_size=1, max_size=12), max_size=8)


@pytest.fixture
def db(either_url):
    engine = connect(either_url)
    opened = Db(engine)
    yield opened
    opened.close()
    engine.dispose()


def recount(questions, dictionary=NO_WORDS):
    counted: Counter[str] = Counter()
    for words in questions:
        tokens = spell(words, dictionary).tokens
        counted.update(tokens.singles | tokens.pairs if tokens.pairs else ())
    return counted


def counts(db):
    return {row.word: row.df for row in db.all(COUNTS)}


class Undone(Exception):
    pass


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=QUESTIONS, dropped=QUESTIONS)
def test_counts_are_what_a_recount_gives(db, kept, dropped):
    with pytest.raises(Undone), db.transaction(WRITE[db.dialect.name]):
        for words in kept:
            search.add(db, CAMP, 1, words)
        for words in dropped:
            search.add(db, CAMP, 2, words)
        search.drop(db, CAMP, 2)
        assert counts(db) == recount(kept)
        assert (db.value(SIZE) or 0) == sum(bool(spell(words).tokens.pairs) for words in kept)
        assert Counter(row.word for row in db.all(POSTED)) == Counter(
            token for words in kept for token in spell(words).tokens.listed if spell(words).tokens.pairs
        )
        raise Undone


def test_an_emptied_corpus_leaves_nothing_behind(db):
    search.add(db, CAMP, 7, "客户嫌报价高怎么回")
    search.add(db, CAMP, 7, "报价太高客户不接受")
    search.answer(db, CAMP, 7, "先问与谁比")
    search.drop(db, CAMP, 7)
    assert [db.all(statement) for statement in EVERYTHING] == [[], [], [], []]
    assert db.value(SIZE) == 0
    assert search.search(db, CAMP, "客户嫌报价高怎么回").found == ()


def test_nothing_to_find_is_not_indexed(db):
    assert [search.add(db, CAMP, 1, words) for words in ("", "😀", "?!", "好")] == [None] * 4
    assert db.all(STORED) == []


def test_a_corpus_knows_nothing_of_another(db):
    search.add(db, CAMP, 1, "晨会怎么开才有效果")
    search.add(db, OTHER, 2, "年会怎么开才有效果")
    assert [one.item for one in search.search(db, CAMP, "年会怎么开").found] == [1]
    search.drop(db, OTHER, 1)
    assert [one.item for one in search.search(db, CAMP, "晨会怎么开").found] == [1]


def test_a_changed_dictionary_is_followed_in_slices(db):
    questions = ["企业微信怎么建外部群", "企微怎么退群", "晨会怎么开", "报价单在哪里"]
    for item, words in enumerate(questions):
        search.add(db, CAMP, item, words)
    changed = Dictionary(1, {"企微": "企业微信", "企业微信": "企业微信"})
    assert [search.refresh(db, CAMP, changed, 3) for _ in range(3)] == [3, 1, 0]
    assert counts(db) == recount(questions, changed)
    assert {row.version for row in db.all(STORED)} == {search.version(changed)}
    assert search.search(db, CAMP, "企微怎么建外部群", changed).best.item == 0
    assert search.refresh(db, CAMP, Dictionary(2, {}), 10) == 4
    assert counts(db) == recount(questions)


def test_a_search_writes_nothing(db, request):
    search.add(db, CAMP, 1, "报价单在哪里下载")
    looking = reader(db.engine)
    with looking.transaction("BEGIN" if db.is_sqlite else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"):
        assert search.search(looking, CAMP, "哪里下载报价单").best.item == 1
    looking.close()


@pytest.mark.postgres
def test_both_engines_rank_alike(migrated_pg_url, sqlite_url):
    questions = [
        f"{who}{what}{how}" for who in ("客户", "新人") for what in ("报价", "打卡") for how in ("怎么办", "在哪里", "多少钱")
    ]
    found = []
    for url in (migrated_pg_url, sqlite_url):
        engine = connect(url)
        db = Db(engine)
        for item, words in enumerate(questions):
            search.add(db, CAMP, item, words)
        found.append([search.search(db, CAMP, words) for words in ("客户报价怎么办", "打卡在哪", "新人多少钱", "怎么办")])
        db.close()
        engine.dispose()
    assert found[0] == found[1]
