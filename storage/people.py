"""Who somebody is: a person, the accounts they have on each channel, and the codes that bind two accounts to one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    false,
    func,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from bot.names import folded
from storage.connection import Db
from storage.schema import Instant, foreign_key, metadata, primary_key

person = Table(
    "person",
    metadata,
    primary_key(),
    Column("name", Text, nullable=False),
    Column("language", Text),
    Column("timezone", Text),
    Column("quiet", Text),
    foreign_key("camp", nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("folded", Text, nullable=False, server_default=""),
)
"""`folded` is what is compared of the name (bot/names.py), empty where an older program wrote it; `camp_id` is the camp their private
words go to; `quiet` their own quiet hours by their clock, 22:00-07:00."""
Index("ix_person_folded", person.c.folded)

account = Table(
    "account",
    metadata,
    primary_key(),
    Column("channel", Text, nullable=False),
    Column("ident", Text, nullable=False),
    foreign_key("person", index=True),
    Column("name", Text, nullable=False),
    Column("language", Text),
    Column("direct_room", Text),
    Column("direct_at", Instant),
    Column("reachable", Boolean, nullable=False, server_default=true()),
    Column("username", Text),
    UniqueConstraint("channel", "ident"),
)
"""`name` is what the platform calls them, empty until it has; `direct_room` is where they can be written to in private, `direct_at` when they
last wrote there; `username` what they are called by with an @, in lower case."""
Index("ix_account_username", account.c.channel, account.c.username)

bind_code = Table(
    "bind_code",
    metadata,
    Column("code", Text, primary_key=True),
    foreign_key("person", index=True),
    Column("until", Instant, nullable=False),
    Column("used_at", Instant),
    foreign_key("person", name="claimed_by", nullable=True, index=True),
)
"""`claimed_by` is who typed it and waits for the yes of who asked for it."""

bind_try = Table(
    "bind_try",
    metadata,
    foreign_key("person", primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("since", Instant, nullable=False),
    CheckConstraint("wrong > 0", name="wrong"),
    sqlite_with_rowid=False,
)
"""How many wrong codes somebody typed, and since when; at `MOST_WRONG` it is since when they are locked."""

CODE_LIVES = timedelta(minutes=10)
MOST_WRONG, LOCKED_FOR = 5, timedelta(hours=1)
"""So many wrong codes within so long, and none is taken for as long again."""

NEW_PERSON = insert(person).returning(person.c.id)
NEW_ACCOUNT = insert(account).returning(account.c.id)
_account = (
    account.c.id,
    account.c.person_id,
    account.c.channel,
    account.c.ident,
    account.c.name,
    account.c.direct_room,
    account.c.direct_at,
    account.c.reachable,
)
ACCOUNT = select(*_account).where(account.c.channel == bindparam("channel"), account.c.ident == bindparam("ident"))
ACCOUNTS = select(*_account).where(account.c.person_id == bindparam("person")).order_by(account.c.id)
_written_in = (
    select(account.c.language)
    .where(account.c.person_id == person.c.id, account.c.language.is_not(None))
    .order_by(account.c.direct_at.desc().nulls_last(), account.c.id)
    .limit(1)
    .scalar_subquery()
)
PERSON = select(
    person.c.id,
    person.c.name,
    person.c.timezone,
    person.c.quiet,
    func.coalesce(person.c.language, _written_in).label("language"),
).where(person.c.id == bindparam("person"))
"""`language` is what they chose, else what the platform they last wrote on in private says of them."""
CALLS = update(account).where(account.c.id == bindparam("account")).values(username=bindparam("handle"))
FREE = (
    update(account)
    .where(account.c.channel == bindparam("channel_"), account.c.username == bindparam("handle"))
    .values(username=None)
)
BY_USERNAME = select(account.c.person_id).where(
    account.c.channel == bindparam("channel"), account.c.username == bindparam("handle")
)
RENAME = update(person).where(person.c.id == bindparam("person")).values(name=bindparam("called"), folded=bindparam("compared"))
NAME = select(person.c.name).where(person.c.id == bindparam("person"))
RENAME_ACCOUNT = update(account).where(account.c.id == bindparam("account")).values(name=bindparam("called"))
SET_LANGUAGE = update(person).where(person.c.id == bindparam("person")).values(language=bindparam("spoken"))
SET_ZONE = update(person).where(person.c.id == bindparam("person")).values(timezone=bindparam("zone"))
SET_QUIET_HOURS = update(person).where(person.c.id == bindparam("person")).values(quiet=bindparam("hours"))
SET_CAMP = update(person).where(person.c.id == bindparam("person")).values(camp_id=bindparam("camp"))
DIRECT = (
    update(account)
    .where(account.c.id == bindparam("account"))
    .values(direct_room=bindparam("room"), direct_at=bindparam("at"), reachable=true())
)
CLOSED = (
    update(account)
    .where(account.c.channel == bindparam("channel_"), account.c.direct_room == bindparam("room"))
    .values(reachable=false())
)
PRIVATE = (
    select(account.c.channel, account.c.direct_room)
    .where(
        account.c.person_id == bindparam("person"),
        account.c.direct_room.is_not(None),
        account.c.reachable,
        account.c.channel != bindparam("not_on"),
    )
    .order_by(account.c.direct_at.desc())
    .limit(1)
)
IDENT = (
    select(account.c.ident)
    .where(account.c.person_id == bindparam("person"), account.c.channel == bindparam("channel"))
    .limit(1)
)
NEW_CODE = insert(bind_code)
CODE = select(bind_code).where(bind_code.c.code == bindparam("code"))
USE_CODE = (
    update(bind_code)
    .where(bind_code.c.code == bindparam("code_"), bind_code.c.used_at.is_(None), bind_code.c.until > bindparam("now"))
    .values(used_at=bindparam("now"))
    .returning(bind_code.c.person_id)
)
DROP_CODES = delete(bind_code).where(bind_code.c.person_id == bindparam("person"), bind_code.c.used_at.is_(None))
MOVE_ACCOUNTS = update(account).where(account.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
CLAIM_CODE = (
    update(bind_code)
    .where(
        bind_code.c.code == bindparam("code_"),
        or_(bind_code.c.claimed_by.is_(None), bind_code.c.claimed_by == bindparam("claimer")),
    )
    .values(claimed_by=bindparam("claimer"))
    .returning(bind_code.c.code)
)
DROP_CLAIMED = delete(bind_code).where(bind_code.c.claimed_by == bindparam("person"), bind_code.c.used_at.is_(None))
MOVE_CODES = update(bind_code).where(bind_code.c.person_id == bindparam("old")).values(person_id=bindparam("kept"))
MOVE_CLAIMS = update(bind_code).where(bind_code.c.claimed_by == bindparam("old")).values(claimed_by=bindparam("kept"))
TRIES = select(bind_try.c.wrong, bind_try.c.since).where(bind_try.c.person_id == bindparam("person"))
_tried = insert(bind_try)
COUNT_WRONG = _tried.on_conflict_do_update(
    index_elements=[bind_try.c.person_id],
    set_={name: _tried.excluded[name] for name in ("wrong", "since")},
)
DROP_TRIES = delete(bind_try).where(bind_try.c.person_id == bindparam("person"))
OWN_SETTINGS = select(person.c.language, person.c.timezone, person.c.quiet, person.c.camp_id).where(
    person.c.id == bindparam("person")
)
KEEP_SETTINGS = (
    update(person)
    .where(person.c.id == bindparam("kept"))
    .values(
        language=func.coalesce(person.c.language, bindparam("spoken", type_=Text)),
        timezone=func.coalesce(person.c.timezone, bindparam("zone", type_=Text)),
        quiet=func.coalesce(person.c.quiet, bindparam("hours", type_=Text)),
        camp_id=func.coalesce(person.c.camp_id, bindparam("camp", type_=BigInteger)),
    )
)
LOOSEN = update(account).where(account.c.id == bindparam("account")).values(person_id=bindparam("alone"))
FORGET_ACCOUNTS = delete(account).where(account.c.person_id == bindparam("who"))
FORGET_PERSON = (
    update(person)
    .where(person.c.id == bindparam("who"))
    .values(name=bindparam("called"), folded=bindparam("compared"), language=None, timezone=None, quiet=None, camp_id=None)
)
DROP_PERSON = delete(person).where(person.c.id == bindparam("old"))


class KnownPerson(NamedTuple):
    """Somebody, whatever accounts they have; None is the camp's zone, no quiet hours, no language known."""

    id: int
    name: str
    timezone: str | None
    quiet: str | None
    language: str | None


