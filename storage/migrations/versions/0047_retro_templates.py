"""A camp's own fields of its retro, by version; a retro keeps the version it was asked by."""

import sqlalchemy as sa
from alembic import op

revision = "0047_retro_templates"
down_revision = "0046_screens"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "retro_template",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_retro_template_version")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_retro_template_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_retro_template_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retro_template")),
        sa.UniqueConstraint("camp_id", "version", name=op.f("uq_retro_template_camp_id_version")),
    )
    with op.batch_alter_table("retro", schema=None) as batch_op:
        batch_op.add_column(sa.Column("template_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_retro_template_id"), "retro_template", ["template_id"], ["id"])

    with op.batch_alter_table("retro_answer", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_retro_answer_field"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_retro_answer_field"), "field IN ('did', 'stuck', 'next', '1', '2', '3', '4', '5', '6')"
        )
