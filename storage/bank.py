"""The question bank of a camp: each question under its number, as it reads now, found by fingerprint, words or tag."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

question = Table(
    "question",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("kind", Text, nullable=False),
    Column("stem", Text, nullable=False),
    Column("options", Json, nullable=False),
    Column("answer", Json, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("tags", Json, nullable=False),
    Column("difficulty", Integer),
    Column("picture", Text, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("retired_at", Instant),
    UniqueConstraint("camp_id", "number"),
    UniqueConstraint("camp_id", "fingerprint"),
    CheckConstraint("kind in ('single','multiple','true_false','fill_in','numeric','matching','short')", name="kind"),
    CheckConstraint("difficulty between 1 and 5", name="difficulty"),
)
"""`options` may be shown, `answer` may not; `words` is what a search looks through. A retired question is asked no more."""

question_tag = Table(
    "question_tag",
    metadata,
    foreign_key("question", primary_key=True),
    Column("tag", Text, primary_key=True),
    foreign_key("camp"),
)
"""The tags once more, to be found and counted by; `question.tags` keeps their order."""
Index("ix_question_tag_camp", question_tag.c.camp_id, question_tag.c.tag)

bank = Table("bank", metadata, foreign_key("camp", primary_key=True), Column("last_number", Integer, nullable=False))
"""The number given last. Its row is what two imports into one camp wait for."""

bank_import = Table(
    "bank_import",
    metadata,
    primary_key(),
    foreign_key("camp", index=True),
    Column("file", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
"""A file somebody brought in, by the name it is kept under."""

bank_change = Table(
    "bank_change",
    metadata,
    foreign_key("bank_import", primary_key=True),
    foreign_key("question", primary_key=True),
    Column("before", Json),
)
"""What an import changed: each question as it read before, nothing where it was new."""

SEARCH_WORDS = 3
"""How many words of a search count."""

_PLAIN = ("kind", "stem", "options", "answer", "explanation", "tags", "difficulty", "picture")
_shown = [question.c[name] for name in ("id", "number", "version", *_PLAIN, "retired_at")]
_current = question.c.retired_at.is_(None)

_first = insert(bank).values(last_number=0)
NUMBERS = _first.on_conflict_do_update(index_elements=[bank.c.camp_id], set_={"last_number": bank.c.last_number}).returning(
    bank.c.last_number
)
NUMBERED = update(bank).where(bank.c.camp_id == bindparam("camp")).values(last_number=bindparam("last"))
_given = insert(question)
_changed = {name: _given.excluded[name] for name in (*_PLAIN, "words", "changed_at")}
SAVE = _given.on_conflict_do_update(
    index_elements=[question.c.camp_id, question.c.fingerprint],
    set_={**_changed, "version": question.c.version + 1, "retired_at": None},
    where=or_(
        question.c.retired_at.is_not(None),
        *(question.c[name].is_distinct_from(_given.excluded[name]) for name in _PLAIN),
    ),
).returning(question.c.id, question.c.number, question.c.version)
REWRITE = (
    update(question)
    .where(question.c.camp_id == bindparam("camp"), question.c.number == bindparam("numbered"))
    .values({name: bindparam(f"new_{name}", type_=question.c[name].type) for name in (*_PLAIN, "fingerprint", "words")})
    .values(version=question.c.version + 1, changed_at=bindparam("at"), retired_at=None)
    .returning(question.c.id, question.c.number, question.c.version)
)
RETIRE = (
    update(question)
    .where(question.c.camp_id == bindparam("camp"), question.c.number == bindparam("numbered"), _current)
    .values(retired_at=bindparam("at"))
    .returning(question.c.id)
)
UNTAG = delete(question_tag).where(question_tag.c.question_id == bindparam("of"))
TAG = insert(question_tag)
HOLD = select(question.c.version).where(question.c.id == bindparam("question")).with_for_update()
CURRENT = select(*_shown).where(question.c.id == bindparam("question"))
BY_NUMBER = select(*_shown).where(question.c.camp_id == bindparam("camp"), question.c.number == bindparam("numbered"))
BY_FINGERPRINT = select(*_shown).where(question.c.camp_id == bindparam("camp"), question.c.fingerprint == bindparam("print"))
_tagged = (
    select(literal(1))
    .where(question_tag.c.question_id == question.c.id, question_tag.c.tag == bindparam("tag", type_=Text))
    .exists()
)
_listed = (
    question.c.camp_id == bindparam("camp"),
    _current,
    or_(bindparam("tag", type_=Text).is_(None), _tagged),
)
ALL = select(*_shown).where(*_listed).order_by(question.c.number)
COUNT = select(func.count()).select_from(question).where(*_listed)
SEARCH = (
    select(*_shown)
    .where(
        *_listed,
        *(question.c.words.like(bindparam(f"word_{n}", type_=Text), escape="\\") for n in range(SEARCH_WORDS)),
        question.c.number > bindparam("after"),
    )
    .order_by(question.c.number)
    .limit(bindparam("most"))
)
_other_tags = question_tag.alias("other_tags")
_stock = (
    select(question.c.id, func.coalesce(func.min(_other_tags.c.tag), "").label("tag"))
    .select_from(
        question.outerjoin(
            _other_tags,
            (_other_tags.c.question_id == question.c.id)
            & or_(bindparam("tag", type_=Text).is_(None), _other_tags.c.tag != bindparam("tag", type_=Text)),
        )
    )
    .where(*_listed)
    .group_by(question.c.id)
    .order_by(question.c.id)
)
STOCK = _stock
STOCK_JUDGED = _stock.where(question.c.kind != "short")
STOCK_PRESSED = _stock.where(or_(question.c.kind == "single", question.c.kind == "true_false", question.c.kind == "multiple"))
IMPORT = insert(bank_import).returning(bank_import.c.id)
CHANGE = insert(bank_change).on_conflict_do_nothing()
_is_new = bank_change.c.before.is_(None)
_brought = bank_change.join(question, question.c.id == bank_change.c.question_id)
SUMMARY = (
    select(
        func.count().label("all"),
        func.count().filter(_is_new).label("new"),
        func.min(question.c.number).filter(_is_new).label("first"),
        func.max(question.c.number).filter(_is_new).label("last"),
    )
    .select_from(_brought)
    .where(bank_change.c.bank_import_id == bindparam("import_"))
)
NEW_TAGS = (
    select(question_tag.c.tag, func.count().label("questions"))
    .select_from(bank_change.join(question_tag, question_tag.c.question_id == bank_change.c.question_id))
    .where(bank_change.c.bank_import_id == bindparam("import_"), _is_new)
    .group_by(question_tag.c.tag)
    .order_by(func.count().desc(), question_tag.c.tag)
)
CHANGES = (
    select(question.c.id, question.c.number, question.c.fingerprint, bank_change.c.before)
    .select_from(_brought)
    .where(bank_change.c.bank_import_id == bindparam("import_"), question.c.id > bindparam("after"))
    .order_by(question.c.id)
    .limit(bindparam("most"))
)
TAGS = (
    select(question_tag.c.tag, func.count().label("questions"))
    .join(question, question.c.id == question_tag.c.question_id)
    .where(question_tag.c.camp_id == bindparam("camp"), _current)
    .group_by(question_tag.c.tag)
    .order_by(func.count().desc(), question_tag.c.tag)
)


@dataclass(frozen=True, slots=True)
class SavedQuestion:
    """What became of a question saved: its id and number, and its version now; version 1 is a new one."""

    id: int
    number: int
    version: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A question as it reads now: its id and number, its version, its plain values, and since when it is retired."""

    id: int
    number: int
    version: int
    plain: dict[str, Any]
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What an import changed: how many questions are new and how many read differently, and the first and last new number."""

    new: int
    changed: int
    first: int | None
    last: int | None


def save(
    db: Db, camp_id: int, questions: Iterable[tuple[str, Mapping[str, Any]]], *, at: datetime
) -> list[SavedQuestion | None]:
    """Each (fingerprint, plain question) new, changed, or None where the bank says the same already.

    New ones are numbered without gaps; a changed one keeps its number and gets the next version, a retired one comes back.
    """
    last = int(db.value(NUMBERS, camp_id=camp_id))
    saved = []
    for print_, plain in questions:
        one = _save(db, camp_id, print_, plain, last + 1, at)
        last += one is not None and one.version == 1
        saved.append(one)
    db.run(NUMBERED, camp=camp_id, last=last)
    return saved


def _save(db: Db, camp_id: int, print_: str, plain: Mapping[str, Any], number: int, at: datetime) -> SavedQuestion | None:
    values = {name: plain[name] for name in _PLAIN}
    row = db.one(SAVE, camp_id=camp_id, number=number, fingerprint=print_, words=_words(plain), changed_at=at, **values)
    if row is None:
        return None
    _tag(db, camp_id, row.id, plain["tags"], fresh=row.version == 1)
    return SavedQuestion(row.id, row.number, row.version)


def open_import(db: Db, camp_id: int, file: str, *, at: datetime) -> int:
    """Notes that a file is being brought in; gives the import's id."""
    return int(db.value(IMPORT, camp_id=camp_id, file=file, at=at))


