"""People sign in to events by codes that a screen shows; who was there, late, absent or made up for it is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0027_attendance"
down_revision = "0026_moderation"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "attendance",
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("expected", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("signed_by", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("expected OR state NOT IN ('absent', 'made_up')", name=op.f("ck_attendance_expected")),
        sa.CheckConstraint("state IN ('present', 'late', 'absent', 'made_up')", name=op.f("ck_attendance_state")),
        sa.CheckConstraint("state NOT IN ('present', 'late') OR at IS NOT NULL", name=op.f("ck_attendance_at")),
        sa.CheckConstraint("(signed_by IS NULL) = (reason IS NULL)", name=op.f("ck_attendance_by_host")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attendance_event_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_attendance_membership_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["membership.id"], name=op.f("fk_attendance_signed_by")),
        sa.PrimaryKeyConstraint("event_id", "membership_id", name=op.f("pk_attendance")),
    )
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attendance_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index("ix_attendance_state", ["event_id", "state"], unique=False)

    op.create_table(
        "event_code",
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_code_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_code")),
    )
    op.create_table(
        "event_screen",
        sa.Column("id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_screen_event_id")),
        sa.ForeignKeyConstraint(["made_by"], ["membership.id"], name=op.f("fk_event_screen_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_screen")),
        sa.UniqueConstraint("digest", name=op.f("uq_event_screen_digest")),
    )
    with op.batch_alter_table("event_screen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_screen_event_id"), ["event_id"], unique=False)
