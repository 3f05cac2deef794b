"""A membership has a second balance, of coins, which is never below zero."""

from alembic import op

revision = "0012_coins"
down_revision = "0011_workers"


def upgrade() -> None:
    # as text: a column with its check is added in place on both engines, and SQLite rebuilds no table for it
    op.execute(
        "ALTER TABLE membership ADD COLUMN coins INTEGER DEFAULT 0 NOT NULL CONSTRAINT ck_membership_coins CHECK (coins >= 0)"
    )
