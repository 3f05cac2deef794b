"""Beyond one machine: who sends for an account, whose lease a message has, and what one must know to send it."""

import sqlalchemy as sa
from alembic import op

revision = "0010_beyond"
down_revision = "0009_erasure"


def upgrade() -> None:
    """Expands only: an older program beside this one goes on working."""
    op.create_table(
        "sender",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("knows", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_sender")),
    )
    op.add_column("outbox", sa.Column("leased_by", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("needs", sa.Integer(), nullable=True))
    undelivered = sa.text("outcome IN ('failed', 'uncertain')")
    op.create_index("ix_outbox_undelivered", "outbox", ["settled_at"], sqlite_where=undelivered, postgresql_where=undelivered)
    free_what_was_under_way()


def free_what_was_under_way() -> None:
    """What a sender had under way says so from now on: whoever follows it takes it up at once."""
    op.get_bind().execute(
        sa.text(
            "UPDATE outbox SET leased_by = 0"
            " WHERE settled_at IS NULL AND attempts > 0 AND not_before IS NOT NULL AND answer IS NULL"
        )
    )
