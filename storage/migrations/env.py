"""Alembic's way in: the connection comes from storage.migrate, or from `-x url=…`, else from alembic.ini, under the same lock."""

from typing import Any, Literal

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection

from storage import text_bounds
from storage.database import connect
from storage.migrate import alone
from storage.tables import metadata

PLAIN = {"Instant": "sa.BigInteger()", "Day": "sa.Text()", "Json": "sa.Text()"}


def plainly(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """A script names what the engine stores, not our types, which may change after it."""
    return PLAIN.get(type(item).__name__, False) if kind == "type" else False


def run(on: Connection) -> None:
    context.configure(connection=on, target_metadata=metadata, render_as_batch=True, compare_type=True, render_item=plainly)
    with context.begin_transaction():
        context.run_migrations()
    text_bounds.keep(on, metadata)


if context.is_offline_mode():
    raise CommandError("A script may look at what is there; --sql, which has nothing to look at, is not for us.")
if (given := context.config.attributes.get("connection")) is not None:
    run(given)
else:
    url = context.get_x_argument(as_dictionary=True).get("url") or context.config.get_main_option("sqlalchemy.url")
    engine = connect(str(url))
    with alone(engine) as opened:
        run(opened)
    engine.dispose()
