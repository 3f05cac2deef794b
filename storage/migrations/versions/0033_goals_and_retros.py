"""goals and retros"""

import sqlalchemy as sa
from alembic import op

revision = "0033_goals_and_retros"
down_revision = "0032_groups"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "retro",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("monday", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_retro_camp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retro")),
        sa.UniqueConstraint("camp_id", "monday", name=op.f("uq_retro_camp_id_monday")),
    )
    op.create_table(
        "my_goal",
        sa.Column("id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.CheckConstraint("evidence IS NULL OR closed_at IS NOT NULL", name=op.f("ck_my_goal_evidence")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_my_goal_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_my_goal")),
    )
    with op.batch_alter_table("my_goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_my_goal_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(
            "ix_my_goal_open",
            ["membership_id", "id"],
            unique=False,
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "retro_answer",
        sa.Column("retro_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("field IN ('did', 'stuck', 'next')", name=op.f("ck_retro_answer_field")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_retro_answer_membership_id")),
        sa.ForeignKeyConstraint(["retro_id"], ["retro.id"], name=op.f("fk_retro_answer_retro_id")),
        sa.PrimaryKeyConstraint("retro_id", "membership_id", "field", name=op.f("pk_retro_answer")),
    )
    with op.batch_alter_table("retro_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retro_answer_membership_id"), ["membership_id"], unique=False)
