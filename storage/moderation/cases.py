"""Cases (M): who broke which rule by what, what was decided of it, and the one appeal against that."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.people import person
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

TYPED = "typed"
"""The kind of a case a manager made by naming somebody."""
MOST_MESSAGES = 20
"""Messages of one case that are named."""

moderation_case = Table(
    "moderation_case",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("person", index=True),
    Column("kind", Text, nullable=False),
    Column("rule", Integer, nullable=False),
    Column("rules_version", Integer, nullable=False),
    Column("on_trial", Boolean, nullable=False),
    Column("channel", Text),
    Column("room", Text),
    Column("messages", Json, nullable=False),
    Column("times", Integer, nullable=False, server_default=text("1")),
    Column("hit", Text, nullable=False, server_default=text("''")),
    Column("words", Text),
    Column("found_at", Instant, nullable=False),
    Column("decided_at", Instant),
    foreign_key("person", name="decided_by", nullable=True),
    Column("verdict", Text),
    Column("appealed_at", Instant),
    Column("appeal", Text),
    Column("judged_at", Instant),
    foreign_key("person", name="judged_by", nullable=True),
    Column("judgement", Text),
    Column("judged_why", Text),
    CheckConstraint("verdict IN ('dismissed', 'remind', 'warn', 'silence', 'remove')", name="verdict"),
    CheckConstraint("(verdict IS NULL) = (decided_at IS NULL)", name="decided"),
    CheckConstraint("judgement IN ('upheld', 'overturned')", name="judgement"),
    CheckConstraint("(judgement IS NULL) = (judged_at IS NULL)", name="judged"),
    CheckConstraint("appealed_at IS NULL OR decided_at IS NOT NULL", name="appealed"),
    CheckConstraint("times > 0", name="times"),
)
"""`words` are what was said, here and nowhere else, until they are deleted; `messages` the platform's references of them; `hit` is the word
or the domain of the list that was found in them."""
_open = moderation_case.c.decided_at.is_(None)
_appealed = and_(moderation_case.c.appealed_at.is_not(None), moderation_case.c.judged_at.is_(None))
_waits = or_(_open, _appealed)
Index(
    "ix_moderation_case_waiting",
    moderation_case.c.camp_id,
    moderation_case.c.id,
    sqlite_where=_waits,
    postgresql_where=_waits,
)


class ModerationCase(NamedTuple):
    """A case as it stands, with the name of who it is about."""

    id: int
    camp: int
    person: int
    name: str
    kind: str
    rule: int
    rules_version: int
    on_trial: bool
    channel: str | None
    room: str | None
    messages: list[str]
    times: int
    hit: str
    has_words: bool
    found_at: datetime
    decided_at: datetime | None
    decided_by: int | None
    verdict: str | None
    appealed_at: datetime | None
    appeal: str | None
    judged_at: datetime | None
    judgement: str | None


NEW = insert(moderation_case)
_CASE = (
    moderation_case.c.id,
    moderation_case.c.camp_id,
    moderation_case.c.person_id,
    person.c.name,
    moderation_case.c.kind,
    moderation_case.c.rule,
    moderation_case.c.rules_version,
    moderation_case.c.on_trial,
    moderation_case.c.channel,
    moderation_case.c.room,
    moderation_case.c.messages,
    moderation_case.c.times,
    moderation_case.c.hit,
    moderation_case.c.words.is_not(None).label("has_words"),
    moderation_case.c.found_at,
    moderation_case.c.decided_at,
    moderation_case.c.decided_by,
    moderation_case.c.verdict,
    moderation_case.c.appealed_at,
    moderation_case.c.appeal,
    moderation_case.c.judged_at,
    moderation_case.c.judgement,
)
_cases = select(*_CASE).select_from(moderation_case.join(person, person.c.id == moderation_case.c.person_id))
FIND = _cases.where(moderation_case.c.id == bindparam("case"))
OPEN_OF = _cases.where(
    moderation_case.c.camp_id == bindparam("camp"),
    moderation_case.c.person_id == bindparam("who"),
    moderation_case.c.kind == bindparam("which"),
    moderation_case.c.on_trial == bindparam("trial", type_=Boolean),
    _open,
).limit(1)
MORE = (
    update(moderation_case)
    .where(moderation_case.c.id == bindparam("case"), _open)
    .values(
        times=moderation_case.c.times + 1,
        messages=bindparam("those", type_=Json),
        words=bindparam("said"),
    )
)
SAID = select(moderation_case.c.words).where(moderation_case.c.id == bindparam("case"))
APPEAL_OF = select(moderation_case.c.appeal).where(moderation_case.c.id == bindparam("case"))
_theirs = and_(
    moderation_case.c.camp_id == bindparam("camp"),
    or_(
        and_(_open, moderation_case.c.person_id != bindparam("asker")),
        and_(
            _appealed,
            moderation_case.c.decided_by.is_distinct_from(bindparam("asker")),
            moderation_case.c.person_id != bindparam("asker"),
        ),
    ),
)
WAITING = (
    _cases.where(_theirs, moderation_case.c.id > bindparam("after")).order_by(moderation_case.c.id).limit(bindparam("most"))
)
BACKLOG = select(func.count().label("n"), func.min(moderation_case.c.found_at).label("since")).where(_theirs)
DECIDE = (
    update(moderation_case)
    .where(moderation_case.c.id == bindparam("case"), _open)
    .values(decided_at=bindparam("at", type_=Instant), decided_by=bindparam("by"), verdict=bindparam("what"))
    .returning(moderation_case.c.id)
)
APPEAL = (
    update(moderation_case)
    .where(moderation_case.c.id == bindparam("case"), moderation_case.c.appealed_at.is_(None), ~_open)
    .values(appealed_at=bindparam("at", type_=Instant), appeal=bindparam("why"))
    .returning(moderation_case.c.id)
)
JUDGE = (
    update(moderation_case)
    .where(moderation_case.c.id == bindparam("case"), moderation_case.c.judged_at.is_(None), ~_open)
    .values(
        judged_at=bindparam("at", type_=Instant),
        judged_by=bindparam("by"),
        judgement=bindparam("what"),
        judged_why=bindparam("why"),
    )
    .returning(moderation_case.c.id)
)
CAUGHT = (
    select(moderation_case.c.kind, moderation_case.c.on_trial, func.sum(moderation_case.c.times))
    .where(
        moderation_case.c.camp_id == bindparam("camp"),
        moderation_case.c.kind != TYPED,
        moderation_case.c.found_at > bindparam("since", type_=Instant),
    )
    .group_by(moderation_case.c.kind, moderation_case.c.on_trial)
)
MERGES = [
    update(moderation_case).where(column == bindparam("old")).values({column.name: bindparam("kept")})
    for column in (moderation_case.c.person_id, moderation_case.c.decided_by, moderation_case.c.judged_by)
]


def found(
    db: Db,
    camp: int,
    person: int,
    kind: str,
    *,
    rule: tuple[int, int],
    on_trial: bool,
    at: datetime,
    place: tuple[str, str] | None = None,
    message: str = "",
    hit: str = "",
    words: str | None = None,
) -> int:
    """A new case's number; `rule` is the line of the rules and their version, `place` a channel and its room."""
    channel, room = place or (None, None)
    kept: dict[str, Any] = {"kind": kind, "rule": rule[0], "rules_version": rule[1], "on_trial": on_trial}
    kept |= {"channel": channel, "room": room, "messages": [message] if message else [], "hit": hit, "words": words}
    return db.insert_id(NEW, camp_id=camp, person_id=person, found_at=at, **kept)


