"""Sends: what each platform account was sent lately is counted in the database, for every replica and every start."""

import sqlalchemy as sa
from alembic import op

revision = "0013_sends"
down_revision = "0012_coins"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Expands only: an older program beside this one goes on working."""
    op.create_table(
        "platform_send",
        sa.Column("id", KEY, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("sends", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("sends > 0", name=op.f("ck_platform_send_sends")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_send")),
    )
    op.create_index("ix_platform_send_room", "platform_send", ["account", "room", "at"])
