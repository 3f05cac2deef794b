"""A camp has a shop (what is on sale, how much of it is left, the orders) and badges (by rule or by hand, and who holds them)."""

import sqlalchemy as sa
from alembic import op

revision = "0020_awards"
down_revision = "0019_weak"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "badge",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("counter", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("least", sa.Integer(), nullable=True),
        sa.Column("made_by", KEY, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("width", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("height", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint("(counter IS NULL) = (least IS NULL)", name=op.f("ck_badge_rule")),
        sa.CheckConstraint("least > 0", name=op.f("ck_badge_least")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_badge_camp_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_badge_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge")),
    )
    with op.batch_alter_table("badge", schema=None) as batch_op:
        batch_op.create_index(
            "uq_badge_in_use",
            ["camp_id", "folded"],
            unique=True,
            postgresql_where=sa.text("retired_at IS NULL"),
            sqlite_where=sa.text("retired_at IS NULL"),
        )

    op.create_table(
        "shop_item",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("purse", sa.Text(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("sold", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("per_person", sa.Integer(), nullable=True),
        sa.Column("award", sa.Text(), nullable=True),
        sa.Column("award_key", sa.Text(), nullable=True),
        sa.Column("listed_by", KEY, nullable=False),
        sa.Column("listed_at", sa.BigInteger(), nullable=False),
        sa.Column("delisted_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("purse IN ('points', 'coins')", name=op.f("ck_shop_item_purse")),
        sa.CheckConstraint("(award IS NULL) = (award_key IS NULL)", name=op.f("ck_shop_item_award")),
        sa.CheckConstraint("per_person > 0", name=op.f("ck_shop_item_per_person")),
        sa.CheckConstraint("price > 0", name=op.f("ck_shop_item_price")),
        sa.CheckConstraint("sold >= 0", name=op.f("ck_shop_item_sold")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_shop_item_stock")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_shop_item_camp_id")),
        sa.ForeignKeyConstraint(["listed_by"], ["person.id"], name=op.f("fk_shop_item_listed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_item")),
    )
    with op.batch_alter_table("shop_item", schema=None) as batch_op:
        batch_op.create_index(
            "uq_shop_item_on_sale",
            ["camp_id", "folded"],
            unique=True,
            postgresql_where=sa.text("delisted_at IS NULL"),
            sqlite_where=sa.text("delisted_at IS NULL"),
        )

    op.create_table(
        "badge_held",
        sa.Column("badge_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("given_by", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by", KEY, nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(given_by IS NULL) OR (reason IS NOT NULL)", name=op.f("ck_badge_held_by_hand")),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_reason IS NULL)", name=op.f("ck_badge_held_revoked")),
        sa.ForeignKeyConstraint(["badge_id"], ["badge.id"], name=op.f("fk_badge_held_badge_id")),
        sa.ForeignKeyConstraint(["given_by"], ["person.id"], name=op.f("fk_badge_held_given_by")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_badge_held_membership_id")),
        sa.ForeignKeyConstraint(["revoked_by"], ["person.id"], name=op.f("fk_badge_held_revoked_by")),
        sa.PrimaryKeyConstraint("badge_id", "membership_id", name=op.f("pk_badge_held")),
    )
    with op.batch_alter_table("badge_held", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_badge_held_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(
            "ix_badge_held_untold",
            ["badge_id"],
            unique=False,
            postgresql_where=sa.text("told_at IS NULL AND revoked_at IS NULL"),
            sqlite_where=sa.text("told_at IS NULL AND revoked_at IS NULL"),
        )

    op.create_table(
        "shop_order",
        sa.Column("id", KEY, nullable=False),
        sa.Column("item_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("purse", sa.Text(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("handed_at", sa.BigInteger(), nullable=True),
        sa.Column("refunded_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint('"left" >= 0', name=op.f("ck_shop_order_covered")),
        sa.CheckConstraint("handed_at IS NULL OR refunded_at IS NULL", name=op.f("ck_shop_order_ends_once")),
        sa.CheckConstraint("purse IN ('points', 'coins')", name=op.f("ck_shop_order_purse")),
        sa.CheckConstraint("price > 0", name=op.f("ck_shop_order_price")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_shop_order_decided_by")),
        sa.ForeignKeyConstraint(["item_id"], ["shop_item.id"], name=op.f("fk_shop_order_item_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_shop_order_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_order")),
    )
    with op.batch_alter_table("shop_order", schema=None) as batch_op:
        batch_op.create_index("ix_shop_order_item", ["item_id", "membership_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_shop_order_membership_id"), ["membership_id"], unique=False)
        batch_op.create_index(
            "ix_shop_order_waiting",
            ["item_id"],
            unique=False,
            postgresql_where=sa.text("handed_at IS NULL AND refunded_at IS NULL"),
            sqlite_where=sa.text("handed_at IS NULL AND refunded_at IS NULL"),
        )
