"""A camp has topics of the day with the replies that count, and spot checks: who was drawn, what they answered, what was given."""

import sqlalchemy as sa
from alembic import op

revision = "0031_topics"
down_revision = "0030_roi"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "spot_check",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("release", sa.Text(), nullable=False),
        sa.Column("release_key", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("percent BETWEEN 1 AND 100", name=op.f("ck_spot_check_percent")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_spot_check_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_spot_check_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check")),
    )
    with op.batch_alter_table("spot_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spot_check_camp_id"), ["camp_id"], unique=False)

    op.create_table(
        "topic",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opened_by", KEY, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("open_in", KEY, nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_topic_camp_id")),
        sa.ForeignKeyConstraint(["open_in"], ["camp.id"], name=op.f("fk_topic_open_in")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_topic_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("open_in", name=op.f("uq_topic_open_in")),
    )
    op.create_table(
        "spot_answer",
        sa.Column("id", KEY, nullable=False),
        sa.Column("spot_check_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("release_key", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("scored_by", KEY, nullable=True),
        sa.Column("scored_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("answer IS NULL OR answered_at IS NOT NULL", name=op.f("ck_spot_answer_answered")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_spot_answer_score")),
        sa.CheckConstraint("score IS NULL OR answered_at IS NOT NULL", name=op.f("ck_spot_answer_scored")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_spot_answer_membership_id")),
        sa.ForeignKeyConstraint(["scored_by"], ["membership.id"], name=op.f("fk_spot_answer_scored_by")),
        sa.ForeignKeyConstraint(["spot_check_id"], ["spot_check.id"], name=op.f("fk_spot_answer_spot_check_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_answer")),
        sa.UniqueConstraint("membership_id", "release_key", name=op.f("uq_spot_answer_membership_id_release_key")),
    )
    with op.batch_alter_table("spot_answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spot_answer_scored_by"), ["scored_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_spot_answer_spot_check_id"), ["spot_check_id"], unique=False)
        batch_op.create_index(
            "ix_spot_answer_unscored",
            ["id"],
            unique=False,
            postgresql_where=sa.text("answer IS NOT NULL AND score IS NULL"),
            sqlite_where=sa.text("answer IS NOT NULL AND score IS NULL"),
        )

    op.create_table(
        "topic_post",
        sa.Column("outbox_id", KEY, autoincrement=False, nullable=False),
        sa.Column("topic_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_post_topic_id")),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_topic_post")),
    )
    with op.batch_alter_table("topic_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_post_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "topic_reply",
        sa.Column("id", KEY, nullable=False),
        sa.Column("topic_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_topic_reply_membership_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_reply_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_reply")),
    )
    with op.batch_alter_table("topic_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_topic_reply_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index("ix_topic_reply_topic", ["topic_id", "membership_id"], unique=False)
        batch_op.create_index(
            "uq_topic_reply_once",
            ["topic_id", "mark"],
            unique=True,
            postgresql_where=sa.text("counts"),
            sqlite_where=sa.text("counts"),
        )
