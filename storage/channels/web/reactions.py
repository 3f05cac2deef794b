"""Who has put which emoji under which post of the web chat: once each, and never under a post that is gone."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Table, Text, bindparam, cast, delete, literal_column, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.functions import FunctionElement

from storage.connection import Db
from storage.schema import Instant, metadata

BOT = ""
"""By what name the bot's own reactions stand."""

web_reaction = Table(
    "web_reaction",
    metadata,
    Column("room", Text, primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("emoji", Text, primary_key=True),
    Column("name", Text, primary_key=True, index=True),
    Column("at", Instant, nullable=False),
    ForeignKeyConstraint(["room", "seq"], ["web_post.room", "web_post.seq"], ondelete="CASCADE"),
)
"""`name` is an account's, or `BOT`."""


class Lines(FunctionElement[str]):
    """Texts of several rows as one, a line each."""

    type = Text()
    inherit_cache = True


@compiles(Lines, "sqlite")
def _sqlite(element: FunctionElement[str], compiler: Any, **given: Any) -> str:
    return f"group_concat({compiler.process(element.clauses, **given)}, char(10))"


@compiles(Lines, "postgresql")
def _postgresql(element: FunctionElement[str], compiler: Any, **given: Any) -> str:
    return f"string_agg({compiler.process(element.clauses, **given)}, chr(10))"


PUT = insert(web_reaction).on_conflict_do_nothing().returning(web_reaction.c.seq)
TAKE = (
    delete(web_reaction)
    .where(
        web_reaction.c.room == bindparam("in_room"),
        web_reaction.c.seq == bindparam("at_seq"),
        web_reaction.c.emoji == bindparam("sign"),
        web_reaction.c.name == bindparam("who"),
    )
    .returning(web_reaction.c.seq)
)
OF = select(web_reaction.c.room, web_reaction.c.seq).where(web_reaction.c.name == bindparam("who")).distinct()
ERASE = delete(web_reaction).where(web_reaction.c.name == bindparam("who"))


class Reaction(NamedTuple):
    """An emoji under a post, and who put it there, the first first."""

    emoji: str
    names: list[str]


def set_(db: Db, room: str, seq: int, name: str, emoji: str, *, on: bool, at: datetime) -> bool:
    """It is there, or is not; False where it was so before."""
    if on:
        return db.one(PUT, room=room, seq=seq, name=name, emoji=emoji, at=at) is not None
    return db.one(TAKE, in_room=room, at_seq=seq, who=name, sign=emoji) is not None


def under(room: ColumnElement[str], seq: ColumnElement[int]) -> ColumnElement[str]:
    """All reactions to a post as one text, read by `read`: no name and no emoji has a tab or a line break."""
    when = cast(web_reaction.c.at, BigInteger)
    tab: ColumnElement[str] = literal_column("'\t'")
    line = cast(when, Text) + tab + web_reaction.c.emoji + tab + web_reaction.c.name
    of = select(Lines(line)).where(web_reaction.c.room == room, web_reaction.c.seq == seq)
    return of.scalar_subquery()


def read(stored: str | None) -> list[Reaction]:
    """The reactions to a post: the emoji that came first, first."""
    found: dict[str, list[str]] = {}
    lines = [line.split("\t") for line in (stored or "").split("\n") if line]
    for _, emoji, name in sorted(lines, key=lambda line: (int(line[0]), line[1], line[2])):
        found.setdefault(emoji, []).append(name)
    return [Reaction(emoji, names) for emoji, names in found.items()]


def erase(db: Db, name: str) -> list[tuple[str, int]]:
    """Takes away every reaction of theirs; the posts they stood under, as (room, seq)."""
    posts = [(row.room, int(row.seq)) for row in db.all(OF, who=name)]
    db.run(ERASE, who=name)
    return posts
