"""What only mentions somebody who was erased is looked for in every text, off the writer, and mended; at night the files are written anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from bot.feature import Context
from handlers.my_data.settings import FORMER, feature
from scheduler.rhythm import Daily
from storage import archive, erasures, outbox, rewriting, tickets, traces
from storage.connection import Db
from storage.files import Files
from storage.traces import Trace

AGAIN = timedelta(minutes=10)
AT_ONCE = 1000
"""Wordings indexed anew in one transaction."""


@feature.due("sweep")
def sweep(ctx: Context, subject: str, due_at: datetime) -> None:
    """What was still being said to them is over by now."""
    person = int(subject.removeprefix("person:"))
    outbox.erase(ctx.db, person, at=ctx.now)
    ctx.task("my_data.find", quietly=True, person=person, former=FORMER().to(ctx.default_language))


@feature.task("find")
def find(reader: Db, person: int, former: str, files: Files) -> Iterator[dict[str, Any]]:
    """The rows that mention them; their files are deleted where nobody else has them."""
    left = erasures.traces(reader, person)
    if left is None:
        return
    for file in left.files:
        if not traces.is_used(reader, file):
            files.delete(file)
    for one in traces.find(reader, traces.replacing(reader, left, former)):
        yield {"table": one.table, "key": one.key}


@feature.on("done:my_data.find")
def found(ctx: Context) -> None:
    """A slice of them; after the last nothing says any more what they were called."""
    data, person = ctx.event.data, ctx.event.data["payload"]["person"]
    left = erasures.traces(ctx.db, person)
    if left is None:
        return
    without = traces.replacing(ctx.db, left, data["payload"]["former"])
    for row in data["rows"]:
        traces.mend(ctx.db, Trace(row["table"], row["key"]), without)
    if data["n"] == data["of"] - 1:
        for camp in traces.camps_behind(ctx.db):
            archive.refresh(ctx.db, camp, AT_ONCE)
            tickets.refresh(ctx.db, camp, AT_ONCE)
        erasures.swept(ctx.db, person)


@feature.nightly(Daily(time(4, 30)), name="rewrite")
def rewrite(ctx: Context, due_at: datetime) -> None:
    """Deleted words lie in the database's free pages until they are written over: this does so, once for all who went that day."""
    for person in erasures.unswept(ctx.db):
        ctx.later("my_data.sweep", f"person:{person}", ctx.now)
    if erasures.is_to_rewrite(ctx.db):
        ctx.task("my_data.rewrite", quietly=True, asked=ctx.now.isoformat())


@feature.task("rewrite")
def written(reader: Db, asked: str) -> list[bool]:
    """The file holds what lives and nothing else; False where somebody was in the way."""
    return [rewriting.rewrite(reader)]


@feature.on("done:my_data.rewrite")
def rewritten(ctx: Context) -> None:
    if all(ctx.event.data["rows"]):
        erasures.rewritten(ctx.db, asked=datetime.fromisoformat(ctx.event.data["payload"]["asked"]), at=ctx.now)
    else:
        ctx.later("my_data.rewrite_again", "files:1", ctx.now + AGAIN)


@feature.due("rewrite_again")
def rewrite_again(ctx: Context, _: str, __: datetime) -> None:
    ctx.task("my_data.rewrite", quietly=True, asked=ctx.now.isoformat())
