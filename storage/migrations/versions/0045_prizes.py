"""A camp has prizes for a week, a month or a quarter: their rules, each period's winners, and what was announced."""

import sqlalchemy as sa
from alembic import op

revision = "0045_prizes"
down_revision = "0044_event_questions"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "prize",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("title_key", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("figure", sa.Text(), nullable=False),
        sa.Column("top", sa.Integer(), nullable=False),
        sa.Column("ties", sa.Text(), nullable=False),
        sa.Column("tag", sa.Text(), nullable=True),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("made_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("period IN ('week', 'month', 'quarter')", name=op.f("ck_prize_period")),
        sa.CheckConstraint("ties IN ('all', 'points')", name=op.f("ck_prize_ties")),
        sa.CheckConstraint("first <= last", name=op.f("ck_prize_days")),
        sa.CheckConstraint("top BETWEEN 1 AND 10", name=op.f("ck_prize_top")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_prize_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_prize_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize")),
    )
    with op.batch_alter_table("prize", schema=None) as batch_op:
        batch_op.create_index(
            "uq_prize_title",
            ["camp_id", "title_key"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "prize_base",
        sa.Column("prize_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_prize_base_membership_id")),
        sa.ForeignKeyConstraint(["prize_id"], ["prize.id"], name=op.f("fk_prize_base_prize_id")),
        sa.PrimaryKeyConstraint("prize_id", "membership_id", name=op.f("pk_prize_base")),
    )
    with op.batch_alter_table("prize_base", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prize_base_membership_id"), ["membership_id"], unique=False)

    op.create_table(
        "prize_round",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("prize_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first", sa.Text(), nullable=False),
        sa.Column("last", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'waiting') = (decided_by IS NULL)", name=op.f("ck_prize_round_decided")),
        sa.CheckConstraint("state IN ('waiting', 'given', 'dropped')", name=op.f("ck_prize_round_state")),
        sa.CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name=op.f("ck_prize_round_decided_at")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_prize_round_decided_by")),
        sa.ForeignKeyConstraint(["prize_id"], ["prize.id"], name=op.f("fk_prize_round_prize_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prize_round")),
        sa.UniqueConstraint("prize_id", "first", name=op.f("uq_prize_round_prize_id_first")),
    )
    op.create_table(
        "prize_post",
        sa.Column("outbox_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["prize_round.id"], name=op.f("fk_prize_post_round_id")),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_prize_post")),
    )
    with op.batch_alter_table("prize_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prize_post_round_id"), ["round_id"], unique=False)

    op.create_table(
        "prize_winner",
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.CheckConstraint("place > 0 AND value > 0", name=op.f("ck_prize_winner_place")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_prize_winner_membership_id")),
        sa.ForeignKeyConstraint(["round_id"], ["prize_round.id"], name=op.f("fk_prize_winner_round_id")),
        sa.PrimaryKeyConstraint("round_id", "membership_id", name=op.f("pk_prize_winner")),
    )
    with op.batch_alter_table("prize_winner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prize_winner_membership_id"), ["membership_id"], unique=False)
