"""Two people become one: the figures of both are one's, and what either brought in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, select, update

from storage.connection import Db
from storage.kpi.tables import STANDS, kpi_import, kpi_value
from storage.schema import Instant

_kept_ones = kpi_value.alias("kept_ones")
YIELD = (
    update(kpi_value)
    .where(
        kpi_value.c.membership_id == bindparam("old"),
        STANDS,
        select(_kept_ones.c.id)
        .where(
            _kept_ones.c.membership_id == bindparam("kept"),
            _kept_ones.c.metric_id == kpi_value.c.metric_id,
            _kept_ones.c.month == kpi_value.c.month,
            _kept_ones.c.replaced_at.is_(None),
        )
        .exists(),
    )
    .values(replaced_at=bindparam("when", type_=Instant))
)
MOVE = update(kpi_value).where(kpi_value.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
MOVE_MADE = update(kpi_import).where(kpi_import.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


def move(db: Db, old: int, kept: int, *, at: datetime) -> None:
    """One membership's figures are another's; of two of a month the kept one's stands."""
    db.run(YIELD, old=old, kept=kept, when=at)
    db.run(MOVE, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person brought in another did."""
    db.run(MOVE_MADE, old=old, kept=kept)