def bring_in(
    db: Db,
    camp_id: int,
    import_id: int,
    questions: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any] | None]],
    *,
    at: datetime,
) -> None:
    """Saves (fingerprint, plain question, as it read before or None) and remembers it under the import."""
    given = list(questions)
    saved = save(db, camp_id, [(print_, plain) for print_, plain, _ in given], at=at)
    changes = [
        {"bank_import_id": import_id, "question_id": one.id, "before": before}
        for one, (_, _, before) in zip(saved, given, strict=True)
        if one is not None
    ]
    db.many(CHANGE, changes)


def summary(db: Db, import_id: int) -> Summary:
    """What an import has changed so far."""
    row = db.one(SUMMARY, import_=import_id)
    assert row is not None
    return Summary(row.new, row.all - row.new, row.first, row.last)


def new_tags(db: Db, import_id: int) -> list[tuple[str, int]]:
    """(tag, new questions of the import), the commonest first."""
    return [(row.tag, row.questions) for row in db.all(NEW_TAGS, import_=import_id)]


def put_back(db: Db, camp_id: int, import_id: int, *, after: int, most: int, at: datetime) -> int | None:
    """Retires what an import brought and puts back what it changed, `most` questions past the id `after`; gives the id to go on
    from, None where that was all."""
    rows = db.all(CHANGES, import_=import_id, after=after, most=most)
    for row in rows:
        if row.before is None:
            retire(db, camp_id, row.number, at=at)
        else:
            rewrite(db, camp_id, row.number, row.fingerprint, row.before, at=at)
    return rows[-1].id if len(rows) == most else None


