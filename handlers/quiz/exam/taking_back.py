"""撤销 of opening an exam: a new one that nobody has begun is gone, another's rules are what they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.feature import Context, Phrase, Refusal, Role
from handlers.quiz.exam import passing
from handlers.quiz.exam.changing import follow_deadline
from handlers.quiz.exam.settings import EXAM_ROLES, feature
from storage import exams, memberships
from storage.exams import Exam

GONE = Phrase(zh="✅ {role}“{name}”（E{id}）撤回了。", en="✅ {role} “{name}” (E{id}) was taken back.")
GONE_IN_THE_GROUP = Phrase(zh="📝 {role}“{name}”撤回了，不用考。", en="📝 {role} “{name}” was taken back; nobody need take it.")
AS_BEFORE = Phrase(
    zh="✅ {role}“{name}”（E{id}）的规则改回去了。", en="✅ The rules of {role} “{name}” (E{id}) are what they were."
)
NO_PASS = Phrase(
    zh="“{name}”的及格改回{mark}，你的成绩还没通过{points}。",
    en="{mark} passes “{name}” again; you have not passed yet{points}.",
)
POINTS = Phrase(zh="，积分{change}", en=", points {change}")
BEGUN = Phrase(
    zh="{role}“{name}”已经有人开考，撤不了了。可以改截止：考试 {name} 截止=今天",
    en="Somebody has begun {role} “{name}”; it cannot be taken back. You may end it: exam {name} until=today",
)


def plain(one: Exam | None) -> dict[str, Any] | None:
    """An exam's rules as they are kept for an undoing; None where there was none."""
    if one is None:
        return None
    rules = {name: getattr(one, name) for name in ("tag", "questions", "pass_mark", "attempts", "minutes")}
    return {**rules, "form": list(one.form) if one.form else None, "until": one.until.isoformat() if one.until else None}


@feature.undoes("exam", by=Role.MANAGER, thing=["exam"])
def exam_back(ctx: Context, exam: int, before: dict[str, Any] | None) -> None:
    _back(ctx, exam, before)


@feature.undoes("exam_pair", by=Role.MANAGER, thing=["name", "role"])
def pair_back(ctx: Context, exam: int, before: dict[str, Any] | None) -> None:
    _back(ctx, exam, before)


def _back(ctx: Context, number: int, before: dict[str, Any] | None) -> None:
    one = exams.find(ctx.db, number)
    assert one is not None
    called = {"role": EXAM_ROLES[one.role], "name": one.name}
    if before is not None:
        _change_back(ctx, one, {**before, "until": datetime.fromisoformat(before["until"]) if before["until"] else None})
        ctx.reply(AS_BEFORE(**called, id=number))
        return
    if not exams.remove(ctx.db, number):
        raise Refusal(BEGUN(**called))
    ctx.later("exam.call", f"{number}:0", None)
    ctx.reply(GONE(**called, id=number))
    ctx.announce(GONE_IN_THE_GROUP(**called))


def _change_back(ctx: Context, one: Exam, rules: dict[str, Any]) -> None:
    """The rules as they were; open goes follow the deadline, and who passed by the changed mark alone hears that they did not."""
    passed = passing.passed_by(ctx.db, one)
    exams.open_exam(ctx.db, one.camp, one.name, one.role, at=ctx.now, **rules)
    follow_deadline(ctx, one, rules["until"])
    restored = replace(one, pass_mark=rules["pass_mark"])
    for member in passed - passing.passed_by(ctx.db, restored):
        change = passing.settle(ctx, restored, member)
        points = POINTS(change=f"{change:+}") if change else ""
        ctx.tell(memberships.member(ctx.db, member).person, NO_PASS(name=one.name, mark=restored.pass_mark, points=points))
        ctx.happened("exam.unpassed", member, exam=one.id)
