"""加评委: one more may judge, and is asked at once where somebody lacks a judge."""

from __future__ import annotations

from bot.feature import Context, Phrase
from bot.judging import asking, options
from bot.judging.kinds import KINDS
from storage import panels
from storage.panels import JudgingPanel

WORDS = {"加评委", "addjudge"}
EXAMPLE = Phrase(zh="{call} 加评委 何琳", en="{call} addjudge Helen")
ADDED = Phrase(zh="✅ {names}也做评委了。", en="✅ Judges now as well: {names}.")
ASKED = Phrase(
    zh="✅ {names}也做评委了，缺评委的{n}份已经请他们评。",
    en="✅ Judges now as well: {names}; the {n:entry|entries} that lacked a judge {n:has|have} one.",
)


def add(ctx: Context, of: JudgingPanel, words: str) -> None:
    """大赛 V3 加评委 何琳."""
    example = EXAMPLE(call=KINDS[of.kind].call(n=of.event))
    members = options.judges(ctx, words, example, least=1)
    panels.add_judges(ctx.db, of.id, [one.id for one in members])
    names = [one.name for one in members]
    n = sum(map(len, asking.fill(ctx, of).asked.values())) if of.seed is not None else 0
    ctx.audit("judges_added", event=f"V{of.event}", n=len(names))
    ctx.reply(ASKED(names=names, n=n) if n else ADDED(names=names))