def rewrite(db: Db, camp_id: int, number: int, print_: str, plain: Mapping[str, Any], *, at: datetime) -> SavedQuestion | None:
    """The question of a number in other words, as its next version and in use; None where there is no such number.

    Raises the driver's IntegrityError where another question has the same stem: ask `by_fingerprint` before.
    """
    values = {f"new_{name}": plain[name] for name in _PLAIN}
    row = db.one(REWRITE, camp=camp_id, numbered=number, new_fingerprint=print_, new_words=_words(plain), at=at, **values)
    if row is None:
        return None
    _tag(db, camp_id, row.id, plain["tags"], fresh=False)
    return SavedQuestion(row.id, row.number, row.version)


def _tag(db: Db, camp_id: int, question_id: int, tags: Iterable[str], *, fresh: bool) -> None:
    if not fresh:
        db.run(UNTAG, of=question_id)
    db.many(TAG, [{"question_id": question_id, "tag": tag, "camp_id": camp_id} for tag in tags])


def retire(db: Db, camp_id: int, number: int, *, at: datetime) -> bool:
    """Whether there was a question of that number to take out of use. What was answered to it stays."""
    return db.value(RETIRE, camp=camp_id, numbered=number, at=at) is not None


def hold(db: Db, question_id: int) -> int:
    """The version a question is at; it stays so until this transaction ends."""
    return int(db.value(HOLD, question=question_id))


def current(db: Db, question_id: int) -> Stored | None:
    """A question as it reads now, retired or not."""
    return _one(db, CURRENT, question=question_id)


def by_number(db: Db, camp_id: int, number: int) -> Stored | None:
    """The question Q<number>, retired or not."""
    return _one(db, BY_NUMBER, camp=camp_id, numbered=number)


def by_fingerprint(db: Db, camp_id: int, print_: str) -> Stored | None:
    """The question with this stem, retired or not."""
    return _one(db, BY_FINGERPRINT, camp=camp_id, print=print_)


def everything(db: Db, camp_id: int, tag: str | None = None) -> list[Stored]:
    """All questions in use, or those with a tag, by number."""
    return [_stored(row) for row in db.all(ALL, camp=camp_id, tag=tag)]


def count(db: Db, camp_id: int, tag: str | None = None) -> int:
    """How many questions are in use, or how many of them have a tag."""
    return int(db.value(COUNT, camp=camp_id, tag=tag))


def search(db: Db, camp_id: int, said: str, tag: str | None = None, *, after: int = 0, most: int = 10) -> list[Stored]:
    """Questions in use that hold all the words said (the first three count), by number, those past `after`."""
    patterns = [f"%{_escaped(word)}%" for word in _folded(said).split()[:SEARCH_WORDS]]
    words = {f"word_{n}": patterns[n] if n < len(patterns) else "%" for n in range(SEARCH_WORDS)}
    return [_stored(row) for row in db.all(SEARCH, camp=camp_id, tag=tag, after=after, most=most, **words)]


def stock(
    db: Db, camp_id: int, tag: str | None = None, *, pressed: bool = False, judged: bool = False
) -> list[tuple[int, str]]:
    """(question, one tag of it beside `tag`) of what is in use; `pressed`: only what one press answers, `judged`: only what needs
    no expert."""
    statement = STOCK_PRESSED if pressed else STOCK_JUDGED if judged else STOCK
    return [(row.id, row.tag) for row in db.all(statement, camp=camp_id, tag=tag)]


def tags(db: Db, camp_id: int) -> list[tuple[str, int]]:
    """(tag, questions in use), the commonest first."""
    return [(row.tag, row.questions) for row in db.all(TAGS, camp=camp_id)]


def _one(db: Db, statement: Any, **given: Any) -> Stored | None:
    row = db.one(statement, **given)
    return None if row is None else _stored(row)


def _stored(row: Any) -> Stored:
    return Stored(row.id, row.number, row.version, {name: getattr(row, name) for name in _PLAIN}, row.retired_at)


def _words(plain: Mapping[str, Any]) -> str:
    """What a search looks through: stem, options, explanation and tags; never the answer."""
    return _folded("\n".join((plain["stem"], *plain["options"], plain["explanation"], *plain["tags"])))


def _folded(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold()


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
