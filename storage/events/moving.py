"""Two memberships of one person become one: what either made, speaks at or signed up for is the kept one's, each thing once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, delete, exists, select, update

from storage.connection import Db
from storage.events import rounds, signups
from storage.events.afterwards import event_opinion, event_slot
from storage.events.attendance import attendance, event_screen
from storage.events.checklists import event_task
from storage.events.events import event, event_series
from storage.events.feeds import calendar_feed
from storage.events.materials import event_material
from storage.events.rotas import event_rota
from storage.events.rounds import event_question, event_question_vote
from storage.events.signups import event_signup
from storage.schema import Instant

PLAIN = (
    (event, "speaker_id"),
    (event, "host_id"),
    (event, "made_by"),
    (event_series, "made_by"),
    (event_screen, "made_by"),
    (attendance, "signed_by"),
    (event_slot, "host_id"),
    (event_task, "done_by"),
    (event_material, "membership_id"),
    (event_question, "membership_id"),
    (event_question, "answered_by"),
)
"""What may name one person any number of times."""
MOVE = tuple(update(table).where(table.c[name] == bindparam("old")).values({name: bindparam("kept")}) for table, name in PLAIN)


def _once(table: Table, thing: str, whose: str) -> tuple[Any, Any]:
    """Drops the old one's where the kept one has that thing too, and moves the rest."""
    both = table.alias("both")
    mine = table.c[whose] == bindparam("old")
    has_it = exists().where(both.c[thing] == table.c[thing], both.c[whose] == bindparam("kept"))
    return delete(table).where(mine, has_it), update(table).where(mine).values({whose: bindparam("kept")})


ONCE = (
    *_once(event_opinion, "event_id", "membership_id"),
    *_once(event_rota, "series_id", "membership_id"),
    *_once(event_question_vote, "question_id", "membership_id"),
)
_kept_slot = event_slot.alias("kept_slot")
FREE_SLOT = (
    update(event_slot)
    .where(
        event_slot.c.taken_by == bindparam("old"),
        exists().where(_kept_slot.c.event_id == event_slot.c.event_id, _kept_slot.c.taken_by == bindparam("kept")),
    )
    .values(taken_by=None, taken_at=None)
)
MOVE_SLOT = update(event_slot).where(event_slot.c.taken_by == bindparam("old")).values(taken_by=bindparam("kept"))
REVOKE_FEED = (
    update(calendar_feed)
    .where(calendar_feed.c.membership_id == bindparam("old"), calendar_feed.c.revoked_at.is_(None))
    .values(revoked_at=bindparam("at", type_=Instant))
)
MOVE_FEED = (
    update(calendar_feed).where(calendar_feed.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)
_other = event_signup.alias("other")
BOTH = (
    select(event_signup.c.event_id.label("event"), event_signup.c.state, _other.c.state.label("kept"))
    .select_from(event_signup.join(_other, _other.c.event_id == event_signup.c.event_id))
    .where(event_signup.c.membership_id == bindparam("old"), _other.c.membership_id == bindparam("kept"))
    .order_by(event_signup.c.event_id)
)
DROP = delete(event_signup).where(
    event_signup.c.event_id == bindparam("number"), event_signup.c.membership_id == bindparam("member")
)
MOVE_SIGNUPS = (
    update(event_signup).where(event_signup.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)
_there = attendance.alias("there")
BOTH_KNOWN = (
    select(attendance.c.event_id.label("event"), attendance.c.state, attendance.c.expected, _there.c.state.label("kept"))
    .add_columns(_there.c.expected.label("kept_expected"))
    .select_from(attendance.join(_there, _there.c.event_id == attendance.c.event_id))
    .where(attendance.c.membership_id == bindparam("old"), _there.c.membership_id == bindparam("kept"))
    .order_by(attendance.c.event_id)
)
FORGET = delete(attendance).where(
    attendance.c.event_id == bindparam("number"), attendance.c.membership_id == bindparam("member")
)
EXPECTED = (
    update(attendance)
    .where(attendance.c.event_id == bindparam("number"), attendance.c.membership_id == bindparam("member"))
    .values(expected=True)
)
MOVE_ATTENDANCE = (
    update(attendance).where(attendance.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)
STANDS = {"present": 3, "late": 2, "made_up": 1, "absent": 0}
BETTER = {"in": 2, "waiting": 1, "cancelled": 0}


def merge(db: Db, old: int, kept: int, *, at: datetime) -> list[tuple[int, int]]:
    """All of it; gives the events a seat became free at, with who was let in. Of two signups the better stands."""
    for statement in MOVE:
        db.run(statement, old=old, kept=kept)
    for statement in ONCE:
        db.run(statement, old=old, kept=kept)
    rounds.drop_own_votes(db, kept)
    db.run(FREE_SLOT, old=old, kept=kept)
    db.run(MOVE_SLOT, old=old, kept=kept)
    db.run(REVOKE_FEED, old=old, at=at)
    db.run(MOVE_FEED, old=old, kept=kept)
    let_in = []
    for row in db.all(BOTH, old=old, kept=kept):
        worse = old if BETTER[row.kept] >= BETTER[row.state] else kept
        signups.hold(db, row.event)
        first = signups.cancel(db, row.event, worse, at=at)
        db.run(DROP, number=row.event, member=worse)
        if first is not None and first not in (old, kept):
            let_in.append((row.event, first))
    db.run(MOVE_SIGNUPS, old=old, kept=kept)
    for row in db.all(BOTH_KNOWN, old=old, kept=kept):
        worse, stands = (old, kept) if STANDS[row.kept] >= STANDS[row.state] else (kept, old)
        db.run(FORGET, number=row.event, member=worse)
        if row.expected or row.kept_expected:
            db.run(EXPECTED, number=row.event, member=stands)
    db.run(MOVE_ATTENDANCE, old=old, kept=kept)
    return let_in
