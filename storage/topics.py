"""Topics of the day: what a camp talks about, where it was posted, and whose replies count."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Boolean, Column, Index, Table, Text, UniqueConstraint, bindparam, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, Key, foreign_key, metadata, primary_key

topic = Table(
    "topic",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("title", Text, nullable=False),
    foreign_key("person", name="opened_by"),
    Column("opened_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("closed_at", Instant),
    foreign_key("camp", name="open_in", nullable=True),
    UniqueConstraint("open_in"),
)
"""`open_in` is the camp while it is open: a camp has one at a time."""
_open = topic.c.closed_at.is_(None)
topic_post = Table(
    "topic_post",
    metadata,
    Column("outbox_id", Key, primary_key=True, autoincrement=False),
    foreign_key("topic", index=True),
)
"""Our messages whose replies are replies to the topic; a message may be forgotten before its topic."""
topic_reply = Table(
    "topic_reply",
    metadata,
    primary_key(),
    foreign_key("topic"),
    foreign_key("membership", index=True),
    Column("mark", Text, nullable=False),
    Column("counts", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
)
"""A reply as its mark: the words are not kept, only enough to know them again."""
Index(
    "uq_topic_reply_once",
    topic_reply.c.topic_id,
    topic_reply.c.mark,
    unique=True,
    postgresql_where=text("counts"),
    sqlite_where=text("counts"),
)
Index("ix_topic_reply_topic", topic_reply.c.topic_id, topic_reply.c.membership_id)

OPEN = insert(topic).on_conflict_do_nothing().returning(topic.c.id)
_TOPIC = select(topic.c.id, topic.c.title, topic.c.opened_at, topic.c.ends_at, topic.c.closed_at)
CURRENT = _TOPIC.where(topic.c.camp_id == bindparam("camp"), _open)
ONE = _TOPIC.where(topic.c.camp_id == bindparam("camp"), topic.c.id == bindparam("topic"))
LAST = _TOPIC.where(topic.c.camp_id == bindparam("camp")).order_by(topic.c.id.desc()).limit(1)
CLOSE = (
    update(topic)
    .where(topic.c.id == bindparam("topic"), _open)
    .values(closed_at=bindparam("when", type_=Instant), open_in=None)
    .returning(topic.c.id)
)
POSTED = insert(topic_post)
IN_MESSAGE = select(topic_post.c.topic_id).where(topic_post.c.outbox_id == bindparam("message"))
REPLY = insert(topic_reply).on_conflict_do_nothing()
FIRST = (
    select(func.count())
    .select_from(topic_reply)
    .where(
        topic_reply.c.topic_id == bindparam("topic"), topic_reply.c.membership_id == bindparam("member"), topic_reply.c.counts
    )
)
_counted = topic_reply.join(membership, membership.c.id == topic_reply.c.membership_id).join(
    person, person.c.id == membership.c.person_id
)
COUNTS = (
    select(func.count(topic_reply.c.membership_id.distinct()).label("people"), func.count().label("replies"))
    .select_from(topic_reply)
    .where(topic_reply.c.topic_id == bindparam("topic"), topic_reply.c.counts)
)
PEOPLE = (
    select(person.c.name, func.count().label("n"))
    .select_from(_counted)
    .where(topic_reply.c.topic_id == bindparam("topic"), topic_reply.c.counts, membership.c.left_on.is_(None))
    .group_by(membership.c.id, person.c.name)
    .order_by(func.count().desc(), membership.c.id)
)
JOINED = (
    select(topic_reply.c.membership_id, func.count(topic_reply.c.topic_id.distinct()).label("n"))
    .select_from(topic_reply.join(topic, topic.c.id == topic_reply.c.topic_id))
    .where(topic.c.camp_id == bindparam("camp"), topic_reply.c.counts)
    .group_by(topic_reply.c.membership_id)
)
JOINED_BY = JOINED.where(topic_reply.c.membership_id == bindparam("member"))
BOTH = (
    select(topic_reply.c.topic_id)
    .where(topic_reply.c.membership_id.in_((bindparam("old"), bindparam("kept"))), topic_reply.c.counts)
    .group_by(topic_reply.c.topic_id)
    .having(func.count(topic_reply.c.membership_id.distinct()) > literal(1))
)
MOVE = update(topic_reply).where(topic_reply.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
MOVE_OPENED = update(topic).where(topic.c.opened_by == bindparam("old")).values(opened_by=bindparam("kept"))


class Topic(NamedTuple):
    """What a camp talks about, and until when."""

    id: int
    title: str
    opened_at: datetime
    ends_at: datetime
    closed_at: datetime | None


class Participation(NamedTuple):
    """How many took part, and by how many replies that count."""

    people: int
    replies: int


def open_topic(db: Db, camp: int, title: str, *, by: int, at: datetime, until: datetime) -> int | None:
    """The new topic's number; None where one is open."""
    return db.value(OPEN, camp_id=camp, title=title, opened_by=by, opened_at=at, ends_at=until, closed_at=None, open_in=camp)


def current(db: Db, camp: int) -> Topic | None:
    """The open one."""
    row = db.one(CURRENT, camp=camp)
    return None if row is None else Topic(*row)


def last(db: Db, camp: int) -> Topic | None:
    """The newest, open or not."""
    row = db.one(LAST, camp=camp)
    return None if row is None else Topic(*row)


def find(db: Db, camp: int, number: int) -> Topic | None:
    """The camp's of that number."""
    row = db.one(ONE, camp=camp, topic=number)
    return None if row is None else Topic(*row)


def close(db: Db, number: int, *, at: datetime) -> bool:
    """Nobody's reply counts any more; False where it was closed."""
    return db.one(CLOSE, topic=number, when=at) is not None


def posted(db: Db, number: int, messages: list[int]) -> None:
    """These messages of ours are the topic."""
    db.many(POSTED, [{"outbox_id": message, "topic_id": number} for message in messages])


def in_message(db: Db, message: int) -> int | None:
    """The topic one of our messages is."""
    return db.value(IN_MESSAGE, message=message)


def reply(db: Db, number: int, member: int, mark: str, *, counts: bool, at: datetime) -> bool:
    """Notes a reply; gives whether it counts: not where somebody said the same before."""
    given = {"topic_id": number, "membership_id": member, "mark": mark, "at": at}
    if counts and db.insert(REPLY, counts=True, **given):
        return True
    db.insert(REPLY, counts=False, **given)
    return False


def counted(db: Db, number: int, member: int) -> int:
    """How many replies of a member count."""
    return int(db.value(FIRST, topic=number, member=member))


def participation(db: Db, number: int) -> Participation:
    """How many took part."""
    return Participation(*db.one(COUNTS, topic=number))  # type: ignore[misc]


def people(db: Db, number: int) -> list[tuple[str, int]]:
    """Who took part and by how many replies, the most first."""
    return [(row.name, row.n) for row in db.all(PEOPLE, topic=number)]


def joined(db: Db, camp: int, member: int | None) -> dict[int, int]:
    """membership → how many topics they took part in."""
    rows = db.all(JOINED, camp=camp) if member is None else db.all(JOINED_BY, camp=camp, member=member)
    return {row.membership_id: row.n for row in rows}


def move(db: Db, old: int, kept: int) -> list[int]:
    """What one membership said is another's; gives the topics both took part in."""
    both = [row.topic_id for row in db.all(BOTH, old=old, kept=kept)]
    db.run(MOVE, old=old, kept=kept)
    return both


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person opened is another's."""
    db.run(MOVE_OPENED, old=old, kept=kept)
