"""Points of teams: what the learners who share a tag have, in sum, so that teams of any size can be compared by their mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import and_, bindparam, func, select

from storage.connection import Db
from storage.memberships import membership, tag
from storage.points import HELD, ledger
from storage.schema import Instant

_learners = (membership.c.camp_id == bindparam("camp"), membership.c.role == "learner", membership.c.left_on.is_(None))
_tagged = tag.join(membership, membership.c.id == tag.c.membership_id)
ALL_TIME = (
    select(tag.c.name, func.count().label("learners"), func.sum(membership.c.points).label("points"))
    .select_from(_tagged)
    .where(*_learners)
    .group_by(tag.c.name)
)
BETWEEN = (
    select(
        tag.c.name,
        func.count(membership.c.id.distinct()).label("learners"),
        func.coalesce(func.sum(ledger.c.amount), 0).label("points"),
    )
    .select_from(
        _tagged.outerjoin(
            ledger,
            and_(
                ledger.c.membership_id == membership.c.id,
                ledger.c.at >= bindparam("since", type_=Instant),
                ledger.c.at < bindparam("until", type_=Instant),
                HELD,
            ),
        )
    )
    .where(*_learners)
    .group_by(tag.c.name)
)


@dataclass(frozen=True, slots=True)
class Team:
    """A tag, how many learners have it, and the points they have together."""

    name: str
    learners: int
    points: int

    @property
    def mean(self) -> Fraction:
        return Fraction(self.points, self.learners)


def teams(db: Db, camp: int, between: tuple[datetime, datetime] | None) -> list[Team]:
    """Every tag of the camp's learners, the highest mean first; points of all time, or those entered from a moment on and before another."""
    rows = db.all(ALL_TIME, camp=camp) if between is None else db.all(BETWEEN, camp=camp, since=between[0], until=between[1])
    every = [Team(row.name, int(row.learners), int(row.points)) for row in rows]
    return sorted(every, key=lambda team: (-team.mean, team.name))
