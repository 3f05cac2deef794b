"""A camp's questions as a table: filtered, put in order and cut into pages by the database."""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple

from sqlalchemy import Integer, Text, and_, bindparam, exists, func, or_, select

from storage.bank import question, question_tag
from storage.connection import Db
from storage.schema import anywhere

_shown = (
    question.c.id,
    question.c.number,
    question.c.version,
    question.c.kind,
    question.c.stem,
    question.c.tags,
    question.c.difficulty,
    question.c.changed_at,
)
_tagged = exists().where(question_tag.c.question_id == question.c.id, question_tag.c.tag == bindparam("tag", type_=Text))
_asked = and_(
    question.c.camp_id == bindparam("camp"),
    question.c.retired_at.is_(None),
    or_(bindparam("words", type_=Text) == "", question.c.words.like(bindparam("pattern", type_=Text), escape="\\")),
    or_(bindparam("tag", type_=Text) == "", _tagged),
    or_(bindparam("kind", type_=Text) == "", question.c.kind == bindparam("kind", type_=Text)),
    or_(bindparam("difficulty", type_=Integer) == 0, question.c.difficulty == bindparam("difficulty", type_=Integer)),
)
_page = select(*_shown).where(_asked).limit(bindparam("most")).offset(bindparam("start"))
ORDERS = {
    "number": question.c.number,
    "difficulty": func.coalesce(question.c.difficulty, 0),
    "changed": question.c.changed_at,
}
PAGES = {
    f"{sign}{key}": _page.order_by(order.desc() if sign else order, question.c.number)
    for key, order in ORDERS.items()
    for sign in ("", "-")
}
COUNT = select(func.count()).select_from(question).where(_asked)


class QuestionFilter(NamedTuple):
    """Which questions in use: an empty word, and a difficulty of 0, asks for nothing."""

    words: str = ""
    tag: str = ""
    kind: str = ""
    difficulty: int = 0


def page(db: Db, camp: int, which: QuestionFilter, *, sort: str, start: int, most: int) -> list[Any]:
    """Rows (id, number, version, kind, stem, tags, difficulty, changed_at) from a place on, in an order of `PAGES`."""
    return db.all(PAGES[sort], **_given(camp, which), start=start, most=most)


def count(db: Db, camp: int, which: QuestionFilter) -> int:
    """How many there are."""
    return int(db.value(COUNT, **_given(camp, which)))


def _given(camp: int, which: QuestionFilter) -> dict[str, Any]:
    folded = unicodedata.normalize("NFKC", which.words).casefold()
    return {"camp": camp, **which._asdict(), "pattern": anywhere(folded)}
