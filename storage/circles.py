"""Circles: who follows which tag, up to when they have read what is new of it, and what is new."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Index, Table, Text, bindparam, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.archive.tables import entry, entry_tag
from storage.cases import case_story, case_tag
from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, foreign_key, metadata

circle_follower = Table(
    "circle_follower",
    metadata,
    foreign_key("membership", primary_key=True),
    Column("tag", Text, primary_key=True),
    foreign_key("camp"),
    Column("since", Instant, nullable=False),
    Column("read_at", Instant, nullable=False),
)
"""A circle is a tag and those who follow it; `read_at` is up to when they were told what is new."""
Index("ix_circle_follower_camp", circle_follower.c.camp_id, circle_follower.c.tag)

FOLLOW = insert(circle_follower).on_conflict_do_nothing()
LEAVE = (
    delete(circle_follower)
    .where(circle_follower.c.membership_id == bindparam("member"), circle_follower.c.tag == bindparam("tagged"))
    .returning(circle_follower.c.tag)
)
MINE = (
    select(circle_follower.c.tag)
    .where(circle_follower.c.membership_id == bindparam("member"))
    .order_by(circle_follower.c.since, circle_follower.c.tag)
)
SIZES = (
    select(circle_follower.c.tag, func.count().label("n"))
    .select_from(circle_follower.join(membership, membership.c.id == circle_follower.c.membership_id))
    .where(circle_follower.c.camp_id == bindparam("camp"), membership.c.left_on.is_(None))
    .group_by(circle_follower.c.tag)
)
FOLLOWERS = (
    select(circle_follower.c.membership_id, circle_follower.c.tag, circle_follower.c.read_at, person.c.id.label("person"))
    .select_from(
        circle_follower.join(membership, membership.c.id == circle_follower.c.membership_id).join(
            person, person.c.id == membership.c.person_id
        )
    )
    .where(circle_follower.c.camp_id == bindparam("camp"), membership.c.left_on.is_(None))
    .order_by(circle_follower.c.membership_id, circle_follower.c.since, circle_follower.c.tag)
)
READ = (
    update(circle_follower)
    .where(circle_follower.c.camp_id == bindparam("camp"))
    .values(read_at=bindparam("when", type_=Instant))
)
_other = circle_follower.alias("other")
DROP_TWICE = delete(circle_follower).where(
    circle_follower.c.membership_id == bindparam("old"),
    exists().where(_other.c.membership_id == bindparam("kept"), _other.c.tag == circle_follower.c.tag),
)
MOVE = (
    update(circle_follower).where(circle_follower.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)
ENTRIES = (
    select(entry_tag.c.tag, entry.c.number, entry.c.question, entry.c.person_id, entry.c.created_at)
    .select_from(entry_tag.join(entry, entry.c.id == entry_tag.c.entry_id))
    .where(
        entry_tag.c.camp_id == bindparam("camp"),
        entry.c.retired_at.is_(None),
        entry.c.created_at > bindparam("since", type_=Instant),
        entry_tag.c.tag.in_(
            select(circle_follower.c.tag).where(circle_follower.c.camp_id == bindparam("camp")),
        ),
    )
    .order_by(entry.c.created_at, entry.c.number)
    .limit(bindparam("most"))
)
CASES = (
    select(case_tag.c.tag, case_story.c.number, case_story.c.title, membership.c.person_id, case_story.c.at)
    .select_from(
        case_tag.join(case_story, case_story.c.id == case_tag.c.case_id).join(
            membership, membership.c.id == case_story.c.membership_id
        )
    )
    .where(
        case_story.c.camp_id == bindparam("camp"),
        case_story.c.withdrawn_at.is_(None),
        case_story.c.at > bindparam("since", type_=Instant),
    )
    .order_by(case_story.c.at, case_story.c.number)
    .limit(bindparam("most"))
)
CASE_TAGS = (
    select(case_tag.c.tag, func.count().label("n"))
    .select_from(case_tag.join(case_story, case_story.c.id == case_tag.c.case_id))
    .where(case_story.c.camp_id == bindparam("camp"), case_story.c.withdrawn_at.is_(None))
    .group_by(case_tag.c.tag)
)


class CircleFollower(NamedTuple):
    """Somebody who follows a tag, and up to when they were told."""

    membership: int
    tag: str
    read_at: datetime
    person: int


class NewInCircle(NamedTuple):
    """Something new under a tag: its kind (entry, case), number and title, who wrote it (where a member did), and when."""

    tag: str
    kind: str
    number: int
    title: str
    person: int | None
    at: datetime


def follow(db: Db, camp: int, member: int, tag: str, *, at: datetime) -> bool:
    """False where they follow it already."""
    return db.insert(FOLLOW, membership_id=member, tag=tag, camp_id=camp, since=at, read_at=at)


def leave(db: Db, member: int, tag: str) -> bool:
    """False where they do not follow it."""
    return db.one(LEAVE, member=member, tagged=tag) is not None


def followed(db: Db, member: int) -> list[str]:
    """The tags a member follows, the oldest first."""
    return [row.tag for row in db.all(MINE, member=member)]


def sizes(db: Db, camp: int) -> dict[str, int]:
    """How many present members follow each tag."""
    return {row.tag: row.n for row in db.all(SIZES, camp=camp)}


def case_tags(db: Db, camp: int) -> dict[str, int]:
    """How many cases stand under each tag."""
    return {row.tag: row.n for row in db.all(CASE_TAGS, camp=camp)}


def followers(db: Db, camp: int) -> list[CircleFollower]:
    """Every present member's circles, together."""
    return [CircleFollower(*row) for row in db.all(FOLLOWERS, camp=camp)]


def news(db: Db, camp: int, since: datetime, most: int) -> list[NewInCircle]:
    """What came under tags since then, at most so many of each kind."""
    entries = [NewInCircle(row[0], "entry", *row[1:]) for row in db.all(ENTRIES, camp=camp, since=since, most=most)]
    cases = [NewInCircle(row[0], "case", *row[1:]) for row in db.all(CASES, camp=camp, since=since, most=most)]
    return entries + cases


def have_read(db: Db, camp: int, *, at: datetime) -> None:
    """Everybody was told up to then."""
    db.run(READ, camp=camp, when=at)


def move(db: Db, old: int, kept: int) -> None:
    """What one membership follows is another's."""
    db.run(DROP_TWICE, old=old, kept=kept)
    db.run(MOVE, old=old, kept=kept)
