"""What a 360° feedback stands in: its key behaviours, who is rated by whom, its waves, and what people said of themselves."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, UniqueConstraint

from storage.schema import Day, Instant, Json, foreign_key, metadata, primary_key

feedback = Table(
    "feedback",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("ends_on", Day, nullable=False),
    Column("behaviours", Json, nullable=False),
    foreign_key("person", name="made_by", index=True),
    Column("made_at", Instant, nullable=False),
    Column("stopped_at", Instant),
)
"""`ends_on` is the day the training ended, from which its waves are counted; `behaviours` are the key behaviours, in order."""
STANDS = feedback.c.stopped_at.is_(None)
Index("uq_feedback_stands", feedback.c.camp_id, unique=True, sqlite_where=STANDS, postgresql_where=STANDS)

feedback_rated = Table(
    "feedback_rated",
    metadata,
    primary_key(),
    foreign_key("feedback"),
    foreign_key("membership", index=True),
    UniqueConstraint("feedback_id", "membership_id"),
)
"""Who is rated."""

feedback_rater = Table(
    "feedback_rater",
    metadata,
    foreign_key("feedback_rated", name="rated_id", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("relation", Text, nullable=False),
    CheckConstraint("relation IN ('manager', 'peer')", name="relation"),
    sqlite_with_rowid=False,
)
"""Who is asked about somebody. What they say is a ballot (`storage.ballots`), that they said it a participation, and nothing joins the two."""

feedback_wave = Table(
    "feedback_wave",
    metadata,
    foreign_key("feedback", primary_key=True),
    Column("days", Integer, primary_key=True, autoincrement=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    CheckConstraint("days > 0", name="days"),
    sqlite_with_rowid=False,
)
"""A wave of ratings so many days after the end."""

feedback_self = Table(
    "feedback_self",
    metadata,
    foreign_key("feedback", primary_key=True),
    Column("days", Integer, primary_key=True, autoincrement=False),
    foreign_key("membership", primary_key=True, index=True),
    Column("scores", Json, nullable=False),
    sqlite_with_rowid=False,
)
"""What somebody gave themselves, behaviour by behaviour: their own word, and theirs to take along and to erase."""
