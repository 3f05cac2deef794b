"""Workers: files may be kept in the database, where every replica and every worker reads them."""

import sqlalchemy as sa
from alembic import op

revision = "0011_workers"
down_revision = "0010_beyond"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Expands only: an older program beside this one goes on working."""
    op.create_table(
        "stored_file",
        sa.Column("id", KEY, nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("size BETWEEN 0 AND 20971520", name=op.f("ck_stored_file_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("key", name=op.f("uq_stored_file_key")),
    )
    op.create_index(op.f("ix_stored_file_at"), "stored_file", ["at"])
    op.create_table(
        "file_chunk",
        sa.Column("stored_file_id", KEY, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["stored_file_id"], ["stored_file.id"], name=op.f("fk_file_chunk_stored_file_id")),
        sa.PrimaryKeyConstraint("stored_file_id", "n", name=op.f("pk_file_chunk")),
    )
