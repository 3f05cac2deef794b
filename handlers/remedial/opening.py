"""Beginning extra training: two sessions a week, a re-test, and a roster of who is below the line; shown first."""

from __future__ import annotations

from datetime import datetime, time
from fractions import Fraction
from typing import Any, NamedTuple

from bot import draft
from bot.audience import Audience
from bot.feature import Context, Line, Phrase, Refusal, Role
from bot.figures import short_down
from handlers.remedial import rules
from handlers.remedial.settings import BELOW, feature
from scheduler import calendar
from scheduler.calendar import WEEKDAYS
from scheduler.rhythm import AnyOf, Weekly
from storage import exams, memberships, remedial
from storage.remedial import Training

NO_TIME = Phrase(
    zh="时间要写一周两天和几点。试试：补训 {module} 时间=周二,周四 19:00",
    en="It takes two days of the week and a time. Try: remedial {module} time=Tue,Thu 19:00",
)
NO_EXAM = Phrase(
    zh="没有叫“{exam}”的考试。先开：考试 {exam}，或不写补考：考到“{module}”标签的考试都算。",
    en="There is no exam “{exam}”. To make one: exam {exam}. Left out, any exam of the tag “{module}” counts.",
)
NOBODY = Phrase(
    zh="没有人的“{module}”低于{below}，现在不用开班。",
    en="Nobody is below {below} in “{module}”; there is nobody to train.",
)
OPEN_ALREADY = Phrase(
    zh="“{module}”的补训已经开着。看名单：补训 名单 {module}", en="“{module}” is running. See: remedial roster {module}"
)
LONG = Phrase(zh="模块名最多{most}个字。", en="A module's name has at most {most:character|characters}.")
WHAT = Phrase(
    zh="{module}补训，{n}人，{when}；补考到{below}就结束。名单：{names}",
    en="extra training for {module}, {n:person|people}, {when}; it ends with {below} in a re-test. Roster: {names}",
)
INVITED = Phrase(
    zh="📘 {manager}给你留了{module}补训的位子：{when}，每次发“补训 签到”。补考到{below}就结束；来不了的日子先“请假”。",
    en="📘 {manager} has kept you a place in extra training for {module}: {when}; each time send “remedial here”. It ends with "
    "{below} in a re-test; for days you cannot come take “leave”.",
)
OPENED = Phrase(
    zh="✅ {module}补训开了：{n}人，第一次 {first:%m-%d %H:%M}。10分钟内可发“撤销”。",
    en="✅ Extra training for {module}: {n:person|people}, first on {first:%m-%d %H:%M}. “undo” within 10 minutes takes it back.",
)
TAKEN_BACK = Phrase(zh="{module}补训先不开了。", en="The extra training for {module} is off for now.")
BACK = Phrase(zh="✅ {module}补训撤了，已告诉名单上的人。", en="✅ {module} is taken back; the people on its roster are told.")
TWICE = Phrase(zh="每{days} {at}", en="{days} at {at}")
LONGEST = 20
AND_SO_ON = 10

feature.act(
    "remedial", Phrase(zh="{who} 开了{module}补训（{n}人）", en="{who} began extra training for {module} ({n:person|people})")
)


class SessionPlan(NamedTuple):
    """When it is held."""

    weekdays: list[int]
    time: str


def begin(ctx: Context, module: str, time: str, retest: str, low: dict[int, Fraction]) -> None:
    """补训 谈判 时间=周二,周四 19:00 补考=阶段一. Raises Refusal."""
    if len(module) > LONGEST:
        raise Refusal(LONG(most=LONGEST))
    try:
        plan = SessionPlan(*rules.twice_a_week(time))
    except ValueError:
        raise Refusal(NO_TIME(module=module)) from None
    exam = exams.named(ctx.db, ctx.camp.id, retest.strip()) if retest.strip() else None
    if retest.strip() and exam is None:
        raise Refusal(NO_EXAM(exam=retest.strip()[:20], module=module))
    below = int(ctx.camp.settings.get("care.module", BELOW))
    people = [one for one in memberships.members(ctx.db, ctx.camp.id) if one.id in low and one.role == "learner"]
    if not people:
        raise Refusal(NOBODY(module=module, below=below))
    said = INVITED(manager=ctx.person.name, module=module, when=when(plan), below=below)
    if not ctx.sends_draft:
        names = [f"{one.name} {short_down(low[one.id])}" for one in people[:AND_SO_ON]]
        what = WHAT(module=module, n=len(people), when=when(plan), below=below, names=names)
        return draft.show(ctx, what, draft.in_private(len(people), said))
    kept: dict[str, Any] = {"below": below, "weekdays": plan.weekdays, "time": plan.time, "exam": exam.id if exam else None}
    number = remedial.open_training(ctx.db, ctx.camp.id, module, **kept, by=ctx.person.id, at=ctx.now)
    if number is None:
        raise Refusal(OPEN_ALREADY(module=module))
    for one in people:
        remedial.join(ctx.db, number, one.id, short_down(low[one.id]), at=ctx.now)
        ctx.tell(one.person, said, gently=True)
        ctx.happened("remedial.joined", one.id, module=module)
    first = plan_next(ctx, number, plan)
    ctx.audit("remedial", undo={"training": number}, module=module, n=len(people))
    ctx.reply(OPENED(module=module, n=len(people), first=first), audience=Audience.MANAGERS)


@feature.undoes("remedial", by=Role.MANAGER, thing=["module"])
def begin_back(ctx: Context, training: int) -> None:
    one = remedial.find(ctx.db, training)
    assert one is not None
    people = [person for person in remedial.roster(ctx.db, training) if person.why is None]
    if remedial.close(ctx.db, training, at=ctx.now):
        for person in people:
            ctx.tell(person.person, TAKEN_BACK(module=one.module))
            ctx.happened("remedial.left", person.membership, module=one.module)
    ctx.later("remedial.session", f"remedial:{training}", None)
    ctx.reply(BACK(module=one.module))


def when(plan: SessionPlan | Training) -> Line:
    """每周二、周四 19:00."""
    return TWICE(days=[WEEKDAYS[day] for day in plan.weekdays], at=plan.time)


def plan_next(ctx: Context, training: int, plan: SessionPlan | Training, *, after: datetime | None = None) -> datetime:
    """Puts the next session on the agenda, a workday later where a holiday is in its way; gives when it begins."""
    rhythm = AnyOf(tuple(Weekly(day, time.fromisoformat(plan.time), on_rest_day="next_workday") for day in plan.weekdays))
    at = rhythm.after(after or ctx.now, ctx.zone, calendar.of_settings(ctx.camp.settings))
    assert at is not None
    ctx.later("remedial.session", f"remedial:{training}", at)
    return at
