"""Who sends for a platform account: the term's number, by which a late one is known, and when its holder was last heard of.

Only PostgreSQL has several programs; on SQLite the table stays empty and nobody asks.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Integer, Table, Text, bindparam, cast, extract, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, metadata

sender = Table(
    "sender",
    metadata,
    Column("account", Text, primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("holder", Text, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("knows", Integer, nullable=False),
    Column("wanted", Integer),
)
"""`epoch` is raised by whoever takes over; `holder` names the program's connections; `seen_at` goes by the database's own clock, and
one heard of no more within `GONE_AFTER` is taken for frozen; `knows` is the newest kinds of parts it can send, `wanted` those of a
newer program that asks for the account."""

GONE_AFTER = 3.0
"""Seconds without a sign of life after which another takes over: a holder gives one every half second."""
_db_clock = cast(extract("epoch", func.clock_timestamp()) * 1_000_000, BigInteger)
_is_silent = cast(sender.c.seen_at, BigInteger) < _db_clock - int(GONE_AFTER * 1_000_000)

HOLDER = select(sender.c.holder, sender.c.knows, sender.c.wanted, _is_silent.label("is_silent")).where(
    sender.c.account == bindparam("account")
)
LOCKED = select(sender.c.epoch).where(sender.c.account == bindparam("account")).with_for_update()
_term = insert(sender).values(epoch=1, seen_at=_db_clock)
BEGIN = _term.on_conflict_do_update(
    index_elements=[sender.c.account],
    set_={
        "epoch": sender.c.epoch + 1,
        "holder": _term.excluded.holder,
        "seen_at": _db_clock,
        "knows": _term.excluded.knows,
        "wanted": None,
    },
).returning(sender.c.epoch)
SIGN = (
    update(sender)
    .where(sender.c.holder == bindparam("me"))
    .values(seen_at=_db_clock)
    .returning(sender.c.account, sender.c.epoch, sender.c.wanted)
)
WANT = (
    update(sender)
    .where(
        sender.c.account == bindparam("of"), or_(sender.c.wanted.is_(None), sender.c.wanted < bindparam("mine", type_=Integer))
    )
    .values(wanted=bindparam("mine"))
)
CURRENT = select(sender.c.epoch).where(sender.c.account == bindparam("account")).with_for_update(read=True, key_share=True)


class Fenced(Exception):
    """Another program sends for the account by now: what this one wanted to say about it is refused."""


class TermHolder(NamedTuple):
    """Whose an account is: `is_silent` once its holder was not heard of for too long."""

    holder: str
    knows: int
    wanted: int | None
    is_silent: bool


def holder_of(db: Db, account: str) -> TermHolder | None:
    """Whose it is; None where it was nobody's yet."""
    row = db.one(HOLDER, account=account)
    return None if row is None else TermHolder(*row)


def begin(db: Db, account: str, *, holder: str, knows: int) -> int:
    """Begins a term and gives its number. What an earlier one has under way in a transaction is waited for."""
    db.value(LOCKED, account=account)
    return int(db.value(BEGIN, account=account, holder=holder, knows=knows))


def give_sign(db: Db, holder: str) -> dict[str, tuple[int, int | None]]:
    """The holder is alive: (epoch, wanted) of each account that is its own."""
    return {row.account: (row.epoch, row.wanted) for row in db.all(SIGN, me=holder)}


def want(db: Db, account: str, knows: int) -> None:
    """A program that knows more asks its holder for the account."""
    db.run(WANT, of=account, mine=knows)


def check(db: Db, account: str, epoch: int) -> None:
    """Holds the term open until the commit. Raises Fenced where it is over."""
    if db.value(CURRENT, account=account) != epoch:
        raise Fenced(account)
