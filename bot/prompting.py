"""A prompt many of a camp get, each alone: once a period, a slice of them a transaction, everybody once, and saying so where it comes late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import NamedTuple, Protocol, TypeVar

from bot.context import Context
from bot.feature import Feature
from bot.late_note import late_note
from bot.phrases import Line
from storage import prompt_rounds


class HasId(Protocol):
    """Somebody or something that is asked, in the order of numbers."""

    @property
    def id(self) -> int: ...


class Prompt(NamedTuple):
    """A round of asking: what it is about (a day, a week, a retro), the camp's day it was due on, and what it says where it comes late."""

    period: str
    day: date
    late: Line | str


MOST = 50
"""Asked in one transaction: well under 50 ms, with two messages each."""
T = TypeVar("T", bound=HasId)
Begin = Callable[[Context, datetime, str], None]


def in_slices(
    feature: Feature, name: str, some: Callable[[Context, int, int], Sequence[T]]
) -> Callable[[Callable[[Context, Prompt, Sequence[T]], None]], Begin]:
    """Registers who is asked: `some` gives at most so many with numbers above another, and the function asks those of one slice who are to
    be asked. What comes of it begins a round: a function of (ctx, due_at, period) that does nothing where that period has had its own."""

    def register(ask: Callable[[Context, Prompt, Sequence[T]], None]) -> Begin:
        job = f"{feature.name}.{name}"

        def next_slice(ctx: Context, number: int, due_at: datetime, period: str, after: int) -> None:
            found = some(ctx, after, MOST)
            # the cursor moves in the transaction that tells them: a slice that comes twice finds it moved
            if not found or not prompt_rounds.move_on(ctx.db, number, after=after, last=found[-1].id):
                return
            ask(ctx, Prompt(period, ctx.local(due_at).date(), late_note(ctx, due_at)), found)
            if len(found) == MOST:
                ctx.later(job, f"{ctx.camp.id}:{number}:{found[-1].id}", ctx.now)

        @feature.due(name)
        def go_on(ctx: Context, subject: str, _: datetime) -> None:
            number, after = map(int, subject.split(":")[1:])
            begun = prompt_rounds.find(ctx.db, number)
            if begun is not None:
                next_slice(ctx, number, begun.due_at, begun.period, after)

        def begin(ctx: Context, due_at: datetime, period: str) -> None:
            number = prompt_rounds.begin(ctx.db, ctx.camp.id, job, period, due_at)
            if number is not None:
                next_slice(ctx, number, due_at, period, 0)

        return begin

    return register