class KnownAccount(NamedTuple):
    """One account of somebody on a channel, and how they can be written to there in private."""

    id: int
    person: int
    channel: str
    ident: str
    name: str
    direct_room: str | None
    direct_at: datetime | None
    reachable: bool


@dataclass(frozen=True, slots=True)
class Code:
    """A bind code: whose it is, until when, whether it was used, and who typed it and waits."""

    person: int
    until: datetime
    used: bool
    claimed_by: int | None


def meet(
    db: Db, channel: str, ident: str, name: str, language: str | None, *, at: datetime, is_given: bool = False
) -> tuple[int, int]:
    """A new person with their first account; gives (person id, account id). A name that `is_given` is the camp's, not the platform's."""
    who = int(db.value(NEW_PERSON, name=name, folded=folded(name), language=None, created_at=at))
    called = "" if is_given else name
    return who, int(db.value(NEW_ACCOUNT, channel=channel, ident=ident, person_id=who, name=called, language=language))


def add_account(db: Db, person_id: int, channel: str, ident: str, name: str) -> None:
    """One more account of a person's, before anybody has come by it."""
    db.run(NEW_ACCOUNT, channel=channel, ident=ident, person_id=person_id, name=name, language=None)


def set_username(db: Db, channel: str, account_id: int, username: str) -> None:
    """What they are called by with an @ now; whoever had it before has it no more."""
    handle = username.lower() or None
    if handle is not None:
        db.run(FREE, channel_=channel, handle=handle)
    db.run(CALLS, account=account_id, handle=handle)


