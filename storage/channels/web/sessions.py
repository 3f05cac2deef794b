"""Who is signed in to the web chat, on which device: a session an account and device, by two secrets of which only hashes are kept.

One secret is the browser's (a cookie no script can read), the other the page's (a nonce it made itself before it asked to come in, so that
asking again after a lost answer opens the same session and not a second one). A session that ended is a row that is gone.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Table, Text, bindparam, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, foreign_key, metadata

LIVES = timedelta(days=30)
"""How long a session lasts from when it was last used."""
AT_THE_DESK = timedelta(hours=12)
"""How long one lasts that is for the desk of a camp: from when it was opened, used or not."""
MOST = 20
"""Sessions of one account: the one unused longest ends for the next."""

web_session = Table(
    "web_session",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, index=True),
    Column("secret", Text, nullable=False),
    Column("nonce", Text, nullable=False, unique=True),
    Column("device", Text, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False, index=True),
    foreign_key("camp", nullable=True),
    Column("until", Instant),
    CheckConstraint("(camp_id is null) = (until is null)", name="desk"),
)
"""`name` is the account's; `secret` and `nonce` are hashes; `device` is a kind and a browser, in two words: `phone Chrome`. One for the desk
of a camp names it, and ends at `until`."""

web_used_link = Table(
    "web_used_link",
    metadata,
    Column("link", Text, primary_key=True),
    Column("nonce", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
)
"""A link that let somebody in lets nobody else in; `nonce` is the hash of who it was."""


class Proven(NamedTuple):
    """Whose session it is, and when it was last used; where it is for the desk of a camp, which, and until when."""

    name: str
    seen_at: datetime
    camp: int | None = None
    until: datetime | None = None


class Session(NamedTuple):
    """A session as its account's owner sees it; `camp` where it is for a desk."""

    id: str
    name: str
    device: str
    opened_at: datetime
    seen_at: datetime
    camp: int | None = None


_SEEN = (
    web_session.c.id,
    web_session.c.name,
    web_session.c.device,
    web_session.c.opened_at,
    web_session.c.seen_at,
    web_session.c.camp_id,
)
_session = web_session.c.id == bindparam("session")
LASTS = (web_session.c.seen_at > bindparam("since", type_=Instant)) & or_(
    web_session.c.until.is_(None), web_session.c.until > bindparam("now", type_=Instant)
)
OPEN = insert(web_session)
GIVE_ANOTHER_SECRET = (
    update(web_session)
    .where(web_session.c.nonce == bindparam("nonce_"), web_session.c.name == bindparam("who"))
    .values(secret=bindparam("fresh"))
    .returning(web_session.c.id)
)
SECRETS = select(
    web_session.c.name,
    web_session.c.seen_at,
    web_session.c.secret,
    web_session.c.nonce,
    web_session.c.camp_id,
    web_session.c.until,
).where(_session, LASTS)
STANDS = select(web_session.c.id).where(_session, web_session.c.name == bindparam("who"), LASTS)
OF_ACCOUNT = (
    select(*_SEEN).where(web_session.c.name == bindparam("who"), LASTS).order_by(web_session.c.seen_at.desc(), web_session.c.id)
)
SEE = (
    update(web_session)
    .where(web_session.c.id == bindparam("session"), web_session.c.seen_at < bindparam("at", type_=Instant))
    .values(seen_at=bindparam("at", type_=Instant))
)
END = (
    delete(web_session)
    .where(web_session.c.id == bindparam("session"), web_session.c.name == bindparam("who"))
    .returning(web_session.c.id)
)
END_BY_SECRET = delete(web_session).where(web_session.c.name == bindparam("who"), web_session.c.secret == bindparam("old"))
END_LONGEST_UNUSED = delete(web_session).where(
    web_session.c.id.in_(
        select(web_session.c.id)
        .where(web_session.c.name == bindparam("who"))
        .order_by(web_session.c.seen_at.desc(), web_session.c.opened_at.desc(), web_session.c.id)
        .limit(1000)
        .offset(MOST - 1)
    )
)
END_ALL = delete(web_session).where(web_session.c.name == bindparam("who"))
USE = insert(web_used_link).on_conflict_do_nothing()
USED_BY = select(web_used_link.c.nonce).where(web_used_link.c.link == bindparam("link"))


