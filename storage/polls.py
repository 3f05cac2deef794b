"""Polls: what is asked, the options, named votes, nominations, where a poll stands, and the polls still to be opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.ballots import Electorate
from storage.connection import Db
from storage.people import person
from storage.schema import Instant, Json, foreign_key, metadata, primary_key

poll = Table(
    "poll",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("person", index=True),
    Column("place", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("most", Integer, nullable=False),
    Column("anonymous", Boolean, nullable=False),
    Column("hidden", Boolean, nullable=False),
    Column("addable", Boolean, nullable=False),
    Column("only", Text, nullable=False, server_default=text("''")),
    Column("seats", Integer, nullable=False, server_default=text("0")),
    Column("shortlist", Integer, nullable=False, server_default=text("0")),
    Column("stage", Text, nullable=False),
    Column("until", Instant),
    Column("vote_until", Instant),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant),
    CheckConstraint("kind in ('single','multiple','ranking')", name="kind"),
    CheckConstraint("stage in ('nominating','open','closed')", name="stage"),
)
"""`place` is `camp` (every room of it) or `room:3`; `most` choices fit on a ballot; `only` is the tag of those asked.
An award vote has `seats` winners and begins with nominations until `until`, of which `shortlist` go to the vote, until `vote_until`."""
Index("ix_poll_camp", poll.c.camp_id, poll.c.id)

option = Table(
    "option",
    metadata,
    foreign_key("poll", primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("words", Text, nullable=False),
    foreign_key("person", nullable=True, index=True),
)
"""`person_id` is who stands for election."""

vote = Table(
    "vote",
    metadata,
    foreign_key("poll", primary_key=True),
    foreign_key("person", primary_key=True, index=True),
    Column("place", Integer, primary_key=True),
    Column("rank", Integer, nullable=False),
    sqlite_with_rowid=False,
)
"""A named vote: one row a choice, `rank` 1 for the first."""
Index("ix_vote_place", vote.c.poll_id, vote.c.place)

nomination = Table(
    "nomination",
    metadata,
    foreign_key("poll", primary_key=True),
    foreign_key("person", primary_key=True, index=True),
    foreign_key("person", name="nominee_id", primary_key=True, index=True),
    sqlite_with_rowid=False,
)

poll_post = Table(
    "poll_post", metadata, foreign_key("poll", primary_key=True), foreign_key("outbox", primary_key=True, index=True)
)
"""Where a poll is shown: our messages, edited as votes come in."""

poll_plan = Table(
    "poll_plan",
    metadata,
    primary_key(),
    foreign_key("camp"),
    foreign_key("person", index=True),
    Column("place", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("rhythm", Json, nullable=False),
    Column("stopped_at", Instant),
)
"""A poll to be opened when it is time, as it was written."""

_POLL = (
    poll.c.id,
    poll.c.camp_id,
    poll.c.person_id,
    poll.c.place,
    poll.c.title,
    poll.c.kind,
    poll.c.most,
    poll.c.anonymous,
    poll.c.hidden,
    poll.c.addable,
    poll.c.only,
    poll.c.seats,
    poll.c.shortlist,
    poll.c.stage,
    poll.c.until,
    poll.c.vote_until,
    poll.c.opened_at,
)
_WRITTEN = tuple(column.name for column in _POLL if column.name not in ("id", "camp_id", "person_id"))
OPEN = insert(poll).returning(poll.c.id)
ONE = select(*_POLL).where(poll.c.id == bindparam("poll"))
CLOSED_AT = select(poll.c.closed_at).where(poll.c.id == bindparam("poll"))
RUNNING = select(*_POLL).where(poll.c.camp_id == bindparam("camp"), poll.c.stage != "closed").order_by(poll.c.id)
LATEST = select(*_POLL).where(poll.c.camp_id == bindparam("camp")).order_by(poll.c.id.desc()).limit(1)
TO_VOTE = (
    update(poll)
    .where(poll.c.id == bindparam("poll"), poll.c.stage == "nominating")
    .values(stage="open", until=poll.c.vote_until)
    .returning(poll.c.until)
)
CLOSE = (
    update(poll)
    .where(poll.c.id == bindparam("poll"), poll.c.stage != "closed")
    .values(stage="closed", closed_at=bindparam("at", type_=Instant))
    .returning(poll.c.id)
)
ADD_OPTION = insert(option)
OPTIONS = (
    select(option.c.place, option.c.words, option.c.person_id)
    .where(option.c.poll_id == bindparam("poll"))
    .order_by(option.c.place)
)
VOTE = insert(vote)
MINE = (
    select(vote.c.place).where(vote.c.poll_id == bindparam("poll"), vote.c.person_id == bindparam("who")).order_by(vote.c.rank)
)
UNVOTE = delete(vote).where(vote.c.poll_id == bindparam("poll"), vote.c.person_id == bindparam("who"))
COUNTS = (
    select(vote.c.place, vote.c.rank, func.count())
    .where(vote.c.poll_id == bindparam("poll"))
    .group_by(vote.c.place, vote.c.rank)
)
VOTES = (
    select(vote.c.person_id, person.c.name, vote.c.place)
    .select_from(vote.join(person, person.c.id == vote.c.person_id))
    .where(vote.c.poll_id == bindparam("poll"))
    .order_by(person.c.name, vote.c.person_id, vote.c.rank)
)
VOTERS = select(func.count(func.distinct(vote.c.person_id))).where(vote.c.poll_id == bindparam("poll"))
NOMINATE = insert(nomination).on_conflict_do_nothing().returning(nomination.c.nominee_id)
NOMINATED = (
    select(nomination.c.nominee_id, person.c.name, func.count().label("times"))
    .select_from(nomination.join(person, person.c.id == nomination.c.nominee_id))
    .where(nomination.c.poll_id == bindparam("poll"))
    .group_by(nomination.c.nominee_id, person.c.name)
    .order_by(func.count().desc(), person.c.name)
)
POSTED = insert(poll_post).on_conflict_do_nothing()
POSTS = select(poll_post.c.outbox_id).where(poll_post.c.poll_id == bindparam("poll")).order_by(poll_post.c.outbox_id)
PLAN = insert(poll_plan).returning(poll_plan.c.id)
PLANNED = select(poll_plan).where(poll_plan.c.id == bindparam("plan"), poll_plan.c.stopped_at.is_(None))
PLANS = (
    select(poll_plan).where(poll_plan.c.camp_id == bindparam("camp"), poll_plan.c.stopped_at.is_(None)).order_by(poll_plan.c.id)
)
STOP_PLAN = (
    update(poll_plan)
    .where(poll_plan.c.id == bindparam("plan"), poll_plan.c.stopped_at.is_(None))
    .values(stopped_at=bindparam("at"))
    .returning(poll_plan.c.id)
)
_others = vote.alias("others")
DROP_DOUBLE = delete(vote).where(
    vote.c.person_id == bindparam("old"),
    select(_others.c.place).where(_others.c.person_id == bindparam("kept"), _others.c.poll_id == vote.c.poll_id).exists(),
)
MOVE_VOTES = update(vote).where(vote.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
MERGE_AUTHORS = update(poll).where(poll.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
MERGE_PLANNERS = update(poll_plan).where(poll_plan.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
MERGE_CANDIDATES = update(option).where(option.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
NOMINATIONS_OF = select(nomination.c.poll_id, nomination.c.person_id, nomination.c.nominee_id).where(
    (nomination.c.person_id == bindparam("old")) | (nomination.c.nominee_id == bindparam("old"))
)
DROP_NOMINATIONS = delete(nomination).where(
    (nomination.c.person_id == bindparam("old")) | (nomination.c.nominee_id == bindparam("old"))
)


@dataclass(frozen=True, slots=True)
class Poll:
    """A poll; the columns of its table. A `closed` stage is final."""

    id: int
    camp: int
    author: int
    place: str
    title: str
    kind: str
    most: int
    anonymous: bool
    hidden: bool
    addable: bool
    only: str
    seats: int
    shortlist: int
    stage: str
    until: datetime | None
    vote_until: datetime | None
    opened_at: datetime

    @property
    def asked(self) -> Electorate:
        """Whom it is put to."""
        return Electorate(self.camp, self.only, self.place)

    @property
    def subject(self) -> str:
        """What its ballots and its rows on the agenda are called."""
        return f"poll:{self.id}"


@dataclass(frozen=True, slots=True)
class PollOption:
    """One thing to choose; `person` where it is somebody who stands for election."""

    place: int
    words: str
    person: int | None


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody nominated, and by how many."""

    person: int
    name: str
    times: int


