"""A camp has goals: what it is for, a short and a long one, measured."""

import sqlalchemy as sa
from alembic import op

revision = "0028_goals"
down_revision = "0027_attendance"


def upgrade() -> None:
    op.create_table(
        "goal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("counter", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("unit", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("due", sa.Text(), nullable=True),
        sa.Column("base", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("owner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("value_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind = 'position' or (target is not null and due is not null and owner_id is not null and metric != '')",
            name=op.f("ck_goal_measured"),
        ),
        sa.CheckConstraint("kind in ('position','short','long')", name=op.f("ck_goal_kind")),
        sa.CheckConstraint("(value is null) = (value_at is null)", name=op.f("ck_goal_value")),
        sa.CheckConstraint("target > 0", name=op.f("ck_goal_target")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_goal_camp_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["membership.id"], name=op.f("fk_goal_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    with op.batch_alter_table("goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(
            "uq_goal_in_force",
            ["camp_id", "kind"],
            unique=True,
            sqlite_where=sa.text("ended_at is null"),
            postgresql_where=sa.text("ended_at is null"),
        )
