"""Which counters somebody is asked for, and by whom: one look after something that is counted, and mostly it finds nothing."""

from __future__ import annotations

from sqlalchemy import literal_column, union_all

from storage import badges, path
from storage.connection import Db

ASKERS = {"badges": badges.ASKED, "path": path.ASKED}
"""By the feature that asks: the counters of what a membership can still earn there."""
ASKED = union_all(*(asked.add_columns(literal_column(f"'{name}'").label("asker")) for name, asked in ASKERS.items()))


def of(db: Db, camp: int, member: int) -> dict[str, set[str]]:
    """The counters a member is asked for, by the feature that asks."""
    found: dict[str, set[str]] = {}
    for row in db.all(ASKED, camp=camp, member=member):
        found.setdefault(row.asker, set()).add(row.counter)
    return found
