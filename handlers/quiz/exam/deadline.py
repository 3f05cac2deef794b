"""Until when a test may be taken: written behind its name (截止 5/8 18:00) or as an option."""

from __future__ import annotations

import re
from datetime import datetime, time

from bot.arguments import clock_time
from bot.feature import Context, Phrase, Refusal
from scheduler.rhythm import on_the_clock
from scheduler.when import parse_day

DEADLINE = re.compile(r"\s*(?:截止|until)\s*[:：]?\s*(.+)$")
END_OF_DAY = time(23, 59)

BAD_DEADLINE = Phrase(
    zh="没看懂截止“{word}”。试试：截止 5/8 18:00", en="I cannot read the deadline “{word}”. Try: until 5/8 18:00"
)
PAST = Phrase(zh="截止时间已经过了。", en="That deadline has passed.")


def split_deadline(words: str, until: str) -> tuple[str, str]:
    """The name, and a deadline written behind it (截止 5/8 18:00) or as an option."""
    written = DEADLINE.search(words)
    return (words[: written.start()].strip(), written[1]) if written else (words, until)


def deadline_of(ctx: Context, words: str) -> datetime:
    """A deadline: a day, its last minute where no time is said. Raises Refusal."""
    day_word, _, time_word = words.strip().partition(" ")
    day = parse_day(day_word, ctx.today, prefer="future")
    try:
        at = clock_time(time_word) if time_word.strip() else END_OF_DAY
    except ValueError:
        day = None
    if day is None:
        raise Refusal(BAD_DEADLINE(word=words[:24]))
    until = on_the_clock(day, at, ctx.zone)
    if until <= ctx.now:
        raise Refusal(PAST)
    return until
