"""What a sponsor expects of a programme, said before it begins, and the figures it is seen by."""

import sqlalchemy as sa
from alembic import op

revision = "0043_outcomes"
down_revision = "0042_feedback"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "expectation",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("sponsor", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Text(), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_expectation_days")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_expectation_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_expectation_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expectation")),
    )
    with op.batch_alter_table("expectation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_expectation_made_by"), ["made_by"], unique=False)
        batch_op.create_index(
            "uq_expectation_stands",
            ["camp_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "expected_value",
        sa.Column("expectation_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("percent", sa.Text(), nullable=False),
        sa.Column("metric", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('profit', 'cost', 'retention', 'share', 'productivity')", name=op.f("ck_expected_value_kind")
        ),
        sa.ForeignKeyConstraint(["expectation_id"], ["expectation.id"], name=op.f("fk_expected_value_expectation_id")),
        sa.PrimaryKeyConstraint("expectation_id", "kind", name=op.f("pk_expected_value")),
        sqlite_with_rowid=False,
    )
