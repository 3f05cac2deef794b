"""Words that are kept in one place only: a message that holds whose they are says them as it is sent, or that they are gone."""

from __future__ import annotations

from collections.abc import Sequence

from bot.parts import KeptWords, Part, Text
from storage.connection import Db
from storage.moderation import cases


def said(db: Db, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with the words in their place."""
    return tuple(_said(db, part) if isinstance(part, KeptWords) else part for part in parts)


def _said(db: Db, part: KeptWords) -> Text:
    words = cases.appeal_of(db, part.case) if part.of == "appeal" else cases.words(db, part.case)
    return Text.of(f"\n{part.before}{part.gone if words is None else words}")
