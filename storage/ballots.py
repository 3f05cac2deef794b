"""Ballots: who took part stands in one table and, where a vote is anonymous, what was chosen in another, with nothing between them.

What keeps the two apart, in a file, a dump or a page of the database: ballots have random keys and no time; every batch of
at least five is rewritten, all ballots of its subject together and shuffled, by a transaction later than any of the votes
(so `xmin`, `ctid` and the place in a page say nothing), and counted under its label there, so that no ballot keeps one;
what was overwritten is zeroed (`secure_delete`) and the write-ahead log emptied; PostgreSQL writes the tables anew, without
their dead rows. Until then, and while fewer than five have answered, whoever holds the database itself can still tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from secrets import SystemRandom, token_hex
from typing import Any, NamedTuple

from sqlalchemy import Boolean, Column, Integer, Table, Text, bindparam, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db, is_again
from storage.memberships import membership, tag
from storage.people import person
from storage.rooms import room_member
from storage.schema import Day, Instant, Json, foreign_key, metadata

LEAST = 5
"""The smallest group anything is said about, and the fewest ballots rewritten together."""
MIX_EVERY = timedelta(minutes=10)
REST = "*"
"""The label of those without one, and of the groups too small to be named."""

participation = Table(
    "participation",
    metadata,
    Column("subject", Text, primary_key=True),
    foreign_key("person", primary_key=True, index=True),
    sqlite_with_rowid=False,
)
"""Who took part in `poll:12` or `survey:3`; no order, no time."""

ballot = Table(
    "ballot",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("answers", Json, nullable=False),
    Column("fresh", Boolean, nullable=False),
    Column("label", Text),
    sqlite_with_rowid=False,
)
"""An anonymous ballot: `answers` is question → list of what was chosen, or a text. `label` is the voter's group, gone with `fresh`."""

tally = Table(
    "tally",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("label", Text, primary_key=True),
    Column("counts", Json, nullable=False),
    sqlite_with_rowid=False,
)
"""Rewritten ballots, counted: "" is everybody; `counts` as `Tally.stored` has it."""

nudge = Table(
    "nudge",
    metadata,
    Column("subject", Text, primary_key=True),
    foreign_key("person", primary_key=True, index=True),
    Column("times", Integer, nullable=False),
    Column("day", Day, nullable=False),
    sqlite_with_rowid=False,
)
"""How often somebody was reminded to take part, and the last day."""

