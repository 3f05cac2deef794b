"""The camp's own words, and what is indexed by them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage import search
from storage.archive.tables import archive, dict_word
from storage.connection import Db
from storage.search import Dictionary
from storage.search.normal import normal

REDIRECT = (
    update(dict_word)
    .where(dict_word.c.camp_id == bindparam("camp"), dict_word.c.means == bindparam("word"))
    .values(means=bindparam("meant"))
)
_taught = insert(dict_word)
TEACH = _taught.on_conflict_do_update(
    index_elements=[dict_word.c.camp_id, dict_word.c.word],
    set_={name: _taught.excluded[name] for name in ("means", "person_id", "at")},
)
UNTEACH = (
    delete(dict_word)
    .where(dict_word.c.camp_id == bindparam("camp"), dict_word.c.word == bindparam("word"))
    .returning(dict_word.c.word)
)
TURN_PAGE = (
    insert(archive)
    .values(dictionary=1)
    .on_conflict_do_update(index_elements=[archive.c.camp_id], set_={"dictionary": archive.c.dictionary + 1})
    .returning(archive.c.dictionary)
)
WORDS = select(dict_word.c.word, dict_word.c.means).where(dict_word.c.camp_id == bindparam("camp")).order_by(dict_word.c.word)
DICTIONARY = select(archive.c.dictionary).where(archive.c.camp_id == bindparam("camp"))


def dictionary(db: Db, camp: int) -> Dictionary:
    """The camp's own words."""
    version = db.value(DICTIONARY, camp=camp)
    return Dictionary(version, {row.word: row.means for row in db.all(WORDS, camp=camp)}) if version else Dictionary()


def teach(db: Db, camp: int, word: str, means: str | None = None, *, by: int, at: datetime) -> int | None:
    """A word of the camp's own, or another word for `means`; gives the dictionary's version, None where no letter is left of one.

    What is indexed follows by `refresh`.
    """
    spelled, meaning = normal(word), normal(means or word)
    if not spelled or not meaning:
        return None
    meaning = dictionary(db, camp).words.get(meaning, meaning)
    for known, meant in {meaning: meaning, spelled: meaning}.items():
        db.run(TEACH, camp_id=camp, word=known, means=meant, person_id=by, at=at)
    db.run(REDIRECT, camp=camp, word=spelled, meant=meaning)
    return int(db.value(TURN_PAGE, camp_id=camp))


def unteach(db: Db, camp: int, word: str) -> int | None:
    """Forgets a word; gives the dictionary's version, None where it was not known."""
    if db.value(UNTEACH, camp=camp, word=normal(word)) is None:
        return None
    return int(db.value(TURN_PAGE, camp_id=camp))


def behind(db: Db, camp: int) -> int:
    """How many wordings are not indexed by the dictionary as it is now."""
    words = dictionary(db, camp)
    return search.behind(db, questions(camp), words) + search.behind(db, answers(camp), words)


def refresh(db: Db, camp: int, most: int) -> int:
    """Indexes again what a changed dictionary left behind, at most so many wordings; gives how many, 0 when all is done."""
    words = dictionary(db, camp)
    done = search.refresh(db, questions(camp), words, most)
    return done or search.refresh(db, answers(camp), words, most)


def questions(camp: int) -> str:
    return f"archive:{camp}"


def answers(camp: int) -> str:
    return f"answers:{camp}"