@dataclass(frozen=True, slots=True)
class PlannedPoll:
    """A poll to be opened at its rhythm, as it was written."""

    id: int
    camp: int
    author: int
    place: str
    words: str
    rhythm: dict[str, Any]


def open_poll(db: Db, one: Poll) -> int:
    """Opens a poll that has no number yet; gives the number it gets."""
    columns = {name: getattr(one, name) for name in _WRITTEN}
    return int(db.value(OPEN, camp_id=one.camp, person_id=one.author, **columns))


def find(db: Db, poll_id: int) -> Poll | None:
    row = db.one(ONE, poll=poll_id)
    return None if row is None else Poll(*row)


def closed_at(db: Db, poll_id: int) -> datetime | None:
    """When it ended; None while it has not."""
    return db.value(CLOSED_AT, poll=poll_id)


def running(db: Db, camp: int) -> list[Poll]:
    """The polls of a camp that are not closed."""
    return [Poll(*row) for row in db.all(RUNNING, camp=camp)]


def latest(db: Db, camp: int) -> Poll | None:
    """The poll opened last, closed or not."""
    row = db.one(LATEST, camp=camp)
    return None if row is None else Poll(*row)


def to_the_vote(db: Db, poll_id: int) -> bool:
    """Nominations are over and the vote is open; False where they were."""
    return db.one(TO_VOTE, poll=poll_id) is not None


