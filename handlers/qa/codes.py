"""What questions and entries are called in people's words: A-0007 and K-0031, and the tags behind a #."""

from __future__ import annotations

import re

from bot.feature import Context, Phrase, Refusal
from bot.tags import parted
from storage import archive, tickets
from storage.archive import Entry
from storage.tickets import Ticket

NO_TICKET = Phrase(zh="没有 A-{number:04} 这个问题。", en="There is no question A-{number:04}.")
NO_ENTRY = Phrase(zh="档案里没有 K-{number:04}。", en="The archive has no K-{number:04}.")
UNNAMED = Phrase(zh="一位学员", en="a learner")
SHOWN = 40
"""Characters of a question where it stands as a title."""

_TICKET = re.compile(r"[AaＡａ]\s*[-－—]?\s*(\d{1,7})(?!\w)")
_OURS = re.compile(r"\s*[❓⏰]\s?A-(\d{4,7})(?!\w)")
_ENTRY = re.compile(r"[KkＫｋ]\s*[-－—]?\s*(\d{1,7})(?!\w)")


def ticket_in(words: str) -> tuple[int, str] | None:
    """(7, the words behind it) where they begin with A-0007."""
    return _coded(_TICKET, words)


def ticket_quoted(words: str) -> int | None:
    """The number of the ticket whose message, as we put it, is quoted."""
    found = _OURS.match(words)
    return int(found[1]) if found else None


def entry_in(words: str) -> tuple[int, str] | None:
    """(31, the words behind it) where they begin with K-0031."""
    return _coded(_ENTRY, words)


def asker(ctx: Context, one: Ticket) -> str | Phrase:
    """Who asked, as others read it: their name, or that it was somebody where they did not want it said."""
    return ctx.person_by_id(one.person).name if one.named else UNNAMED


def ticket(ctx: Context, number: int) -> Ticket:
    """The camp's ticket of that number. Raises Refusal."""
    found = tickets.numbered(ctx.db, ctx.camp.id, number)
    if found is None:
        raise Refusal(NO_TICKET(number=number))
    return found


def entry(ctx: Context, number: int) -> Entry:
    """The camp's entry of that number, retired or not. Raises Refusal."""
    found = archive.numbered(ctx.db, ctx.camp.id, number)
    if found is None:
        raise Refusal(NO_ENTRY(number=number))
    return found


def untagged(words: str) -> tuple[str, list[str]]:
    """The words without their #tags, and the tags as they are kept."""
    said, named = parted(words)
    return said, list(named)


def title(words: str) -> str:
    """A question as a title, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= SHOWN else f"{line[:SHOWN]}…"


def _coded(code: re.Pattern[str], words: str) -> tuple[int, str] | None:
    found = code.match(words.strip())
    return (int(found[1]), words.strip()[found.end() :].lstrip(" \n\t，,:：")) if found else None
