"""A camp holds events (once or in a series), and people sign up for them or wait in line."""

import sqlalchemy as sa
from alembic import op

revision = "0022_events"
down_revision = "0021_circles"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "event_series",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_event_series_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["membership.id"], name=op.f("fk_event_series_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_series")),
    )
    with op.batch_alter_table("event_series", schema=None) as batch_op:
        batch_op.create_index(
            "uq_event_series_title",
            ["camp_id", "title"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "event",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("series_id", KEY, nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("brief", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("link", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("speaker", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("speaker_id", KEY, nullable=True),
        sa.Column("host_id", KEY, nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("signed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("sequence", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('lecture', 'sharing', 'team', 'drill', 'contest', 'qa', 'other')", name=op.f("ck_event_kind")
        ),
        sa.CheckConstraint("minutes BETWEEN 1 AND 43200", name=op.f("ck_event_minutes")),
        sa.CheckConstraint("seats BETWEEN 1 AND 5000", name=op.f("ck_event_seats")),
        sa.CheckConstraint("signed >= 0 AND (seats IS NULL OR signed <= seats)", name=op.f("ck_event_signed")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_event_camp_id")),
        sa.ForeignKeyConstraint(["host_id"], ["membership.id"], name=op.f("fk_event_host_id")),
        sa.ForeignKeyConstraint(["made_by"], ["membership.id"], name=op.f("fk_event_made_by")),
        sa.ForeignKeyConstraint(["series_id"], ["event_series.id"], name=op.f("fk_event_series_id")),
        sa.ForeignKeyConstraint(["speaker_id"], ["membership.id"], name=op.f("fk_event_speaker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_begins", ["camp_id", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_camp_id"), ["camp_id"], unique=False)
        batch_op.create_index("ix_event_speaker", ["speaker_id"], unique=False)
        batch_op.create_index(
            "uq_event_at",
            ["camp_id", "title", "starts_at"],
            unique=True,
            sqlite_where=sa.text("cancelled_at IS NULL"),
            postgresql_where=sa.text("cancelled_at IS NULL"),
        )
        batch_op.create_index("uq_event_of_series", ["series_id", "starts_at"], unique=True)

    op.create_table(
        "event_signup",
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("state IN ('in', 'waiting', 'cancelled')", name=op.f("ck_event_signup_state")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_signup_event_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_event_signup_membership_id")),
        sa.PrimaryKeyConstraint("event_id", "membership_id", name=op.f("pk_event_signup")),
    )
    with op.batch_alter_table("event_signup", schema=None) as batch_op:
        batch_op.create_index("ix_event_signup_line", ["event_id", "state", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_signup_membership_id"), ["membership_id"], unique=False)
