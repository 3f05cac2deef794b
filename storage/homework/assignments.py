"""What homework a camp has set: for whom, until when, by which rules, and who reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    delete,
    exists,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

homework = Table(
    "homework",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("title", Text, nullable=False),
    Column("brief", Text, nullable=False),
    Column("tag", Text),
    Column("until", Instant),
    Column("late", Text, nullable=False),
    Column("peers", Integer, nullable=False),
    Column("rubric", Json, nullable=False),
    Column("seed", Text),
    foreign_key("membership", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("closed_at", Instant),
    Column("withdrawn_at", Instant),
    CheckConstraint("late IN ('take', 'mark', 'refuse')", name="late"),
    CheckConstraint("peers = 0 OR peers BETWEEN 2 AND 5", name="peers"),
)
"""`tag` is whose it is (everybody's where there is none), `late` what becomes of what comes after `until`, `peers` how many who handed in
rate each other's, `rubric` the names of what is rated, `seed` what the peers were drawn by once they were."""
_stands = homework.c.withdrawn_at.is_(None)
Index("uq_homework_title", homework.c.camp_id, homework.c.title, unique=True, sqlite_where=_stands, postgresql_where=_stands)

homework_reviewer = Table(
    "homework_reviewer",
    metadata,
    foreign_key("homework", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
)
"""Who was named to decide about it; where nobody was, it is for the experts and managers."""

hand_in = Table(
    "hand_in",
    metadata,
    primary_key(),
    foreign_key("homework"),
    foreign_key("membership", index=True),
    Column("state", Text, nullable=False),
    Column("version", Integer),
    Column("begun_at", Instant, nullable=False),
    Column("ends_at", Instant),
    Column("at", Instant),
    Column("late", Boolean, nullable=False),
    foreign_key("membership", name="decided_by", nullable=True),
    Column("decided_at", Instant),
    Column("reason", Text),
    CheckConstraint("state IN ('gathering', 'waiting', 'accepted', 'returned', 'replaced')", name="state"),
    CheckConstraint("(state = 'gathering') = (version IS NULL)", name="version"),
    CheckConstraint("(version IS NULL) = (at IS NULL)", name="handed_in"),
    CheckConstraint("state NOT IN ('accepted', 'returned') OR decided_at IS NOT NULL", name="decided"),
)
"""What somebody handed in, H and its number, version by version. While it is `gathering` it is theirs alone and no version yet; `ends_at`
is when they said it was all, where files were still on their way. One that another took the place of is `replaced`."""
Index("uq_hand_in_version", hand_in.c.homework_id, hand_in.c.membership_id, hand_in.c.version, unique=True)
for _state in ("gathering", "waiting", "accepted"):
    _is = hand_in.c.state == _state
    Index(
        f"uq_hand_in_{_state}",
        hand_in.c.homework_id,
        hand_in.c.membership_id,
        unique=True,
        sqlite_where=_is,
        postgresql_where=_is,
    )

RULES = ("brief", "tag", "until", "late", "peers", "rubric")
SET = insert(homework).on_conflict_do_nothing().returning(homework.c.id)
CHANGE = (
    update(homework)
    .where(homework.c.id == bindparam("number"))
    .values({name: bindparam(f"new_{name}", type_=homework.c[name].type) for name in RULES})
)
ONE = select(homework).where(homework.c.id == bindparam("number"), _stands)
ANY = select(homework).where(homework.c.id == bindparam("number"))
OF_CAMP = select(homework).where(homework.c.camp_id == bindparam("camp"), _stands).order_by(homework.c.id)
CLOSE = (
    update(homework)
    .where(homework.c.id == bindparam("number"), _stands, homework.c.closed_at.is_(None))
    .values(closed_at=bindparam("at"))
    .returning(homework.c.id)
)
REOPEN = (
    update(homework)
    .where(homework.c.id == bindparam("number"), _stands, homework.c.closed_at.is_not(None))
    .values(closed_at=None)
    .returning(homework.c.id)
)
_handed_in = exists().where(hand_in.c.homework_id == homework.c.id, hand_in.c.version.is_not(None))
WITHDRAW = (
    update(homework)
    .where(homework.c.id == bindparam("number"), _stands, ~_handed_in)
    .values(withdrawn_at=bindparam("at"))
    .returning(homework.c.id)
)
SEED = update(homework).where(homework.c.id == bindparam("number")).values(seed=bindparam("drawn_by"))
REVIEWERS = (
    select(membership.c.id, membership.c.person_id, person.c.name, membership.c.left_on, membership.c.role)
    .select_from(
        homework_reviewer.join(membership, membership.c.id == homework_reviewer.c.membership_id).join(
            person, person.c.id == membership.c.person_id
        )
    )
    .where(homework_reviewer.c.homework_id == bindparam("number"))
    .order_by(membership.c.id)
)
NAME = insert(homework_reviewer).on_conflict_do_nothing()
UNNAME = delete(homework_reviewer).where(homework_reviewer.c.homework_id == bindparam("number"))


@dataclass(frozen=True, slots=True)
class Homework:
    """What was set, and its rules."""

    id: int
    camp: int
    title: str
    brief: str
    tag: str | None
    until: datetime | None
    late: str
    peers: int
    rubric: tuple[str, ...]
    seed: str | None
    made_by: int
    closed_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and self.withdrawn_at is None


class Reviewer(NamedTuple):
    """Somebody named to decide, present or not."""

    id: int
    person: int
    name: str
    left_on: Any
    role: str


def set_homework(
    db: Db,
    camp: int,
    title: str,
    *,
    brief: str,
    tag: str | None,
    until: datetime | None,
    late: str,
    peers: int,
    rubric: Sequence[str],
    by: int,
    at: datetime,
) -> int | None:
    """The new homework's id; None where the camp has one of that title."""
    rules = {"brief": brief, "tag": tag, "until": until, "late": late, "peers": peers, "rubric": list(rubric)}
    return db.value(SET, camp_id=camp, title=title, made_by=by, made_at=at, **rules)


def change(db: Db, number: int, **rules: Any) -> None:
    """Other rules from now on; all of `RULES` are given."""
    db.run(CHANGE, number=number, **{f"new_{name}": rules[name] for name in RULES})


def find(db: Db, number: int) -> Homework | None:
    """One that stands."""
    return homework_of(db.one(ONE, number=number))


def find_any(db: Db, number: int) -> Homework | None:
    """One that stands or was withdrawn."""
    return homework_of(db.one(ANY, number=number))


def of_camp(db: Db, camp: int) -> list[Homework]:
    """All that stand, the oldest first."""
    return [one for row in db.all(OF_CAMP, camp=camp) if (one := homework_of(row)) is not None]


def homework_of(row: Any) -> Homework | None:
    if row is None:
        return None
    return Homework(
        row.id,
        row.camp_id,
        row.title,
        row.brief,
        row.tag,
        row.until,
        row.late,
        row.peers,
        tuple(row.rubric),
        row.seed,
        row.made_by,
        row.closed_at,
        row.withdrawn_at,
    )


def close(db: Db, number: int, *, at: datetime) -> bool:
    """Nothing more is taken; False where that was so."""
    return db.value(CLOSE, number=number, at=at) is not None


def reopen(db: Db, number: int) -> bool:
    """It is taken again; False where it was."""
    return db.value(REOPEN, number=number) is not None


def withdraw(db: Db, number: int, *, at: datetime) -> bool:
    """It was never set; False where somebody has handed in."""
    return db.value(WITHDRAW, number=number, at=at) is not None


def seed(db: Db, number: int, drawn_by: str) -> None:
    """What the peers were drawn by."""
    db.run(SEED, number=number, drawn_by=drawn_by)


def reviewers(db: Db, number: int) -> list[Reviewer]:
    """Who was named, those who left too."""
    return [Reviewer(*row) for row in db.all(REVIEWERS, number=number)]


def name_reviewers(db: Db, number: int, members: Iterable[int]) -> None:
    """These and nobody else decide from now on."""
    db.run(UNNAME, number=number)
    for member in members:
        db.run(NAME, homework_id=number, membership_id=member)
