"""Hosts' screens: which contest or poll each shows, by the digest of its token; the token itself is kept nowhere."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Table, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership  # noqa: F401 - the foreign key's table
from storage.schema import Instant, foreign_key, metadata, primary_key

host_screen = Table(
    "host_screen",
    metadata,
    primary_key(),
    foreign_key("contest", nullable=True, index=True),
    foreign_key("poll", nullable=True, index=True),
    Column("digest", Text, nullable=False, unique=True),
    foreign_key("membership", name="made_by", index=True),
    Column("made_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    CheckConstraint("(contest_id IS NULL) <> (poll_id IS NULL)", name="subject"),
)
"""One subject each; an event's own screens are its."""

OPEN = insert(host_screen).returning(host_screen.c.id)
STANDING = select(host_screen.c.contest_id, host_screen.c.poll_id).where(
    host_screen.c.digest == bindparam("digest"), host_screen.c.revoked_at.is_(None)
)
_takes_back = update(host_screen).where(host_screen.c.revoked_at.is_(None)).values(revoked_at=bindparam("at", type_=Instant))
REVOKE_CONTEST = _takes_back.where(host_screen.c.contest_id == bindparam("number")).returning(host_screen.c.id)
CONTEST_SHOWN = select(host_screen.c.id).where(
    host_screen.c.contest_id == bindparam("contest"), host_screen.c.revoked_at.is_(None)
)
REVOKE_POLL = _takes_back.where(host_screen.c.poll_id == bindparam("number")).returning(host_screen.c.id)
MOVE = update(host_screen).where(host_screen.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


def open_for_contest(db: Db, contest: int, digest: str, *, by: int, at: datetime) -> None:
    """A screen may show a contest to whoever brings the token of that digest."""
    db.run(OPEN, contest_id=contest, poll_id=None, digest=digest, made_by=by, made_at=at)


def open_for_poll(db: Db, poll: int, digest: str, *, by: int, at: datetime) -> None:
    """A screen may show a poll to whoever brings the token of that digest."""
    db.run(OPEN, contest_id=None, poll_id=poll, digest=digest, made_by=by, made_at=at)


def contest_of(db: Db, digest: str) -> int | None:
    """The contest of a token that was not taken back."""
    row = db.one(STANDING, digest=digest)
    return None if row is None else row.contest_id


def poll_of(db: Db, digest: str) -> int | None:
    """The poll of a token that was not taken back."""
    row = db.one(STANDING, digest=digest)
    return None if row is None else row.poll_id


def shows_contest(db: Db, contest: int) -> bool:
    """Whether a screen may show it now."""
    return db.value(CONTEST_SHOWN, contest=contest) is not None


def revoke_contest(db: Db, contest: int, *, at: datetime) -> int:
    """No screen shows it any more; gives how many did."""
    return len(db.all(REVOKE_CONTEST, number=contest, at=at))


def revoke_poll(db: Db, poll: int, *, at: datetime) -> int:
    """No screen shows it any more; gives how many did."""
    return len(db.all(REVOKE_POLL, number=poll, at=at))


def merge(db: Db, old: int, kept: int) -> None:
    """What one membership opened is the other's."""
    db.run(MOVE, old=old, kept=kept)
