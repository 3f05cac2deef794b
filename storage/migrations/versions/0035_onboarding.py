"""A camp has stages from the day somebody joined, sign-offs, and whom it told."""

import sqlalchemy as sa
from alembic import op

revision = "0035_onboarding"
down_revision = "0034_works"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "onboarding_stage",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("opens_after", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("gate", sa.Text(), nullable=False),
        sa.Column("exam", sa.Text(), nullable=True),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(gate = 'exam') = (exam IS NOT NULL)", name=op.f("ck_onboarding_stage_exam")),
        sa.CheckConstraint("gate IN ('exam', 'signoff', 'none')", name=op.f("ck_onboarding_stage_gate")),
        sa.CheckConstraint("opens_after >= 0 AND days > 0", name=op.f("ck_onboarding_stage_days")),
        sa.CheckConstraint("place BETWEEN 1 AND 6", name=op.f("ck_onboarding_stage_place")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_onboarding_stage_camp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_stage")),
    )
    with op.batch_alter_table("onboarding_stage", schema=None) as batch_op:
        batch_op.create_index(
            "uq_onboarding_stage_in_use",
            ["camp_id", "place"],
            unique=True,
            postgresql_where=sa.text("retired_at IS NULL"),
            sqlite_where=sa.text("retired_at IS NULL"),
        )

    op.create_table(
        "onboarding_signoff",
        sa.Column("stage_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("signed_by", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_onboarding_signoff_membership_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["person.id"], name=op.f("fk_onboarding_signoff_signed_by")),
        sa.ForeignKeyConstraint(["stage_id"], ["onboarding_stage.id"], name=op.f("fk_onboarding_signoff_stage_id")),
        sa.PrimaryKeyConstraint("stage_id", "membership_id", name=op.f("pk_onboarding_signoff")),
    )
    with op.batch_alter_table("onboarding_signoff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_onboarding_signoff_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "onboarding_told",
        sa.Column("stage_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_onboarding_told_membership_id")),
        sa.ForeignKeyConstraint(["stage_id"], ["onboarding_stage.id"], name=op.f("fk_onboarding_told_stage_id")),
        sa.PrimaryKeyConstraint("stage_id", "membership_id", name=op.f("pk_onboarding_told")),
    )
    with op.batch_alter_table("onboarding_told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_onboarding_told_membership_id"), ["membership_id"], unique=False)