def by_username(db: Db, channel: str, username: str) -> int | None:
    """The person somebody means with an @ on a platform; None where nobody is known by it."""
    return db.value(BY_USERNAME, channel=channel, handle=username.lower())


def by_account(db: Db, channel: str, ident: str) -> int | None:
    """Whose account that is; None where it was never met."""
    row = db.one(ACCOUNT, channel=channel, ident=ident)
    return None if row is None else int(row.person_id)


def rename(db: Db, person_id: int, name: str) -> None:
    """Another name for the person, on every platform."""
    db.run(RENAME, person=person_id, called=name, compared=folded(name))


def find(db: Db, person_id: int) -> KnownPerson | None:
    """Somebody by id."""
    row = db.one(PERSON, person=person_id)
    return None if row is None else KnownPerson(*row)


def find_account(db: Db, channel: str, ident: str) -> KnownAccount | None:
    """The account a channel knows by that name; None where we never met it."""
    row = db.one(ACCOUNT, channel=channel, ident=ident)
    return None if row is None else KnownAccount(*row)


def accounts(db: Db, person_id: int) -> list[KnownAccount]:
    """Somebody's accounts, the oldest first."""
    return [KnownAccount(*row) for row in db.all(ACCOUNTS, person=person_id)]


def ident_on(db: Db, person_id: int, channel: str) -> str | None:
    """What a channel calls somebody; None where they are not on it."""
    return db.value(IDENT, person=person_id, channel=channel)


def rename_account(db: Db, account_id: int, name: str) -> None:
    """What the platform calls them now."""
    db.run(RENAME_ACCOUNT, account=account_id, called=name)


def set_language(db: Db, person_id: int, language: str) -> None:
    """The language they chose."""
    db.run(SET_LANGUAGE, person=person_id, spoken=language)


def set_zone(db: Db, person_id: int, zone: str | None) -> None:
    """The zone they live in; None is the camp's."""
    db.run(SET_ZONE, person=person_id, zone=zone)


def set_quiet_hours(db: Db, person_id: int, hours: str | None) -> None:
    """Their own quiet hours, `22:00-07:00`; None is none."""
    db.run(SET_QUIET_HOURS, person=person_id, hours=hours)


def set_camp(db: Db, person_id: int, camp_id: int) -> None:
    """Their private words go to that camp from now on."""
    db.run(SET_CAMP, person=person_id, camp=camp_id)


def name_of(db: Db, person_id: int) -> str | None:
    """What somebody is called; None for a person there is not any more."""
    return db.value(NAME, person=person_id)


