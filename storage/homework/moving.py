"""Two memberships of one person become one: what was set, handed in and rated under either is the kept one's, each thing once."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, exists, select, update

from storage.connection import Db
from storage.homework.assignments import hand_in, homework, homework_reviewer
from storage.homework.hand_ins import DROP, gathering, hand_in_piece, versions
from storage.homework.ratings import hand_in_rating, rating_score

_named = homework_reviewer.alias("named")
DROP_NAMED_TWICE = delete(homework_reviewer).where(
    homework_reviewer.c.membership_id == bindparam("old"),
    exists().where(_named.c.homework_id == homework_reviewer.c.homework_id, _named.c.membership_id == bindparam("kept")),
)
MOVE_REVIEWER = (
    update(homework_reviewer)
    .where(homework_reviewer.c.membership_id == bindparam("old"))
    .values(membership_id=bindparam("kept"))
)
MOVE_MADE = update(homework).where(homework.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))
_mine = hand_in.c.membership_id == bindparam("old")
_other = hand_in.alias("other")
MOVE_PIECES = update(hand_in_piece).where(hand_in_piece.c.hand_in_id == bindparam("old")).values(hand_in_id=bindparam("kept"))
SHARED = (
    select(hand_in.c.homework_id)
    .select_from(hand_in.join(_other, _other.c.homework_id == hand_in.c.homework_id))
    .where(_mine, _other.c.membership_id == bindparam("kept"))
    .distinct()
    .order_by(hand_in.c.homework_id)
)
PLACE = (
    update(hand_in)
    .where(hand_in.c.id == bindparam("number"))
    .values(membership_id=bindparam("kept"), version=bindparam("as_version"), state=bindparam("as_"))
)
MOVE = update(hand_in).where(_mine).values(membership_id=bindparam("kept"))
MOVE_DECIDED = update(hand_in).where(hand_in.c.decided_by == bindparam("old")).values(decided_by=bindparam("kept"))
MOVE_WORDS = (
    update(hand_in_piece).where(hand_in_piece.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)
_both = hand_in_rating.alias("both")
_own = exists().where(hand_in.c.id == hand_in_rating.c.hand_in_id, hand_in.c.membership_id == hand_in_rating.c.membership_id)
RATED_TWICE = (
    select(hand_in_rating.c.id, hand_in_rating.c.given_at, _both.c.id.label("other"), _both.c.given_at.label("other_given"))
    .select_from(hand_in_rating.join(_both, _both.c.hand_in_id == hand_in_rating.c.hand_in_id))
    .where(hand_in_rating.c.membership_id == bindparam("old"), _both.c.membership_id == bindparam("kept"))
)
OWN = select(hand_in_rating.c.id).where(hand_in_rating.c.membership_id == bindparam("kept"), _own)
DELETE_SCORES = delete(rating_score).where(rating_score.c.rating_id == bindparam("rating"))
DELETE_RATING = delete(hand_in_rating).where(hand_in_rating.c.id == bindparam("rating"))
MOVE_RATINGS = (
    update(hand_in_rating).where(hand_in_rating.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
)

FAR = 1_000_000
"""A version nobody reaches: where rows stand while they are renumbered."""


def merge(db: Db, old: int, kept: int) -> list[int]:
    """All of it; gives the homework both had accepted, which counts once."""
    _move_set(db, old, kept)
    twice = _move_hand_ins(db, old, kept)
    _move_ratings(db, old, kept)
    return twice


def _move_set(db: Db, old: int, kept: int) -> None:
    """What one membership set and was named for is another's."""
    db.run(DROP_NAMED_TWICE, old=old, kept=kept)
    db.run(MOVE_REVIEWER, old=old, kept=kept)
    db.run(MOVE_MADE, old=old, kept=kept)


def _move_hand_ins(db: Db, old: int, kept: int) -> list[int]:
    """What one membership handed in is another's; gives the homework both had accepted, which counts once.

    Versions are numbered by the time they came. The first that was accepted stands; else the newest that waits does.
    """
    twice = []
    for row in db.all(SHARED, old=old, kept=kept):
        _gather_together(db, row.homework_id, old, kept)
        both = versions(db, row.homework_id, old) + versions(db, row.homework_id, kept)
        both.sort(key=lambda one: (one.at, one.id))
        accepted = sorted((one for one in both if one.state == "accepted"), key=lambda one: (one.decided_at, one.id))
        waiting_ = [one for one in both if one.state == "waiting"]
        stands = accepted[0].id if accepted else waiting_[-1].id if waiting_ else None
        if len(accepted) > 1:
            twice.append(row.homework_id)
        states = {
            one.id: "replaced" if one.state in ("accepted", "waiting") and one.id != stands else one.state for one in both
        }
        for place, one in enumerate(both, 1):
            parked = "replaced" if states[one.id] != one.state or one.id == stands else one.state
            db.run(PLACE, number=one.id, kept=kept, as_version=FAR + place, as_=parked)
        for place, one in enumerate(both, 1):
            db.run(PLACE, number=one.id, kept=kept, as_version=place, as_=states[one.id])
    db.run(MOVE, old=old, kept=kept)
    db.run(MOVE_DECIDED, old=old, kept=kept)
    db.run(MOVE_WORDS, old=old, kept=kept)
    return twice


def _gather_together(db: Db, homework_id: int, old: int, kept: int) -> None:
    theirs, ours = gathering(db, homework_id, old), gathering(db, homework_id, kept)
    if theirs is not None and ours is not None:
        db.run(MOVE_PIECES, old=theirs, kept=ours)
        db.run(DROP, number=theirs)


def _move_ratings(db: Db, old: int, kept: int) -> None:
    """What one membership was asked to rate is another's: once where both were, and never what is their own by now."""
    for row in db.all(RATED_TWICE, old=old, kept=kept):
        _delete(db, row.other if row.given_at is not None and row.other_given is None else row.id)
    db.run(MOVE_RATINGS, old=old, kept=kept)
    for row in db.all(OWN, kept=kept):
        _delete(db, row.id)


def _delete(db: Db, rating: int) -> None:
    db.run(DELETE_SCORES, rating=rating)
    db.run(DELETE_RATING, rating=rating)
