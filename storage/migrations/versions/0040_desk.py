"""A session of the web chat may be for the desk of a camp, and then ends by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0040_desk"
down_revision = "0039_kept_figures"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Expands only: an older program beside this one goes on working."""
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("camp_id", KEY, nullable=True))
        batch_op.add_column(sa.Column("until", sa.BigInteger(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_web_session_camp_id"), "camp", ["camp_id"], ["id"])
        batch_op.create_check_constraint(batch_op.f("ck_web_session_desk"), "(camp_id is null) = (until is null)")
