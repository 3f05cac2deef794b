"""撤销 of setting homework: one nobody has handed in for was never set, another's rules are what they were; who heard of it hears of that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.feature import Context, Phrase, Refusal, Role
from handlers.homework import telling
from handlers.homework.assigning import DRAWN
from handlers.homework.settings import feature
from storage.homework import assignments, hand_ins

GONE = Phrase(
    zh="✅ 作业《{title}》撤回了，告诉了要交的人。", en="✅ Homework “{title}” is taken back; those it was for are told."
)
BEGUN = Phrase(
    zh="《{title}》已经有人交了，撤不了。不再收就发：作业 关 {title}",
    en="Somebody has handed in “{title}”; it cannot be taken back. To take no more: homework close {title}",
)
AS_BEFORE = Phrase(zh="✅ 作业《{title}》的规则改回去了。", en="✅ The rules of “{title}” are what they were.")


@feature.undoes("homework", by=Role.MANAGER, thing=["title"])
def set_back(ctx: Context, homework: int, before: dict[str, Any] | None, reviewers: list[int]) -> None:
    one = assignments.find(ctx.db, homework)
    assert one is not None
    if before is None:
        if not assignments.withdraw(ctx.db, homework, at=ctx.now):
            raise Refusal(BEGUN(title=one.title))
        for number in hand_ins.gathered(ctx.db, homework):
            hand_ins.drop(ctx.db, number)
        telling.plan(ctx, homework, None)
        telling.begin(ctx, homework, "withdrawn")
        ctx.reply(GONE(title=one.title))
        return
    until = datetime.fromisoformat(before["until"]) if before["until"] else None
    if one.seed is not None and until != one.until:
        raise Refusal(DRAWN(title=one.title))
    assignments.change(ctx.db, homework, **(before | {"until": until}))
    assignments.name_reviewers(ctx.db, homework, reviewers)
    if until != one.until:
        telling.plan(ctx, homework, until)
        telling.begin(ctx, homework, "moved")
    ctx.reply(AS_BEFORE(title=one.title))
