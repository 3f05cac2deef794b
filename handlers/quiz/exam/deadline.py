"""Until when a test may be taken: written behind its name (截止 5/8 18:00) or as an option, 截止=5/8 18:00."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context
from scheduler import calendar, when


def take_deadline(ctx: Context, words: str, option: str | None) -> tuple[str, datetime | None]:
    """The words without the deadline, and the deadline. Raises Refusal."""
    return when.take_deadline(words, option, ctx.local(ctx.said_at), calendar.of_settings(ctx.camp.settings))
