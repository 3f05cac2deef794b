"""Polls and forms that open at their time: when that is next, planned anew when the camp's calendar changes, and what becomes of one that cannot."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol

from bot.feature import Context, Line, Phrase, Refusal
from scheduler import calendar, rhythm, when
from storage import agenda

NOT_OPENED = Phrase(zh="⚠️ 到点了，没能发出（N{id}）：{why}", en="⚠️ It was time, and N{id} could not go out: {why}")


class Planned(Protocol):
    """A plan of `storage.polls` or `storage.surveys`."""

    @property
    def id(self) -> int: ...
    @property
    def author(self) -> int: ...
    @property
    def rhythm(self) -> dict[str, Any]: ...


def following(ctx: Context, plan: Planned) -> datetime | None:
    """Its next moment from now on; None where it was the last."""
    return rhythm.from_json(plan.rhythm).after(ctx.now, ctx.zone, calendar.of_settings(ctx.camp.settings))


def unsure(ctx: Context, planned: rhythm.Rhythm) -> list[Line]:
    """A word on a year without calendar data that it begins in, where it goes by workdays."""
    known = calendar.of_settings(ctx.camp.settings)
    first = planned.after(ctx.now, ctx.zone, known)
    return [] if first is None else rhythm.warnings(planned, ctx.local(first), known)


def in_words(ctx: Context, plan: Planned) -> Line:
    """Its rhythm and its next moment in words."""
    return _said(ctx, plan.rhythm)


def _said(ctx: Context, stored: dict[str, Any]) -> Line:
    return when.said(rhythm.from_json(stored), ctx.local(ctx.now), calendar.of_settings(ctx.camp.settings))


def shown(ctx: Context, title: str, begins: dict[str, Any]) -> dict[str, Any]:
    """What the audit log says of a plan: its title, and its rhythm in words."""
    return {"title": title, "when": _said(ctx, begins)}


def anew(ctx: Context, job: str, plans: Iterable[Planned]) -> None:
    """Another calendar makes other moments of the same rhythm. What is due already is left to ring."""
    for plan in plans:
        subject = f"plan:{plan.id}"
        planned = agenda.planned(ctx.db, job, subject)
        if planned is not None and planned > ctx.now:
            ctx.later(job, subject, following(ctx, plan))


def opened(ctx: Context, plan: Planned, open_it: Callable[[], object]) -> None:
    """Opens it, or tells its author why not: nobody else is there to be told."""
    try:
        open_it()
    except Refusal as refusal:
        ctx.tell(plan.author, NOT_OPENED(id=plan.id, why=refusal.line))
