"""A camp has groups (a draw, who is in which, a room of their own) and extra training (roster, sessions, who came)."""

import sqlalchemy as sa
from alembic import op

revision = "0032_groups"
down_revision = "0031_topics"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "group_draw",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("groups", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("drawn_by", KEY, nullable=False),
        sa.Column("drawn_at", sa.BigInteger(), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("groups > 1", name=op.f("ck_group_draw_groups")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_group_draw_camp_id")),
        sa.ForeignKeyConstraint(["drawn_by"], ["person.id"], name=op.f("fk_group_draw_drawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_draw")),
    )
    with op.batch_alter_table("group_draw", schema=None) as batch_op:
        batch_op.create_index(
            "uq_group_draw_in_use",
            ["camp_id"],
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL AND shown_at IS NOT NULL"),
            sqlite_where=sa.text("ended_at IS NULL AND shown_at IS NOT NULL"),
        )
        batch_op.create_index("ix_group_draw_camp", ["camp_id"], unique=False)

    op.create_table(
        "remedial",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("module", sa.Text(), nullable=False),
        sa.Column("below", sa.Integer(), nullable=False),
        sa.Column("weekdays", sa.Text(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("exam_id", KEY, nullable=True),
        sa.Column("opened_by", KEY, nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("below > 0 AND below <= 100", name=op.f("ck_remedial_below")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_remedial_camp_id")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_remedial_exam_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["person.id"], name=op.f("fk_remedial_opened_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedial")),
    )
    with op.batch_alter_table("remedial", schema=None) as batch_op:
        batch_op.create_index(
            "uq_remedial_open",
            ["camp_id", "module"],
            unique=True,
            postgresql_where=sa.text("closed_at IS NULL"),
            sqlite_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "group_member",
        sa.Column("draw_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_group_member_number")),
        sa.ForeignKeyConstraint(["draw_id"], ["group_draw.id"], name=op.f("fk_group_member_draw_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_group_member_membership_id")),
        sa.PrimaryKeyConstraint("draw_id", "membership_id", name=op.f("pk_group_member")),
    )
    with op.batch_alter_table("group_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_member_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "group_room",
        sa.Column("draw_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("room_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["group_draw.id"], name=op.f("fk_group_room_draw_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_group_room_room_id")),
        sa.PrimaryKeyConstraint("draw_id", "number", name=op.f("pk_group_room")),
        sa.UniqueConstraint("draw_id", "room_id", name=op.f("uq_group_room_draw_id_room_id")),
    )
    op.create_table(
        "remedial_member",
        sa.Column("remedial_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("score", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint("why in ('passed','taken_off','closed')", name=op.f("ck_remedial_member_why")),
        sa.CheckConstraint("(left_at IS NULL) = (why IS NULL)", name=op.f("ck_remedial_member_left")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_remedial_member_membership_id")),
        sa.ForeignKeyConstraint(["remedial_id"], ["remedial.id"], name=op.f("fk_remedial_member_remedial_id")),
        sa.PrimaryKeyConstraint("remedial_id", "membership_id", name=op.f("pk_remedial_member")),
    )
    with op.batch_alter_table("remedial_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remedial_member_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "remedial_session",
        sa.Column("id", KEY, nullable=False),
        sa.Column("remedial_id", KEY, nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["remedial_id"], ["remedial.id"], name=op.f("fk_remedial_session_remedial_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remedial_session")),
        sa.UniqueConstraint("remedial_id", "starts_at", name=op.f("uq_remedial_session_remedial_id_starts_at")),
    )
    op.create_table(
        "remedial_attendance",
        sa.Column("session_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_remedial_attendance_membership_id")),
        sa.ForeignKeyConstraint(["session_id"], ["remedial_session.id"], name=op.f("fk_remedial_attendance_session_id")),
        sa.PrimaryKeyConstraint("session_id", "membership_id", name=op.f("pk_remedial_attendance")),
    )
    with op.batch_alter_table("remedial_attendance", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remedial_attendance_membership_id"), ["membership_id"], unique=False)
