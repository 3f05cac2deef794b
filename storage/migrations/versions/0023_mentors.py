"""A camp pairs mentors and mentees: who agreed, which behaviours are looked at, and what both said of each week."""

import sqlalchemy as sa
from alembic import op

revision = "0023_mentors"
down_revision = "0022_events"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "mentor_pair",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("mentee_id", KEY, nullable=False),
        sa.Column("mentor_id", KEY, nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("behaviours", sa.Text(), nullable=False),
        sa.Column("offered_by", KEY, nullable=False),
        sa.Column("offered_at", sa.BigInteger(), nullable=False),
        sa.Column("mentee_agreed_at", sa.BigInteger(), nullable=True),
        sa.Column("mentor_agreed_at", sa.BigInteger(), nullable=True),
        sa.Column("started_on", sa.Text(), nullable=True),
        sa.Column("ends_on", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(started_on IS NULL) = (ends_on IS NULL)", name=op.f("ck_mentor_pair_span")),
        sa.CheckConstraint("mentee_id <> mentor_id", name=op.f("ck_mentor_pair_two")),
        sa.CheckConstraint(
            "started_on IS NULL OR (mentee_agreed_at IS NOT NULL AND mentor_agreed_at IS NOT NULL)",
            name=op.f("ck_mentor_pair_both_agreed"),
        ),
        sa.CheckConstraint("weeks BETWEEN 1 AND 52", name=op.f("ck_mentor_pair_weeks")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_mentor_pair_camp_id")),
        sa.ForeignKeyConstraint(["ended_by"], ["person.id"], name=op.f("fk_mentor_pair_ended_by")),
        sa.ForeignKeyConstraint(["mentee_id"], ["membership.id"], name=op.f("fk_mentor_pair_mentee_id")),
        sa.ForeignKeyConstraint(["mentor_id"], ["membership.id"], name=op.f("fk_mentor_pair_mentor_id")),
        sa.ForeignKeyConstraint(["offered_by"], ["person.id"], name=op.f("fk_mentor_pair_offered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_pair")),
    )
    with op.batch_alter_table("mentor_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_pair_mentee_id"), ["mentee_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentor_pair_mentor_id"), ["mentor_id"], unique=False)
        batch_op.create_index(
            "ix_mentor_pair_open",
            ["camp_id", "id"],
            unique=False,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_mentor_pair_open",
            ["mentee_id"],
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "mentor_week",
        sa.Column("id", KEY, nullable=False),
        sa.Column("pair_id", KEY, nullable=False),
        sa.Column("monday", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["pair_id"], ["mentor_pair.id"], name=op.f("fk_mentor_week_pair_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_week")),
        sa.UniqueConstraint("pair_id", "monday", name=op.f("uq_mentor_week_pair_id_monday")),
    )
    op.create_table(
        "mentor_mark",
        sa.Column("week_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("mark IN ('done', 'partly', 'not')", name=op.f("ck_mentor_mark_mark")),
        sa.CheckConstraint("place BETWEEN 1 AND 8", name=op.f("ck_mentor_mark_place")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_mentor_mark_membership_id")),
        sa.ForeignKeyConstraint(["week_id"], ["mentor_week.id"], name=op.f("fk_mentor_mark_week_id")),
        sa.PrimaryKeyConstraint("week_id", "membership_id", "place", name=op.f("pk_mentor_mark")),
    )
    with op.batch_alter_table("mentor_mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_mark_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "mentor_note",
        sa.Column("week_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_mentor_note_membership_id")),
        sa.ForeignKeyConstraint(["week_id"], ["mentor_week.id"], name=op.f("fk_mentor_note_week_id")),
        sa.PrimaryKeyConstraint("week_id", "membership_id", name=op.f("pk_mentor_note")),
    )
    with op.batch_alter_table("mentor_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentor_note_membership_id"), ["membership_id"], unique=False)
