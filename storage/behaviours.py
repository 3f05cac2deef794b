"""Behaviours: what some people are to do how often, what they say they did, and whether the other side says so too."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, and_, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Day, Instant, foreign_key, metadata, primary_key

behaviour = Table(
    "behaviour",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("cadence", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("on_rest_day", Text, nullable=False),
    Column("tag", Text),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("retired_at", Instant),
    CheckConstraint("cadence IN ('weekly', 'month_day', 'month_list')", name="cadence"),
    CheckConstraint("on_rest_day IN ('same', 'next_workday', 'previous_workday')", name="on_rest_day"),
    CheckConstraint(
        "(cadence = 'weekly' AND n BETWEEN 1 AND 7) OR (cadence = 'month_day' AND n BETWEEN 1 AND 31) OR (cadence = 'month_list' AND n = 1)",
        name="n",
    ),
)
"""`n` is how often a week, or the day of the month; `tag` is whom it is for, nobody's being all learners."""
_in_use = behaviour.c.retired_at.is_(None)
Index(
    "uq_behaviour_in_use",
    behaviour.c.camp_id,
    behaviour.c.folded,
    unique=True,
    postgresql_where=_in_use,
    sqlite_where=_in_use,
)
behaviour_name = Table(
    "behaviour_name",
    metadata,
    foreign_key("behaviour", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""The names it is to be done with, each once a month."""
behaviour_report = Table(
    "behaviour_report",
    metadata,
    primary_key(),
    foreign_key("behaviour"),
    foreign_key("membership", index=True),
    Column("day", Day, nullable=False),
    foreign_key("membership", name="about_id", nullable=True, index=True),
    Column("words", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("denied_at", Instant),
    foreign_key("person", name="answered_by", nullable=True),
    CheckConstraint("confirmed_at IS NULL OR denied_at IS NULL", name="one_answer"),
)
_alone = behaviour_report.c.about_id.is_(None)
_once = (behaviour_report.c.behaviour_id, behaviour_report.c.membership_id, behaviour_report.c.day)
Index("uq_behaviour_report_day", *_once, unique=True, postgresql_where=_alone, sqlite_where=_alone)
_with = behaviour_report.c.about_id.is_not(None)
Index(
    "uq_behaviour_report_with",
    *_once,
    behaviour_report.c.about_id,
    unique=True,
    postgresql_where=_with,
    sqlite_where=_with,
)

ADD = insert(behaviour).on_conflict_do_nothing().returning(behaviour.c.id)
NAME = insert(behaviour_name).on_conflict_do_nothing()
_BEHAVIOUR = (
    behaviour.c.id,
    behaviour.c.name,
    behaviour.c.cadence,
    behaviour.c.n,
    behaviour.c.on_rest_day,
    behaviour.c.tag,
    behaviour.c.made_by,
    behaviour.c.made_at,
    behaviour.c.retired_at,
)
IN_USE = select(*_BEHAVIOUR).where(behaviour.c.camp_id == bindparam("camp"), _in_use).order_by(behaviour.c.id)
FIND = select(*_BEHAVIOUR).where(behaviour.c.camp_id == bindparam("camp"), behaviour.c.id == bindparam("number"))
RETIRE = (
    update(behaviour)
    .where(behaviour.c.id == bindparam("number"), _in_use)
    .values(retired_at=bindparam("when", type_=Instant))
    .returning(behaviour.c.id)
)
_other = behaviour.alias("other")
UNRETIRE = (
    update(behaviour)
    .where(
        behaviour.c.id == bindparam("number"),
        ~select(_other.c.id)
        .where(_other.c.camp_id == behaviour.c.camp_id, _other.c.folded == behaviour.c.folded, _other.c.retired_at.is_(None))
        .exists(),
    )
    .values(retired_at=None)
    .returning(behaviour.c.id)
)
NAMES = (
    select(membership.c.id, person.c.name)
    .select_from(
        behaviour_name.join(membership, membership.c.id == behaviour_name.c.membership_id).join(
            person, person.c.id == membership.c.person_id
        )
    )
    .where(behaviour_name.c.behaviour_id == bindparam("number"), membership.c.left_on.is_(None))
    .order_by(membership.c.id)
)
REPORT = insert(behaviour_report).on_conflict_do_nothing().returning(behaviour_report.c.id)
_who = membership.alias("who")
_who_person, _about_person = person.alias("who_person"), person.alias("about_person")
_about = membership.alias("about")
_REPORT = (
    behaviour_report.c.id,
    behaviour_report.c.behaviour_id,
    behaviour.c.name,
    behaviour_report.c.membership_id,
    _who.c.person_id,
    _who_person.c.name,
    behaviour_report.c.day,
    behaviour_report.c.about_id,
    _about_person.c.name,
    behaviour_report.c.words,
    behaviour_report.c.confirmed_at,
    behaviour_report.c.denied_at,
    behaviour.c.made_by,
)
_reports = (
    behaviour_report.join(behaviour, behaviour.c.id == behaviour_report.c.behaviour_id)
    .join(_who, _who.c.id == behaviour_report.c.membership_id)
    .join(_who_person, _who_person.c.id == _who.c.person_id)
    .outerjoin(_about, _about.c.id == behaviour_report.c.about_id)
    .outerjoin(_about_person, _about_person.c.id == _about.c.person_id)
)
FIND_REPORT = (
    select(*_REPORT)
    .select_from(_reports)
    .where(behaviour.c.camp_id == bindparam("camp"), behaviour_report.c.id == bindparam("report"))
)
BETWEEN = (
    select(*_REPORT)
    .select_from(_reports)
    .where(
        behaviour_report.c.behaviour_id == bindparam("number"),
        behaviour_report.c.day >= bindparam("first", type_=Day),
        behaviour_report.c.day <= bindparam("last", type_=Day),
    )
    .order_by(behaviour_report.c.id)
)
AMONG_BETWEEN = BETWEEN.where(behaviour_report.c.membership_id.between(bindparam("first_member"), bindparam("last_member")))
MINE_BETWEEN = BETWEEN.where(behaviour_report.c.membership_id == bindparam("member"))
_unanswered = and_(behaviour_report.c.confirmed_at.is_(None), behaviour_report.c.denied_at.is_(None))
TO_ANSWER = (
    select(*_REPORT)
    .select_from(_reports)
    .where(
        behaviour.c.camp_id == bindparam("camp"),
        _unanswered,
        func.coalesce(_about.c.person_id, behaviour.c.made_by) == bindparam("person"),
        _who.c.person_id != bindparam("person"),
    )
    .order_by(behaviour_report.c.id.desc())
    .limit(10)
)
CONFIRM = (
    update(behaviour_report)
    .where(behaviour_report.c.id == bindparam("report"), _unanswered)
    .values(confirmed_at=bindparam("when", type_=Instant), answered_by=bindparam("by"))
    .returning(behaviour_report.c.id)
)
DENY = (
    update(behaviour_report)
    .where(behaviour_report.c.id == bindparam("report"), _unanswered)
    .values(denied_at=bindparam("when", type_=Instant), answered_by=bindparam("by"))
    .returning(behaviour_report.c.id)
)
DROP_REPORT = (
    delete(behaviour_report).where(behaviour_report.c.id == bindparam("report"), _unanswered).returning(behaviour_report.c.id)
)
COUNT = (
    select(behaviour_report.c.membership_id, func.count())
    .select_from(behaviour_report.join(behaviour, behaviour.c.id == behaviour_report.c.behaviour_id))
    .where(behaviour.c.camp_id == bindparam("camp"), behaviour_report.c.confirmed_at.is_not(None))
    .group_by(behaviour_report.c.membership_id)
)
COUNT_ONE = COUNT.where(behaviour_report.c.membership_id == bindparam("member"))
_twin = behaviour_report.alias("twin")
DROP_TWICE = delete(behaviour_report).where(
    behaviour_report.c.membership_id == bindparam("old"),
    select(_twin.c.id)
    .where(
        _twin.c.membership_id == bindparam("kept"),
        _twin.c.behaviour_id == behaviour_report.c.behaviour_id,
        _twin.c.day == behaviour_report.c.day,
        func.coalesce(_twin.c.about_id, 0) == func.coalesce(behaviour_report.c.about_id, 0),
    )
    .exists(),
)
DROP_TWICE_ABOUT = delete(behaviour_report).where(
    behaviour_report.c.about_id == bindparam("old"),
    select(_twin.c.id)
    .where(
        _twin.c.about_id == bindparam("kept"),
        _twin.c.behaviour_id == behaviour_report.c.behaviour_id,
        _twin.c.membership_id == behaviour_report.c.membership_id,
        _twin.c.day == behaviour_report.c.day,
    )
    .exists(),
)
MOVE = (
    update(behaviour_report).where(behaviour_report.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)
MOVE_ABOUT = update(behaviour_report).where(behaviour_report.c.about_id == bindparam("old")).values(about_id=bindparam("kept"))
DROP_OWN = delete(behaviour_report).where(
    behaviour_report.c.membership_id.in_((bindparam("old"), bindparam("kept"))),
    behaviour_report.c.about_id.in_((bindparam("old"), bindparam("kept"))),
)
"""What the two accounts confirmed to each other."""
_named_too = behaviour_name.alias("named_too")
DROP_NAMED = delete(behaviour_name).where(
    behaviour_name.c.membership_id == bindparam("old"),
    select(_named_too.c.behaviour_id)
    .where(_named_too.c.membership_id == bindparam("kept"), _named_too.c.behaviour_id == behaviour_name.c.behaviour_id)
    .exists(),
)
MOVE_NAMED = (
    update(behaviour_name).where(behaviour_name.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)
MOVE_MADE = update(behaviour).where(behaviour.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))
MOVE_ANSWERED = (
    update(behaviour_report).where(behaviour_report.c.answered_by == bindparam("old")).values(answered_by=bindparam("kept"))
)


class Behaviour(NamedTuple):
    """Something to be done: so often a week, by a day of the month, or once a month with each of a list of names."""

    id: int
    name: str
    cadence: str
    n: int
    on_rest_day: str
    tag: str | None
    made_by: int
    made_at: datetime
    retired_at: datetime | None


class BehaviourReport(NamedTuple):
    """That somebody says they did it, with whom, and what those answered."""

    id: int
    behaviour: int
    name: str
    membership: int
    person: int
    who: str
    day: date
    about: int | None
    about_name: str | None
    words: str
    confirmed_at: datetime | None
    denied_at: datetime | None
    made_by: int

    @property
    def counts(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_own_word(self) -> bool:
        """Nobody has said yes or no to it."""
        return self.confirmed_at is None and self.denied_at is None


def add(
    db: Db,
    camp: int,
    name: str,
    folded: str,
    cadence: str,
    n: int,
    *,
    on_rest_day: str,
    tag: str | None,
    names: Iterable[int],
    by: int,
    at: datetime,
) -> int | None:
    """The number of a new behaviour; None where one of that name is in use."""
    given = {
        "camp_id": camp,
        "name": name,
        "folded": folded,
        "cadence": cadence,
        "n": n,
        "on_rest_day": on_rest_day,
        "tag": tag,
    }
    number: int | None = db.value(ADD, made_by=by, made_at=at, **given)
    for member in names if number is not None else ():
        db.run(NAME, behaviour_id=number, membership_id=member)
    return number


def in_use(db: Db, camp: int) -> list[Behaviour]:
    """What is to be done in a camp, the oldest first."""
    return [Behaviour(*row) for row in db.all(IN_USE, camp=camp)]


def find(db: Db, camp: int, number: int) -> Behaviour | None:
    """One by its number, in use or not."""
    row = db.one(FIND, camp=camp, number=number)
    return None if row is None else Behaviour(*row)


def retire(db: Db, number: int, *, at: datetime) -> bool:
    """Nobody is asked about it any more; False where nobody was."""
    return db.one(RETIRE, number=number, when=at) is not None


def unretire(db: Db, number: int) -> bool:
    """It is in use again; False where another of that name is."""
    return db.one(UNRETIRE, number=number) is not None


def names(db: Db, number: int) -> dict[int, str]:
    """The present members it is to be done with."""
    return {row[0]: row[1] for row in db.all(NAMES, number=number)}


def report(db: Db, number: int, member: int, day: date, about: int | None, words: str, *, at: datetime) -> int | None:
    """The number of what somebody says they did; None where they said so of that day already."""
    return db.value(REPORT, behaviour_id=number, membership_id=member, day=day, about_id=about, words=words, at=at)


def find_report(db: Db, camp: int, number: int) -> BehaviourReport | None:
    """One by its number."""
    row = db.one(FIND_REPORT, camp=camp, report=number)
    return None if row is None else BehaviourReport(*row)


def to_answer(db: Db, camp: int, person: int) -> list[BehaviourReport]:
    """What somebody is asked to confirm, the newest first."""
    return [BehaviourReport(*row) for row in db.all(TO_ANSWER, camp=camp, person=person)]


def between(db: Db, number: int, first: date, last: date, member: int | None = None) -> list[BehaviourReport]:
    """What was said of a behaviour in a stretch of days, by one or by all."""
    span = {"number": number, "first": first, "last": last}
    rows = db.all(BETWEEN, **span) if member is None else db.all(MINE_BETWEEN, member=member, **span)
    return [BehaviourReport(*row) for row in rows]


def among(db: Db, number: int, first: date, last: date, members: tuple[int, int]) -> list[BehaviourReport]:
    """The same, by those of the numbers from one to another."""
    span = {"number": number, "first": first, "last": last, "first_member": members[0], "last_member": members[1]}
    return [BehaviourReport(*row) for row in db.all(AMONG_BETWEEN, **span)]


def answer(db: Db, number: int, *, yes: bool, by: int, at: datetime) -> bool:
    """The other side says so too, or not; False where that was answered."""
    return db.one(CONFIRM if yes else DENY, report=number, by=by, when=at) is not None


def take_back(db: Db, number: int) -> bool:
    """It was not said; False where it was answered already."""
    return db.one(DROP_REPORT, report=number) is not None


def confirmed(db: Db, camp: int, member: int | None) -> dict[int, int]:
    """How many were confirmed, by membership."""
    rows = db.all(COUNT, camp=camp) if member is None else db.all(COUNT_ONE, camp=camp, member=member)
    return {row[0]: int(row[1]) for row in rows}


def move(db: Db, old: int, kept: int) -> None:
    """One membership's reports, and those about it, are another's; of two of a day the kept one's stands."""
    for statement in (DROP_OWN, DROP_TWICE, DROP_TWICE_ABOUT, MOVE, MOVE_ABOUT, DROP_NAMED, MOVE_NAMED):
        db.run(statement, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What somebody defined and answered is another's."""
    db.run(MOVE_MADE, old=old, kept=kept)
    db.run(MOVE_ANSWERED, old=old, kept=kept)