TAKE_PART = insert(participation).on_conflict_do_nothing().returning(participation.c.person_id)
TOOK_PART = select(participation.c.person_id).where(
    participation.c.subject == bindparam("subject"), participation.c.person_id == bindparam("person")
)
_present = (membership.c.camp_id == bindparam("camp"), membership.c.left_on.is_(None))
_took_part = (
    select(participation.c.person_id)
    .where(participation.c.subject == bindparam("subject"), participation.c.person_id == membership.c.person_id)
    .exists()
)
_is_meant = select(tag.c.membership_id).where(tag.c.membership_id == membership.c.id, tag.c.name == bindparam("only")).exists()
_is_there = (
    select(room_member.c.room_id)
    .where(room_member.c.room_id == bindparam("in_room"), room_member.c.person_id == membership.c.person_id)
    .exists()
)
_are_asked = (
    membership.c.role == "learner",
    (bindparam("only") == "") | _is_meant,
    (bindparam("in_room", type_=Integer) == 0) | _is_there,
)
_learners = (*_present, *_are_asked)
DONE = select(func.count()).select_from(membership).where(*_learners, _took_part)
EXPECTED = select(func.count()).select_from(membership).where(*_learners)
EXPECTED_THEN = (
    select(func.count())
    .select_from(membership)
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.joined_at <= bindparam("at", type_=Instant),
        membership.c.left_on.is_(None) | (membership.c.left_on > bindparam("day", type_=Day)),
        *_are_asked,
    )
)
PARTICIPANTS = select(func.count()).select_from(participation).where(participation.c.subject == bindparam("subject"))
MISSING = (
    select(membership.c.id, membership.c.person_id, person.c.name)
    .select_from(membership.join(person, person.c.id == membership.c.person_id))
    .where(*_learners, ~_took_part, membership.c.id > bindparam("after"))
    .order_by(membership.c.id)
    .limit(bindparam("most"))
)
MEANT = (
    select(membership.c.id, membership.c.person_id)
    .where(*_learners, membership.c.id > bindparam("after"))
    .order_by(membership.c.id)
    .limit(bindparam("most"))
)
IS_MEANT = select(membership.c.id).where(*_learners, membership.c.id == bindparam("member"))
WITHDRAW = delete(participation).where(
    participation.c.subject == bindparam("subject"), participation.c.person_id == bindparam("person")
)
CAST = insert(ballot)
BALLOTS = select(ballot.c.answers, ballot.c.fresh, ballot.c.label).where(ballot.c.subject == bindparam("subject"))
FRESH = select(func.count()).select_from(ballot).where(ballot.c.subject == bindparam("subject"), ballot.c.fresh)
CLEAR = delete(ballot).where(ballot.c.subject == bindparam("subject"))
TALLIES = select(tally.c.label, tally.c.counts).where(tally.c.subject == bindparam("subject"))
CLEAR_TALLIES = delete(tally).where(tally.c.subject == bindparam("subject"))
ADD_TALLY = insert(tally)
_nudged = insert(nudge)
NUDGE = _nudged.on_conflict_do_update(
    index_elements=[nudge.c.subject, nudge.c.person_id],
    set_={"times": nudge.c.times + 1, "day": _nudged.excluded.day},
    where=nudge.c.day < _nudged.excluded.day,
).returning(nudge.c.times)
NUDGED = (
    select(nudge.c.times, func.count())
    .select_from(nudge.join(membership, membership.c.person_id == nudge.c.person_id))
    .where(nudge.c.subject == bindparam("subject"), *_learners, ~_took_part)
    .group_by(nudge.c.times)
    .order_by(nudge.c.times)
)
_other = participation.alias("other")
BOTH = select(participation.c.subject).where(
    participation.c.person_id == bindparam("old"),
    select(_other.c.subject)
    .where(_other.c.person_id == bindparam("kept"), _other.c.subject == participation.c.subject)
    .exists(),
)
DROP_PARTICIPATION = delete(participation).where(
    participation.c.person_id == bindparam("old"), participation.c.subject == bindparam("subject")
)
MOVE_PARTICIPATION = (
    update(participation).where(participation.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
)
DROP_NUDGES = delete(nudge).where(nudge.c.person_id == bindparam("old"))


@dataclass(slots=True)
class Tally:
    """Ballots counted: how many, and question → choice → how often. A text is not counted."""

    n: int = 0
    counts: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, answers: Mapping[str, Any]) -> None:
        self.n += 1
        for question, chosen in answers.items():
            if isinstance(chosen, list):
                counted = self.counts.setdefault(question, {})
                for choice in chosen:
                    counted[choice] = counted.get(choice, 0) + 1

    def __add__(self, other: Tally) -> Tally:
        both = Tally(self.n + other.n, {question: dict(counted) for question, counted in self.counts.items()})
        for question, counted in other.counts.items():
            mine = both.counts.setdefault(question, {})
            for choice, times in counted.items():
                mine[choice] = mine.get(choice, 0) + times
        return both

    @property
    def stored(self) -> dict[str, Any]:
        return {"n": self.n, "counts": self.counts}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Tally:
        return cls(stored["n"], stored["counts"])


# ── taking part ──────────────────────────────────────────────────────────────────────────────────────────────────────


def take_part(db: Db, subject: str, person_id: int) -> bool:
    """Notes that somebody took part; False where they had."""
    return db.one(TAKE_PART, subject=subject, person_id=person_id) is not None


def withdraw(db: Db, subject: str, person_id: int) -> None:
    """A named vote was taken back whole: they have not taken part."""
    db.run(WITHDRAW, subject=subject, person=person_id)


def took_part(db: Db, subject: str, person_id: int) -> bool:
    return db.one(TOOK_PART, subject=subject, person=person_id) is not None


def participants(db: Db, subject: str) -> int:
    """Everybody who took part, whatever their role."""
    return int(db.value(PARTICIPANTS, subject=subject))


