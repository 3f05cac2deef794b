"""Who meets their next level waits for a manager's word."""

import sqlalchemy as sa
from alembic import op

revision = "0051_promotion_waiting"
down_revision = "0050_promotion"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "level_ready",
        sa.Column("id", KEY, nullable=False),
        sa.Column("level_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["level_id"], ["job_level.id"], name=op.f("fk_level_ready_level_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_level_ready_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_ready")),
        sa.UniqueConstraint("level_id", "membership_id", name=op.f("uq_level_ready_level_id_membership_id")),
    )
    with op.batch_alter_table("level_ready", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_level_ready_membership_id"), ["membership_id"], unique=False)
