"""Who somebody is in a camp: roles, people, camps and memberships as rules see them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from storage import camps, memberships
from storage.connection import AnyRow, Db


class Role(IntEnum):
    """What somebody may do in a camp, each including the ones before. Being host of a room is none of them: it is a right in that room."""

    ANYONE = 0
    LEARNER = 1
    EXPERT = 2
    MANAGER = 3
    OWNER = 4


class Person(NamedTuple):
    """Somebody, whatever accounts they have. `zone` and `quiet` hours are their own, or None for the camp's and for none."""

    id: int
    name: str
    language: str | None
    zone: str | None
    quiet: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Camp:
    """A camp as a rule sees it; `settings` holds its zone and country, and of the rest only what was changed."""

    id: int
    name: str
    language: str
    zone: ZoneInfo
    settings: Mapping[str, Any]
    learners: int


class Membership(NamedTuple):
    """A person in a camp."""

    id: int
    role: Role
    joined_on: date
    left_on: date | None
    agreed: int
    activated_at: datetime | None
    named: bool
    points: int
    lifetime: int
    streak: int
    streak_to: date | None
    runs_paid: int
    coins: int


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def camp_of(row: AnyRow) -> Camp | None:
    """The camp in a row of `storage.camps`, or None."""
    if row is None or row.camp_id is None:
        return None
    return _camp(row.camp_id, row.camp_name, row.camp_language, row.camp_timezone, row.settings, row.learners)


def camp_by_id(db: Db, camp_id: int) -> Camp:
    """The camp of that id, which there must be."""
    camp = camp_of(camps.find(db, camp_id))
    assert camp is not None
    return camp


ZONE_KEY = "camps.zone"
"""The setting of the camp's clock; until somebody changes it, the zone of the installation it was opened in."""
FOR_SHOW = "for_show"
"""The setting of a camp that shows a newcomer around: nobody sets it in chat."""


def is_for_show(row: Any) -> bool:
    """Whether a row of the camps is the one that only shows a newcomer around."""
    return bool(json.loads(row.settings).get(FOR_SHOW))


@lru_cache(maxsize=512)
def _camp(ident: int, name: str, language: str, timezone: str, settings: str, learners: int) -> Camp:
    """Nearly every message is from a camp as it was a moment ago."""
    known = {ZONE_KEY: timezone, **json.loads(settings)}
    return Camp(ident, name, language, zone(known[ZONE_KEY]), known, learners)


ROLES = {name: Role[name.upper()] for name in memberships.ROLES}


def membership_of(row: AnyRow) -> Membership | None:
    """The membership in a row of `storage.standing`, or None; somebody who left is none."""
    if row is None or row.membership_id is None or row.left_on is not None:
        return None
    return Membership(
        row.membership_id,
        ROLES[row.role],
        row.joined_on,
        row.left_on,
        row.agreed,
        row.activated_at,
        row.named,
        row.points,
        row.lifetime,
        row.streak,
        row.streak_to,
        row.runs_paid,
        row.coins,
    )
