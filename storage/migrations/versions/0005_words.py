"""What people say and see: who may read what is said, drafts that are shown first, questions that wait."""

revision = "0005_words"
down_revision = "0004_files"


def upgrade() -> None:
    """Expands only: an older program beside this one goes on working."""
