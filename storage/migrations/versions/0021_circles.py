"""A camp has circles (who follows which tag), cases with four parts, and templates."""

import sqlalchemy as sa
from alembic import op

revision = "0021_circles"
down_revision = "0020_awards"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "template",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('checklist', 'script')", name=op.f("ck_template_kind")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_template_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_template_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
    )
    with op.batch_alter_table("template", schema=None) as batch_op:
        batch_op.create_index(
            "uq_template_in_use",
            ["camp_id", "folded"],
            unique=True,
            postgresql_where=sa.text("retired_at IS NULL"),
            sqlite_where=sa.text("retired_at IS NULL"),
        )

    op.create_table(
        "case_story",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("situation", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", KEY, nullable=True),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_case_story_camp_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_case_story_entry_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_case_story_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_story")),
        sa.UniqueConstraint("camp_id", "number", name=op.f("uq_case_story_camp_id_number")),
    )
    with op.batch_alter_table("case_story", schema=None) as batch_op:
        batch_op.create_index("ix_case_story_at", ["camp_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_story_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_story_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "circle_follower",
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_circle_follower_camp_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_circle_follower_membership_id")),
        sa.PrimaryKeyConstraint("membership_id", "tag", name=op.f("pk_circle_follower")),
    )
    with op.batch_alter_table("circle_follower", schema=None) as batch_op:
        batch_op.create_index("ix_circle_follower_camp", ["camp_id", "tag"], unique=False)

    op.create_table(
        "case_tag",
        sa.Column("case_id", KEY, nullable=False),
        sa.Column("tag", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_story.id"], name=op.f("fk_case_tag_case_id")),
        sa.PrimaryKeyConstraint("case_id", "tag", name=op.f("pk_case_tag")),
    )
    with op.batch_alter_table("case_tag", schema=None) as batch_op:
        batch_op.create_index("ix_case_tag_tag", ["tag"], unique=False)
