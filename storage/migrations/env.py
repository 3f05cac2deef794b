"""Alembic's way in: the connection comes from storage.migrate, or from the command line's -x url=…"""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from storage.database import connect
from storage.tables import metadata

connection = context.config.attributes.get("connection")


PLAIN = {"Instant": "sa.BigInteger()", "Day": "sa.Text()", "Json": "sa.Text()"}


def plainly(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """A script names what the engine stores, not our types, which may change after it."""
    return PLAIN.get(type(item).__name__, False) if kind == "type" else False


def migrate(on: Connection) -> None:
    context.configure(connection=on, target_metadata=metadata, render_as_batch=False, compare_type=False, render_item=plainly)
    with context.begin_transaction():
        context.run_migrations()


if connection is not None:
    migrate(connection)
else:
    with connect(context.get_x_argument(as_dictionary=True)["url"]).begin() as opened:
        migrate(opened)
