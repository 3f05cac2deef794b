"""评分表: asks for the workbook of all that judges gave."""

from __future__ import annotations

from bot.feature import Context, Phrase, Refusal
from bot.judging.kinds import KINDS
from storage import panels
from storage.panels import JudgingPanel

WORDS = {"评分表", "sheet"}
TASK = "judging.book"
NOTHING = Phrase(
    zh="V{n} 还没有评委评过分。看进度：{call}", en="No judge has given points for V{n} yet. To see how it stands: {call}"
)


def ask(ctx: Context, of: JudgingPanel) -> None:
    """大赛 V3 评分表. Raises Refusal where nothing was given."""
    if not any(one.points for one in panels.ratings(ctx.db, of.id)):
        raise Refusal(NOTHING(n=of.event, call=KINDS[of.kind].call(n=of.event)))
    ctx.task(TASK, camp=ctx.camp.id, panel=of.id, language=ctx.language)
    ctx.promise()
