"""What a kept figure of a report on evidence is about, and its level."""

import sqlalchemy as sa
from alembic import op

revision = "0052_what_a_figure_is_about"
down_revision = "0051_promotion_waiting"


def upgrade() -> None:
    with op.batch_alter_table("kept_figure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("level", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("about", sa.Text(), nullable=True))
