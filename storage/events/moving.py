"""Two memberships of one person become one: what either made, speaks at or signed up for is the kept one's, each thing once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, delete, select, update

from storage.connection import Db
from storage.events import signups
from storage.events.attendance import attendance, event_screen
from storage.events.events import event, event_series
from storage.events.signups import event_signup

MOVE = tuple(
    update(table).where(table.c[name] == bindparam("old")).values({name: bindparam("kept")})
    for table, name in (
        (event, "speaker_id"),
        (event, "host_id"),
        (event, "made_by"),
        (event_series, "made_by"),
        (event_screen, "made_by"),
        (attendance, "signed_by"),
    )
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
