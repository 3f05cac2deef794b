"""试发=我: what would be asked comes to whoever composes it, as people would get it; nothing is opened, and nothing they press counts."""

from __future__ import annotations

from collections.abc import Sequence

from bot.audience import Audience
from bot.draft import inert
from bot.feature import Context, Phrase, Said

TRIED = Phrase(
    zh="🧪 试发：只有你收到，按什么都不算答案，也没有发给任何人。大家会收到：",
    en="🧪 A trial: it went to you alone, and nothing you press is an answer. What people would get:",
)


def try_out(ctx: Context, messages: Sequence[Sequence[Said]]) -> None:
    """All of them in one message, with nothing to press."""
    seen = [part for one in messages for part in inert(ctx.as_read(ctx.camp.language, *one))]
    ctx.reply(TRIED, *seen, audience=Audience.PERSON)
