"""An exam's rules change while it is taken: open goes follow the deadline, and a lower mark passes who has reached it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.feature import Context, Phrase
from bot.figures import short_down
from handlers.quiz.exam import passing
from handlers.quiz.exam.sitting import person_of
from storage import exams, memberships
from storage.exams import Exam

MOVED = Phrase(
    zh="⏰ “{name}”的截止改了，你正在考的这次到 {until:%m-%d %H:%M} 交卷。",
    en="⏰ The deadline of “{name}” moved; the go you are in is handed in on {until:%m-%d %H:%M}.",
)
PASSES_NOW = Phrase(
    zh="✅ “{name}”的及格改为{mark}，你的{score}分通过了{points}。",
    en="✅ {mark} passes “{name}” now: with {score} you have passed{points}.",
)
POINTS = Phrase(zh="，积分{change}", en=", points {change}")


def ends(exam: Exam, begun: datetime, until: datetime | None) -> datetime | None:
    """When a go is handed in: after the exam's minutes, at the latest at its deadline."""
    over = [begun + timedelta(minutes=exam.minutes)] if exam.minutes else []
    return min([*over, *([until] if until else [])], default=None)


def follow_deadline(ctx: Context, exam: Exam, until: datetime | None) -> None:
    """Open goes end with the new deadline of an exam as it was; those begun after the old one have their own."""
    for one in exams.running(ctx.db, exam.id):
        if exam.until is not None and one.started_at >= exam.until:
            continue
        moment = ends(exam, one.started_at, until)
        if moment == one.until:
            continue
        exams.prolong(ctx.db, one.id, moment)
        ctx.later("exam.over", f"sitting:{one.id}", moment)
        if moment is not None:
            ctx.tell(person_of(ctx, one), MOVED(name=exam.name, until=moment))


def follow_mark(ctx: Context, exam: Exam, passed: set[int]) -> None:
    """Who passes by the mark of now and had not passed before is paid and told."""
    best = {go.membership: go.score for go in exams.scores(ctx.db, exam.id) if passing.is_pass(exam, go)}
    for member, score in best.items():
        if member not in passed and score is not None:
            change = passing.settle(ctx, exam, member)
            points = POINTS(change=f"{change:+}") if change else ""
            line = PASSES_NOW(name=exam.name, mark=exam.pass_mark, score=short_down(score), points=points)
            ctx.tell(memberships.member(ctx.db, member).person, line)
            ctx.happened("exam.passed", member, exam=exam.id)
