"""A camp has contests of works: how the works of an event are judged, the judges, what they gave, and the votes."""

import sqlalchemy as sa
from alembic import op

revision = "0034_works"
down_revision = "0033_goals_and_retros"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "work_contest",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("homework_id", KEY, nullable=False),
        sa.Column("rubric", sa.Text(), nullable=False),
        sa.Column("teams", sa.Text(), nullable=False),
        sa.Column("judges_weight", sa.Integer(), nullable=False),
        sa.Column("public_weight", sa.Integer(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "judges_weight >= 0 AND public_weight >= 0 AND judges_weight + public_weight = 100",
            name=op.f("ck_work_contest_weights"),
        ),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_work_contest_camp_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_work_contest_event_id")),
        sa.ForeignKeyConstraint(["homework_id"], ["homework.id"], name=op.f("fk_work_contest_homework_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_work_contest_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_contest")),
        sa.UniqueConstraint("event_id", name=op.f("uq_work_contest_event_id")),
    )
    with op.batch_alter_table("work_contest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_contest_camp_id"), ["camp_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_contest_homework_id"), ["homework_id"], unique=False)

    op.create_table(
        "work_judge",
        sa.Column("contest_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["work_contest.id"], name=op.f("fk_work_judge_contest_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_work_judge_membership_id")),
        sa.PrimaryKeyConstraint("contest_id", "membership_id", name=op.f("pk_work_judge")),
    )
    op.create_table(
        "work_rating",
        sa.Column("id", KEY, nullable=False),
        sa.Column("contest_id", KEY, nullable=False),
        sa.Column("hand_in_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=True),
        sa.Column("points", sa.Text(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint("(given_at IS NULL) = (points IS NULL)", name=op.f("ck_work_rating_given")),
        sa.ForeignKeyConstraint(["contest_id"], ["work_contest.id"], name=op.f("fk_work_rating_contest_id")),
        sa.ForeignKeyConstraint(["hand_in_id"], ["hand_in.id"], name=op.f("fk_work_rating_hand_in_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_work_rating_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_rating")),
        sa.UniqueConstraint("hand_in_id", "membership_id", name=op.f("uq_work_rating_hand_in_id_membership_id")),
    )
    with op.batch_alter_table("work_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_rating_contest_id"), ["contest_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_work_rating_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "work_vote",
        sa.Column("contest_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("hand_in_id", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["contest_id"], ["work_contest.id"], name=op.f("fk_work_vote_contest_id")),
        sa.ForeignKeyConstraint(["hand_in_id"], ["hand_in.id"], name=op.f("fk_work_vote_hand_in_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_work_vote_membership_id")),
        sa.PrimaryKeyConstraint("contest_id", "membership_id", name=op.f("pk_work_vote")),
    )
    with op.batch_alter_table("work_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_vote_hand_in_id"), ["hand_in_id"], unique=False)
        batch_op.create_index("ix_work_vote_membership", ["membership_id"], unique=False)
