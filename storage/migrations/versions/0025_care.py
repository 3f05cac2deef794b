"""A case of care has a kind, evidence, steps and the version of the rule it was opened by; a learner has one open case at a time."""

import sqlalchemy as sa
from alembic import op

revision = "0025_care"
down_revision = "0024_applications"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "care_rule",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("bounds", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("made_by", KEY, nullable=True),
        sa.CheckConstraint("version > 0", name=op.f("ck_care_rule_version")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_care_rule_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_care_rule_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_rule")),
        sa.UniqueConstraint("camp_id", "code", "folded", "version", name=op.f("uq_care_rule_camp_id_code_folded_version")),
    )
    with op.batch_alter_table("care_rule", schema=None) as batch_op:
        batch_op.create_index(
            "uq_care_rule_in_force",
            ["camp_id", "code", "folded"],
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "care_exam",
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("exam_id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["care.id"], name=op.f("fk_care_exam_case_id")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_care_exam_exam_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_care_exam_membership_id")),
        sa.PrimaryKeyConstraint("membership_id", "exam_id", name=op.f("pk_care_exam")),
    )
    with op.batch_alter_table("care_exam", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_care_exam_case_id"), ["case_id"], unique=False)

    op.create_table(
        "care_step",
        sa.Column("id", KEY, nullable=False),
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_care_step_by_id")),
        sa.ForeignKeyConstraint(["case_id"], ["care.id"], name=op.f("fk_care_step_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_step")),
    )
    with op.batch_alter_table("care_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_care_step_case_id"), ["case_id"], unique=False)

    with op.batch_alter_table("care", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rule_id", KEY, nullable=True))
        batch_op.add_column(sa.Column("kind", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("evidence", sa.Text(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_care_rule_id"), "care_rule", ["rule_id"], ["id"])
        batch_op.drop_constraint(batch_op.f("ck_care_outcome"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_care_outcome"), "outcome in ('recovered','same','left','ignored','joined')"
        )
        batch_op.create_check_constraint(batch_op.f("ck_care_kind"), "kind in ('remind','coach','train','talk')")
    op.execute("UPDATE care SET kind = 'talk' WHERE action IS NOT NULL")
    op.execute(
        "UPDATE care SET outcome = 'joined', closed_on = flagged_on WHERE outcome IS NULL AND EXISTS "
        "(SELECT 1 FROM care AS first WHERE first.membership_id = care.membership_id AND first.outcome IS NULL AND first.id < care.id)"
    )
    with op.batch_alter_table("care", schema=None) as batch_op:
        batch_op.create_index(
            "uq_care_open",
            ["membership_id"],
            unique=True,
            postgresql_where=sa.text("outcome IS NULL"),
            sqlite_where=sa.text("outcome IS NULL"),
        )
