"""Platforms as they fail: names with an @, rooms that sleep, what a message answers and whether it may stand with others"""

import sqlalchemy as sa
from alembic import op

revision = "0003_platforms"
down_revision = "0002_house"


def upgrade() -> None:
    op.add_column("account", sa.Column("username", sa.Text(), nullable=True))
    op.create_index("ix_account_username", "account", ["channel", "username"], unique=False)
    op.add_column("room", sa.Column("asleep_at", sa.BigInteger(), nullable=True))
    op.add_column("outbox", sa.Column("asked", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("gathers", sa.Text(), nullable=True))
    op.add_column("outbox", sa.Column("protected", sa.Boolean(), server_default=sa.text("false"), nullable=False))
