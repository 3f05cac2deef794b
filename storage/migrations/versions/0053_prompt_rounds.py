"""Rounds of prompts: one a period, and how far each is."""

import sqlalchemy as sa
from alembic import op

revision = "0053_prompt_rounds"
down_revision = "0052_what_a_figure_is_about"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "prompt_round",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("up_to", KEY, server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_prompt_round_camp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt_round")),
        sa.UniqueConstraint("camp_id", "job", "period", name=op.f("uq_prompt_round_camp_id_job_period")),
    )
