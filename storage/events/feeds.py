"""The calendar addresses people subscribe to: whose each is, by the digest of its token, which is kept nowhere."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Index, Table, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.events.events import COLUMNS, Event, event, event_of
from storage.events.signups import event_signup
from storage.memberships import membership
from storage.schema import Instant, foreign_key, metadata, primary_key

calendar_feed = Table(
    "calendar_feed",
    metadata,
    primary_key(),
    foreign_key("membership"),
    Column("digest", Text, nullable=False, unique=True),
    Column("made_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)
_stands = calendar_feed.c.revoked_at.is_(None)
Index(
    "uq_calendar_feed_stands",
    calendar_feed.c.membership_id,
    unique=True,
    sqlite_where=_stands,
    postgresql_where=_stands,
)

MAKE = insert(calendar_feed)
REVOKE = (
    update(calendar_feed)
    .where(calendar_feed.c.membership_id == bindparam("member"), _stands)
    .values(revoked_at=bindparam("at", type_=Instant))
    .returning(calendar_feed.c.id)
)
WHOSE = (
    select(calendar_feed.c.membership_id.label("member"), membership.c.camp_id.label("camp"))
    .select_from(calendar_feed.join(membership, membership.c.id == calendar_feed.c.membership_id))
    .where(calendar_feed.c.digest == bindparam("digest"), _stands, membership.c.left_on.is_(None))
)
SIGNED = (
    select(*COLUMNS)
    .select_from(event.join(event_signup, event_signup.c.event_id == event.c.id))
    .where(
        event_signup.c.membership_id == bindparam("member"),
        event_signup.c.state == "in",
        event.c.starts_at > bindparam("since", type_=Instant),
    )
    .order_by(event.c.starts_at, event.c.id)
)


class FeedOwner(NamedTuple):
    """The present member a calendar is of, and their camp."""

    member: int
    camp: int


def make(db: Db, member: int, digest: str, *, at: datetime) -> None:
    """A new address of theirs, the only one from now on."""
    revoke(db, member, at=at)
    db.run(MAKE, membership_id=member, digest=digest, made_at=at)


def revoke(db: Db, member: int, *, at: datetime) -> bool:
    """Their address shows nothing any more; False where they had none."""
    return bool(db.all(REVOKE, member=member, at=at))


def whose(db: Db, digest: str) -> FeedOwner | None:
    """Whose address it is, where it stands."""
    row = db.one(WHOSE, digest=digest)
    return None if row is None else FeedOwner(*row)


def signed(db: Db, member: int, since: datetime) -> list[Event]:
    """What somebody has a seat at, also what was called off, from a moment on."""
    return [event_of(row) for row in db.all(SIGNED, member=member, since=since)]
