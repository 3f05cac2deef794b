"""The promise kept in mind: when an answer is due and nobody gave one, the managers are reminded, once."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context, Phrase, Press
from handlers.recruiting import finishing, wording
from handlers.recruiting.settings import feature
from storage import applications

SHOWN = 5
OVERDUE = Phrase(
    zh="⏰ 答应过现在回复的申请还没有定（{n}）：{codes}{more}",
    en="⏰ The promised hour has come, and nobody has decided yet ({n}): {codes}{more}",
)
MORE = Phrase(zh=" 等", en=" and more")
SEE = Phrase(zh="看待办", en="See them")


@feature.due("overdue")
def remind(ctx: Context, subject: str, due_at: datetime) -> None:
    """All whose hour has come, in one message; the next hour is planned."""
    late = applications.remind(ctx.db, ctx.camp.id, now=ctx.now)
    if late:
        codes = [wording.code(number) for number in late[:SHOWN]]
        said = OVERDUE(n=len(late), codes=codes, more=MORE if len(late) > SHOWN else "")
        for manager in finishing.managers(ctx):
            ctx.tell(manager.person, said, [Press(SEE, "待办 Y")], gently=True)
    if (following := applications.next_due(ctx.db, ctx.camp.id)) is not None:
        ctx.later("recruiting.overdue", subject, following)