def set_private_room(db: Db, account_id: int, room: str, *, at: datetime) -> None:
    """Their private address, now the one used last."""
    db.run(DIRECT, account=account_id, room=room, at=at)


def private_address(db: Db, person_id: int, *, not_on: str = "") -> tuple[str, str] | None:
    """(channel, room) of the reachable private chat used last, `not_on` a channel that is out of order; None where there is none."""
    row = db.one(PRIVATE, person=person_id, not_on=not_on)
    return None if row is None else (row.channel, row.direct_room)


def mark_unreachable(db: Db, channel: str, room: str) -> None:
    """Nobody can be reached in that private room until they write again."""
    db.run(CLOSED, channel_=channel, room=room)


def offer_code(db: Db, person_id: int, code: str, *, at: datetime) -> datetime:
    """A fresh code for the person, the older unused ones gone; gives the moment it ends."""
    db.run(DROP_CODES, person=person_id)
    db.run(NEW_CODE, code=code, person_id=person_id, until=at + CODE_LIVES)
    return at + CODE_LIVES


def look_at_code(db: Db, code: str) -> Code | None:
    """What is known of a code, whether or not it can still be used."""
    row = db.one(CODE, code=code)
    return None if row is None else Code(row.person_id, row.until, row.used_at is not None, row.claimed_by)


def use_code(db: Db, code: str, *, now: datetime) -> int | None:
    """Uses a code up; gives the person who asked for it, or None where it is used, ended or unknown."""
    return db.value(USE_CODE, code_=code, now=now)


def claim_code(db: Db, code: str, person_id: int) -> bool:
    """They typed it and wait for who asked for it; False where somebody else does."""
    return db.value(CLAIM_CODE, code_=code, claimer=person_id) is not None


def locked_until(db: Db, person_id: int, *, now: datetime) -> datetime | None:
    """When they may type codes again; None where they may."""
    row = db.one(TRIES, person=person_id)
    if row is None or row.wrong < MOST_WRONG or row.since + LOCKED_FOR <= now:
        return None
    return row.since + LOCKED_FOR


def count_wrong(db: Db, person_id: int, *, at: datetime) -> int:
    """One more wrong code; gives how many there were within the hour. The last one allowed begins the lock."""
    row = db.one(TRIES, person=person_id)
    wrong, since = (row.wrong + 1, row.since) if row is not None and row.since + LOCKED_FOR > at else (1, at)
    db.run(COUNT_WRONG, person_id=person_id, wrong=wrong, since=at if wrong >= MOST_WRONG else since)
    return int(wrong)


def loosen(db: Db, one: KnownAccount, name: str, *, at: datetime) -> None:
    """The account is a person of its own from now on, who was never anywhere; codes asked for or typed until now are void."""
    alone = int(db.value(NEW_PERSON, name=name, folded=folded(name), language=None, created_at=at))
    db.run(LOOSEN, account=one.id, alone=alone)
    _void_codes(db, one.person)


def merge(db: Db, old: int, kept: int) -> None:
    """All that `old` is called by becomes `kept`'s, and what `kept` never chose; codes of both that are still open are void."""
    for who in (old, kept):
        _void_codes(db, who)
    own = db.one(OWN_SETTINGS, person=old)
    assert own is not None
    db.run(KEEP_SETTINGS, kept=kept, spoken=own.language, zone=own.timezone, hours=own.quiet, camp=own.camp_id)
    db.run(DROP_TRIES, person=old)
    db.run(MOVE_ACCOUNTS, old=old, kept=kept)
    db.run(MOVE_CODES, old=old, kept=kept)
    db.run(MOVE_CLAIMS, old=old, kept=kept)


def _void_codes(db: Db, person_id: int) -> None:
    db.run(DROP_CODES, person=person_id)
    db.run(DROP_CLAIMED, person=person_id)


def drop(db: Db, old: int) -> None:
    """The emptied person, after every room was merged."""
    db.run(DROP_PERSON, old=old)


def erase(db: Db, person_id: int, called: str) -> None:
    """No account leads to them any more; what stays of theirs stands under a name that is nobody's."""
    db.run(FORGET_ACCOUNTS, who=person_id)
    db.run(FORGET_PERSON, who=person_id, called=called, compared=folded(called))
