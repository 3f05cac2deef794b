"""Which event of a kind the words are about: by its number, by its title, or the only one there is."""

from __future__ import annotations

import re
import unicodedata
from datetime import timedelta

from bot.feature import Context
from bot.names import folded
from storage.events import events
from storage.events.events import Event

NUMBER = re.compile(r"(?:[Vv]\s*[-—]?\s*|第)?(\d{1,9})(?:号|场)?(?!\w)\s*(?P<rest>.*)", re.DOTALL)
NUMBERED = re.compile(r"[Vv]\s*[-—]?\s*(\d{1,9})(?!\w)\s*(?P<rest>.*)", re.DOTALL)
LATELY, AHEAD = timedelta(days=60), timedelta(days=400)


def numbered(words: str) -> tuple[int, str] | None:
    """The number the words begin with, and the rest."""
    plain = unicodedata.normalize("NFKC", words).strip()
    found = NUMBERED.match(plain) or NUMBER.match(plain)
    return (int(found[1]), words.strip()[found.start("rest") :].strip()) if found else None


def held(ctx: Context, kind: str) -> list[Event]:
    """Those of a kind that are to come, or were lately where none is; the nearest first."""
    known = [
        one
        for one in events.between(ctx.db, ctx.camp.id, ctx.now - LATELY, ctx.now + AHEAD)
        if one.kind == kind and one.cancelled_at is None
    ]
    coming = [one for one in known if one.closed_at is None]
    return sorted(coming or known, key=lambda one: abs(one.starts_at - ctx.now))


def among(known: list[Event], words: str) -> tuple[Event, str] | None:
    """The one whose title the words begin with, else the only one; and the rest of the words. None where it may be several."""
    plain = words.strip()
    for one in known:
        if folded(plain).startswith(folded(one.title)):
            return one, plain[len(one.title) :].strip()
    return (known[0], plain) if len(known) == 1 else None
