"""Retention: what names a sent message or a stored file is found by it, so that either can go without a search."""

from alembic import op

revision = "0008_retention"
down_revision = "0007_bounds"


def upgrade() -> None:
    op.create_index(op.f("ix_poll_post_outbox_id"), "poll_post", ["outbox_id"])
    op.create_index(op.f("ix_web_file_file"), "web_file", ["file"])
