"""Finding posts in a room's log: by words that stand in what is stored, and from a post or a moment on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.channels.web import POST, web_post
from storage.connection import Db
from storage.schema import Instant

MOST_TERMS = 4


class Found(FunctionElement[Any]):
    """Where a text stands in another, from 1 on; 0 where it does not."""

    inherit_cache = True


@compiles(Found, "sqlite")
def _sqlite(element: FunctionElement[Any], compiler: Any, **given: Any) -> str:
    return f"instr({compiler.process(element.clauses, **given)})"


@compiles(Found, "postgresql")
def _postgresql(element: FunctionElement[Any], compiler: Any, **given: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **given)})"


def _having(stored: Any) -> Any:
    terms = [Found(stored, bindparam(f"term{n}")) > literal_column("0") for n in range(MOST_TERMS)]
    earlier = POST.where(web_post.c.kind != "note", web_post.c.seq < bindparam("before"), *terms)
    return earlier.order_by(web_post.c.seq.desc()).limit(bindparam("most"))


HAVING = _having(web_post.c.parts)
HAVING_LOWERED = _having(func.lower(web_post.c.parts))
"""Only where letters of two cases are looked for: it takes twice as long."""
AFTER = POST.where(web_post.c.seq > bindparam("after")).order_by(web_post.c.seq).limit(bindparam("most"))
SINCE = (
    select(web_post.c.seq)
    .where(web_post.c.room == bindparam("room"), web_post.c.at >= bindparam("since", type_=Instant))
    .order_by(web_post.c.seq)
    .limit(1)
)


def candidates(db: Db, room: str, terms: Sequence[str], before: int, most: int) -> list[Any]:
    """The newest `most` posts before `before` in whose stored parts every term stands, newest first. The form in which parts are stored has
    words of its own: whoever asks reads them to be sure."""
    given = {f"term{n}": terms[n] if n < len(terms) else "" for n in range(MOST_TERMS)}
    statement = HAVING if all(term == term.upper() for term in terms) else HAVING_LOWERED
    return list(db.all(statement, room=room, before=before, most=most, **given))


def after(db: Db, room: str, seq: int, most: int) -> list[Any]:
    """The `most` posts just after one, oldest first."""
    return list(db.all(AFTER, room=room, after=seq, most=most))


def since(db: Db, room: str, at: datetime) -> int | None:
    """The first post of that moment or later; None where there is none."""
    seq: int | None = db.value(SINCE, room=room, since=at)
    return seq