def close(db: Db, poll_id: int, *, at: datetime) -> bool:
    """Closes for good; False where it was closed."""
    return db.one(CLOSE, poll=poll_id, at=at) is not None


def add_option(db: Db, poll_id: int, place: int, words: str, person_id: int | None = None) -> None:
    db.run(ADD_OPTION, poll_id=poll_id, place=place, words=words, person_id=person_id)


def options(db: Db, poll_id: int) -> list[PollOption]:
    """The options in their order; A is place 0."""
    return [PollOption(*row) for row in db.all(OPTIONS, poll=poll_id)]


def choose(db: Db, poll_id: int, person_id: int, places: Sequence[int]) -> None:
    """Somebody's named vote, in place of any before."""
    db.run(UNVOTE, poll=poll_id, who=person_id)
    for rank, place in enumerate(places, 1):
        db.run(VOTE, poll_id=poll_id, person_id=person_id, place=place, rank=rank)


def chosen(db: Db, poll_id: int, person_id: int) -> list[int]:
    """What somebody has chosen, first choice first."""
    return [row.place for row in db.all(MINE, poll=poll_id, who=person_id)]


def counts(db: Db, poll_id: int) -> dict[tuple[int, int], int]:
    """Named votes: (place, rank) → how many."""
    return {(row[0], row[1]): int(row[2]) for row in db.all(COUNTS, poll=poll_id)}


def votes(db: Db, poll_id: int) -> list[Any]:
    """Every named vote as (person_id, name, place), a person's together, first choice first."""
    return db.all(VOTES, poll=poll_id)


def voters(db: Db, poll_id: int) -> int:
    """How many have a named vote in it."""
    return int(db.value(VOTERS, poll=poll_id))


def nominate(db: Db, poll_id: int, person_id: int, nominee: int) -> bool:
    """Somebody proposes somebody; False where they had."""
    return db.one(NOMINATE, poll_id=poll_id, person_id=person_id, nominee_id=nominee) is not None


def nominees(db: Db, poll_id: int) -> list[Nominee]:
    """Who was proposed, the most often first, then by name."""
    return [Nominee(row.nominee_id, row.name, int(row.times)) for row in db.all(NOMINATED, poll=poll_id)]


def add_message(db: Db, poll_id: int, message: int) -> None:
    """One of our messages shows the poll."""
    db.run(POSTED, poll_id=poll_id, outbox_id=message)


def posts(db: Db, poll_id: int) -> list[int]:
    """Our messages that show the poll."""
    return [row.outbox_id for row in db.all(POSTS, poll=poll_id)]


def plan(db: Db, camp: int, author: int, place: str, words: str, rhythm: dict[str, Any]) -> int:
    """A poll to be opened later, perhaps again and again; gives the plan's id."""
    return int(db.value(PLAN, camp_id=camp, person_id=author, place=place, words=words, rhythm=rhythm))


def find_plan(db: Db, plan_id: int) -> PlannedPoll | None:
    """A plan that was not stopped."""
    row = db.one(PLANNED, plan=plan_id)
    return None if row is None else PlannedPoll(*row[:6])


def plans(db: Db, camp: int) -> list[PlannedPoll]:
    """A camp's plans."""
    return [PlannedPoll(*row[:6]) for row in db.all(PLANS, camp=camp)]


def stop_plan(db: Db, plan_id: int, *, at: datetime) -> bool:
    """It is not opened any more; False where it was stopped."""
    return db.one(STOP_PLAN, plan=plan_id, at=at) is not None


def merge(db: Db, old: int, kept: int) -> None:
    """Where both voted, `kept`'s vote stands; a nomination both made, or of either by the other, counts once or not at all."""
    db.run(DROP_DOUBLE, old=old, kept=kept)
    db.run(MOVE_VOTES, old=old, kept=kept)
    rows = db.all(NOMINATIONS_OF, old=old)
    db.run(DROP_NOMINATIONS, old=old)
    for row in rows:
        who, nominee = (kept if one == old else one for one in (row.person_id, row.nominee_id))
        if who != nominee:
            db.run(NOMINATE, poll_id=row.poll_id, person_id=who, nominee_id=nominee)
    for statement in (MERGE_AUTHORS, MERGE_PLANNERS, MERGE_CANDIDATES):
        db.run(statement, old=old, kept=kept)
