"""A camp sets behaviours; people report them, and the other side confirms."""

import sqlalchemy as sa
from alembic import op

revision = "0029_behaviours"
down_revision = "0028_goals"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "behaviour",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("cadence", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("on_rest_day", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(cadence = 'weekly' AND n BETWEEN 1 AND 7) OR (cadence = 'month_day' AND n BETWEEN 1 AND 31) OR (cadence = 'month_list' AND n = 1)",
            name=op.f("ck_behaviour_n"),
        ),
        sa.CheckConstraint("cadence IN ('weekly', 'month_day', 'month_list')", name=op.f("ck_behaviour_cadence")),
        sa.CheckConstraint(
            "on_rest_day IN ('same', 'next_workday', 'previous_workday')", name=op.f("ck_behaviour_on_rest_day")
        ),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_behaviour_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_behaviour_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_behaviour")),
    )
    with op.batch_alter_table("behaviour", schema=None) as batch_op:
        batch_op.create_index(
            "uq_behaviour_in_use",
            ["camp_id", "folded"],
            unique=True,
            postgresql_where=sa.text("retired_at IS NULL"),
            sqlite_where=sa.text("retired_at IS NULL"),
        )

    op.create_table(
        "behaviour_name",
        sa.Column("behaviour_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["behaviour_id"], ["behaviour.id"], name=op.f("fk_behaviour_name_behaviour_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_behaviour_name_membership_id")),
        sa.PrimaryKeyConstraint("behaviour_id", "membership_id", name=op.f("pk_behaviour_name")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("behaviour_name", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_behaviour_name_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "behaviour_report",
        sa.Column("id", KEY, nullable=False),
        sa.Column("behaviour_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("about_id", KEY, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("denied_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", KEY, nullable=True),
        sa.CheckConstraint("confirmed_at IS NULL OR denied_at IS NULL", name=op.f("ck_behaviour_report_one_answer")),
        sa.ForeignKeyConstraint(["about_id"], ["membership.id"], name=op.f("fk_behaviour_report_about_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_behaviour_report_answered_by")),
        sa.ForeignKeyConstraint(["behaviour_id"], ["behaviour.id"], name=op.f("fk_behaviour_report_behaviour_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_behaviour_report_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_behaviour_report")),
    )
    with op.batch_alter_table("behaviour_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_behaviour_report_about_id"), ["about_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_behaviour_report_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(
            "uq_behaviour_report_day",
            ["behaviour_id", "membership_id", "day"],
            unique=True,
            postgresql_where=sa.text("about_id IS NULL"),
            sqlite_where=sa.text("about_id IS NULL"),
        )
        batch_op.create_index(
            "uq_behaviour_report_with",
            ["behaviour_id", "membership_id", "day", "about_id"],
            unique=True,
            postgresql_where=sa.text("about_id IS NOT NULL"),
            sqlite_where=sa.text("about_id IS NOT NULL"),
        )
