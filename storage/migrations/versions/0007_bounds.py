"""Bounds: what was noted beyond them is cut, and what is kept by age is found by it."""

from alembic import op

revision = "0007_bounds"
down_revision = "0006_exact"


def upgrade() -> None:
    """Only a day's note could grow without end; every other text was as long as one message or one cell at most."""
    op.execute("UPDATE check_in SET note = substr(note, 1, 4000) WHERE length(note) > 4000")
