"""What people say and see: who may read what is said, drafts that are shown first, questions that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0005_words"
down_revision = "0004_files"


def upgrade() -> None:
    """Expands only: an older program beside this one goes on working."""
    note_where_tasks_were_asked()
    op.add_column("outbox", sa.Column("feature", sa.Text(), nullable=True))


def note_where_tasks_were_asked() -> None:
    """What was asked before is taken for asked in a group: its result then goes to who asked, in private."""
    op.add_column("task", sa.Column("direct", sa.Boolean(), server_default=sa.text("false"), nullable=False))
