"""What follows an event (replays, hours one to one, opinions, files) and what goes before (checklists, rotas); calendars that follow them."""

import sqlalchemy as sa
from alembic import op

revision = "0037_afterwards"
down_revision = "0036_reactions"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
        sa.Column("id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_calendar_feed_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("digest", name=op.f("uq_calendar_feed_digest")),
    )
    with op.batch_alter_table("calendar_feed", schema=None) as batch_op:
        batch_op.create_index(
            "uq_calendar_feed_stands",
            ["membership_id"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "event_rota",
        sa.Column("series_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.CheckConstraint("place > 0", name=op.f("ck_event_rota_place")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_event_rota_membership_id")),
        sa.ForeignKeyConstraint(["series_id"], ["event_series.id"], name=op.f("fk_event_rota_series_id")),
        sa.PrimaryKeyConstraint("series_id", "membership_id", name=op.f("pk_event_rota")),
    )
    with op.batch_alter_table("event_rota", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_rota_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index("ix_event_rota_place", ["series_id", "place"], unique=False)

    op.create_table(
        "event_material",
        sa.Column("id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_event_material_size")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_material_event_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_event_material_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_material")),
    )
    with op.batch_alter_table("event_material", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_material_event_id"), ["event_id"], unique=False)

    op.create_table(
        "event_opinion",
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_event_opinion_score")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_opinion_event_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_event_opinion_membership_id")),
        sa.PrimaryKeyConstraint("event_id", "membership_id", name=op.f("pk_event_opinion")),
    )
    with op.batch_alter_table("event_opinion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_opinion_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "event_replay",
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("exam_id", KEY, nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_replay_event_id")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_event_replay_exam_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_replay")),
    )
    with op.batch_alter_table("event_replay", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_replay_exam_id"), ["exam_id"], unique=False)

    op.create_table(
        "event_slot",
        sa.Column("id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("host_id", KEY, nullable=False),
        sa.Column("taken_by", KEY, nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(taken_by IS NULL) = (taken_at IS NULL)", name=op.f("ck_event_slot_taken")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_slot_event_id")),
        sa.ForeignKeyConstraint(["host_id"], ["membership.id"], name=op.f("fk_event_slot_host_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["membership.id"], name=op.f("fk_event_slot_taken_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_slot")),
    )
    with op.batch_alter_table("event_slot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_slot_taken_by"), ["taken_by"], unique=False)
        batch_op.create_index("uq_event_slot_at", ["event_id", "starts_at"], unique=True)
        batch_op.create_index(
            "uq_event_slot_one",
            ["event_id", "taken_by"],
            unique=True,
            sqlite_where=sa.text("taken_by IS NOT NULL"),
            postgresql_where=sa.text("taken_by IS NOT NULL"),
        )

    op.create_table(
        "event_task",
        sa.Column("id", KEY, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_by", KEY, nullable=True),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name=op.f("ck_event_task_done")),
        sa.CheckConstraint("place > 0", name=op.f("ck_event_task_place")),
        sa.ForeignKeyConstraint(["done_by"], ["membership.id"], name=op.f("fk_event_task_done_by")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_task_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_task")),
    )
    with op.batch_alter_table("event_task", schema=None) as batch_op:
        batch_op.create_index("uq_event_task_place", ["event_id", "place"], unique=True)

    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("invited", sa.Integer(), nullable=True))
