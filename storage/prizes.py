"""Prizes: what a camp gives for a week, a month or a quarter and by which rule, and each period's winners with what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import person
from storage.points import EARNED, ledger
from storage.schema import Day, Instant, Key, foreign_key, metadata, primary_key

MOST_TOP = 10

prize = Table(
    "prize",
    metadata,
    primary_key(),
    foreign_key("camp"),
    Column("title", Text, nullable=False),
    Column("title_key", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("figure", Text, nullable=False),
    Column("top", Integer, nullable=False),
    Column("ties", Text, nullable=False),
    Column("tag", Text),
    Column("first", Day, nullable=False),
    Column("last", Day, nullable=False),
    foreign_key("person", name="made_by"),
    Column("made_at", Instant, nullable=False),
    Column("ended_at", Instant),
    CheckConstraint("period IN ('week', 'month', 'quarter')", name="period"),
    CheckConstraint(f"top BETWEEN 1 AND {MOST_TOP}", name="top"),
    CheckConstraint("ties IN ('all', 'points')", name="ties"),
    CheckConstraint("first <= last", name="days"),
)
"""`figure` is what is counted, by its code; `first` and `last` are the days of the period that runs; `ties` says who of equals has it."""
_runs = prize.c.ended_at.is_(None)
Index("uq_prize_title", prize.c.camp_id, prize.c.title_key, unique=True, sqlite_where=_runs, postgresql_where=_runs)

prize_base = Table(
    "prize_base",
    metadata,
    foreign_key("prize", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("n", Integer, nullable=False),
)
"""What a counter, which knows no days, had counted of somebody when the period began."""

prize_round = Table(
    "prize_round",
    metadata,
    primary_key(),
    foreign_key("prize"),
    Column("first", Day, nullable=False),
    Column("last", Day, nullable=False),
    Column("state", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
    foreign_key("person", name="decided_by", nullable=True),
    Column("decided_at", Instant),
    Column("reason", Text),
    UniqueConstraint("prize_id", "first"),
    CheckConstraint("state IN ('waiting', 'given', 'dropped')", name="state"),
    CheckConstraint("(state = 'waiting') = (decided_by IS NULL)", name="decided"),
    CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided_at"),
)
"""A period that is over and waits for a manager: F and its number. A prize is given for a period once."""

prize_winner = Table(
    "prize_winner",
    metadata,
    foreign_key("prize_round", name="round_id", primary_key=True),
    foreign_key("membership", primary_key=True, index=True),
    Column("place", Integer, nullable=False),
    Column("value", Integer, nullable=False),
    CheckConstraint("place > 0 AND value > 0", name="place"),
)

prize_post = Table(
    "prize_post",
    metadata,
    Column("outbox_id", Key, primary_key=True, autoincrement=False),
    foreign_key("prize_round", name="round_id", index=True),
)
"""Our messages that announced it; a message may be forgotten before it."""

ADD = insert(prize).on_conflict_do_nothing().returning(prize.c.id)
_PRIZE = select(
    prize.c.id,
    prize.c.camp_id.label("camp"),
    prize.c.title,
    prize.c.period,
    prize.c.figure,
    prize.c.top,
    prize.c.ties,
    prize.c.tag,
    prize.c.first,
    prize.c.last,
    prize.c.made_by,
    prize.c.ended_at,
)
ONE = _PRIZE.where(prize.c.id == bindparam("number"))
TITLED = _PRIZE.where(prize.c.camp_id == bindparam("camp"), prize.c.title_key == bindparam("called"), _runs)
RUNNING = _PRIZE.where(prize.c.camp_id == bindparam("camp"), _runs).order_by(prize.c.id)
END = (
    update(prize)
    .where(prize.c.id == bindparam("number"), _runs)
    .values(ended_at=bindparam("when", type_=Instant))
    .returning(prize.c.id)
)
RESUME = (
    update(prize).where(prize.c.id == bindparam("number")).values(ended_at=None, first=bindparam("from_"), last=bindparam("to"))
)
NEXT = update(prize).where(prize.c.id == bindparam("number")).values(first=bindparam("from_"), last=bindparam("to"))
CLEAR_BASE = delete(prize_base).where(prize_base.c.prize_id == bindparam("number"))
WRITE_BASE = insert(prize_base)
BASE = select(prize_base.c.membership_id.label("member"), prize_base.c.n).where(prize_base.c.prize_id == bindparam("number"))
OPEN = insert(prize_round).on_conflict_do_nothing().returning(prize_round.c.id)
WIN = insert(prize_winner)
_ROUND = select(
    prize_round.c.id,
    prize_round.c.prize_id.label("prize"),
    prize.c.title,
    prize.c.period,
    prize.c.figure,
    prize.c.top,
    prize.c.ties,
    prize_round.c.first,
    prize_round.c.last,
    prize_round.c.state,
    prize_round.c.made_at,
).select_from(prize_round.join(prize, prize.c.id == prize_round.c.prize_id))
_of_camp = prize.c.camp_id == bindparam("camp")
ROUND = _ROUND.where(_of_camp, prize_round.c.id == bindparam("number"))
WAITING = (
    _ROUND.where(_of_camp, prize_round.c.state == "waiting", prize_round.c.id > bindparam("after"))
    .order_by(prize_round.c.id)
    .limit(bindparam("most"))
)
BACKLOG = (
    select(func.count(), func.min(prize_round.c.made_at))
    .select_from(prize_round.join(prize, prize.c.id == prize_round.c.prize_id))
    .where(_of_camp, prize_round.c.state == "waiting")
)
DECIDE = (
    update(prize_round)
    .where(prize_round.c.id == bindparam("number"), prize_round.c.state == "waiting")
    .values(
        state=bindparam("became"),
        decided_by=bindparam("who"),
        decided_at=bindparam("when", type_=Instant),
        reason=bindparam("why"),
    )
    .returning(prize_round.c.id)
)
REOPEN = (
    update(prize_round)
    .where(prize_round.c.id == bindparam("number"), prize_round.c.state != "waiting")
    .values(state="waiting", decided_by=None, decided_at=None, reason=None)
    .returning(prize_round.c.id)
)
WINNERS = (
    select(
        membership.c.id,
        membership.c.person_id.label("person"),
        person.c.name,
        membership.c.named,
        prize_winner.c.place,
        prize_winner.c.value,
    )
    .select_from(
        prize_winner.join(membership, membership.c.id == prize_winner.c.membership_id).join(
            person, person.c.id == membership.c.person_id
        )
    )
    .where(prize_winner.c.round_id == bindparam("number"), membership.c.left_on.is_(None))
    .order_by(prize_winner.c.place, membership.c.id)
)
POSTED = insert(prize_post)
POSTS = select(prize_post.c.outbox_id).where(prize_post.c.round_id == bindparam("number")).order_by(prize_post.c.outbox_id)
FORGET_POSTS = delete(prize_post).where(prize_post.c.round_id == bindparam("number"))
EARNED_IN = (
    select(ledger.c.membership_id.label("member"), func.sum(ledger.c.amount).label("n"))
    .where(
        ledger.c.camp_id == bindparam("camp"),
        ledger.c.at >= bindparam("since", type_=Instant),
        ledger.c.at < bindparam("until", type_=Instant),
        EARNED,
        or_(bindparam("category") == "", ledger.c.category == bindparam("category")),
    )
    .group_by(ledger.c.membership_id)
)


class Prize(NamedTuple):
    """What is given for which period, and by which rule."""

    id: int
    camp: int
    title: str
    period: str
    figure: str
    top: int
    ties: str
    tag: str | None
    first: date
    last: date
    made_by: int
    ended_at: datetime | None


class PrizeRound(NamedTuple):
    """A period of a prize that is over."""

    id: int
    prize: int
    title: str
    period: str
    figure: str
    top: int
    ties: str
    first: date
    last: date
    state: str
    made_at: datetime


class Winner(NamedTuple):
    """Somebody who has it: by place, with what they did; `named` is False for who does not want to be named."""

    id: int
    person: int
    name: str
    named: bool
    place: int
    value: int


def add(
    db: Db,
    camp: int,
    title: str,
    title_key: str,
    *,
    period: str,
    figure: str,
    top: int,
    ties: str,
    tag: str | None,
    first: date,
    last: date,
    by: int,
    at: datetime,
) -> int | None:
    """The new prize's number; None where one of that name runs."""
    rule = {"period": period, "figure": figure, "top": top, "ties": ties, "tag": tag, "first": first, "last": last}
    number: int | None = db.value(ADD, camp_id=camp, title=title, title_key=title_key, made_by=by, made_at=at, **rule)
    return number


