"""The keys badges are signed with: the public half for everybody, the private one sealed by who knows the house's secret."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Table, Text, bindparam, select
from sqlalchemy.dialects.postgresql import insert

from storage.connection import Db
from storage.schema import Instant, Json, Key, metadata, primary_key

signing_key = Table(
    "signing_key",
    metadata,
    primary_key(),
    Column("follows", Key, nullable=False, unique=True),
    Column("thumbprint", Text, nullable=False, unique=True),
    Column("public", Json, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
)
"""`public` is a JWK, `thumbprint` its RFC 7638 name. The newest one signs; what older ones signed stays ours.
`follows` is the number of the one before it, 0 for the first: of two made at once one is kept."""

KEEP = insert(signing_key).on_conflict_do_nothing()
ALL = select(signing_key).order_by(signing_key.c.id.desc())
KNOWN = select(signing_key.c.id).where(signing_key.c.thumbprint == bindparam("name"))


class SigningKey(NamedTuple):
    """One of our keys."""

    id: int
    follows: int
    thumbprint: str
    public: dict[str, Any]
    sealed: str
    made_at: datetime


def keep(db: Db, follows: int, thumbprint: str, public: dict[str, Any], sealed: str, *, at: datetime) -> None:
    """A new key, which signs from now on, unless another one came first."""
    db.run(KEEP, follows=follows, thumbprint=thumbprint, public=public, sealed=sealed, made_at=at)


def all_keys(db: Db) -> list[SigningKey]:
    """Every key of ours, the one that signs first."""
    return [SigningKey(*row) for row in db.all(ALL)]


def is_ours(db: Db, thumbprint: str) -> bool:
    """Whether a key of that name is one of ours."""
    return db.value(KNOWN, name=thumbprint) is not None
