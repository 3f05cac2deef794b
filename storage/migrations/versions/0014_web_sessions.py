"""The web chat: sessions that last, links that were used, invitations into a room."""

import sqlalchemy as sa
from alembic import op

revision = "0014_web_sessions"
down_revision = "0013_sends"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Expands only: an older program beside this one goes on working."""
    op.create_table(
        "web_session",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
        sa.UniqueConstraint("nonce", name=op.f("uq_web_session_nonce")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_name"), ["name"], unique=False)
        batch_op.create_index(batch_op.f("ix_web_session_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "web_used_link",
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("link", name=op.f("pk_web_used_link")),
    )
    with op.batch_alter_table("web_used_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_used_link_at"), ["at"], unique=False)

    op.create_table(
        "web_invitation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("camp_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("seats BETWEEN 1 AND 500", name=op.f("ck_web_invitation_seats")),
        sa.CheckConstraint("taken BETWEEN 0 AND seats", name=op.f("ck_web_invitation_taken")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_web_invitation_camp_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_web_invitation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_invitation")),
    )
    with op.batch_alter_table("web_invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_invitation_camp_id"), ["camp_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_web_invitation_person_id"), ["person_id"], unique=False)
