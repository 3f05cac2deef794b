"""Hosts' screens of contests and polls: each by the digest of its token, withdrawn or not."""

import sqlalchemy as sa
from alembic import op

revision = "0046_screens"
down_revision = "0045_prizes"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "host_screen",
        sa.Column("id", KEY, nullable=False),
        sa.Column("contest_id", KEY, nullable=True),
        sa.Column("poll_id", KEY, nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(contest_id IS NULL) <> (poll_id IS NULL)", name=op.f("ck_host_screen_subject")),
        sa.ForeignKeyConstraint(["contest_id"], ["contest.id"], name=op.f("fk_host_screen_contest_id")),
        sa.ForeignKeyConstraint(["made_by"], ["membership.id"], name=op.f("fk_host_screen_made_by")),
        sa.ForeignKeyConstraint(["poll_id"], ["poll.id"], name=op.f("fk_host_screen_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host_screen")),
        sa.UniqueConstraint("digest", name=op.f("uq_host_screen_digest")),
    )
    with op.batch_alter_table("host_screen", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_host_screen_contest_id"), ["contest_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_host_screen_made_by"), ["made_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_host_screen_poll_id"), ["poll_id"], unique=False)
