"""What to call somebody a platform will not name."""

from __future__ import annotations

from bot.phrases import Phrase

SOMEBODY = Phrase(zh="同学{tail}", en="Member {tail}")


def nameless(ident: str) -> str:
    """The end of an id nobody can read, as a name: two people are told apart, nothing is given away."""
    return SOMEBODY(tail=ident[-4:]).to("zh")
