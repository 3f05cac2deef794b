"""Emoji under the lines of the web chat."""

import sqlalchemy as sa
from alembic import op

revision = "0036_reactions"
down_revision = "0035_onboarding"


def upgrade() -> None:
    op.create_table(
        "web_reaction",
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("emoji", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["room", "seq"], ["web_post.room", "web_post.seq"], name=op.f("fk_web_reaction_room"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("room", "seq", "emoji", "name", name=op.f("pk_web_reaction")),
    )
    with op.batch_alter_table("web_reaction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_reaction_name"), ["name"], unique=False)
