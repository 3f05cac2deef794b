"""Who was erased, by number, until nothing mentions them and the files were written anew."""

import sqlalchemy as sa
from alembic import op

revision = "0009_erasure"
down_revision = "0008_retention"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Expands only."""
    op.create_table(
        "erasure",
        sa.Column("person", KEY, autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("traces", sa.Text(), nullable=True),
        sa.Column("rewritten_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_erasure")),
    )
