"""Everybody's path, brought to what they have done: each morning when stages open, and whenever the map is changed. What a bug left
out is mended with it. Who is to be looked at is worked out beside everything else, and written some at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.feature import Camp, Context, Late
from bot.membership import camp_by_id
from handlers.path import counting, passing, rules
from handlers.path.rules import OPENS_AT, At
from handlers.path.settings import feature
from scheduler.rhythm import Daily
from storage import path
from storage.connection import Db

SLICE = 10
"""Learners settled in one transaction."""


def _rhythm(_: Camp) -> Daily:
    return Daily(OPENS_AT)


@feature.every(_rhythm, name="opens", late=Late.ONCE)
def open_stages(ctx: Context, due_at: datetime) -> None:
    """What opens today is open; who has done it all already passes it."""
    ask(ctx)


@feature.due("settle")
def settle_all(ctx: Context, subject: str, due_at: datetime) -> None:
    """The map was changed."""
    ask(ctx)


def ask(ctx: Context) -> None:
    """Looks for those whose path is not written as they have walked it."""
    if path.is_there(ctx.db, ctx.camp.id):
        ctx.task("path.differing", quietly=True, camp=ctx.camp.id, at=ctx.now.isoformat())


@feature.task("differing")
def differing(reader: Db, camp: int, at: str) -> list[int]:
    """The memberships whose path is to be settled."""
    of, now = camp_by_id(reader, camp), datetime.fromisoformat(at)
    stages, passes = path.stages(reader, camp), path.all_passes(reader, camp)
    counts = counting.of_everybody(reader, camp)
    return [
        walker.membership
        for walker in path.walkers(reader, camp)
        if not rules.stand(
            stages, passes.get(walker.membership, ()), counts(walker.membership), At(now, of.zone, walker.joined_on)
        ).is_as_written
    ]


@feature.on("done:path.differing")
def settle_some(ctx: Context) -> None:
    _settle(ctx, ctx.event.data["rows"])


@feature.task("pause")
def pause(reader: Db, members: list[int]) -> list[int]:
    """Only makes room for others between two slices."""
    return members


@feature.on("done:path.pause")
def go_on(ctx: Context) -> None:
    _settle(ctx, ctx.event.data["rows"])


def _settle(ctx: Context, members: list[Any]) -> None:
    """Each anew at this moment, whatever has happened since they were found."""
    for member in members[:SLICE]:
        passing.settle(ctx, member)
    if members[SLICE:]:
        ctx.task("path.pause", quietly=True, members=members[SLICE:])