def turnout(db: Db, subject: str, asked: Electorate) -> tuple[int, int]:
    """(took part, expected) among those who are asked."""
    return int(db.value(DONE, subject=subject, **asked.bound)), int(db.value(EXPECTED, **asked.bound))


def expected_then(db: Db, asked: Electorate, at: datetime, day: date) -> int:
    """How many of those who are asked had joined by a moment and were there on its day."""
    return int(db.value(EXPECTED_THEN, at=at, day=day, **asked.bound))


class Electorate(NamedTuple):
    """Who is asked: the present learners of a camp, with the tag `only` where there is one, in the room `place` names (`room:3`) or anywhere (`camp`)."""

    camp: int
    only: str = ""
    place: str = "camp"

    @property
    def bound(self) -> dict[str, Any]:
        """As the statements take it."""
        return {"camp": self.camp, "only": self.only, "in_room": self.room}

    @property
    def room(self) -> int:
        """The one room whose people are asked; 0 for all of the camp."""
        kind, _, number = self.place.partition(":")
        return int(number) if kind == "room" else 0


class Absent(NamedTuple):
    """A learner who has not taken part."""

    membership: int
    person: int
    name: str


def missing(db: Db, subject: str, asked: Electorate, *, after: int = 0, most: int = 100) -> list[Absent]:
    """Learners who have not taken part, by membership from `after` on."""
    rows = db.all(MISSING, subject=subject, after=after, most=most, **asked.bound)
    return [Absent(row.id, row.person_id, row.name) for row in rows]


def meant(db: Db, asked: Electorate, *, after: int = 0, most: int = 100) -> list[tuple[int, int]]:
    """The learners who are asked, as (membership, person), likewise."""
    return [(row.id, row.person_id) for row in db.all(MEANT, after=after, most=most, **asked.bound)]


def is_meant(db: Db, asked: Electorate, membership_id: int) -> bool:
    """Whether a member is one of those who are asked."""
    return db.one(IS_MEANT, member=membership_id, **asked.bound) is not None


def remind(db: Db, subject: str, person_id: int, day: Any) -> bool:
    """Notes a reminder to take part; False where they had one that day."""
    return db.one(NUDGE, subject=subject, person_id=person_id, times=1, day=day) is not None


def reminded(db: Db, subject: str, asked: Electorate) -> dict[int, int]:
    """Of those who have not taken part: how often reminded → how many people."""
    return {int(row[0]): int(row[1]) for row in db.all(NUDGED, subject=subject, **asked.bound)}


# ── anonymous ballots ────────────────────────────────────────────────────────────────────────────────────────────────


def forgets(db: Db) -> None:
    """From now on what this connection deletes is overwritten, not only let go of."""
    if db.is_sqlite:
        db.execute("PRAGMA secure_delete=ON")


def cast(db: Db, subject: str, answers: Mapping[str, Any], label: str = REST) -> None:
    """Puts a ballot among the others; who it is from is noted by `take_part` alone."""
    forgets(db)
    db.run(CAST, subject=subject, key=token_hex(16), answers=answers, fresh=True, label=label)


def fresh(db: Db, subject: str) -> int:
    """Ballots cast since the last rewriting."""
    return int(db.value(FRESH, subject=subject))


def fresh_ballots(db: Db, subject: str) -> list[Mapping[str, Any]]:
    """The answers that were not rewritten yet, in no order that says anything."""
    return [row.answers for row in db.all(BALLOTS, subject=subject) if row.fresh]


