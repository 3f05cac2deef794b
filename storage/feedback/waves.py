"""A 360° feedback and its waves: set up, opened, closed, stopped; and what people gave themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.feedback.tables import STANDS, feedback, feedback_self, feedback_wave
from storage.schema import Instant

SET_UP = insert(feedback).on_conflict_do_nothing().returning(feedback.c.id)
_FEEDBACK = (
    feedback.c.id,
    feedback.c.camp_id,
    feedback.c.ends_on,
    feedback.c.behaviours,
    feedback.c.made_by,
    feedback.c.made_at,
    feedback.c.stopped_at,
)
FIND = select(*_FEEDBACK).where(feedback.c.id == bindparam("number"))
STANDING = select(*_FEEDBACK).where(feedback.c.camp_id == bindparam("camp"), STANDS)
LATEST = select(*_FEEDBACK).where(feedback.c.camp_id == bindparam("camp")).order_by(feedback.c.id.desc()).limit(1)
STOP = (
    update(feedback)
    .where(feedback.c.id == bindparam("number"), STANDS)
    .values(stopped_at=bindparam("when", type_=Instant))
    .returning(feedback.c.id)
)
_other = feedback.alias("other")
GO_ON = (
    update(feedback)
    .where(
        feedback.c.id == bindparam("number"),
        ~select(_other.c.id).where(_other.c.camp_id == feedback.c.camp_id, _other.c.stopped_at.is_(None)).exists(),
    )
    .values(stopped_at=None)
    .returning(feedback.c.id)
)
OPEN = insert(feedback_wave).on_conflict_do_nothing()
CLOSE = (
    update(feedback_wave)
    .where(
        feedback_wave.c.feedback_id == bindparam("number"),
        feedback_wave.c.days == bindparam("of"),
        feedback_wave.c.closed_at.is_(None),
    )
    .values(closed_at=bindparam("when", type_=Instant))
    .returning(feedback_wave.c.days)
)
WAVES = (
    select(feedback_wave.c.days, feedback_wave.c.opened_at, feedback_wave.c.closed_at)
    .where(feedback_wave.c.feedback_id == bindparam("number"))
    .order_by(feedback_wave.c.days)
)
SAY = insert(feedback_self).on_conflict_do_nothing().returning(feedback_self.c.days)
SAID = select(feedback_self.c.membership_id, feedback_self.c.scores).where(
    feedback_self.c.feedback_id == bindparam("number"), feedback_self.c.days == bindparam("of")
)
MOVE_MADE = update(feedback).where(feedback.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))


class Feedback(NamedTuple):
    """Key behaviours that are rated so many days after a training ended."""

    id: int
    camp: int
    ends_on: date
    behaviours: list[str]
    made_by: int
    made_at: datetime
    stopped_at: datetime | None

    def subject(self, days: int) -> str:
        """What a wave's ballots are called."""
        return f"feedback:{self.id}:{days}"


class Wave(NamedTuple):
    """One of its waves."""

    days: int
    opened_at: datetime
    closed_at: datetime | None


def set_up(db: Db, camp: int, ends_on: date, behaviours: Sequence[str], *, by: int, at: datetime) -> int | None:
    """The number of a new one; None where the camp has one."""
    number: int | None = db.value(
        SET_UP, camp_id=camp, ends_on=ends_on, behaviours=list(behaviours), made_by=by, made_at=at, stopped_at=None
    )
    return number


def find(db: Db, number: int) -> Feedback | None:
    """One by its number, stopped or not."""
    row = db.one(FIND, number=number)
    return None if row is None else Feedback(*row)


def standing(db: Db, camp: int) -> Feedback | None:
    """The camp's."""
    row = db.one(STANDING, camp=camp)
    return None if row is None else Feedback(*row)


def latest(db: Db, camp: int) -> Feedback | None:
    """The camp's newest, stopped or not: what was rated stays to be read."""
    row = db.one(LATEST, camp=camp)
    return None if row is None else Feedback(*row)


def stop(db: Db, number: int, *, at: datetime) -> bool:
    """Nobody is asked any more; False where nobody was."""
    return db.one(STOP, number=number, when=at) is not None


def go_on(db: Db, number: int) -> bool:
    """It stands again; False where the camp has another."""
    return db.one(GO_ON, number=number) is not None


def open_wave(db: Db, number: int, days: int, *, at: datetime) -> bool:
    """People are asked from now on; False where they were before."""
    return db.insert(OPEN, feedback_id=number, days=days, opened_at=at)


def close_wave(db: Db, number: int, days: int, *, at: datetime) -> bool:
    """Nobody is asked any more in a wave; False where it was closed."""
    return db.one(CLOSE, number=number, of=days, when=at) is not None


def waves(db: Db, number: int) -> list[Wave]:
    """Those that were opened, the first first."""
    return [Wave(*row) for row in db.all(WAVES, number=number)]


def say(db: Db, number: int, days: int, member: int, scores: Sequence[int]) -> bool:
    """What somebody gives themselves; False where they have."""
    return db.one(SAY, feedback_id=number, days=days, membership_id=member, scores=list(scores)) is not None


def said(db: Db, number: int, days: int) -> dict[int, list[int]]:
    """What each gave themselves, by membership."""
    return {row.membership_id: row.scores for row in db.all(SAID, number=number, of=days)}


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person set up another did."""
    db.run(MOVE_MADE, old=old, kept=kept)
