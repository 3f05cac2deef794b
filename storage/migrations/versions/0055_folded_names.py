"""What is compared of a name is kept, so that naming a member does not read them all."""

import sqlalchemy as sa
from alembic import op

from bot.names import folded

revision = "0055_folded_names"
down_revision = "0054_question_down"


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folded", sa.Text(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_person_folded"), ["folded"], unique=False)
    person = sa.table("person", sa.column("id"), sa.column("name"), sa.column("folded"))
    known = op.get_bind().execute(sa.select(person.c.id, person.c.name)).all()
    change = sa.update(person).where(person.c.id == sa.bindparam("who")).values(folded=sa.bindparam("compared"))
    if known:
        op.get_bind().execute(change, [{"who": one, "compared": folded(name)} for one, name in known])
