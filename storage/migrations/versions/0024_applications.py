"""People apply to a camp: its form by versions, what was answered, what was decided; a request to join may wait for that."""

import sqlalchemy as sa
from alembic import op

revision = "0024_applications"
down_revision = "0023_mentors"


def upgrade() -> None:
    op.create_table(
        "application_form",
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_application_form_camp_id")),
        sa.PrimaryKeyConstraint("camp_id", "version", name=op.f("pk_application_form")),
    )
    op.create_table(
        "application",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'open'"), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("reminded_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("correct", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("asked", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "state in ('open','quiz','sent','approved','rejected','withdrawn')", name=op.f("ck_application_state")
        ),
        sa.CheckConstraint(
            "state not in ('approved','rejected') or decided_at is not null", name=op.f("ck_application_decided")
        ),
        sa.CheckConstraint(
            "state not in ('sent','approved','rejected') or sent_at is not null", name=op.f("ck_application_sent")
        ),
        sa.CheckConstraint("correct >= 0 and correct <= asked", name=op.f("ck_application_correct")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_application_camp_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["membership.id"], name=op.f("fk_application_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_application_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_application_waiting",
            ["camp_id", "id"],
            unique=False,
            sqlite_where=sa.text("state = 'sent'"),
            postgresql_where=sa.text("state = 'sent'"),
        )
        batch_op.create_index(
            "uq_application_under_way",
            ["camp_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("state in ('open','quiz','sent')"),
            postgresql_where=sa.text("state in ('open','quiz','sent')"),
        )

    op.create_table(
        "application_answer",
        sa.Column("application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("is_ticked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_application_answer_application_id")),
        sa.PrimaryKeyConstraint("application_id", "place", name=op.f("pk_application_answer")),
    )
    op.create_table(
        "application_question",
        sa.Column("application_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("ticked", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=True),
        sa.Column("is_right", sa.Boolean(), nullable=True),
        sa.CheckConstraint("(chosen is null) = (is_right is null)", name=op.f("ck_application_question_answered")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_application_question_application_id")),
        sa.ForeignKeyConstraint(
            ["question_id", "version"],
            ["question_version.question_id", "question_version.version"],
            name=op.f("fk_application_question_question_id"),
        ),
        sa.PrimaryKeyConstraint("application_id", "place", name=op.f("pk_application_question")),
    )
    with op.batch_alter_table("join_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held", sa.Boolean(), server_default=sa.false(), nullable=False))
