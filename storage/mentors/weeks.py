"""The weeks of a pair: that both were asked, how each saw every behaviour, and a line of either."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, UniqueConstraint, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.mentors.pairs import mentor_pair
from storage.schema import Day, Instant, foreign_key, metadata, primary_key

mentor_week = Table(
    "mentor_week",
    metadata,
    primary_key(),
    foreign_key("mentor_pair", name="pair_id"),
    Column("monday", Day, nullable=False),
    Column("asked_on", Day, nullable=False),
    Column("asked_at", Instant, nullable=False),
    UniqueConstraint("pair_id", "monday"),
)
"""A pair is asked once about a week, however often the clock or the calendar is set."""
MARKS = ("done", "partly", "not")
mentor_mark = Table(
    "mentor_mark",
    metadata,
    foreign_key("mentor_week", name="week_id", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("place", Integer, primary_key=True),
    Column("mark", Text, nullable=False),
    Column("at", Instant, nullable=False),
    CheckConstraint("place BETWEEN 1 AND 8", name="place"),
    CheckConstraint("mark IN ('done', 'partly', 'not')", name="mark"),
)
mentor_note = Table(
    "mentor_note",
    metadata,
    foreign_key("mentor_week", name="week_id", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

ASK = insert(mentor_week).on_conflict_do_nothing().returning(mentor_week.c.id)
_WEEK = (mentor_week.c.id, mentor_week.c.pair_id, mentor_week.c.monday, mentor_week.c.asked_on)
FIND = select(*_WEEK).where(mentor_week.c.id == bindparam("week"))
OF_PAIR = select(*_WEEK).where(mentor_week.c.pair_id == bindparam("pair")).order_by(mentor_week.c.monday)
_mark = insert(mentor_mark)
MARK = _mark.on_conflict_do_update(
    index_elements=[mentor_mark.c.week_id, mentor_mark.c.membership_id, mentor_mark.c.place],
    set_={"mark": _mark.excluded.mark, "at": _mark.excluded.at},
)
_note = insert(mentor_note)
NOTE = _note.on_conflict_do_update(
    index_elements=[mentor_note.c.week_id, mentor_note.c.membership_id],
    set_={"words": _note.excluded.words, "at": _note.excluded.at},
)
_of_week = mentor_mark.join(mentor_week, mentor_week.c.id == mentor_mark.c.week_id)
MARKS_OF = (
    select(mentor_mark.c.week_id, mentor_mark.c.membership_id, mentor_mark.c.place, mentor_mark.c.mark)
    .select_from(_of_week)
    .where(mentor_week.c.pair_id == bindparam("pair"))
    .order_by(mentor_mark.c.place)
)
NOTES_OF = (
    select(mentor_note.c.week_id, mentor_note.c.membership_id, mentor_note.c.words)
    .select_from(mentor_note.join(mentor_week, mentor_week.c.id == mentor_note.c.week_id))
    .where(mentor_week.c.pair_id == bindparam("pair"))
)
_sides = (
    select(
        mentor_mark.c.week_id, func.count(mentor_mark.c.membership_id.distinct()).label("sides"), func.count().label("marks")
    )
    .group_by(mentor_mark.c.week_id)
    .subquery("sides")
)
_COUNT = (
    select(mentor_pair.c.mentee_id, mentor_pair.c.behaviours, _sides.c.marks)
    .select_from(
        mentor_pair.join(mentor_week, mentor_week.c.pair_id == mentor_pair.c.id).join(
            _sides, _sides.c.week_id == mentor_week.c.id
        )
    )
    .where(mentor_pair.c.camp_id == bindparam("camp"), _sides.c.sides == 2)
)
COUNT, COUNT_ONE = _COUNT, _COUNT.where(mentor_pair.c.mentee_id == bindparam("member"))
_weeks_of = select(mentor_week.c.id).where(mentor_week.c.pair_id == bindparam("pair"))
DROP_MARKS = delete(mentor_mark).where(mentor_mark.c.week_id.in_(_weeks_of))
DROP_NOTES = delete(mentor_note).where(mentor_note.c.week_id.in_(_weeks_of))
DROP_WEEKS = delete(mentor_week).where(mentor_week.c.pair_id == bindparam("pair"))
MOVE_MARKS = update(mentor_mark).where(mentor_mark.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
MOVE_NOTES = update(mentor_note).where(mentor_note.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))


class MentorWeek(NamedTuple):
    """A week both of a pair were asked about."""

    id: int
    pair: int
    monday: date
    asked_on: date


Marks = Mapping[tuple[int, int], Mapping[int, str]]
"""By week and membership: behaviour (its place, from 1) → how it was seen."""


def ask(db: Db, pair: int, monday: date, day: date, *, at: datetime) -> int | None:
    """The new week's number; None where they were asked about it already."""
    return db.value(ASK, pair_id=pair, monday=monday, asked_on=day, asked_at=at)


def find(db: Db, week: int) -> MentorWeek | None:
    """A week by its number."""
    row = db.one(FIND, week=week)
    return None if row is None else MentorWeek(*row)


def of_pair(db: Db, pair: int) -> list[MentorWeek]:
    """A pair's weeks, the first first."""
    return [MentorWeek(*row) for row in db.all(OF_PAIR, pair=pair)]


def mark(db: Db, week: int, member: int, place: int, how: str, *, at: datetime) -> None:
    """How one of the two saw a behaviour, in place of what they said before."""
    db.run(MARK, week_id=week, membership_id=member, place=place, mark=how, at=at)


def note(db: Db, week: int, member: int, words: str, *, at: datetime) -> None:
    """A line about the week, in place of the one before."""
    db.run(NOTE, week_id=week, membership_id=member, words=words, at=at)


def marks(db: Db, pair: int) -> dict[tuple[int, int], dict[int, str]]:
    """All that was marked in a pair."""
    found: dict[tuple[int, int], dict[int, str]] = {}
    for week, member, place, how in db.all(MARKS_OF, pair=pair):
        found.setdefault((week, member), {})[place] = how
    return found


def notes(db: Db, pair: int) -> dict[tuple[int, int], str]:
    """The lines by week and membership."""
    return {(row[0], row[1]): row[2] for row in db.all(NOTES_OF, pair=pair)}


def both_reported(db: Db, camp: int, member: int | None) -> dict[int, int]:
    """Weeks both sides said all of, by mentee."""
    rows = db.all(COUNT, camp=camp) if member is None else db.all(COUNT_ONE, camp=camp, member=member)
    counted: dict[int, int] = {}
    for mentee, behaviours, marked in rows:
        if marked == 2 * len(behaviours):
            counted[mentee] = counted.get(mentee, 0) + 1
    return counted


def drop(db: Db, pair: int) -> None:
    """Nothing of a pair's weeks remains."""
    for statement in (DROP_MARKS, DROP_NOTES, DROP_WEEKS):
        db.run(statement, pair=pair)


def move(db: Db, old: int, kept: int) -> None:
    """What one membership said of its weeks is another's."""
    db.run(MOVE_MARKS, old=old, kept=kept)
    db.run(MOVE_NOTES, old=old, kept=kept)