def hashed(secret: str) -> str:
    """What is kept of a secret: it is long and made by chance, so that one hash is enough."""
    return sha256(secret.encode()).hexdigest()


def open_session(
    db: Db, session: str, name: str, *, secret: str, nonce: str, device: str, at: datetime, desk: int | None = None
) -> None:
    """A session of an account's, by its two secrets, or one for the desk of a camp; the one unused longest ends where there are too many."""
    db.run(END_LONGEST_UNUSED, who=name)
    moments = {"opened_at": at, "seen_at": at, "until": None if desk is None else at + AT_THE_DESK}
    db.run(OPEN, id=session, name=name, secret=hashed(secret), nonce=hashed(nonce), device=device, camp_id=desk, **moments)


def reopened(db: Db, name: str, *, secret: str, nonce: str) -> str | None:
    """The session of whoever asks again with the nonce that opened it, from now on with this secret; None where there is none."""
    return db.value(GIVE_ANOTHER_SECRET, who=name, nonce_=hashed(nonce), fresh=hashed(secret))


def proven(db: Db, session: str, *, nonce: str, secret_for: Callable[[str, int | None], str], at: datetime) -> Proven | None:
    """Whose session it is, where it stands and both secrets are right; `secret_for` gives what the browser sent for an account and, where it
    is for one, the camp of its desk."""
    row = db.one(SECRETS, session=session, since=at - LIVES, now=at)
    if row is None:
        return None
    is_right = hmac.compare_digest(row.secret, hashed(secret_for(row.name, row.camp_id)))
    is_proven = hmac.compare_digest(row.nonce, hashed(nonce)) and is_right
    return Proven(row.name, row.seen_at, row.camp_id, row.until) if is_proven else None


def held(db: Db, session: str, *, secret_for: Callable[[str, int | None], str], at: datetime) -> str | None:
    """Whose session it is, where it stands and the browser has its secret. The page's half is for whoever asks to have seen."""
    row = db.one(SECRETS, session=session, since=at - LIVES, now=at)
    is_right = row is not None and hmac.compare_digest(row.secret, hashed(secret_for(row.name, row.camp_id)))
    return row.name if row is not None and is_right else None


def stands(db: Db, session: str, name: str, *, at: datetime) -> bool:
    """Whether the account's session still stands."""
    return db.one(STANDS, session=session, who=name, since=at - LIVES, now=at) is not None


def of_account(db: Db, name: str, *, at: datetime) -> list[Session]:
    """An account's sessions that stand, the one used last first."""
    return [Session(*row) for row in db.all(OF_ACCOUNT, who=name, since=at - LIVES, now=at)]


def see(db: Db, session: str, *, at: datetime) -> None:
    """It was used now, and lasts from now; never moves back."""
    db.run(SEE, session=session, at=at)


def end(db: Db, session: str, name: str) -> bool:
    """Ends an account's session; False where it has none such."""
    return db.one(END, session=session, who=name) is not None


def end_by_secret(db: Db, name: str, secret: str) -> None:
    """Ends the account's session this browser had before."""
    db.run(END_BY_SECRET, who=name, old=hashed(secret))


def end_all(db: Db, name: str) -> None:
    """Ends every session of an account."""
    db.run(END_ALL, who=name)


def use(db: Db, link: str, *, nonce: str, at: datetime) -> bool:
    """Uses a link up; True also for whoever used it and asks again, because the answer was lost on the way."""
    return db.insert(USE, link=link, nonce=hashed(nonce), at=at) or db.value(USED_BY, link=link) == hashed(nonce)
