"""Who is rated in a 360° feedback, by whom, and how many of them have done so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, select, union, update
from sqlalchemy.dialects.postgresql import insert

from storage.ballots import participation
from storage.connection import Db
from storage.feedback.tables import feedback_rated, feedback_rater, feedback_self
from storage.memberships import membership
from storage.people import person
from storage.schema import anywhere

ADD = insert(feedback_rated).returning(feedback_rated.c.id)
ADD_RATER = insert(feedback_rater).on_conflict_do_nothing()
CLEAR = delete(feedback_rater).where(feedback_rater.c.rated_id == bindparam("rated"))
_RATED = (feedback_rated.c.id, feedback_rated.c.membership_id, membership.c.person_id, person.c.name)
_rated = feedback_rated.join(membership, membership.c.id == feedback_rated.c.membership_id).join(
    person, person.c.id == membership.c.person_id
)
RATED = (
    select(*_RATED)
    .select_from(_rated)
    .where(feedback_rated.c.feedback_id == bindparam("number"), membership.c.left_on.is_(None))
    .order_by(feedback_rated.c.id)
)
EVERY = (
    select(*_RATED).select_from(_rated).where(feedback_rated.c.feedback_id == bindparam("number")).order_by(feedback_rated.c.id)
)
TO_RATE = (
    select(*_RATED)
    .select_from(_rated.join(feedback_rater, feedback_rater.c.rated_id == feedback_rated.c.id))
    .where(
        feedback_rated.c.feedback_id == bindparam("number"),
        feedback_rater.c.membership_id == bindparam("rater"),
        membership.c.left_on.is_(None),
    )
    .order_by(feedback_rated.c.id)
)
RELATIONS = (
    select(feedback_rater.c.rated_id, feedback_rater.c.relation, func.count())
    .select_from(feedback_rater.join(feedback_rated, feedback_rated.c.id == feedback_rater.c.rated_id))
    .where(feedback_rated.c.feedback_id == bindparam("number"))
    .group_by(feedback_rater.c.rated_id, feedback_rater.c.relation)
)
RELATION = select(feedback_rater.c.relation).where(
    feedback_rater.c.rated_id == bindparam("rated"), feedback_rater.c.membership_id == bindparam("rater")
)
RATERS_OF = (
    select(feedback_rater.c.membership_id, person.c.name, feedback_rater.c.relation)
    .select_from(
        feedback_rater.join(membership, membership.c.id == feedback_rater.c.membership_id).join(
            person, person.c.id == membership.c.person_id
        )
    )
    .where(feedback_rater.c.rated_id == bindparam("rated"))
    .order_by(feedback_rater.c.relation, feedback_rater.c.membership_id)
)
_everybody = union(
    select(feedback_rated.c.membership_id.label("member")).where(feedback_rated.c.feedback_id == bindparam("number")),
    select(feedback_rater.c.membership_id)
    .select_from(feedback_rater.join(feedback_rated, feedback_rated.c.id == feedback_rater.c.rated_id))
    .where(feedback_rated.c.feedback_id == bindparam("number")),
).subquery()
ASKED = (
    select(membership.c.id, membership.c.person_id)
    .where(
        membership.c.id.in_(select(_everybody.c.member)), membership.c.left_on.is_(None), membership.c.id > bindparam("after")
    )
    .order_by(membership.c.id)
    .limit(bindparam("most"))
)
DONE = (
    select(participation.c.subject, func.count())
    .where(participation.c.subject.like(bindparam("like"), escape="\\"))
    .group_by(participation.c.subject)
)
_kept_too = feedback_rated.alias("kept_too")
TWICE = select(feedback_rated.c.id, _kept_too.c.id.label("kept")).where(
    feedback_rated.c.membership_id == bindparam("old"),
    _kept_too.c.membership_id == bindparam("kept"),
    _kept_too.c.feedback_id == feedback_rated.c.feedback_id,
)
DROP_RATED = delete(feedback_rated).where(feedback_rated.c.id == bindparam("rated"))
MOVE_RATED = (
    update(feedback_rated).where(feedback_rated.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)
_rates_too = feedback_rater.alias("rates_too")
DROP_RATER = delete(feedback_rater).where(
    feedback_rater.c.membership_id == bindparam("old"),
    select(_rates_too.c.rated_id)
    .where(_rates_too.c.membership_id == bindparam("kept"), _rates_too.c.rated_id == feedback_rater.c.rated_id)
    .exists(),
)
MOVE_RATER = (
    update(feedback_rater).where(feedback_rater.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)
DROP_OWN = delete(feedback_rater).where(
    feedback_rater.c.membership_id == bindparam("kept"),
    feedback_rater.c.rated_id.in_(select(feedback_rated.c.id).where(feedback_rated.c.membership_id == bindparam("kept"))),
)
"""Who rated their other account would rate themselves."""
_said_too = feedback_self.alias("said_too")
DROP_SELF = delete(feedback_self).where(
    feedback_self.c.membership_id == bindparam("old"),
    select(_said_too.c.days)
    .where(
        _said_too.c.membership_id == bindparam("kept"),
        _said_too.c.feedback_id == feedback_self.c.feedback_id,
        _said_too.c.days == feedback_self.c.days,
    )
    .exists(),
)
MOVE_SELF = (
    update(feedback_self).where(feedback_self.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)


class Rated(NamedTuple):
    """Somebody who is rated."""

    id: int
    membership: int
    person: int
    name: str


class Rater(NamedTuple):
    """Somebody who is asked about them, as their manager or a peer."""

    membership: int
    name: str
    relation: str


def add(db: Db, number: int, member: int) -> int:
    """Somebody is rated; gives what their ratings are kept under."""
    return int(db.value(ADD, feedback_id=number, membership_id=member))


def ask(db: Db, rated: int, raters: Iterable[tuple[int, str]]) -> None:
    """These, as (membership, relation), are asked about somebody, and nobody else."""
    db.run(CLEAR, rated=rated)
    db.many(ADD_RATER, ({"rated_id": rated, "membership_id": one, "relation": relation} for one, relation in raters))


def rated(db: Db, number: int) -> list[Rated]:
    """Who is rated and still there."""
    return [Rated(*row) for row in db.all(RATED, number=number)]


def every(db: Db, number: int) -> list[Rated]:
    """Who was rated, still there or not: what was counted of them stays."""
    return [Rated(*row) for row in db.all(EVERY, number=number)]


def to_rate(db: Db, number: int, rater: int) -> list[Rated]:
    """Whom a member is asked about."""
    return [Rated(*row) for row in db.all(TO_RATE, number=number, rater=rater)]


def relations(db: Db, number: int) -> dict[int, dict[str, int]]:
    """Of each who is rated: relation → how many are asked."""
    found: dict[int, dict[str, int]] = {}
    for row in db.all(RELATIONS, number=number):
        found.setdefault(row[0], {})[row[1]] = int(row[2])
    return found


def relation(db: Db, rated: int, rater: int) -> str | None:
    """As what a member is asked about somebody; None where they are not."""
    said: str | None = db.value(RELATION, rated=rated, rater=rater)
    return said


def raters_of(db: Db, rated: int) -> list[Rater]:
    """Who is asked about somebody."""
    return [Rater(*row) for row in db.all(RATERS_OF, rated=rated)]


def asked(db: Db, number: int, *, after: int, most: int) -> list[tuple[int, int]]:
    """(membership, person) of everybody who rates somebody or themselves, by membership from a place on."""
    return [(row.id, row.person_id) for row in db.all(ASKED, number=number, after=after, most=most)]


def done(db: Db, subject: str) -> dict[int, int]:
    """How many have rated each in a wave, by what their ratings are kept under."""
    like = anywhere(f"{subject}:")[1:]
    return {int(row[0].rpartition(":")[2]): int(row[1]) for row in db.all(DONE, like=like)}


def move(db: Db, old: int, kept: int) -> None:
    """One membership is another; where both were rated the kept one's ratings stand."""
    for row in db.all(TWICE, old=old, kept=kept):
        db.run(CLEAR, rated=row.id)
        db.run(DROP_RATED, rated=row.id)
    for statement in (MOVE_RATED, DROP_RATER, MOVE_RATER, DROP_OWN, DROP_SELF, MOVE_SELF):
        db.run(statement, **({"kept": kept} if statement is DROP_OWN else {"old": old, "kept": kept}))
