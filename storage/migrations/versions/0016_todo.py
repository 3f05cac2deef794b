"""The inbox: what an act was about, so that who decides second is told who was first; short answers that wait are found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0016_todo"
down_revision = "0015_path"


def upgrade() -> None:
    ungraded, about = sa.text("earned IS NULL"), sa.text("about IS NOT NULL")
    op.create_index("ix_answer_ungraded", "answer", ["camp_id", "id"], sqlite_where=ungraded, postgresql_where=ungraded)
    op.add_column("audit", sa.Column("about", sa.Text(), nullable=True))
    op.create_index("ix_audit_about", "audit", ["camp_id", "about"], sqlite_where=about, postgresql_where=about)