def mix_at(now: datetime) -> datetime:
    """When the ballots are next shuffled: the same moment for everybody who votes within ten minutes."""
    since = datetime(1970, 1, 1, tzinfo=now.tzinfo)
    return since + ((now - since) // MIX_EVERY + 1) * MIX_EVERY


def mix(db: Db, subject: str) -> None:
    """Rewrites every ballot of a subject under a new key in a new order, and counts the fresh ones under their labels.

    Call it in a transaction of its own; for anonymity there should be `LEAST` ballots or more.
    """
    forgets(db)
    ballots, counted = db.all(BALLOTS, subject=subject), tallies(db, subject)
    for one in ballots:
        if one.fresh:
            counted.setdefault("", Tally()).add(one.answers)
            counted.setdefault(one.label or REST, Tally()).add(one.answers)
    SystemRandom().shuffle(ballots)
    db.run(CLEAR, subject=subject)
    db.many(
        CAST,
        ({"subject": subject, "key": token_hex(16), "answers": one.answers, "fresh": False, "label": None} for one in ballots),
    )
    keep_tallies(db, subject, counted)


def tallies(db: Db, subject: str) -> dict[str, Tally]:
    """What was rewritten, counted: label → tally, "" for everybody."""
    return {row.label: Tally.of(row.counts) for row in db.all(TALLIES, subject=subject)}


def keep_tallies(db: Db, subject: str, counted: Mapping[str, Tally]) -> None:
    """Replaces the counts of a subject, all rows anew."""
    db.run(CLEAR_TALLIES, subject=subject)
    db.many(ADD_TALLY, ({"subject": subject, "label": label, "counts": one.stored} for label, one in counted.items()))


def drop(db: Db, subject: str) -> None:
    """Throws the ballots away: what was asked was taken back."""
    forgets(db)
    db.run(CLEAR, subject=subject)
    db.run(CLEAR_TALLIES, subject=subject)


def texts(db: Db, subject: str, question: str) -> list[str]:
    """What was written to a question, sorted: no order of arrival."""
    return sorted(
        text for row in db.all(BALLOTS, subject=subject) if isinstance(text := row.answers.get(question), str) and text
    )


def grouped(counted: Mapping[str, Tally]) -> tuple[dict[str, Tally], list[str]]:
    """The groups that may be named, and those too small to be: these stand together under `REST`.

    Where the rest alone would be under five, the smallest group joins it: nobody is found by subtraction.
    """
    groups = sorted(((label, one) for label, one in counted.items() if label not in ("", REST)), key=lambda pair: pair[1].n)
    rest, small = counted.get(REST, Tally()), list[str]()
    while groups and (groups[0][1].n < LEAST or 0 < rest.n < LEAST):
        label, one = groups.pop(0)
        rest = rest + one
        small.append(label)
    if not groups:
        return {}, small
    shown = dict(sorted(groups, key=lambda pair: (-pair[1].n, pair[0])))
    return (shown | {REST: rest} if rest.n else shown), small


def merge_small(db: Db, subject: str) -> None:
    """At the end: the counts of groups too small to be named are added up for good."""
    counted = tallies(db, subject)
    shown, _ = grouped(counted)
    keep_tallies(db, subject, {"": counted.get("", Tally()), **shown})


def forget(db: Db) -> bool:
    """Rids the files of what was overwritten, in a transaction that has not read yet; False where somebody is in the way."""
    return _truncate_log(db) if db.is_sqlite else _write_anew(db)


def _truncate_log(db: Db) -> bool:
    """Empties SQLite's write-ahead log."""
    db.execute("PRAGMA busy_timeout=50")
    try:
        return bool(db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    finally:
        db.execute("PRAGMA busy_timeout=5000")


def _write_anew(db: Db) -> bool:
    """Copies the living rows of PostgreSQL's tables to new files; the dead ones still carry the transaction of the vote."""
    db.execute("ROLLBACK")  # no transaction may do this
    db.execute("SET lock_timeout='200ms'")
    try:
        for table in ("ballot", "draft", "tally"):
            db.execute(f"VACUUM FULL {table}")
    except Exception as problem:
        if not is_again(problem):
            raise
        return False
    finally:
        db.execute("RESET lock_timeout")
        db.execute("BEGIN")
    return True


# ── one person of two ────────────────────────────────────────────────────────────────────────────────────────────────


def took_part_twice(db: Db, old: int, kept: int) -> list[str]:
    """The subjects both took part in."""
    return [row.subject for row in db.all(BOTH, old=old, kept=kept)]


def merge(db: Db, old: int, kept: int) -> None:
    """Where both took part it counts as one participant; an anonymous ballot cannot be told from the others."""
    for subject in took_part_twice(db, old, kept):
        db.run(DROP_PARTICIPATION, old=old, subject=subject)
    db.run(MOVE_PARTICIPATION, old=old, kept=kept)
    db.run(DROP_NUDGES, old=old)
