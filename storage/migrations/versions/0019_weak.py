"""Which lesson a weak tag brings, and whom it was brought."""

import sqlalchemy as sa
from alembic import op

revision = "0019_weak"
down_revision = "0018_homework"


def upgrade() -> None:
    """Two new tables; what is there stays as it is."""
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "weak_lesson",
        sa.Column("camp_id", key, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("lesson_id", key, nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_weak_lesson_camp_id")),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_weak_lesson_lesson_id")),
        sa.PrimaryKeyConstraint("camp_id", "tag", name=op.f("pk_weak_lesson")),
    )
    op.create_index("ix_weak_lesson_lesson_id", "weak_lesson", ["lesson_id"])
    op.create_table(
        "weak_push",
        sa.Column("membership_id", key, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("lesson_id", key, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lesson.id"], name=op.f("fk_weak_push_lesson_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_weak_push_membership_id")),
        sa.PrimaryKeyConstraint("membership_id", "tag", name=op.f("pk_weak_push")),
    )
    op.create_index("ix_weak_push_lesson_id", "weak_push", ["lesson_id"])
