"""Exact: what was asked stays as it was asked, hours and calendars are the camp's own."""

import sqlalchemy as sa
from alembic import op

revision = "0006_exact"
down_revision = "0005_words"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDS = "kind, stem, options, answer, explanation, tags, difficulty, picture"


def upgrade() -> None:
    """Expands only: an older program beside this one goes on working."""
    keep_versions()
    keep_ticks()
    name_seasons()
    keep_pass_marks()
    let_messages_rest()
    give_attempts()
    name_graders()
    guard_codes()
    keep_one_of_the_same()


def keep_versions() -> None:
    """What was asked until now was never kept: it counts as asked in the words the bank has today."""
    op.create_table(
        "question_version",
        sa.Column("question_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("difficulty", sa.Integer(), nullable=True),
        sa.Column("picture", sa.Text(), nullable=False),
        sa.Column("regraded", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_question_version_question_id")),
        sa.PrimaryKeyConstraint("question_id", "version", name=op.f("pk_question_version")),
    )
    with op.batch_alter_table("ask") as ask:
        ask.add_column(sa.Column("version", sa.Integer(), nullable=True))
        ask.create_foreign_key(
            op.f("fk_ask_version"), "question_version", ["question_id", "version"], ["question_id", "version"]
        )
    on = op.get_bind()
    asked = "id IN (SELECT question_id FROM ask)"
    on.execute(
        sa.text(
            f"INSERT INTO question_version (question_id, version, {WORDS}) SELECT id, version, {WORDS} FROM question WHERE {asked}"
        )
    )
    on.execute(sa.text("UPDATE ask SET version = (SELECT version FROM question WHERE question.id = ask.question_id)"))


def keep_ticks() -> None:
    """What is ticked of a question with several right options, until it is handed in."""
    op.create_table(
        "tick",
        sa.Column("ask_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("letters", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["ask.id"], name=op.f("fk_tick_ask_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_tick_membership_id")),
        sa.PrimaryKeyConstraint("ask_id", "membership_id", name=op.f("pk_tick")),
        sqlite_with_rowid=False,
    )


def name_seasons() -> None:
    """Contests held before belong to no season."""
    op.add_column("contest", sa.Column("season", sa.Text(), nullable=True))


def keep_pass_marks() -> None:
    """A go is judged by the mark it was begun under: until now that was the exam's."""
    op.add_column("sitting", sa.Column("pass_mark", sa.Integer(), nullable=True))
    op.get_bind().execute(
        sa.text("UPDATE sitting SET pass_mark = (SELECT pass_mark FROM exam WHERE exam.id = sitting.exam_id)")
    )


def let_messages_rest() -> None:
    """What waited until now waits for no condition and for nobody's morning."""
    op.add_column("held", sa.Column("still", sa.Text(), nullable=True))
    op.add_column("held", sa.Column("wakes_at", sa.BigInteger(), nullable=True))


def give_attempts() -> None:
    """Goes at an exam beyond its own, person by person."""
    op.create_table(
        "extra_attempt",
        sa.Column("exam_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_extra_attempt_attempts")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_extra_attempt_exam_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_extra_attempt_membership_id")),
        sa.PrimaryKeyConstraint("exam_id", "membership_id", name=op.f("pk_extra_attempt")),
    )


def name_graders() -> None:
    """Who graded a short answer until now was not kept."""
    with op.batch_alter_table("answer") as answer:
        answer.add_column(sa.Column("graded_by", KEY, nullable=True))
        answer.create_foreign_key(op.f("fk_answer_graded_by"), "membership", ["graded_by"], ["id"])


def keep_one_of_the_same() -> None:
    """Nobody opens a question that waits in the same words; those that wait already are left as they are."""
    op.add_column("ticket", sa.Column("folded", sa.Text(), nullable=True))
    op.create_index("uq_ticket_folded", "ticket", ["camp_id", "folded"], unique=True)


def guard_codes() -> None:
    """Who typed a code and waits for a yes, and who typed wrong ones: until now neither was kept."""
    with op.batch_alter_table("bind_code") as bind_code:
        bind_code.add_column(sa.Column("claimed_by", KEY, nullable=True))
        bind_code.create_foreign_key(op.f("fk_bind_code_claimed_by"), "person", ["claimed_by"], ["id"])
        bind_code.create_index(op.f("ix_bind_code_claimed_by"), ["claimed_by"])
    op.create_table(
        "bind_try",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("wrong > 0", name=op.f("ck_bind_try_wrong")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_bind_try_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_bind_try")),
        sqlite_with_rowid=False,
    )
