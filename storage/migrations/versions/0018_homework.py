"""Homework: what was set and for whom, every version handed in with its pieces, and what its raters gave."""

import sqlalchemy as sa
from alembic import op

revision = "0018_homework"
down_revision = "0017_certificates"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Expands only: an older program beside this one goes on working."""

    op.create_table(
        "homework",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("brief", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("late", sa.Text(), nullable=False),
        sa.Column("peers", sa.Integer(), nullable=False),
        sa.Column("rubric", sa.Text(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=True),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("late IN ('take', 'mark', 'refuse')", name=op.f("ck_homework_late")),
        sa.CheckConstraint("peers = 0 OR peers BETWEEN 2 AND 5", name=op.f("ck_homework_peers")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_homework_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["membership.id"], name=op.f("fk_homework_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_homework")),
    )
    with op.batch_alter_table("homework", schema=None) as batch_op:
        batch_op.create_index(
            "uq_homework_title",
            ["camp_id", "title"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "hand_in",
        sa.Column("id", KEY, nullable=False),
        sa.Column("homework_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("decided_by", KEY, nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'gathering') = (version IS NULL)", name=op.f("ck_hand_in_version")),
        sa.CheckConstraint(
            "state IN ('gathering', 'waiting', 'accepted', 'returned', 'replaced')", name=op.f("ck_hand_in_state")
        ),
        sa.CheckConstraint("state NOT IN ('accepted', 'returned') OR decided_at IS NOT NULL", name=op.f("ck_hand_in_decided")),
        sa.CheckConstraint("(version IS NULL) = (at IS NULL)", name=op.f("ck_hand_in_handed_in")),
        sa.ForeignKeyConstraint(["decided_by"], ["membership.id"], name=op.f("fk_hand_in_decided_by")),
        sa.ForeignKeyConstraint(["homework_id"], ["homework.id"], name=op.f("fk_hand_in_homework_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_hand_in_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_in")),
    )
    with op.batch_alter_table("hand_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_in_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(
            "uq_hand_in_accepted",
            ["homework_id", "membership_id"],
            unique=True,
            sqlite_where=sa.text("state = 'accepted'"),
            postgresql_where=sa.text("state = 'accepted'"),
        )
        batch_op.create_index(
            "uq_hand_in_gathering",
            ["homework_id", "membership_id"],
            unique=True,
            sqlite_where=sa.text("state = 'gathering'"),
            postgresql_where=sa.text("state = 'gathering'"),
        )
        batch_op.create_index("uq_hand_in_version", ["homework_id", "membership_id", "version"], unique=True)
        batch_op.create_index(
            "uq_hand_in_waiting",
            ["homework_id", "membership_id"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "homework_reviewer",
        sa.Column("homework_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["homework_id"], ["homework.id"], name=op.f("fk_homework_reviewer_homework_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_homework_reviewer_membership_id")),
        sa.PrimaryKeyConstraint("homework_id", "membership_id", name=op.f("pk_homework_reviewer")),
    )
    with op.batch_alter_table("homework_reviewer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_homework_reviewer_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "hand_in_piece",
        sa.Column("id", KEY, nullable=False),
        sa.Column("hand_in_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('words', 'picture', 'sound', 'film', 'file')", name=op.f("ck_hand_in_piece_kind")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_hand_in_piece_size")),
        sa.ForeignKeyConstraint(["hand_in_id"], ["hand_in.id"], name=op.f("fk_hand_in_piece_hand_in_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_hand_in_piece_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_in_piece")),
    )
    with op.batch_alter_table("hand_in_piece", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_in_piece_hand_in_id"), ["hand_in_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_hand_in_piece_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "hand_in_rating",
        sa.Column("id", KEY, nullable=False),
        sa.Column("hand_in_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("is_peer", sa.Boolean(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=True),
        sa.Column("dropped_at", sa.BigInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["hand_in_id"], ["hand_in.id"], name=op.f("fk_hand_in_rating_hand_in_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_hand_in_rating_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_in_rating")),
        sa.UniqueConstraint("hand_in_id", "membership_id", name=op.f("uq_hand_in_rating_hand_in_id_membership_id")),
    )
    with op.batch_alter_table("hand_in_rating", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hand_in_rating_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "rating_score",
        sa.Column("rating_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.CheckConstraint("place >= 0", name=op.f("ck_rating_score_place")),
        sa.CheckConstraint("points BETWEEN 1 AND 5", name=op.f("ck_rating_score_points")),
        sa.ForeignKeyConstraint(["rating_id"], ["hand_in_rating.id"], name=op.f("fk_rating_score_rating_id")),
        sa.PrimaryKeyConstraint("rating_id", "place", name=op.f("pk_rating_score")),
    )
