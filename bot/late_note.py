"""What is said long after its moment says when that was."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.context import Context
from bot.phrases import Line, Phrase

LATE = Phrase(zh="（{at:%H:%M} 的提醒补发）", en=" (due at {at:%H:%M}, sent late)")
LATE_DAY = Phrase(zh="（{at.month}月{at.day}日 {at:%H:%M} 的提醒补发）", en=" (due {at:%b} {at.day} at {at:%H:%M}, sent late)")
IN_TIME = timedelta(minutes=2)
"""What is said within this of its moment is not called late."""


def late_note(ctx: Context, due_at: datetime) -> Line | str:
    """（17:30 的提醒补发）, with the day where that is over; nothing where it is in time."""
    if ctx.now - due_at <= IN_TIME:
        return ""
    return (LATE if ctx.local(due_at).date() == ctx.local(ctx.now).date() else LATE_DAY)(at=due_at)
