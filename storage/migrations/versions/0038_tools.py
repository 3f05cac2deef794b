"""Tool packs: a file or a link that belongs to a task, and who was sent it."""

import sqlalchemy as sa
from alembic import op

revision = "0038_tools"
down_revision = "0037_afterwards"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "tool_pack",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("file", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("attached_at", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("task IN ('lesson', 'homework', 'behaviour', 'remedial')", name=op.f("ck_tool_pack_task")),
        sa.CheckConstraint("(file IS NULL) = (size IS NULL)", name=op.f("ck_tool_pack_size")),
        sa.CheckConstraint("(link IS NULL) <> (file IS NULL)", name=op.f("ck_tool_pack_content")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_tool_pack_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_tool_pack_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_pack")),
    )
    with op.batch_alter_table("tool_pack", schema=None) as batch_op:
        batch_op.create_index("ix_tool_pack_task", ["camp_id", "task", "subject"], unique=False)

    op.create_table(
        "tool_pack_sent",
        sa.Column("pack_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_tool_pack_sent_membership_id")),
        sa.ForeignKeyConstraint(["pack_id"], ["tool_pack.id"], name=op.f("fk_tool_pack_sent_pack_id")),
        sa.PrimaryKeyConstraint("pack_id", "membership_id", name=op.f("pk_tool_pack_sent")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("tool_pack_sent", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tool_pack_sent_membership_id"), ["membership_id"], unique=False)
