"""Exact: what was asked stays as it was asked, hours and calendars are the camp's own."""

revision = "0006_exact"
down_revision = "0005_words"


def upgrade() -> None:
    """Expands only: an older program beside this one goes on working."""
