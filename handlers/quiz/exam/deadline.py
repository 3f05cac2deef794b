"""Until when a test may be taken: written behind its name (截止 5/8 18:00) or as an option, 截止=5/8 18:00."""

from __future__ import annotations

import re
from datetime import datetime

from bot.feature import Context
from scheduler import calendar, when

DEADLINE = re.compile(r"(?:^|\s+)(?:截止|until)\s*[:：]?\s*(.+)$")


def take_deadline(ctx: Context, words: str, option: str | None) -> tuple[str, datetime | None]:
    """The words without the deadline written behind them or as an option, and the deadline. Raises Refusal."""
    here, known = ctx.local(ctx.said_at), calendar.of_settings(ctx.camp.settings)
    if option and not words:  # 考试 截止=明天 18:00 阶段一
        until, words = when.deadline_first(option, here, known)
        if until is not None:
            return words.strip(), until
    written = DEADLINE.search(words)
    if option:
        return words, when.deadline(option, here, known)
    return (words[: written.start()].strip(), when.deadline(written[1], here, known)) if written else (words, None)
