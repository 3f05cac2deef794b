"""Sending an application: scored, promised an answer in work hours, decided by the camp's criteria where they hold, else brought to its managers."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.feature import Context, Line, Phrase, Press
from handlers.recruiting import admission, criteria, form, wording
from handlers.recruiting.settings import APPROVES, HOURS, REJECTS, feature
from scheduler import calendar, work_hours
from storage import applications, memberships
from storage.applications import Application

SENT = Phrase(
    zh="✅ {score}申请号 {code}，已交给社群经理，{hours}个工作小时内（{due:%m-%d %H:%M} 前）回复。",
    en="✅ {score}Application {code} is with the managers; they answer within {hours:work hour|work hours}, by {due:%m-%d %H:%M}.",
)
SCORE = Phrase(zh="{score}。", en="{score}. ")
ARRIVED = Phrase(
    zh="📥 {code} {what}\n回复“通过 {code}”或“拒绝 {code} 原因”，{due:%m-%d %H:%M} 前要答复。",
    en="📥 {code} {what}\nAnswer “approve {code}” or “reject {code} REASON”; an answer is promised by {due:%m-%d %H:%M}.",
)
MANY = Phrase(zh="📥 有{n}份申请在等你们定。", en="📥 {n:application|applications} wait for a decision.")
APPROVE, REJECT, SEE = Phrase(zh="通过", en="Approve"), Phrase(zh="拒绝", en="Reject"), Phrase(zh="看待办", en="See them")
ALONE = 5
"""So many that wait are told of one by one; of more, once an hour."""


def send(ctx: Context, one: Application) -> None:
    """It is with the managers now, or decided already."""
    quiz = applications.quiz(ctx.db, one.id)
    right = sum(bool(question.is_right) for question in quiz)
    due = work_hours.due(ctx.now, ctx.setting(HOURS), ctx.zone, calendar.of_settings(ctx.camp.settings))
    applications.send(ctx.db, one.id, correct=right, asked=len(quiz), due=due, at=ctx.now)
    sent = applications.find(ctx.db, one.id)
    assert sent is not None
    if _decided_by_criteria(ctx, sent):
        return
    score = wording.score(right, len(quiz))
    ctx.reply(SENT(code=wording.code(one.id), score=SCORE(score=score) if score else "", hours=ctx.setting(HOURS), due=due))
    ctx.later("recruiting.overdue", f"camp:{ctx.camp.id}", applications.next_due(ctx.db, ctx.camp.id))
    _tell_managers(ctx, sent)


def _decided_by_criteria(ctx: Context, one: Application) -> bool:
    """Whether the camp's criteria decide: approval is looked at first. What holds is the reason."""
    tags = form.tags(wording.fields_of(one), wording.answers_of(ctx, one))
    for kept, verdict in ((ctx.setting(APPROVES), "approved"), (ctx.setting(REJECTS), "rejected")):
        if found := criteria.reasons(kept, one.correct, one.asked, tags):
            reason: Line = criteria.REASONS(reasons=found)
            admission.decide(ctx, one, verdict, reason.to(ctx.camp.language), by=None)
            return True
    return False


def _tell_managers(ctx: Context, one: Application) -> None:
    waiting, _ = applications.backlog(ctx.db, ctx.camp.id)
    if waiting > ALONE:
        ctx.later("recruiting.gather", f"camp:{ctx.camp.id}", _next_hour(ctx))
        return
    code = wording.code(one.id)
    what = wording.in_one_line(
        one.name, wording.fields_of(one), wording.answers_of(ctx, one), wording.score(one.correct, one.asked)
    )
    presses = [Press(APPROVE, f"通过 {code}"), Press(REJECT, f"拒绝 {code}"), Press(SEE, f"待办 {code}")]
    for manager in managers(ctx):
        ctx.tell(manager.person, ARRIVED(code=code, what=what, due=one.due_at), presses, gently=True)


@feature.due("gather")
def gather(ctx: Context, subject: str, due_at: datetime) -> None:
    """Many came within the hour: the managers hear how many wait."""
    waiting, _ = applications.backlog(ctx.db, ctx.camp.id)
    if waiting:
        for manager in managers(ctx):
            ctx.tell(manager.person, MANY(n=waiting), [Press(SEE, "待办 Y")], gently=True)


def managers(ctx: Context) -> list[memberships.Member]:
    """Who decides."""
    return [member for member in memberships.members(ctx.db, ctx.camp.id) if member.role in ("manager", "owner")]


def _next_hour(ctx: Context) -> datetime:
    return ctx.now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
