"""A camp's members as a table: filtered, put in order and cut into pages by the database, whatever the camp's size."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Integer, Text, and_, bindparam, case, exists, func, or_, select

from storage import memberships
from storage.care import care
from storage.checkins import check_in
from storage.connection import Db
from storage.memberships import membership, tag
from storage.people import person
from storage.schema import Day, anywhere

LEAST = -(2**31)
"""What every sum of points is above."""

_stamps_of = and_(check_in.c.membership_id == membership.c.id, check_in.c.kind != "rest")
_last = select(func.max(check_in.c.day)).where(_stamps_of).scalar_subquery()
_stamps = (
    select(func.count())
    .select_from(check_in)
    .where(_stamps_of, check_in.c.day >= bindparam("since", type_=Day))
    .scalar_subquery()
)
_streak = case((membership.c.streak_to >= bindparam("unbroken", type_=Day), membership.c.streak), else_=0)
_open_care = and_(care.c.membership_id == membership.c.id, care.c.outcome.is_(None))
_case = select(func.max(care.c.id)).where(_open_care).scalar_subquery()
_SHOWN = (
    membership.c.id,
    person.c.name,
    membership.c.role,
    membership.c.points,
    _streak.label("streak"),
    _stamps.label("stamps"),
    _last.label("last"),
    membership.c.joined_on,
    _case.label("case_id"),
)
_members = membership.join(person, person.c.id == membership.c.person_id)
_tagged = exists().where(tag.c.membership_id == membership.c.id, tag.c.name == bindparam("tag", type_=Text))
_stamped = exists().where(_stamps_of, check_in.c.day >= bindparam("since", type_=Day))
_asked = and_(
    membership.c.camp_id == bindparam("camp"),
    membership.c.left_on.is_(None),
    or_(bindparam("words", type_=Text) == "", func.lower(person.c.name).like(bindparam("pattern", type_=Text), escape="\\")),
    or_(bindparam("tag", type_=Text) == "", _tagged),
    or_(bindparam("role", type_=Text) == "", membership.c.role == bindparam("role", type_=Text)),
    or_(
        bindparam("activity", type_=Text) == "",
        and_(bindparam("activity", type_=Text) == "active", _stamped),
        and_(bindparam("activity", type_=Text) == "quiet", ~_stamped),
    ),
    or_(bindparam("care", type_=Text) == "", exists().where(_open_care)),
    membership.c.points >= bindparam("points", type_=Integer),
    _streak >= bindparam("streak", type_=Integer),
)
ORDERS = {
    "name": person.c.name,
    "points": membership.c.points,
    "streak": _streak,
    "stamps": _stamps,
    "last": func.coalesce(_last, ""),
    "joined": membership.c.joined_on,
}
"""What the table may be put in the order of."""


def _in_order(key: str, *, backwards: bool) -> Any:
    """A page in an order: the rows are found first, and only for those that are shown is anything counted."""
    by = ORDERS[key].label("by")
    order = by.desc() if backwards else by
    found = (
        select(membership.c.id, by)
        .select_from(_members)
        .where(_asked)
        .order_by(order, membership.c.id)
        .limit(bindparam("most"))
        .offset(bindparam("start"))
        .subquery()
    )
    again = found.c.by.desc() if backwards else found.c.by
    return select(*_SHOWN).select_from(_members.join(found, found.c.id == membership.c.id)).order_by(again, membership.c.id)


PAGES = {f"{sign}{key}": _in_order(key, backwards=bool(sign)) for key in ORDERS for sign in ("", "-")}
ONE = (
    select(*_SHOWN)
    .select_from(_members)
    .where(
        membership.c.camp_id == bindparam("camp"), membership.c.left_on.is_(None), membership.c.id == bindparam("membership")
    )
)
COUNT = select(func.count()).select_from(_members).where(_asked)
TAGS = (
    select(tag.c.membership_id, tag.c.name)
    .select_from(tag.join(membership, membership.c.id == tag.c.membership_id))
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.left_on.is_(None),
        tag.c.membership_id.between(bindparam("first"), bindparam("last")),
    )
    .order_by(tag.c.membership_id, tag.c.name)
)


class MemberRow(NamedTuple):
    """A present member: `stamps` are their check-ins since the day asked for, `last` the day of the last one, `case` the open case of care."""

    id: int
    name: str
    role: str
    points: int
    streak: int
    stamps: int
    last: date | None
    joined_on: date
    case: int | None
    tags: tuple[str, ...] = ()


class MemberFilter(NamedTuple):
    """Which members: an empty word asks for nothing. `activity` is active or quiet since the day; `care` is any word for those with an open
    case."""

    words: str = ""
    tag: str = ""
    role: str = ""
    activity: str = ""
    care: str = ""
    points: int = LEAST
    streak: int = 0


def page(
    db: Db, camp: int, which: MemberFilter, *, since: date, unbroken: date, sort: str, start: int, most: int
) -> list[MemberRow]:
    """So many members from a place on, in an order of `PAGES`. A streak that ended before `unbroken` is none any more."""
    rows = db.all(PAGES[sort], **_given(camp, which, since, unbroken), start=start, most=most)
    tags: defaultdict[int, list[str]] = defaultdict(list)
    if rows:
        ids = [row.id for row in rows]
        for member, name in db.all(TAGS, camp=camp, first=min(ids), last=max(ids)):
            tags[member].append(name)
    return [_row(row, tags[row.id]) for row in rows]


def one(db: Db, camp: int, member: int, *, since: date, unbroken: date) -> MemberRow | None:
    """A present member of the camp by number; None where there is none of it here."""
    row = db.one(ONE, camp=camp, membership=member, since=since, unbroken=unbroken)
    return None if row is None else _row(row, memberships.tags_of(db, row.id))


def count(db: Db, camp: int, which: MemberFilter, *, since: date, unbroken: date) -> int:
    """How many there are."""
    return int(db.value(COUNT, **_given(camp, which, since, unbroken)))


def _given(camp: int, which: MemberFilter, since: date, unbroken: date) -> dict[str, Any]:
    return {
        "camp": camp,
        **which._asdict(),
        "pattern": anywhere(which.words.lower()),
        "since": since,
        "unbroken": unbroken,
    }


def _row(row: Any, tags: list[str]) -> MemberRow:
    last = date.fromisoformat(row.last) if isinstance(row.last, str) else row.last
    return MemberRow(
        row.id, row.name, row.role, row.points, row.streak, row.stamps, last, row.joined_on, row.case_id, tuple(tags)
    )
