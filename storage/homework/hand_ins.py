"""What somebody handed in, piece by piece and version by version, and what was decided about it: once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, bindparam, delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.homework.assignments import hand_in, homework
from storage.memberships import membership
from storage.people import person
from storage.schema import Key, foreign_key, metadata, primary_key

hand_in_piece = Table(
    "hand_in_piece",
    metadata,
    primary_key(),
    foreign_key("hand_in", index=True),
    foreign_key("membership", index=True),
    Column("kind", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("file", Text),
    Column("size", Integer, nullable=False),
    CheckConstraint("kind IN ('words', 'picture', 'sound', 'film', 'file')", name="kind"),
    CheckConstraint("size >= 0", name="size"),
)
"""In the order they were sent. `words` is the text, or the name of a file, `size` its bytes; a file without a key is still on its way."""

_author = membership.alias("author")
_judge = membership.alias("judge")
_judging = person.alias("judging")
_WHOLE = select(
    hand_in.c.id,
    hand_in.c.homework_id,
    hand_in.c.membership_id,
    hand_in.c.state,
    hand_in.c.version,
    hand_in.c.at,
    hand_in.c.late,
    hand_in.c.ends_at,
    hand_in.c.decided_by,
    hand_in.c.decided_at,
    hand_in.c.reason,
    person.c.id.label("person"),
    person.c.name,
    _judging.c.name.label("judge"),
).select_from(
    hand_in.join(_author, _author.c.id == hand_in.c.membership_id)
    .join(person, person.c.id == _author.c.person_id)
    .outerjoin(_judge, _judge.c.id == hand_in.c.decided_by)
    .outerjoin(_judging, _judging.c.id == _judge.c.person_id)
)
BEGIN = insert(hand_in).on_conflict_do_nothing().returning(hand_in.c.id)
GATHERING = select(hand_in.c.id).where(
    hand_in.c.homework_id == bindparam("homework"),
    hand_in.c.membership_id == bindparam("member"),
    hand_in.c.state == "gathering",
)
GATHERED = select(hand_in.c.id).where(hand_in.c.homework_id == bindparam("homework"), hand_in.c.state == "gathering")
OPEN = (
    select(hand_in.c.id, hand_in.c.homework_id)
    .where(hand_in.c.membership_id == bindparam("member"), hand_in.c.state == "gathering")
    .order_by(hand_in.c.id.desc())
)
ADD = insert(hand_in_piece).returning(hand_in_piece.c.id)
FILL = (
    update(hand_in_piece)
    .where(hand_in_piece.c.id == bindparam("piece"))
    .values(file=bindparam("key"), kind=bindparam("as_"), size=bindparam("bytes"))
    .returning(hand_in_piece.c.hand_in_id)
)
DROP_PIECE = delete(hand_in_piece).where(hand_in_piece.c.id == bindparam("piece")).returning(hand_in_piece.c.hand_in_id)
DROP_PIECES = delete(hand_in_piece).where(hand_in_piece.c.hand_in_id == bindparam("number"))
DROP = (
    delete(hand_in).where(hand_in.c.id == bindparam("number"), hand_in.c.state == "gathering").returning(hand_in.c.homework_id)
)
PIECES = select(
    hand_in_piece.c.id, hand_in_piece.c.kind, hand_in_piece.c.words, hand_in_piece.c.file, hand_in_piece.c.size
).where(hand_in_piece.c.hand_in_id == bindparam("number"))
PIECES = PIECES.order_by(hand_in_piece.c.id)
ENDS = (
    update(hand_in).where(hand_in.c.id == bindparam("number"), hand_in.c.state == "gathering").values(ends_at=bindparam("when"))
)
ONE = _WHOLE.where(hand_in.c.id == bindparam("number"))
OF_CAMP = _WHOLE.join(homework, homework.c.id == hand_in.c.homework_id).where(
    hand_in.c.id == bindparam("number"), homework.c.camp_id == bindparam("camp"), hand_in.c.version.is_not(None)
)
VERSIONS = _WHOLE.where(
    hand_in.c.homework_id == bindparam("homework"),
    hand_in.c.membership_id == bindparam("member"),
    hand_in.c.version.is_not(None),
).order_by(hand_in.c.version)
EVERY = _WHOLE.where(hand_in.c.homework_id == bindparam("homework"), hand_in.c.version.is_not(None)).order_by(
    hand_in.c.membership_id, hand_in.c.version
)
REPLACE = (
    update(hand_in)
    .where(
        hand_in.c.homework_id == bindparam("homework"),
        hand_in.c.membership_id == bindparam("member"),
        hand_in.c.state == "waiting",
    )
    .values(state="replaced")
    .returning(hand_in.c.id)
)
LAST = select(func.max(hand_in.c.version)).where(
    hand_in.c.homework_id == bindparam("homework"), hand_in.c.membership_id == bindparam("member")
)
_done = hand_in.alias("done")
HAND_IN = (
    update(hand_in)
    .where(
        hand_in.c.id == bindparam("number"),
        hand_in.c.state == "gathering",
        ~exists().where(
            _done.c.homework_id == hand_in.c.homework_id,
            _done.c.membership_id == hand_in.c.membership_id,
            _done.c.state == "accepted",
        ),
    )
    .values(state="waiting", version=bindparam("as_version"), at=bindparam("when"), late=bindparam("is_late"), ends_at=None)
    .returning(hand_in.c.id)
)
DECIDE = (
    update(hand_in)
    .where(hand_in.c.id == bindparam("number"), hand_in.c.state == "waiting")
    .values(
        state=bindparam("as_"),
        decided_by=bindparam("by", type_=Key),
        decided_at=bindparam("when"),
        reason=bindparam("why", type_=Text),
    )
    .returning(hand_in.c.id)
)
_newer = hand_in.alias("newer")
UNDECIDE = (
    update(hand_in)
    .where(
        hand_in.c.id == bindparam("number"),
        or_(hand_in.c.state == "accepted", hand_in.c.state == "returned"),
        ~exists().where(
            _newer.c.homework_id == hand_in.c.homework_id,
            _newer.c.membership_id == hand_in.c.membership_id,
            _newer.c.version > hand_in.c.version,
        ),
    )
    .values(state="waiting", decided_by=None, decided_at=None, reason=None)
    .returning(hand_in.c.id)
)
TAKE_BACK = (
    update(hand_in)
    .where(
        hand_in.c.id == bindparam("number"),
        hand_in.c.state == "waiting",
        ~exists().where(
            _newer.c.homework_id == hand_in.c.homework_id,
            _newer.c.membership_id == hand_in.c.membership_id,
            or_(_newer.c.version > hand_in.c.version, _newer.c.state == "gathering"),
        ),
    )
    .values(state="gathering", version=None, at=None, late=False)
    .returning(hand_in.c.id)
)
WAIT_AGAIN = update(hand_in).where(hand_in.c.id == bindparam("number"), hand_in.c.state == "replaced").values(state="waiting")
ERASE_PIECES = delete(hand_in_piece).where(hand_in_piece.c.membership_id == bindparam("member"))
ERASE_WAITING = (
    update(hand_in).where(hand_in.c.membership_id == bindparam("member"), hand_in.c.state == "waiting").values(state="replaced")
)
ERASE_GATHERING = delete(hand_in).where(hand_in.c.membership_id == bindparam("member"), hand_in.c.state == "gathering")


@dataclass(frozen=True, slots=True)
class HandIn:
    """A version, or what is being gathered (`version` and `at` are None)."""

    id: int
    homework: int
    membership: int
    state: str
    version: int | None
    at: datetime | None
    is_late: bool
    ends_at: datetime | None
    decided_by: int | None
    decided_at: datetime | None
    reason: str | None
    person: int
    name: str
    judge: str | None


class HandInPiece(NamedTuple):
    """A text, or a file by its name; one without a key is on its way. `size` is in bytes."""

    id: int
    kind: str
    words: str
    file: str | None
    size: int

    @property
    def is_coming(self) -> bool:
        return self.kind != "words" and self.file is None


class Gathering(NamedTuple):
    """What somebody is gathering, and for which homework."""

    id: int
    homework: int


def begin(db: Db, homework_id: int, member: int, *, at: datetime) -> int:
    """What somebody gathers for a homework: begun now, or gone on with."""
    new = db.value(BEGIN, homework_id=homework_id, membership_id=member, state="gathering", begun_at=at, late=False)
    return int(db.value(GATHERING, homework=homework_id, member=member) if new is None else new)


def gathering(db: Db, homework_id: int, member: int) -> int | None:
    """What somebody gathers for it."""
    return db.value(GATHERING, homework=homework_id, member=member)


def gathered(db: Db, homework_id: int) -> list[int]:
    """What anybody gathers for it."""
    return [row.id for row in db.all(GATHERED, homework=homework_id)]


def open_gatherings(db: Db, member: int) -> list[Gathering]:
    """What somebody is gathering, the newest first."""
    return [Gathering(*row) for row in db.all(OPEN, member=member)]


def add(db: Db, number: int, member: int, kind: str, words: str, *, size: int = 0) -> int:
    """One more piece; gives its number."""
    return int(db.value(ADD, hand_in_id=number, membership_id=member, kind=kind, words=words, size=size))


def fill(db: Db, piece: int, kind: str, file: str, size: int) -> int | None:
    """The file has come; gives what it belongs to, None where that was put away."""
    return db.value(FILL, piece=piece, key=file, as_=kind, bytes=size)


def drop_piece(db: Db, piece: int) -> int | None:
    """It does not come; gives what it belonged to, None where that was put away."""
    return db.value(DROP_PIECE, piece=piece)


def drop(db: Db, number: int) -> bool:
    """What is being gathered is put away; False where it is not being gathered any more."""
    one = find(db, number)
    if one is None or one.state != "gathering":
        return False
    db.run(DROP_PIECES, number=number)
    return db.value(DROP, number=number) is not None


def pieces(db: Db, number: int) -> list[HandInPiece]:
    """In the order they were sent."""
    return [HandInPiece(*row) for row in db.all(PIECES, number=number)]


def ends(db: Db, number: int, when: datetime | None) -> None:
    """They said that this is all; what is on its way is waited for."""
    db.run(ENDS, number=number, when=when)


def find(db: Db, number: int) -> HandIn | None:
    """By number, whatever camp it is of."""
    return _hand_in(db.one(ONE, number=number))


def of_camp(db: Db, camp: int, number: int) -> HandIn | None:
    """A version by number, of that camp."""
    return _hand_in(db.one(OF_CAMP, number=number, camp=camp))


def versions(db: Db, homework_id: int, member: int) -> list[HandIn]:
    """What somebody handed in, the first version first."""
    return [one for row in db.all(VERSIONS, homework=homework_id, member=member) if (one := _hand_in(row)) is not None]


def everything(db: Db, homework_id: int) -> list[HandIn]:
    """All versions of everybody."""
    return [one for row in db.all(EVERY, homework=homework_id) if (one := _hand_in(row)) is not None]


def _hand_in(row: Any) -> HandIn | None:
    if row is None:
        return None
    return HandIn(
        row.id,
        row.homework_id,
        row.membership_id,
        row.state,
        row.version,
        row.at,
        row.late,
        row.ends_at,
        row.decided_by,
        row.decided_at,
        row.reason,
        row.person,
        row.name,
        row.judge,
    )


def hand_in_now(db: Db, one: HandIn, *, is_late: bool, at: datetime) -> tuple[int, int | None] | None:
    """What was gathered becomes the next version and waits; gives its version and the number of the waiting one it takes the place of.
    None where it is not being gathered any more, or one was accepted meanwhile."""
    replaced = db.value(REPLACE, homework=one.homework, member=one.membership)
    version = int(db.value(LAST, homework=one.homework, member=one.membership) or 0) + 1
    if db.value(HAND_IN, number=one.id, as_version=version, when=at, is_late=is_late) is None:
        return None
    return version, replaced


def decide(db: Db, number: int, verdict: str, *, by: int | None, at: datetime, reason: str | None) -> bool:
    """`accepted` or `returned`; False where it does not wait: somebody decided, or a newer version took its place."""
    return db.value(DECIDE, number=number, as_=verdict, by=by, when=at, why=reason) is not None


def undecide(db: Db, number: int) -> bool:
    """It waits again; False where nothing was decided, or there is a newer version."""
    return db.value(UNDECIDE, number=number) is not None


def take_back(db: Db, one: HandIn, replaced: int | None) -> bool:
    """It is gathered again, and the one it took the place of waits again; False where it was decided, or something newer is there."""
    if db.value(TAKE_BACK, number=one.id) is None:
        return False
    if replaced is not None:
        db.run(WAIT_AGAIN, number=replaced)
    return True


def erase(db: Db, member: int) -> None:
    """What they handed in is a number and a verdict, nothing more, and waits for nobody; what they gathered goes."""
    db.run(ERASE_PIECES, member=member)
    db.run(ERASE_WAITING, member=member)
    db.run(ERASE_GATHERING, member=member)
