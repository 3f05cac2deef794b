"""360° feedback: what is rated of whom, who is asked, its waves, and what people give themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0042_feedback"
down_revision = "0041_imported_figures"


KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("ends_on", sa.Text(), nullable=False),
        sa.Column("behaviours", sa.Text(), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("stopped_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_feedback_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_feedback_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_made_by"), ["made_by"], unique=False)
        batch_op.create_index(
            "uq_feedback_stands",
            ["camp_id"],
            unique=True,
            sqlite_where=sa.text("stopped_at IS NULL"),
            postgresql_where=sa.text("stopped_at IS NULL"),
        )

    op.create_table(
        "feedback_rated",
        sa.Column("id", KEY, nullable=False),
        sa.Column("feedback_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_rated_feedback_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_feedback_rated_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_rated")),
        sa.UniqueConstraint("feedback_id", "membership_id", name=op.f("uq_feedback_rated_feedback_id_membership_id")),
    )
    with op.batch_alter_table("feedback_rated", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_rated_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "feedback_self",
        sa.Column("feedback_id", KEY, nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("scores", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_self_feedback_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_feedback_self_membership_id")),
        sa.PrimaryKeyConstraint("feedback_id", "days", "membership_id", name=op.f("pk_feedback_self")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("feedback_self", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_self_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "feedback_wave",
        sa.Column("feedback_id", KEY, nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("days > 0", name=op.f("ck_feedback_wave_days")),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_wave_feedback_id")),
        sa.PrimaryKeyConstraint("feedback_id", "days", name=op.f("pk_feedback_wave")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feedback_rater",
        sa.Column("rated_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.CheckConstraint("relation IN ('manager', 'peer')", name=op.f("ck_feedback_rater_relation")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_feedback_rater_membership_id")),
        sa.ForeignKeyConstraint(["rated_id"], ["feedback_rated.id"], name=op.f("fk_feedback_rater_rated_id")),
        sa.PrimaryKeyConstraint("rated_id", "membership_id", name=op.f("pk_feedback_rater")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("feedback_rater", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feedback_rater_membership_id"), ["membership_id"], unique=False)
