"""An event may be a round of open questions: what is asked, who is for each, and our messages that show it."""

import sqlalchemy as sa
from alembic import op

revision = "0044_event_questions"
down_revision = "0043_outcomes"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "event_board",
        sa.Column("outbox_id", KEY, autoincrement=False, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_board_event_id")),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_event_board")),
    )
    with op.batch_alter_table("event_board", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_board_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_question",
        sa.Column("id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", KEY, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("entry_id", KEY, nullable=True),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name=op.f("ck_event_question_answered")),
        sa.CheckConstraint("answer IS NULL OR answered_at IS NOT NULL", name=op.f("ck_event_question_answer")),
        sa.CheckConstraint("entry_id IS NULL OR answer IS NOT NULL", name=op.f("ck_event_question_entry")),
        sa.CheckConstraint("number > 0", name=op.f("ck_event_question_number")),
        sa.ForeignKeyConstraint(["answered_by"], ["membership.id"], name=op.f("fk_event_question_answered_by")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_event_question_entry_id")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_question_event_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_event_question_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_question")),
        sa.UniqueConstraint("event_id", "mark", name=op.f("uq_event_question_event_id_mark")),
        sa.UniqueConstraint("event_id", "number", name=op.f("uq_event_question_event_id_number")),
    )
    with op.batch_alter_table("event_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_question_answered_by"), ["answered_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_question_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_question_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "event_question_vote",
        sa.Column("question_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_event_question_vote_membership_id")),
        sa.ForeignKeyConstraint(["question_id"], ["event_question.id"], name=op.f("fk_event_question_vote_question_id")),
        sa.PrimaryKeyConstraint("question_id", "membership_id", name=op.f("pk_event_question_vote")),
    )
    with op.batch_alter_table("event_question_vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_question_vote_membership_id"), ["membership_id"], unique=False)
