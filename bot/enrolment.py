"""Who becomes a member of a camp by speaking, who must agree to its rules first, and who has to apply: decided in one place, for every channel."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from bot.membership import Camp, Role
from storage import applications, camps, memberships, standing
from storage.connection import Db

RECRUITS = "recruiting.on"
"""The setting of a camp that people apply for."""
AGREE_FIRST = "recruiting.agree_first"
"""The setting of a camp whose members agree to its rules before they are any: `on`, `off`, or `` where it goes by whether people apply."""


class Gate(Enum):
    """What stands between somebody and a camp."""

    OPEN = "open"
    """Nothing: a word makes them a member."""
    RULES = "rules"
    """They agree to the rules first."""
    APPLICATION = "application"
    """A manager approves their application first."""


def recruits(camp: Camp) -> bool:
    """Whether people apply for it."""
    return bool(camp.settings.get(RECRUITS))


def agrees_first(camp: Camp) -> bool:
    """Whether its members agree to the rules before they are any, where there are rules."""
    chosen = camp.settings.get(AGREE_FIRST, "")
    return recruits(camp) if not chosen else chosen == "on"


def gate(db: Db, camp: Camp, person: int) -> Gate:
    """What stands between somebody who is no member and a camp. Who was one and left applies anew, and so does who was turned down."""
    if recruits(camp) and (
        applications.state(db, camp.id, person) != "approved" or applications.was_member(db, camp.id, person)
    ):
        return Gate.APPLICATION
    return gate_of_rules(db, camp, person)


def gate_of_rules(db: Db, camp: Camp, person: int) -> Gate:
    """The same for somebody who need not apply, or whose application is approved."""
    if not agrees_first(camp):
        return Gate.OPEN
    version, _ = camps.latest_rules(db, camp.id)
    row = standing.in_camp(db, camp.id, person)
    return Gate.OPEN if (row.agreed or 0) >= version else Gate.RULES


def enrol(db: Db, camp: Camp, person: int, *, said_at: datetime, at: datetime) -> bool:
    """Makes somebody a learner of a camp, or a member again who had left; False where they are one already."""
    day = said_at.astimezone(camp.zone).date()
    return memberships.join(db, camp.id, person, Role.LEARNER.name.lower(), day=day, at=at)
