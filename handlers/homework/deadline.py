"""The deadline: what somebody had sent without 完成 is handed in, peers are drawn, and who set it learns how many are in."""

from __future__ import annotations

from datetime import datetime

from bot.feature import Context, Phrase, Press
from handlers.homework import finishing, rating, reviewers, showing
from handlers.homework.settings import feature
from storage.homework import assignments, hand_ins, progress

DUE = Phrase(zh="⏰ 作业《{title}》到截止了：{counts}", en="⏰ Homework “{title}” is due: {counts}")
WHO = Phrase(zh="看名单", en="Who")


@feature.due("due")
def due(ctx: Context, subject: str, due_at: datetime) -> None:
    one = assignments.find(ctx.db, int(subject))
    if one is None or not one.is_open or one.until is None or one.until > ctx.now:
        return
    for number in hand_ins.gathered(ctx.db, one.id):
        finishing.finish_at_deadline(ctx, one, number)
    counts = progress.counts(ctx.db, one.camp)[one.id]
    for person in reviewers.to_tell(ctx, one):
        said = DUE(title=one.title, counts=showing.counted(counts)), [Press(WHO, f"作业 {one.id}")]
        ctx.post_within_budget(person, *said)
    if one.peers and one.seed is None:
        rating.draw(ctx, one)
