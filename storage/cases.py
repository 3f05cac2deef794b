"""Cases: what members wrote about a situation, the task, what they did and what came of it, numbered in a camp and found by their words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.archive.tables import entry
from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, Json, Key, anywhere, foreign_key, metadata, primary_key

case_story = Table(
    "case_story",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("number", Integer, nullable=False),
    foreign_key("membership", index=True),
    Column("title", Text, nullable=False),
    Column("situation", Text, nullable=False),
    Column("task", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("result", Text, nullable=False),
    Column("tags", Json, nullable=False),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    foreign_key("entry", nullable=True, index=True),
    UniqueConstraint("camp_id", "number"),
)
"""`words` is all of it in one spelling, to be found by; `entry_id` is what the archive made of it."""
Index("ix_case_story_at", case_story.c.camp_id, case_story.c.at)
case_tag = Table(
    "case_tag",
    metadata,
    Column("case_id", Key, ForeignKey("case_story.id"), primary_key=True),
    Column("tag", Text, primary_key=True),
)
"""The tags once more, to be filtered by."""
Index("ix_case_tag_tag", case_tag.c.tag)

PARTS = ("situation", "task", "action", "result")
LAST = select(func.coalesce(func.max(case_story.c.number), 0)).where(case_story.c.camp_id == bindparam("camp"))
NEW = insert(case_story).on_conflict_do_nothing().returning(case_story.c.id)
TAG = insert(case_tag).on_conflict_do_nothing()
_CASE = select(
    case_story.c.id,
    case_story.c.number,
    case_story.c.membership_id,
    person.c.id,
    person.c.name,
    case_story.c.title,
    *(case_story.c[part] for part in PARTS),
    case_story.c.tags,
    case_story.c.at,
    case_story.c.withdrawn_at,
    entry.c.number,
).select_from(
    case_story.join(membership, membership.c.id == case_story.c.membership_id)
    .join(person, person.c.id == membership.c.person_id)
    .outerjoin(entry, entry.c.id == case_story.c.entry_id)
)
NUMBERED = _CASE.where(case_story.c.camp_id == bindparam("camp"), case_story.c.number == bindparam("numbered"))
FOUND = (
    _CASE.where(
        case_story.c.camp_id == bindparam("camp"),
        case_story.c.withdrawn_at.is_(None),
        case_story.c.words.like(bindparam("pattern"), escape="\\"),
    )
    .order_by(case_story.c.number.desc())
    .limit(bindparam("most"))
)
WITHDRAW = (
    update(case_story)
    .where(case_story.c.id == bindparam("case"), case_story.c.withdrawn_at.is_(None), case_story.c.entry_id.is_(None))
    .values(withdrawn_at=bindparam("when", type_=Instant))
    .returning(case_story.c.id)
)
ARCHIVE = (
    update(case_story)
    .where(case_story.c.id == bindparam("case"), case_story.c.withdrawn_at.is_(None), case_story.c.entry_id.is_(None))
    .values(entry_id=bindparam("as_entry", type_=Key))
    .returning(case_story.c.id)
)
WITHDRAW_ALL = (
    update(case_story)
    .where(case_story.c.membership_id == bindparam("member"), case_story.c.withdrawn_at.is_(None))
    .values(withdrawn_at=bindparam("when", type_=Instant))
)
UNARCHIVE = update(case_story).where(case_story.c.id == bindparam("case")).values(entry_id=None)
MOVE = update(case_story).where(case_story.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


class CaseStory(NamedTuple):
    """A case as it reads; `entry` is the number of the archive's entry made of it."""

    id: int
    number: int
    membership: int
    person: int
    author: str
    title: str
    situation: str
    task: str
    action: str
    result: str
    tags: list[str]
    at: datetime
    withdrawn_at: datetime | None
    entry: int | None


def write(
    db: Db, camp: int, member: int, title: str, parts: Sequence[str], tags: Sequence[str], words: str, *, at: datetime
) -> int:
    """The new case's number in the camp."""
    while True:  # two who finish at once would have one number
        number = int(db.value(LAST, camp=camp)) + 1
        given = dict(zip(PARTS, parts, strict=True))
        one = db.value(
            NEW,
            camp_id=camp,
            number=number,
            membership_id=member,
            title=title,
            tags=list(tags),
            words=words,
            at=at,
            withdrawn_at=None,
            entry_id=None,
            **given,
        )
        if one is not None:
            db.many(TAG, [{"case_id": one, "tag": tag} for tag in dict.fromkeys(tags)])
            return number


def numbered(db: Db, camp: int, number: int) -> CaseStory | None:
    """The camp's case of that number, withdrawn or not."""
    row = db.one(NUMBERED, camp=camp, numbered=number)
    return None if row is None else CaseStory(*row)


def found(db: Db, camp: int, part: str, *, most: int = 500) -> list[CaseStory]:
    """The cases with these words somewhere, in the one spelling, the newest first; "" finds all."""
    return [CaseStory(*row) for row in db.all(FOUND, camp=camp, pattern=anywhere(part), most=most)]


def withdraw(db: Db, case: int, *, at: datetime) -> bool:
    """It is read no more; False where it is not or stands in the archive."""
    return db.one(WITHDRAW, case=case, when=at) is not None


def archived(db: Db, case: int, entry_id: int) -> bool:
    """Notes what the archive made of it; False where it has one or was withdrawn."""
    return db.one(ARCHIVE, case=case, as_entry=entry_id) is not None


def unarchive(db: Db, case: int) -> None:
    """It stands in the archive no more."""
    db.run(UNARCHIVE, case=case)


def move(db: Db, old: int, kept: int) -> None:
    """What one membership wrote is another's."""
    db.run(MOVE, old=old, kept=kept)


def withdraw_all(db: Db, member: int, *, at: datetime) -> None:
    """None of a member's is read any more."""
    db.run(WITHDRAW_ALL, member=member, when=at)