def find(db: Db, number: int) -> Prize | None:
    """A prize, whether it runs or not."""
    row = db.one(ONE, number=number)
    return None if row is None else Prize(*row)


def titled(db: Db, camp: int, title_key: str) -> Prize | None:
    """The one of that name that runs."""
    row = db.one(TITLED, camp=camp, called=title_key)
    return None if row is None else Prize(*row)


def running(db: Db, camp: int) -> list[Prize]:
    """Those of a camp that run, the oldest first."""
    return [Prize(*row) for row in db.all(RUNNING, camp=camp)]


def end(db: Db, number: int, *, at: datetime) -> bool:
    """It is given no more; False where it had ended."""
    return db.value(END, number=number, when=at) is not None


def resume(db: Db, number: int, first: date, last: date) -> None:
    """It is given again, next for these days."""
    db.run(RESUME, number=number, from_=first, to=last)


def next_period(db: Db, number: int, first: date, last: date) -> None:
    """These days run now."""
    db.run(NEXT, number=number, from_=first, to=last)


def write_base(db: Db, number: int, counted: Mapping[int, int]) -> None:
    """What was counted of everybody as the period begins."""
    db.run(CLEAR_BASE, number=number)
    db.many(WRITE_BASE, [{"prize_id": number, "membership_id": member, "n": n} for member, n in counted.items() if n])


