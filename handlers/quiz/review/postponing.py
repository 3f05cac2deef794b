"""今天不想复习: what is due waits for the next workday, and costs nothing."""

from __future__ import annotations

from bot.feature import Context, Phrase
from handlers.quiz.review import schedule
from handlers.quiz.review.settings import as_card, day_of, keep, morning
from scheduler import calendar
from storage import asks, reviews

POSTPONE = {"今天不想复习", "不想复习", "顺延", "not today", "postpone"}

DONE = Phrase(zh="好的，顺延到下一个工作日，不扣分。", en="All right, it waits for the next workday. It costs nothing.")


def postpone(ctx: Context) -> None:
    """Lays every due card for the next workday morning."""
    today = day_of(ctx, ctx.now)
    asks.overtake(ctx.db, ctx.member.id, at=ctx.now)
    for kept in reviews.due(ctx.db, ctx.member.id, ctx.now):
        keep(ctx, ctx.member.id, kept.question, schedule.postponed(as_card(kept), today, morning(ctx)))
    known = calendar.of_settings(ctx.camp.settings)
    ctx.reply(DONE, *known.warnings(today, known.next_workday(today)))
