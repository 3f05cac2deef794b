"""What a level asks for by version, and who holds which, confirmed by somebody else."""

import sqlalchemy as sa
from alembic import op

revision = "0050_promotion"
down_revision = "0049_targets"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "job_level",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("track IN ('post', 'manager')", name=op.f("ck_job_level_track")),
        sa.CheckConstraint("rank BETWEEN 1 AND 20", name=op.f("ck_job_level_rank")),
        sa.CheckConstraint("version > 0", name=op.f("ck_job_level_version")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_job_level_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_job_level_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_level")),
        sa.UniqueConstraint("camp_id", "folded", "version", name=op.f("uq_job_level_camp_id_folded_version")),
        sa.UniqueConstraint("id", "track", name=op.f("uq_job_level_id_track")),
    )
    with op.batch_alter_table("job_level", schema=None) as batch_op:
        batch_op.create_index(
            "uq_job_level_name",
            ["camp_id", "folded"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.create_index(
            "uq_job_level_rank",
            ["camp_id", "track", "rank"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "job_level_need",
        sa.Column("job_level_id", KEY, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("needs", sa.Integer(), nullable=False),
        sa.CheckConstraint("needs BETWEEN 1 AND 1000", name=op.f("ck_job_level_need_needs")),
        sa.ForeignKeyConstraint(["job_level_id"], ["job_level.id"], name=op.f("fk_job_level_need_job_level_id")),
        sa.PrimaryKeyConstraint("job_level_id", "place", name=op.f("pk_job_level_need")),
        sa.UniqueConstraint("job_level_id", "counted", "subject", name=op.f("uq_job_level_need_job_level_id_counted_subject")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "level_held",
        sa.Column("id", KEY, nullable=False),
        sa.Column("level_id", KEY, nullable=False),
        sa.Column("track", sa.Text(), nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("confirmed_by", KEY, nullable=False),
        sa.Column("is_checked", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("track = 'post' OR is_checked", name=op.f("ck_level_held_gate")),
        sa.CheckConstraint("confirmed_by <> membership_id", name=op.f("ck_level_held_not_oneself")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["membership.id"], name=op.f("fk_level_held_confirmed_by")),
        sa.ForeignKeyConstraint(["level_id", "track"], ["job_level.id", "job_level.track"], name="fk_level_held_level"),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_level_held_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_level_held")),
    )
    with op.batch_alter_table("level_held", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_level_held_confirmed_by"), ["confirmed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_level_held_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(
            "uq_level_held_now",
            ["membership_id", "track"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
