"""Learning bills as their owners saw them, which of them were shared, and who does not want one every week."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text, bindparam, delete, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.memberships import membership
from storage.people import account, person
from storage.schema import Day, Instant, Json, foreign_key, metadata

bill = Table(
    "bill",
    metadata,
    foreign_key("membership", primary_key=True),
    Column("period", Text, primary_key=True),
    Column("first", Day, primary_key=True),
    Column("figures", Json, nullable=False),
    Column("picture", Text),
    Column("width", Integer, nullable=False, server_default=text("0")),
    Column("height", Integer, nullable=False, server_default=text("0")),
    Column("made_at", Instant, nullable=False),
    Column("shared_at", Instant),
    CheckConstraint("period in ('week','camp')", name="period"),
)
"""A learner's bill as they saw it last: of a week, or of the whole camp up to then."""

no_bill = Table("no_bill", metadata, foreign_key("membership", primary_key=True))
"""Who does not want one every week."""

_shown = insert(bill)
KEEP = _shown.on_conflict_do_update(
    index_elements=[bill.c.membership_id, bill.c.period, bill.c.first],
    set_={name: _shown.excluded[name] for name in ("figures", "picture", "width", "height", "made_at")},
)
LAST = select(bill).where(bill.c.membership_id == bindparam("member")).order_by(bill.c.made_at.desc(), bill.c.period).limit(1)
SHARE = (
    update(bill)
    .where(
        bill.c.membership_id == bindparam("member"),
        bill.c.period == bindparam("of_period"),
        bill.c.first == bindparam("of_first", type_=Day),
        bill.c.shared_at.is_(None),
    )
    .values(shared_at=bindparam("when", type_=Instant))
    .returning(bill.c.membership_id)
)
STOP = insert(no_bill).on_conflict_do_nothing()
RESUME = delete(no_bill).where(no_bill.c.membership_id == bindparam("member"))
WANTED = (
    select(membership.c.id, membership.c.person_id, person.c.name, person.c.language)
    .select_from(membership.join(person, person.c.id == membership.c.person_id))
    .where(
        membership.c.camp_id == bindparam("camp"),
        membership.c.role == "learner",
        membership.c.left_on.is_(None),
        membership.c.id > bindparam("after"),
        ~select(literal(1)).where(no_bill.c.membership_id == membership.c.id).exists(),
        select(literal(1))
        .where(account.c.person_id == person.c.id, account.c.direct_room.is_not(None), account.c.reachable)
        .exists(),
    )
    .order_by(membership.c.id)
    .limit(bindparam("most"))
)
_theirs = bill.alias("bill_kept")
DROP_TWICE = delete(bill).where(
    bill.c.membership_id == bindparam("old"),
    select(literal(1))
    .where(
        _theirs.c.membership_id == bindparam("kept"),
        _theirs.c.period == bill.c.period,
        _theirs.c.first == bill.c.first,
    )
    .exists(),
)
MOVE = update(bill).where(bill.c.membership_id == bindparam("old")).values(membership_id=bindparam("kept"))
STOPPED = select(no_bill.c.membership_id).where(no_bill.c.membership_id == bindparam("member"))


def keep(
    db: Db,
    member: int,
    period: str,
    first: date,
    figures: dict[str, Any],
    picture: str | None,
    size: tuple[int, int],
    *,
    at: datetime,
) -> None:
    """A bill as it was shown, in place of an earlier one of the same stretch."""
    db.run(
        KEEP,
        membership_id=member,
        period=period,
        first=first,
        figures=figures,
        picture=picture,
        width=size[0],
        height=size[1],
        made_at=at,
    )


def last(db: Db, member: int) -> Any:
    """The row of the bill shown last, or None."""
    return db.one(LAST, member=member)


def share(db: Db, member: int, period: str, first: date, *, at: datetime) -> bool:
    """The bill goes to the rooms; False where it went before."""
    return db.one(SHARE, member=member, of_period=period, of_first=first, when=at) is not None


def wanted(db: Db, camp_id: int, *, after: int, most: int) -> list[Any]:
    """Rows (id, person_id, name, language) of the learners who can be written to and did not say no, past `after`."""
    return db.all(WANTED, camp=camp_id, after=after, most=most)


def stop(db: Db, member: int) -> None:
    """No bill every week any more."""
    db.run(STOP, membership_id=member)


def resume(db: Db, member: int) -> None:
    """A bill every week again."""
    db.run(RESUME, member=member)


def move(db: Db, old: int, kept: int) -> None:
    """One membership's bills become another's; of two of one stretch `kept`'s stands. Who said no once has said no."""
    db.run(DROP_TWICE, old=old, kept=kept)
    db.run(MOVE, old=old, kept=kept)
    if db.one(STOPPED, member=old) is not None:
        db.run(STOP, membership_id=kept)
    db.run(RESUME, member=old)
