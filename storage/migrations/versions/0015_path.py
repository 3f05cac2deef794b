"""The path: stages, what each asks for, and who has passed them."""

import sqlalchemy as sa
from alembic import op

revision = "0015_path"
down_revision = "0014_web_sessions"


def upgrade() -> None:
    """Three new tables; what is there stays as it is."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "stage",
        sa.Column("id", key, nullable=False),
        sa.Column("camp_id", key, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("in_turn", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("after_id", key, nullable=True),
        sa.Column("monthly", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("opens_on", sa.Text(), nullable=True),
        sa.Column("days_in", sa.Integer(), nullable=True),
        sa.Column("points", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("coins", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("badge", sa.Text(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("after_id IS NULL OR (NOT in_turn AND after_id <> id)", name=op.f("ck_stage_after")),
        sa.CheckConstraint("days_in >= 0", name=op.f("ck_stage_days_in")),
        sa.CheckConstraint("points >= 0 AND coins >= 0", name=op.f("ck_stage_reward")),
        sa.ForeignKeyConstraint(["after_id"], ["stage.id"], name="fk_stage_after"),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_stage_camp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage")),
        sa.UniqueConstraint("camp_id", "name", name=op.f("uq_stage_camp_id_name")),
    )
    op.create_table(
        "stage_need",
        sa.Column("stage_id", key, nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=True),
        sa.Column("camp_id", key, nullable=False),
        sa.CheckConstraint("needs > 0", name=op.f("ck_stage_need_needs")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_stage_need_camp_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_stage_need_stage_id")),
        sa.PrimaryKeyConstraint("stage_id", "counter", "subject", name=op.f("pk_stage_need")),
    )
    with op.batch_alter_table("stage_need", schema=None) as batch_op:
        batch_op.create_index("ix_stage_need_camp", ["camp_id", "counter"])

    op.create_table(
        "stage_pass",
        sa.Column("id", key, nullable=False),
        sa.Column("camp_id", key, nullable=False),
        sa.Column("stage_id", key, nullable=False),
        sa.Column("membership_id", key, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("under", sa.Text(), nullable=False),
        sa.Column("after_id", key, nullable=True),
        sa.Column("times", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("coins", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("fallen_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("points >= 0 AND coins >= 0", name=op.f("ck_stage_pass_paid")),
        sa.ForeignKeyConstraint(["after_id"], ["stage.id"], name="fk_stage_pass_after"),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_stage_pass_camp_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_stage_pass_membership_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["stage.id"], name=op.f("fk_stage_pass_stage_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_pass")),
        sa.UniqueConstraint("stage_id", "membership_id", name=op.f("uq_stage_pass_stage_id_membership_id")),
    )
    with op.batch_alter_table("stage_pass", schema=None) as batch_op:
        batch_op.create_index("ix_stage_pass_camp", ["camp_id", "stage_id"])
        batch_op.create_index(batch_op.f("ix_stage_pass_membership_id"), ["membership_id"])
