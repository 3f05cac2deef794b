"""The archive of a camp: answered questions under their numbers (K-0031), every wording they are found by, the camp's own words."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    cast,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage import search
from storage.connection import Db
from storage.people import person
from storage.schema import Instant, Json, Key, key, metadata, to
from storage.search import Dictionary, Results
from storage.search.listed import Elements
from storage.search.normal import normal
from storage.search.postings import spell

archive = Table(
    "archive",
    metadata,
    to("camp", primary_key=True),
    Column("last_number", Integer, nullable=False, server_default=text("0")),
    Column("dictionary", Integer, nullable=False, server_default=text("0")),
    Column("compared_at", Instant),
)
"""The number given last, the version of the camp's own words, and up to when entries were compared with each other."""

entry = Table(
    "entry",
    metadata,
    key(),
    to("camp"),
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("tags", Json, nullable=False),
    to("person", nullable=True, index=True),
    Column("author", Text),
    Column("source", Text, nullable=False),
    Column("link", Text),
    Column("fingerprint", BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("retired_at", Instant),
    Column("superseded_by", Key, ForeignKey("entry.id")),
    Column("haul", Key),
    UniqueConstraint("camp_id", "number"),
)
"""`person_id` wrote the answer; `author` is a name where no member of ours did. `source` is where it comes from (`ticket:7`,
`import:3`, `room`), `link` the platform's address of the message. A retired entry is not found; `superseded_by` says what is
instead. `haul` is the import that wrote it as it reads now."""
Index("ix_entry_fingerprint", entry.c.camp_id, entry.c.fingerprint, entry.c.number)
"""The number too: else SQLite reads the whole camp in order of the numbers to find the one."""
Index("ix_entry_changed", entry.c.camp_id, entry.c.changed_at)
Index("ix_entry_haul", entry.c.haul, entry.c.camp_id)

entry_tag = Table("entry_tag", metadata, to("entry", primary_key=True), Column("tag", Text, primary_key=True), to("camp"))
"""The tags once more, to be filtered by; an axis and its value are one tag, `行业=零售`."""
Index("ix_entry_tag_camp", entry_tag.c.camp_id, entry_tag.c.tag)

entry_version = Table(
    "entry_version",
    metadata,
    to("entry", primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("tags", Json, nullable=False),
    to("person", nullable=True, index=True),
    Column("at", Instant, nullable=False),
)
"""How an entry read before; `person_id` changed it, at that moment."""

alias = Table(
    "alias",
    metadata,
    key(),
    to("entry", index=True),
    Column("words", Text, nullable=False),
    Column("fingerprint", BigInteger, nullable=False),
    Column("source", Text, nullable=False),
    to("person", nullable=True, index=True),
    Column("at", Instant, nullable=False),
    Column("haul", Key, index=True),
    UniqueConstraint("entry_id", "fingerprint"),
    CheckConstraint("source in ('confirmed','imported','merged')", name="source"),
)
"""Another wording of an entry's question: of somebody who said it is the same, of a file, or of an entry merged into it."""

duplicate = Table(
    "duplicate",
    metadata,
    key(),
    to("camp"),
    to("entry", index=True),
    to("entry", name="other_id", index=True),
    Column("chance", Integer, nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("merged", Boolean),
    to("person", nullable=True, index=True),
    Column("decided_at", Instant),
    UniqueConstraint("entry_id", "other_id"),
)
"""Two entries that may ask the same, `chance` in per mille; `merged` is empty until `person_id` has decided."""
Index("ix_duplicate_camp", duplicate.c.camp_id, duplicate.c.id)

dict_word = Table(
    "dict_word",
    metadata,
    to("camp", primary_key=True),
    Column("word", Text, primary_key=True),
    Column("means", Text, nullable=False),
    to("person", nullable=True, index=True),
    Column("at", Instant, nullable=False),
)
"""A word of the camp's own and what it is another word for, or itself; both as the search spells them."""

_shown = (
    *(entry.c[name] for name in ("id", "camp_id", "number", "version", "question", "answer", "tags")),
    entry.c.person_id,
    func.coalesce(person.c.name, entry.c.author).label("author"),
    *(entry.c[name] for name in ("source", "link", "created_at", "changed_at", "retired_at", "superseded_by")),
)
_authored = entry.outerjoin(person, person.c.id == entry.c.person_id)
_in_use = entry.c.retired_at.is_(None)

_first = insert(archive)
NUMBER = (
    _first.values(last_number=1)
    .on_conflict_do_update(index_elements=[archive.c.camp_id], set_={"last_number": archive.c.last_number + 1})
    .returning(archive.c.last_number)
)
NEW = insert(entry).returning(entry.c.id)
TAG = insert(entry_tag).on_conflict_do_nothing()
UNTAG = delete(entry_tag).where(entry_tag.c.entry_id == bindparam("entry"))
KEEP_VERSION = insert(entry_version).from_select(
    ["entry_id", "version", "question", "answer", "tags", "person_id", "at"],
    select(
        entry.c.id,
        entry.c.version,
        entry.c.question,
        entry.c.answer,
        entry.c.tags,
        cast(bindparam("by", type_=Key), Key),
        cast(bindparam("at", type_=Instant), BigInteger),
    ).where(entry.c.id == bindparam("entry")),
)
REVISE = (
    update(entry)
    .where(entry.c.id == bindparam("entry"))
    .values(
        question=bindparam("new_question"),
        answer=bindparam("new_answer"),
        tags=bindparam("new_tags"),
        fingerprint=bindparam("new_fingerprint"),
        haul=bindparam("by_haul"),
        changed_at=bindparam("at"),
        version=entry.c.version + 1,
    )
)
RETIRE = (
    update(entry)
    .where(entry.c.id == bindparam("entry"), _in_use)
    .values(retired_at=bindparam("at"), superseded_by=bindparam("instead"))
    .returning(entry.c.id)
)
RESTORE = (
    update(entry)
    .where(entry.c.id == bindparam("entry"), entry.c.retired_at.is_not(None))
    .values(retired_at=None, superseded_by=None)
    .returning(entry.c.id)
)
BY_ID = select(*_shown).select_from(_authored).where(entry.c.id == bindparam("entry"))
BY_NUMBER = (
    select(*_shown).select_from(_authored).where(entry.c.camp_id == bindparam("camp"), entry.c.number == bindparam("numbered"))
)
BY_FINGERPRINT = (
    select(*_shown)
    .select_from(_authored)
    .where(entry.c.camp_id == bindparam("camp"), entry.c.fingerprint == bindparam("print_"), _in_use)
    .order_by(entry.c.number)
)
IN_USE = (
    select(*_shown)
    .select_from(_authored)
    .where(entry.c.camp_id == bindparam("camp"), _in_use, entry.c.number > bindparam("after"))
    .order_by(entry.c.number)
    .limit(bindparam("most"))
)
_hauled = (entry.c.camp_id == bindparam("camp"), _in_use, entry.c.haul == bindparam("haul"))
HAULED = select(*_shown).select_from(_authored).where(*_hauled).order_by(entry.c.id).limit(bindparam("most"))
_is_new = entry.c.version == 1
HAUL = select(
    func.count().filter(_is_new),
    func.min(entry.c.number).filter(_is_new),
    func.max(entry.c.number).filter(_is_new),
    func.count().filter(~_is_new),
).where(*_hauled)
ADDED = (
    select(func.count(alias.c.entry_id.distinct()))
    .select_from(alias.join(entry, entry.c.id == alias.c.entry_id))
    .where(entry.c.camp_id == bindparam("camp"), alias.c.haul == bindparam("haul"), entry.c.haul.is_distinct_from(alias.c.haul))
)
COUNT = select(func.count()).select_from(entry).where(entry.c.camp_id == bindparam("camp"), _in_use)
VERSIONS = (
    select(
        entry_version.c.version,
        entry_version.c.question,
        entry_version.c.answer,
        entry_version.c.tags,
        person.c.name,
        entry_version.c.at,
    )
    .select_from(entry_version.outerjoin(person, person.c.id == entry_version.c.person_id))
    .where(entry_version.c.entry_id == bindparam("entry"))
    .order_by(entry_version.c.version)
)
TAGS = (
    select(entry_tag.c.tag, func.count())
    .select_from(entry_tag.join(entry, entry.c.id == entry_tag.c.entry_id))
    .where(entry_tag.c.camp_id == bindparam("camp"), _in_use)
    .group_by(entry_tag.c.tag)
    .order_by(func.count().desc(), entry_tag.c.tag)
)
ALIASES = select(alias.c.words).where(alias.c.entry_id == bindparam("entry")).order_by(alias.c.id)
_of_camp = select(entry.c.id).where(entry.c.camp_id == bindparam("camp"))
DROP_HAULED = delete(alias).where(alias.c.haul == bindparam("haul"), alias.c.entry_id.in_(_of_camp)).returning(alias.c.entry_id)
DROP_ALIAS = (
    delete(alias)
    .where(
        alias.c.entry_id == bindparam("entry"),
        alias.c.source == "merged",
        alias.c.fingerprint == bindparam("print_", type_=BigInteger),
    )
    .returning(alias.c.entry_id)
)
NEW_ALIAS = insert(alias).on_conflict_do_nothing().returning(alias.c.id)

_ids = Elements(bindparam("entries", type_=Json)).table_valued("value")
_wanted = Elements(bindparam("tags", type_=Json)).table_valued("value")
_has = exists().where(entry_tag.c.entry_id == entry.c.id, entry_tag.c.tag == _wanted.c.value).correlate(entry, _wanted)
_lacks = select(_wanted.c.value).where(~_has).exists().correlate(entry)
_author = bindparam("author", type_=Text)
_fits = (
    ~_lacks,
    or_(_author.is_(None), func.coalesce(person.c.name, entry.c.author) == _author),
    entry.c.changed_at >= func.coalesce(cast(bindparam("since", type_=Instant), BigInteger), 0),
    entry.c.changed_at < func.coalesce(cast(bindparam("until", type_=Instant), BigInteger), 2**62),
)
FITTING = select(entry.c.id).select_from(_authored).where(entry.c.id.in_(select(cast(_ids.c.value, Key))), *_fits)
BROWSE = (
    select(*_shown)
    .select_from(_authored)
    .where(entry.c.camp_id == bindparam("camp"), _in_use, *_fits)
    .order_by(entry.c.changed_at.desc(), entry.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
SUSPECT = insert(duplicate).on_conflict_do_nothing().returning(duplicate.c.id)
_other = entry.alias("other")
SUSPECTS = (
    select(
        duplicate.c.id,
        entry.c.id.label("entry"),
        entry.c.number,
        entry.c.question,
        _other.c.id.label("other"),
        _other.c.number.label("other_number"),
        _other.c.question.label("other_question"),
        duplicate.c.chance,
    )
    .select_from(duplicate.join(entry, entry.c.id == duplicate.c.entry_id).join(_other, _other.c.id == duplicate.c.other_id))
    .where(duplicate.c.camp_id == bindparam("camp"), duplicate.c.decided_at.is_(None), _in_use, _other.c.retired_at.is_(None))
    .order_by(duplicate.c.chance.desc(), duplicate.c.id)
    .limit(bindparam("most"))
)
DECIDE = (
    update(duplicate)
    .where(duplicate.c.id == bindparam("duplicate"), duplicate.c.decided_at.is_(None))
    .values(merged=bindparam("same"), person_id=bindparam("by"), decided_at=bindparam("at"))
    .returning(duplicate.c.entry_id, duplicate.c.other_id)
)
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
    _first.values(dictionary=1)
    .on_conflict_do_update(index_elements=[archive.c.camp_id], set_={"dictionary": archive.c.dictionary + 1})
    .returning(archive.c.dictionary)
)
WORDS = select(dict_word.c.word, dict_word.c.means).where(dict_word.c.camp_id == bindparam("camp")).order_by(dict_word.c.word)
COMPARED = select(archive.c.compared_at).where(archive.c.camp_id == bindparam("camp"))
COMPARE = update(archive).where(archive.c.camp_id == bindparam("camp")).values(compared_at=bindparam("at"))
DICTIONARY = select(archive.c.dictionary).where(archive.c.camp_id == bindparam("camp"))
MERGES = [
    update(table).where(table.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
    for table in (entry, entry_version, alias, duplicate, dict_word)
]


@dataclass(frozen=True, slots=True)
class Entry:
    """An answered question as it reads now."""

    id: int
    camp: int
    number: int
    version: int
    question: str
    answer: str
    tags: list[str]
    person: int | None
    author: str | None
    source: str
    link: str | None
    created_at: datetime
    changed_at: datetime
    retired_at: datetime | None
    superseded_by: int | None

    @property
    def code(self) -> str:
        """What people call it by."""
        return f"K-{self.number:04}"


@dataclass(frozen=True, slots=True)
class Version:
    """How an entry read until `at`, when `by` changed it."""

    version: int
    question: str
    answer: str
    tags: list[str]
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries may be found: those with all of the tags, by that author, changed since and before these moments."""

    tags: tuple[str, ...] = ()
    author: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    @property
    def given(self) -> dict[str, Any]:
        return {"tags": list(self.tags), "author": self.author, "since": self.since, "until": self.until}


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Suspect:
    """Two entries (ids, numbers, questions) that may ask the same; `chance` in per mille."""

    id: int
    entry: int
    number: int
    question: str
    other: int
    other_number: int
    other_question: str
    chance: int


# ── entries ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def add(
    db: Db,
    camp: int,
    question: str,
    answer: str,
    *,
    tags: Sequence[str] = (),
    person: int | None,
    author: str | None = None,
    source: str,
    link: str | None = None,
    at: datetime,
) -> Entry:
    """A new entry, numbered and found from now on. `person` wrote the answer, or `author` where that is no member."""
    new = _write(db, camp, Brought(question, answer, tuple(tags), author, source), person, link, at)
    _index(db, camp, [new])
    return new


class Brought(NamedTuple):
    """A row of a file. `author` and `source` as written there; `aliases` are other wordings of the question."""

    question: str
    answer: str
    tags: tuple[str, ...]
    author: str | None
    source: str
    aliases: tuple[str, ...] = ()


def bring_in(
    db: Db, camp: int, rows: Iterable[Brought], *, by: int | None, at: datetime, haul: int | None = None
) -> list[Entry | None]:
    """Each row as an entry: new, or the next version of the one that asks the same; None where that answers the same already.

    About 1.5 ms a row. `haul` is a number of the import, by which `take_back` finds what it wrote.
    """
    brought: list[Entry | None] = []
    new: list[int] = []
    aliases: list[tuple[int, Entry, str]] = []
    for place, row in enumerate(rows):
        known = next(iter(asked_like(db, camp, row.question)), None)
        if known is None:
            one = _write(db, camp, row, None, None, at, haul)
            brought.append(one)
            new.append(one.id)
        elif _reads_as(known, row):
            brought.append(None)
        else:
            change = _rewrite if known.id in new else revise
            brought.append(change(db, known, known.question, row.answer, row.tags, by=by, at=at, haul=haul))
        entry_now = brought[-1] or known
        assert entry_now is not None
        aliases += [(place, entry_now, words) for words in row.aliases]
    _index(db, camp, [get(db, one) for one in new])
    for place, one, words in aliases:
        if add_alias(db, one, words, "imported", person=by, at=at, haul=haul):
            brought[place] = brought[place] or one
    return brought


def says(db: Db, one: Entry, row: Brought) -> bool:
    """Whether the archive has a row of a file already, down to the other wordings."""
    if not _reads_as(one, row):
        return False
    spelled = {spell(words).fingerprint for words in (one.question, *aliases(db, one.id))}
    return all(spell(words).fingerprint in spelled for words in row.aliases)


def _reads_as(one: Entry, row: Brought) -> bool:
    return (one.answer, one.tags) == (row.answer, list(row.tags))


class Haul(NamedTuple):
    """What an import brought: how many new entries, numbered from `first` to `last`, and how many it changed."""

    new: int
    first: int | None
    last: int | None
    changed: int


def hauled(db: Db, camp: int, haul: int) -> Haul:
    """What the import of that number has brought so far."""
    row = db.one(HAUL, camp=camp, haul=haul)
    assert row is not None
    return Haul(row[0], row[1], row[2], row[3] + db.value(ADDED, camp=camp, haul=haul))


def take_back(db: Db, camp: int, haul: int, most: int, *, by: int | None, at: datetime) -> tuple[int, int]:
    """Undoes an import, at most so many entries: (retired, put back as they were); (0, 0) when all is done.

    What was changed again since stays as it is.
    """
    written = [Entry(*row) for row in db.all(HAULED, camp=camp, haul=haul, most=most)]
    for one in written:
        if one.version == 1:
            retire(db, one, at=at)
        else:
            before = versions(db, one.id)[-1]
            revise(db, one, before.question, before.answer, before.tags, by=by, at=at)
    if not written:
        _unalias(db, [row.entry_id for row in db.all(DROP_HAULED, camp=camp, haul=haul)])
    new = sum(one.version == 1 for one in written)
    return new, len(written) - new


def _write(
    db: Db, camp: int, row: Brought, person: int | None, link: str | None, at: datetime, haul: int | None = None
) -> Entry:
    """A row of `entry` with its tags, not yet found."""
    new = db.value(
        NEW,
        camp_id=camp,
        number=db.value(NUMBER, camp_id=camp),
        question=row.question,
        answer=row.answer,
        tags=list(row.tags),
        person_id=person,
        author=row.author,
        source=row.source,
        link=link,
        fingerprint=spell(row.question).fingerprint,
        created_at=at,
        changed_at=at,
        haul=haul,
    )
    _tag(db, camp, new, row.tags)
    return get(db, new)


def get(db: Db, entry_id: int) -> Entry:
    """An entry that is there, retired or not."""
    row = db.one(BY_ID, entry=entry_id)
    assert row is not None
    return Entry(*row)


def numbered(db: Db, camp: int, number: int) -> Entry | None:
    """The entry K-<number>, retired or not."""
    row = db.one(BY_NUMBER, camp=camp, numbered=number)
    return None if row is None else Entry(*row)


def asked_like(db: Db, camp: int, question: str) -> list[Entry]:
    """The entries in use whose question differs from this one in nothing that counts."""
    return [Entry(*row) for row in db.all(BY_FINGERPRINT, camp=camp, print_=spell(question).fingerprint)]


def everything(db: Db, camp: int, *, after: int = 0, most: int = 1_000_000) -> list[Entry]:
    """The entries in use past a number, by number."""
    return [Entry(*row) for row in db.all(IN_USE, camp=camp, after=after, most=most)]


def count(db: Db, camp: int) -> int:
    """How many entries are in use."""
    return int(db.value(COUNT, camp=camp))


def tags(db: Db, camp: int) -> list[tuple[str, int]]:
    """(tag, entries in use), the commonest first."""
    return [(row[0], row[1]) for row in db.all(TAGS, camp=camp)]


def revise(
    db: Db,
    one: Entry,
    question: str,
    answer: str,
    tags: Sequence[str],
    *,
    by: int | None,
    at: datetime,
    haul: int | None = None,
) -> Entry:
    """The entry in other words, as its next version; the one before is kept."""
    now = _rewrite(db, one, question, answer, tags, by=by, at=at, haul=haul)
    if now.retired_at is None:
        _unindex(db, now)
        _index(db, now.camp, [now])
    return now


def _rewrite(
    db: Db,
    one: Entry,
    question: str,
    answer: str,
    tags: Sequence[str],
    *,
    by: int | None,
    at: datetime,
    haul: int | None,
) -> Entry:
    db.run(KEEP_VERSION, entry=one.id, by=by, at=at)
    db.run(
        REVISE,
        entry=one.id,
        new_question=question,
        new_answer=answer,
        new_tags=list(tags),
        new_fingerprint=spell(question).fingerprint,
        by_haul=haul,
        at=at,
    )
    db.run(UNTAG, entry=one.id)
    _tag(db, one.camp, one.id, tags)
    return get(db, one.id)


def versions(db: Db, entry_id: int) -> list[Version]:
    """How an entry read before, the first version first."""
    return [Version(*row) for row in db.all(VERSIONS, entry=entry_id)]


def retire(db: Db, one: Entry, *, instead: Entry | None = None, at: datetime) -> bool:
    """The entry is not found any more, but `instead` of it; False where it was retired already."""
    if db.value(RETIRE, entry=one.id, at=at, instead=instead.id if instead else None) is None:
        return False
    _unindex(db, one)
    return True


def restore(db: Db, one: Entry) -> bool:
    """The entry is found again; False where it was in use."""
    if db.value(RESTORE, entry=one.id) is None:
        return False
    _index(db, one.camp, [one])
    return True


def add_alias(
    db: Db, one: Entry, words: str, source: str, *, person: int | None, at: datetime, haul: int | None = None
) -> bool:
    """The entry is found by these words as well; False where it was already, or where nothing can be found by them."""
    spelled = spell(words)
    if not spelled.tokens.pairs or spelled.fingerprint == spell(one.question).fingerprint:
        return False
    given = {
        "entry_id": one.id,
        "words": words,
        "fingerprint": spelled.fingerprint,
        "source": source,
        "person_id": person,
        "at": at,
        "haul": haul,
    }
    if db.value(NEW_ALIAS, **given) is None:
        return False
    if one.retired_at is None:
        search.add(db, _questions(one.camp), one.id, words, dictionary(db, one.camp))
    return True


def aliases(db: Db, entry_id: int) -> list[str]:
    """The other wordings of an entry's question, the oldest first."""
    return [row.words for row in db.all(ALIASES, entry=entry_id)]


# ── finding ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def find(db: Db, camp: int, words: str, wanted: Filter = EVERYTHING) -> Results:
    """What the archive knows of a question; the items are entry ids."""
    return search.search(db, _questions(camp), words, dictionary(db, camp), among=_among(wanted))


def mentioned(db: Db, camp: int, words: str, wanted: Filter = EVERYTHING) -> Results:
    """The entries whose answer speaks of the words: for a list of results (`listed`), never to answer a question with."""
    return search.search(db, _answers(camp), words, dictionary(db, camp), among=_among(wanted))


def browse(db: Db, camp: int, wanted: Filter, *, skip: int = 0, most: int = 10) -> list[Entry]:
    """The entries a filter leaves, those changed last first."""
    return [Entry(*row) for row in db.all(BROWSE, camp=camp, skip=skip, most=most, **wanted.given)]


def _among(wanted: Filter) -> search.Among | None:
    if wanted == EVERYTHING:
        return None
    return lambda db, entries: {row.id for row in db.all(FITTING, entries=sorted(entries), **wanted.given)}


# ── entries that ask the same ────────────────────────────────────────────────────────────────────────────────────────

ALIKE = 0.6
"""The chance from which two entries are put before a manager."""
NEAR = 3
"""Entries looked at beside each one."""


def alike(db: Db, camp: int, entries: Sequence[Entry]) -> Iterator[tuple[int, int, int]]:
    """(entry, other, chance in per mille) of those that may ask the same as another; reads only, about 15 ms an entry.

    Each of the nearest is judged as if the others were not there: two that ask the same would speak against each other.
    """
    words, name = dictionary(db, camp), _questions(camp)
    for one in entries:
        near = search.search(db, name, one.question, words, among=_all_but(one.id)).found[:NEAR]
        for other in [other for other in near if other.p >= search.POSSIBLE]:
            rivals = [rival.item for rival in near if rival is not other]
            alone = search.search(db, name, one.question, words, among=_all_but(one.id, *rivals)).best
            if alone is not None and alone.item == other.item and alone.p >= ALIKE:
                yield one.id, other.item, round(1000 * alone.p)


def compared(db: Db, camp: int) -> datetime | None:
    """Up to when what was written has been compared with the rest; None for never."""
    return db.value(COMPARED, camp=camp)  # type: ignore[no-any-return]


def have_compared(db: Db, camp: int, *, at: datetime) -> None:
    """All that was written until then has been compared."""
    db.run(COMPARE, camp=camp, at=at)


def suspect(db: Db, camp: int, entry_id: int, other: int, chance: int, *, at: datetime) -> bool:
    """Puts two entries on the merge list; False where they were ever on it."""
    first, second = sorted((entry_id, other))
    return db.value(SUSPECT, camp_id=camp, entry_id=first, other_id=second, chance=chance, found_at=at) is not None


def suspects(db: Db, camp: int, most: int) -> list[Suspect]:
    """The merge list: undecided, both in use, the likeliest first."""
    return [Suspect(*row) for row in db.all(SUSPECTS, camp=camp, most=most)]


def decide(db: Db, suspect_id: int, *, same: bool, by: int, at: datetime) -> bool:
    """A manager's word on two entries; False where it was said before. Merging them is `absorb`."""
    return db.one(DECIDE, duplicate=suspect_id, same=same, by=by, at=at) is not None


def absorb(db: Db, kept: Entry, gone: Entry, *, by: int, at: datetime) -> bool:
    """Retires an entry in favour of another, which is found by its wordings from now on; False where it was retired already."""
    if not retire(db, gone, instead=kept, at=at):
        return False
    for words in (gone.question, *aliases(db, gone.id)):
        add_alias(db, kept, words, "merged", person=by, at=at)
    return True


def part(db: Db, kept: Entry, gone: Entry) -> bool:
    """Undoes `absorb`: both are found by their own wordings again; False where `gone` is in use."""
    if not restore(db, gone):
        return False
    lost = [
        row.entry_id
        for words in (gone.question, *aliases(db, gone.id))
        for row in db.all(DROP_ALIAS, entry=kept.id, print_=spell(words).fingerprint)
    ]
    _unalias(db, lost)
    return True


# ── the camp's own words ─────────────────────────────────────────────────────────────────────────────────────────────


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
    return search.behind(db, _questions(camp), words) + search.behind(db, _answers(camp), words)


def refresh(db: Db, camp: int, most: int) -> int:
    """Indexes again what a changed dictionary left behind, at most so many wordings; gives how many, 0 when all is done."""
    words = dictionary(db, camp)
    done = search.refresh(db, _questions(camp), words, most)
    return done or search.refresh(db, _answers(camp), words, most)


def merge(db: Db, old: int, kept: int) -> None:
    """What `old` wrote, confirmed and decided is `kept`'s."""
    for statement in MERGES:
        db.run(statement, old=old, kept=kept)


def _questions(camp: int) -> str:
    return f"archive:{camp}"


def _answers(camp: int) -> str:
    return f"answers:{camp}"


def _tag(db: Db, camp: int, entry_id: int, tags: Sequence[str]) -> None:
    db.many(TAG, [{"entry_id": entry_id, "tag": tag, "camp_id": camp} for tag in tags])


def _index(db: Db, camp: int, entries: Sequence[Entry]) -> None:
    """They are found by their question and every alias, and mentioned for their answer."""
    words = dictionary(db, camp)
    search.add_all(
        db, _questions(camp), [(one.id, said) for one in entries for said in (one.question, *aliases(db, one.id))], words
    )
    search.add_all(db, _answers(camp), [(one.id, one.answer) for one in entries], words)
    for one in entries:
        search.answer(db, _questions(camp), one.id, one.answer)


def _unindex(db: Db, one: Entry) -> None:
    search.drop(db, _questions(one.camp), one.id)
    search.drop(db, _answers(one.camp), one.id)


def _unalias(db: Db, entries: Iterable[int]) -> None:
    """Some of their aliases are gone: they are indexed by what is left."""
    for entry_id in dict.fromkeys(entries):
        one = get(db, entry_id)
        if one.retired_at is None:
            _unindex(db, one)
            _index(db, one.camp, [one])


def _all_but(*left_out: int) -> Callable[[Db, Collection[int]], set[int]]:
    return lambda db, entries: set(entries).difference(left_out)
