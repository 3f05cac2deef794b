"""Certificates: what was issued and to whom, and the keys badges are signed with."""

import sqlalchemy as sa
from alembic import op

revision = "0017_certificates"
down_revision = "0016_todo"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Expands only: an older program beside this one goes on working."""
    op.create_table(
        "signing_key",
        sa.Column("id", KEY, nullable=False),
        sa.Column("follows", KEY, nullable=False),
        sa.Column("thumbprint", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_key")),
        sa.UniqueConstraint("follows", name=op.f("uq_signing_key_follows")),
        sa.UniqueConstraint("thumbprint", name=op.f("uq_signing_key_thumbprint")),
    )
    op.create_table(
        "certificate_series",
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("last > 0", name=op.f("ck_certificate_series_last")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_certificate_series_camp_id")),
        sa.PrimaryKeyConstraint("camp_id", name=op.f("pk_certificate_series")),
    )
    op.create_table(
        "shown_name",
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_shown_name_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_shown_name")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", KEY, nullable=False),
        sa.Column("camp_id", KEY, nullable=False),
        sa.Column("membership_id", KEY, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("issued_on", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_for", sa.Text(), nullable=True),
        sa.Column("erased", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("(revoked_at is null) = (revoked_for is null)", name=op.f("ck_certificate_revoked")),
        sa.CheckConstraint("serial > 0", name=op.f("ck_certificate_serial")),
        sa.CheckConstraint("version > 0", name=op.f("ck_certificate_version")),
        sa.ForeignKeyConstraint(["camp_id"], ["camp.id"], name=op.f("fk_certificate_camp_id")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_certificate_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("camp_id", "serial", name=op.f("uq_certificate_camp_id_serial")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
        sa.UniqueConstraint("plain", name=op.f("uq_certificate_plain")),
    )
    op.create_index("ix_certificate_membership", "certificate", ["membership_id"])
    valid = sa.text("revoked_at IS NULL")
    op.create_index(
        "uq_certificate_valid",
        "certificate",
        ["membership_id", "source"],
        unique=True,
        sqlite_where=valid,
        postgresql_where=valid,
    )
    op.create_table(
        "certificate_version",
        sa.Column("certificate_id", KEY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("badge", sa.Text(), nullable=True),
        sa.CheckConstraint("version > 0", name=op.f("ck_certificate_version_version")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificate.id"], name=op.f("fk_certificate_version_certificate_id")),
        sa.PrimaryKeyConstraint("certificate_id", "version", name=op.f("pk_certificate_version")),
        sqlite_with_rowid=False,
    )
