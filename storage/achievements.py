"""What members have done in a camp, counted by membership out of each operation's own rows: for one of them or for all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, Text, and_, bindparam, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from storage.archive.tables import entry
from storage.checkins import check_in, leave
from storage.connection import Db
from storage.contests import contest, player
from storage.heat import heat_event
from storage.memberships import membership
from storage.tickets import ticket, ticket_answer


class joined(GenericFunction[str]):  # a function's name is the one it has in SQL
    """Texts of a group as one, with spaces between: what a million rows are read by as a few thousand."""

    type = Text()
    inherit_cache = True


@compiles(joined)
def _joined(element: Any, compiler: Any, **how: Any) -> str:
    (words,) = element.clauses
    return f"string_agg({compiler.process(words, **how)}, ' ')"


@compiles(joined, "sqlite")
def _joined_on_sqlite(element: Any, compiler: Any, **how: Any) -> str:
    (words,) = element.clauses
    return f"group_concat({compiler.process(words, **how)}, ' ')"


class _Tally(NamedTuple):
    """The same count of everybody in a camp, and of one member."""

    of_all: Select[tuple[int, int]]
    of_one: Select[tuple[int, int]]


_one = membership.c.id == bindparam("member")


def _tally(statement: Select[tuple[int, int]]) -> _Tally:
    by_member = statement.group_by(membership.c.id)
    return _Tally(by_member, by_member.where(_one))


ACCEPTED = _tally(
    select(membership.c.id, func.count())
    .select_from(
        ticket_answer.join(ticket, ticket.c.id == ticket_answer.c.ticket_id).join(
            membership,
            and_(membership.c.camp_id == ticket.c.camp_id, membership.c.person_id == ticket_answer.c.person_id),
        )
    )
    .where(ticket.c.camp_id == bindparam("camp"), ticket_answer.c.accepted_at.is_not(None))
)
USED = _tally(
    select(membership.c.id, func.count())
    .select_from(
        heat_event.join(entry, entry.c.id == heat_event.c.entry_id).join(
            membership, and_(membership.c.camp_id == entry.c.camp_id, membership.c.person_id == entry.c.person_id)
        )
    )
    .where(entry.c.camp_id == bindparam("camp"), heat_event.c.kind == "used", heat_event.c.person_id != entry.c.person_id)
)
PLACED = _tally(
    select(membership.c.id, func.count())
    .select_from(
        player.join(contest, contest.c.id == player.c.contest_id).join(membership, membership.c.id == player.c.membership_id)
    )
    .where(
        contest.c.camp_id == bindparam("camp"),
        contest.c.state == "over",
        player.c.answers > 0,
        player.c.rank <= bindparam("best"),
    )
)
_stamped = (
    select(check_in.c.membership_id, joined(check_in.c.day))
    .where(check_in.c.camp_id == bindparam("camp"), check_in.c.kind != "rest")
    .group_by(check_in.c.membership_id)
)
STAMPED = _Tally(_stamped, _stamped.where(check_in.c.membership_id == bindparam("member")))
_away = select(leave.c.membership_id, leave.c.day).select_from(leave.join(membership, membership.c.id == leave.c.membership_id))
AWAY = _Tally(
    _away.where(membership.c.camp_id == bindparam("camp")), _away.where(membership.c.camp_id == bindparam("camp"), _one)
)
EARNED = select(membership.c.id, membership.c.lifetime).where(membership.c.camp_id == bindparam("camp"))
EARNED_BY_ONE = EARNED.where(_one)


def _counted(db: Db, tally: _Tally, camp: int, member: int | None, **more: int) -> dict[int, int]:
    rows = db.all(tally.of_all, camp=camp, **more) if member is None else db.all(tally.of_one, camp=camp, member=member, **more)
    return {row[0]: int(row[1]) for row in rows}


def accepted_answers(db: Db, camp: int, member: int | None) -> Mapping[int, int]:
    """Answers of theirs that whoever asked accepted."""
    return _counted(db, ACCEPTED, camp, member)


def times_used(db: Db, camp: int, member: int | None) -> Mapping[int, int]:
    """How often others put to use what they wrote, once a person and day."""
    return _counted(db, USED, camp, member)


def contests_placed(db: Db, camp: int, member: int | None, *, best: int) -> Mapping[int, int]:
    """Contests in which they came in at that place or better."""
    return _counted(db, PLACED, camp, member, best=best)


def lifetime_points(db: Db, camp: int, member: int | None) -> Mapping[int, int]:
    """What they earned in points and keep, whatever they spent."""
    rows = db.all(EARNED, camp=camp) if member is None else db.all(EARNED_BY_ONE, camp=camp, member=member)
    return {row[0]: int(row[1]) for row in rows}


def stamped_days(db: Db, camp: int, member: int | None) -> Mapping[int, list[str]]:
    """The workdays they stamped or made up, as ISO text and in no order: a million of them come as one text a member."""
    rows = db.all(STAMPED.of_all, camp=camp) if member is None else db.all(STAMPED.of_one, camp=camp, member=member)
    return {row[0]: row[1].split() for row in rows}


def days_away(db: Db, camp: int, member: int | None) -> Mapping[int, set[date]]:
    """The days they were on leave."""
    rows = db.all(AWAY.of_all, camp=camp) if member is None else db.all(AWAY.of_one, camp=camp, member=member)
    found: dict[int, set[date]] = {}
    for row in rows:
        found.setdefault(row[0], set()).add(row[1])
    return found
