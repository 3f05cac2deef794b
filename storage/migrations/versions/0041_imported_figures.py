"""Imported figures: what is measured, the files they came in, and each figure of a member or a team with its versions."""

import sqlalchemy as sa
from alembic import op

revision = "0041_imported_figures"
down_revision = "0040_desk"


KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "kpi_metric",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.CheckConstraint("kind IN ('kpi', 'appraisal')", name=op.f("ck_kpi_metric_kind")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_kpi_metric_camp_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_metric")),
        sa.UniqueConstraint("camp_id", "kind", "folded", name=op.f("uq_kpi_metric_camp_id_kind_folded")),
    )
    op.create_table(
        "kpi_import",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("made_by", KEY, nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('kpi', 'appraisal')", name=op.f("ck_kpi_import_kind")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_kpi_import_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_kpi_import_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_import")),
    )
    with op.batch_alter_table("kpi_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kpi_import_camp_id"), ["camp_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_kpi_import_made_by"), ["made_by"], unique=False)

    op.create_table(
        "kpi_value",
        sa.Column("id", KEY, nullable=False),
        sa.Column("metric_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=True),
        sa.Column("team", sa.Text(), server_default=sa.text("('')"), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaced_at", sa.BigInteger(), nullable=True),
        sa.Column("import_id", KEY, nullable=False),
        sa.CheckConstraint("(membership_id IS NULL) = (team <> '')", name=op.f("ck_kpi_value_whose")),
        sa.CheckConstraint("version > 0", name=op.f("ck_kpi_value_version")),
        sa.ForeignKeyConstraint(["import_id"], ["kpi_import.id"], name=op.f("fk_kpi_value_import_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_kpi_value_membership_id")),
        sa.ForeignKeyConstraint(["metric_id"], ["kpi_metric.id"], name=op.f("fk_kpi_value_metric_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_value")),
    )
    with op.batch_alter_table("kpi_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kpi_value_import_id"), ["import_id"], unique=False)
        batch_op.create_index("ix_kpi_value_member", ["membership_id", "month"], unique=False)
        batch_op.create_index(
            "uq_kpi_value_member",
            ["metric_id", "membership_id", "month"],
            unique=True,
            sqlite_where=sa.text("membership_id IS NOT NULL AND replaced_at IS NULL"),
            postgresql_where=sa.text("membership_id IS NOT NULL AND replaced_at IS NULL"),
        )
        batch_op.create_index(
            "uq_kpi_value_team",
            ["metric_id", "team", "month"],
            unique=True,
            sqlite_where=sa.text("membership_id IS NULL AND replaced_at IS NULL"),
            postgresql_where=sa.text("membership_id IS NULL AND replaced_at IS NULL"),
        )