def add(db: Db, case: ModerationCase, *, message: str, words: str) -> None:
    """The same again by the same person while their case waits: one more of it."""
    kept = [*case.messages, message] if message and len(case.messages) < MOST_MESSAGES else case.messages
    db.run(MORE, case=case.id, those=kept, said=words)


def find(db: Db, number: int) -> ModerationCase | None:
    """A case of any camp."""
    row = db.one(FIND, case=number)
    return None if row is None else ModerationCase(*row)


def waiting_of(db: Db, camp: int, person: int, kind: str, *, on_trial: bool) -> ModerationCase | None:
    """The case of that kind which waits for a decision about somebody."""
    row = db.one(OPEN_OF, camp=camp, who=person, which=kind, trial=on_trial)
    return None if row is None else ModerationCase(*row)


def words(db: Db, case: int) -> str | None:
    """What was said, where it is still kept."""
    said: str | None = db.value(SAID, case=case)
    return said


def appeal_of(db: Db, case: int) -> str | None:
    """Why somebody appealed, where it is still kept."""
    said: str | None = db.value(APPEAL_OF, case=case)
    return said


def waiting(db: Db, camp: int, asker: int, *, after: int, most: int) -> list[ModerationCase]:
    """What waits for a person to decide: a case, or an appeal against what somebody else decided; never about themselves."""
    return [ModerationCase(*row) for row in db.all(WAITING, camp=camp, asker=asker, after=after, most=most)]


def backlog(db: Db, camp: int, asker: int) -> tuple[int, datetime | None]:
    """How many that are, and since when the oldest waits."""
    row = db.one(BACKLOG, camp=camp, asker=asker)
    assert row is not None
    return row.n, row.since


def decide(db: Db, case: int, verdict: str, *, by: int, at: datetime) -> bool:
    """It is decided; False where somebody was first."""
    return db.value(DECIDE, case=case, what=verdict, by=by, at=at) is not None


def appeal(db: Db, case: int, why: str, *, at: datetime) -> bool:
    """Whoever it is about appeals; False where they did before, or nothing was decided."""
    return db.value(APPEAL, case=case, why=why, at=at) is not None


def judge(db: Db, case: int, judgement: str, why: str, *, by: int, at: datetime) -> bool:
    """The decision is upheld or overturned; False where somebody was first."""
    return db.value(JUDGE, case=case, what=judgement, why=why, by=by, at=at) is not None


def caught(db: Db, camp: int, since: datetime) -> list[tuple[str, bool, int]]:
    """How often each kind of filter caught something since a moment: (kind, on trial, times)."""
    return [(kind, on_trial, int(times)) for kind, on_trial, times in db.all(CAUGHT, camp=camp, since=since)]


def merge(db: Db, old: int, kept: int) -> None:
    """Two people become one."""
    for statement in MERGES:
        db.run(statement, old=old, kept=kept)
