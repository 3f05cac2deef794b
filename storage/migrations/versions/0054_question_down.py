"""A question of a round may be taken down by whoever runs it."""

import sqlalchemy as sa
from alembic import op

revision = "0054_question_down"
down_revision = "0053_prompt_rounds"


def upgrade() -> None:
    with op.batch_alter_table("event_question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("down_at", sa.BigInteger(), nullable=True))