def base(db: Db, number: int) -> dict[int, int]:
    """The same, by membership."""
    return {row.member: row.n for row in db.all(BASE, number=number)}


def earned(db: Db, camp: int, category: str, since: datetime, until: datetime) -> dict[int, int]:
    """The points of a category ("" is any) everybody earned, less what was taken back."""
    return {row.member: int(row.n) for row in db.all(EARNED_IN, camp=camp, category=category, since=since, until=until)}


def open_round(
    db: Db, number: int, first: date, last: date, winners: Iterable[tuple[int, int, int]], *, at: datetime
) -> int | None:
    """A period is over, with (membership, place, value); gives its number, None where it was settled before."""
    opened: int | None = db.value(OPEN, prize_id=number, first=first, last=last, state="waiting", made_at=at)
    if opened is not None:
        rows = [
            {"round_id": opened, "membership_id": member, "place": place, "value": value} for member, place, value in winners
        ]
        db.many(WIN, rows)
    return opened


def round_of(db: Db, camp: int, number: int) -> PrizeRound | None:
    """The camp's of that number."""
    row = db.one(ROUND, camp=camp, number=number)
    return None if row is None else PrizeRound(*row)


def waiting(db: Db, camp: int, *, after: int, most: int) -> list[PrizeRound]:
    """Those that wait for a manager, above a number."""
    return [PrizeRound(*row) for row in db.all(WAITING, camp=camp, after=after, most=most)]


def backlog(db: Db, camp: int) -> tuple[int, datetime | None]:
    """How many wait, and since when."""
    row = db.one(BACKLOG, camp=camp)
    assert row is not None
    return row[0], row[1]


def decide(db: Db, number: int, became: str, *, by: int, at: datetime, why: str | None = None) -> bool:
    """It is `given` or `dropped`; False where it was decided before."""
    return db.value(DECIDE, number=number, became=became, who=by, when=at, why=why) is not None


def reopen(db: Db, number: int) -> bool:
    """It waits again; False where it did."""
    return db.value(REOPEN, number=number) is not None


def winners(db: Db, number: int) -> list[Winner]:
    """Who has it and is in the camp, by place."""
    return [Winner(*row) for row in db.all(WINNERS, number=number)]


def posted(db: Db, number: int, messages: Iterable[int]) -> None:
    """These messages of ours announced it."""
    db.many(POSTED, [{"outbox_id": message, "round_id": number} for message in messages])


def posts(db: Db, number: int) -> list[int]:
    """Our messages that announced it; they do so no more."""
    known = [row.outbox_id for row in db.all(POSTS, number=number)]
    db.run(FORGET_POSTS, number=number)
    return known


def _once(table: Table, thing: str) -> tuple[object, object]:
    both = table.alias("both")
    mine = table.c.membership_id == bindparam("old")
    has_it = exists().where(both.c[thing] == table.c[thing], both.c.membership_id == bindparam("kept"))
    return delete(table).where(mine, has_it), update(table).where(mine).values(membership_id=bindparam("kept"))


_other = prize_base.alias("other")
ADD_BASE = (
    update(prize_base)
    .where(
        prize_base.c.membership_id == bindparam("kept"),
        exists().where(_other.c.prize_id == prize_base.c.prize_id, _other.c.membership_id == bindparam("old")),
    )
    .values(
        n=prize_base.c.n
        + select(_other.c.n)
        .where(_other.c.prize_id == prize_base.c.prize_id, _other.c.membership_id == bindparam("old"))
        .scalar_subquery()
    )
)
_better = prize_winner.alias("better")
KEEP_BETTER = delete(prize_winner).where(
    prize_winner.c.membership_id == bindparam("kept"),
    exists().where(
        _better.c.round_id == prize_winner.c.round_id,
        _better.c.membership_id == bindparam("old"),
        _better.c.place < prize_winner.c.place,
    ),
)
MERGE = (*_once(prize_winner, "round_id"), *_once(prize_base, "prize_id"))
MOVE_MADE = update(prize).where(prize.c.made_by == bindparam("old")).values(made_by=bindparam("kept"))
MOVE_DECIDED = update(prize_round).where(prize_round.c.decided_by == bindparam("old")).values(decided_by=bindparam("kept"))


def move(db: Db, old: int, kept: int) -> None:
    """One membership's are another's: of two places in one period the better stands, and what both had counted is added up."""
    db.run(KEEP_BETTER, old=old, kept=kept)
    db.run(ADD_BASE, old=old, kept=kept)
    for statement in MERGE:
        db.run(statement, old=old, kept=kept)


def move_person(db: Db, old: int, kept: int) -> None:
    """What one person set up or decided is another's."""
    db.run(MOVE_MADE, old=old, kept=kept)
    db.run(MOVE_DECIDED, old=old, kept=kept)
