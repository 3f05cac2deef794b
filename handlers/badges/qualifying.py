"""Who has earned a badge by now: the learners of whom enough is counted."""

from __future__ import annotations

from bot import counters
from storage import memberships
from storage.connection import Db


def qualified(reader: Db, camp: int, counter: str, subject: str, least: int) -> list[int]:
    """The present learners, by membership, who have done that."""
    known = counters.COUNTERS.get(counter)
    if known is None:
        return []
    done = known.count(reader, camp, subject, None)
    return [one.id for one in memberships.members(reader, camp) if one.role == "learner" and done.get(one.id, 0) >= least]
