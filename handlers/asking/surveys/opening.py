"""问卷: sending a form to a camp's learners now or at its time, reminding those who have not answered, closing it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, time
from typing import Annotated

from bot import draft as draft_shown
from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Press, Refusal, Role, Said
from handlers.asking import recurrence
from handlers.asking.surveys import forms, wording
from handlers.asking.surveys.answering import FILL_IN, as_asked, invite
from handlers.asking.surveys.results import say
from handlers.asking.surveys.settings import CLOSED, NOT_YOURS, UNKNOWN, feature
from handlers.asking.surveys.wording import SurveyDraft
from handlers.asking.target_rooms import is_theirs, place_for
from handlers.asking.trial import try_out
from handlers.asking.wording import take_trial
from scheduler import calendar, rhythm, when
from storage import ballots, surveys
from storage.surveys import Survey

OPENED = Phrase(
    zh="✅ 问卷 S{id}“{title}”正在私信{n}人：{badge}{count}题，截止 {until.month}月{until.day}日 {until:%H:%M}。",
    en="✅ Form S{id} “{title}” is going to {n:person|people}: {badge}{count:question|questions}, until {until:%b} {until.day}, {until:%H:%M}.",
)
NAMED = Phrase(zh="实名，", en="named, ")
ANONYMOUS = Phrase(zh="匿名，", en="anonymous, ")
PLANNED = Phrase(
    zh="✅ 记下了：{when} 发问卷“{title}”（N{id}）。停掉：问卷 停 N{id}",
    en="✅ Noted: {when} the form “{title}” goes out (N{id}). To stop it: survey stop N{id}",
)
WHAT = Phrase(
    zh="问卷“{title}”（{badge}{count}题），私信{n}位学员，{goes}。",
    en="the form “{title}” ({badge}{count:question|questions}), in private to {n:learner|learners}, {goes}.",
)
GOES_NOW = Phrase(
    zh="一发出就发，截止 {until.month}月{until.day}日 {until:%H:%M}",
    en="at once, until {until:%b} {until.day}, {until:%H:%M}",
)
GOES = Phrase(zh="{when} 发", en="{when}")
AND_THEN = Phrase(zh="后面还问：\n{lines}", en="Then they are asked:\n{lines}")
STOPPED = Phrase(zh="✅ N{id} 不再发了。", en="✅ N{id} will not go out any more.")
NO_PLAN = Phrase(zh="没有定时问卷 N{id}。", en="There is no planned form N{id}.")
LIST = Phrase(zh="📊 问卷\n{lines}", en="📊 Forms\n{lines}")
LINE = Phrase(zh="S{id} {title}｜已填 {done}/{expected}", en="S{id} {title} | {done}/{expected} answered")
PLAN_LINE = Phrase(zh="N{id} {when}：{title}", en="N{id} {when}: {title}")
READY = Phrase(zh="现成的模板：{forms}。{example}", en="Ready-made: {forms}. {example}")
NOBODY = Phrase(zh="没有要问的学员。", en="There are no learners to ask.")
CLOSED_NOW = Phrase(zh="✅ 问卷 S{id} 已截止。", en="✅ Form S{id} is closed.")
OVER = Phrase(zh="📊 问卷“{title}”已截止。", en="📊 The form “{title}” is closed.")
NUDGE = Phrase(
    zh="⏰ 还差你一份问卷：{title}（{badge}{n}题，截止 {until.month}月{until.day}日 {until:%H:%M}）",
    en="⏰ One form is waiting for you: {title} ({badge}{n:question|questions}, until {until:%b} {until.day}, {until:%H:%M})",
)
NUDGING = Phrase(
    zh="✅ 正在提醒还没填的{n}人，每人一天最多一次。", en="✅ Reminding the {n} who have not answered, once a day each at most."
)
UNDONE = Phrase(zh="✅ 问卷 S{id} 已撤回，答案不计。", en="✅ Form S{id} was taken back; no answers count.")
MISSING = Phrase(zh="谁没填", en="Who is missing")

ORDERS = {"截止": "close", "结束": "close", "close": "close", "提醒": "nudge", "nudge": "nudge"}
ORDER = re.compile(rf"S(\d+)\s+({'|'.join(ORDERS)})|({'|'.join(ORDERS)})\s+S(\d+)", re.IGNORECASE)
STOP = re.compile(r"(?:停|停止|取消|stop)\s*N(\d+)", re.IGNORECASE)
SLICE = 100
"""People written to in one transaction."""
NUDGE_AT = time(9, 30)
"""When those who have not answered are reminded, on the next workday."""


@feature.command(
    "问卷",
    "survey",
    help=Phrase(
        zh="发一张问卷：现成模板或自己写题，匿名或实名。", en="Send a form, ready-made or your own, anonymous or named."
    ),
    by=Role.MANAGER,
    hosts=True,
    examples=[
        "问卷",
        "问卷 柯氏一级 匿名 截止=周五 18:00",
        "问卷 训后反馈 实名\n内容对我有用 [1-5]\n你会推荐给同事吗 [NPS]\n想再学什么 [多选] 谈判/CRM/洞察\n还想说什么 [文字]",
        "问卷 柯氏二级 实名 主题=谈判、洞察",
        "问卷 每周脉搏 开始=每周五 16:00 时长=3天",
        "survey level1 anonymous until=Fri 18:00",
        "survey level2 named topics=negotiating,insight",
    ],
)
def survey(ctx: Context, words: Annotated[str, Named("模板或题目", "form or questions")] = "") -> None:
    if not words.strip():
        show(ctx)
    elif stopped := STOP.fullmatch(words.strip()):
        _stop(ctx, int(stopped[1]))
    elif order := ORDER.fullmatch(words.strip()):
        _obey(ctx, int(order[1] or order[4]), ORDERS[(order[2] or order[3]).casefold()])
    else:
        _open_or_plan(ctx, words)


@feature.command(
    "发起",
    "launch",
    help=Phrase(zh="发起一张问卷或一场考试。", en="Start a form or an exam."),
    by=Role.MANAGER,
    hosts=True,
    examples=["发起 一级评估 模板=柯氏一级 匿名", "launch level1 anonymous"],
)
def launch(ctx: Context, words: Annotated[str, Named("名称", "name")]) -> None:
    """The same as 问卷 for forms, and as 考试 for everything else."""
    first = words.split(None, 1)[0].casefold()
    exam = ctx.router.match(f"考试 {words}")
    is_form = first in forms.BY_NAME or wording.FORM.search(words) or "\n" in words.strip()
    if is_form or exam is None or exam.command.word != "考试":
        survey(ctx, words)
        return
    ctx.feature = exam.command.feature
    exam.command.run(ctx, **ctx.router.bound(exam, ctx.language))


def show(ctx: Context) -> None:
    """What is out, what is planned, and what there is."""
    lines = []
    for one in surveys.running(ctx.db, ctx.camp.id):
        if not is_theirs(ctx, one.author, one.place):
            continue
        done, expected = ballots.turnout(ctx.db, one.subject, one.asked)
        lines.append(LINE(id=one.id, title=one.title, done=done, expected=expected).to(ctx.language))
    lines += [
        PLAN_LINE(id=plan.id, when=recurrence.in_words(ctx, plan), title=plan.words.split("\n")[0]).to(ctx.language)
        for plan in surveys.plans(ctx.db, ctx.camp.id)
        if is_theirs(ctx, plan.author, plan.place)
    ]
    known = list(form.names[0 if ctx.language == "zh" else -1] for form in forms.FORMS)
    ctx.reply(*([LIST(lines="\n".join(lines))] if lines else []), READY(forms=known, example=wording.EXAMPLE))


# ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────


feature.act("survey", Phrase(zh="{who} 发出问卷 S{survey}“{title}”", en="{who} opened form S{survey} “{title}”"))


def _open_or_plan(ctx: Context, words: str) -> None:
    is_trial, words = take_trial(words)
    draft = _draft(ctx, words)
    if is_trial:
        return try_out(ctx, _as_seen(ctx, draft))
    if not ctx.sends_draft:
        return _preview(ctx, draft)
    if draft.start is not None:
        _plan(ctx, draft)
        return
    made, expected = open_survey(ctx, draft, place_for(ctx), ctx.person.id)
    ctx.audit("survey", undo={"survey": made.id}, survey=made.id, title=made.title)
    ctx.reply(
        OPENED(
            id=made.id,
            title=made.title,
            n=expected,
            badge=ANONYMOUS if made.anonymous else NAMED,
            count=len(made.questions),
            until=made.until,
        ),
        [Press(MISSING, f"结果 S{made.id} 未填")],
    )


def _preview(ctx: Context, draft: SurveyDraft) -> None:
    """What every learner would get, and the questions that come after the first."""
    one, expected = _made(ctx, draft, place_for(ctx), ctx.person.id)
    badge = ANONYMOUS if one.anonymous else NAMED
    goes = GOES(when=_when(ctx, draft)) if draft.start is not None else GOES_NOW(until=one.until)
    what = WHAT(title=one.title, badge=badge, count=len(one.questions), n=expected, goes=goes)
    rest = AND_THEN(
        lines="\n".join(f"{at} {question.words(ctx.camp.language)}" for at, question in enumerate(draft.questions[1:], 2))
    )
    seen = draft_shown.in_private(expected, *_as_seen(ctx, draft)[0])
    until = one.until if draft.start is None else None
    draft_shown.show(ctx, what, seen, notes=(rest,) if draft.questions[1:] else (), until=until)


def _as_seen(ctx: Context, draft: SurveyDraft) -> list[list[Said]]:
    """The messages every learner would get, one after another."""
    return as_asked(ctx, _made(ctx, draft, place_for(ctx), ctx.person.id)[0], ctx.camp.language)


@feature.preview("问卷")
def as_composed(ctx: Context, said: list[str]) -> list[list[Said]]:
    """A form while its sentence is still typed."""
    return _as_seen(ctx, _draft(ctx, take_trial(said[-1])[1]))


def _made(ctx: Context, draft: SurveyDraft, place: str, author: int) -> tuple[Survey, int]:
    """The form that would go out now, without a number, and how many are asked. Raises Refusal where that is nobody."""
    expected = ballots.turnout(ctx.db, "", ballots.Electorate(ctx.camp.id, draft.only, place))[1]
    if not expected:
        raise Refusal(NOBODY)
    one = Survey(
        id=0,
        camp=ctx.camp.id,
        author=author,
        title=draft.title,
        form=draft.form,
        questions=[question.stored for question in draft.questions],
        anonymous=draft.anonymous,
        only=draft.only,
        axis=draft.axis,
        place=place,
        until=draft.until,
        opened_at=ctx.now,
        closed_at=None,
        told=None,
    )
    return one, expected


def open_survey(ctx: Context, draft: SurveyDraft, place: str, author: int) -> tuple[Survey, int]:
    """Sends a form to the people of the camp or of one room; gives it and how many are asked."""
    one, expected = _made(ctx, draft, place, author)
    number = surveys.open_survey(ctx.db, one)
    made = surveys.find(ctx.db, number)
    assert made is not None
    ctx.later("surveys.invite", f"{number}:0", ctx.now)
    ctx.later("surveys.close", made.subject, made.until)
    first = _next_morning(ctx)
    if first < made.until:
        ctx.later("surveys.morning", f"{number}:0", first)
    return made, expected


@feature.due("invite")
def invite_some(ctx: Context, subject: str, due_at: datetime) -> None:
    """The next slice of those who are asked gets the first question."""
    one, after = _survey(ctx, subject)
    if not one.is_open:
        return
    some = ballots.meant(ctx.db, one.asked, after=after, most=SLICE)
    for _, person in some:
        invite(ctx, one, person)
    if len(some) == SLICE:
        ctx.later("surveys.invite", f"{one.id}:{some[-1][0]}", ctx.now)


@feature.due("nudge")
def nudge_some(ctx: Context, subject: str, due_at: datetime) -> None:
    """The manager asked for it: those who have not answered are told now."""
    _nudge(ctx, subject, "surveys.nudge", ctx.nudge)


@feature.due("morning")
def nudge_in_the_morning(ctx: Context, subject: str, due_at: datetime) -> None:
    """By itself, the morning after: that can wait where somebody was told much that day."""
    _nudge(ctx, subject, "surveys.morning", ctx.post_within_budget)


def _nudge(ctx: Context, subject: str, job: str, say: Callable[..., object]) -> None:
    """The next slice of those who have not answered, each once a day."""
    one, after = _survey(ctx, subject)
    if not one.is_open:
        return
    today = ctx.local(ctx.now).date()
    badge = ANONYMOUS if one.anonymous else NAMED
    said = NUDGE(title=one.title, badge=badge, n=len(one.questions), until=one.until)
    some = ballots.missing(ctx.db, one.subject, one.asked, after=after, most=SLICE)
    for _, person, _name in some:
        if ballots.remind(ctx.db, one.subject, person, today):
            fill = [Press(FILL_IN(title=one.title), f"填 S{one.id}")]
            say(person, said, fill, until=one.until, still=("surveys.unanswered", str(one.id)))
    if len(some) == SLICE:
        ctx.later(job, f"{one.id}:{some[-1][0]}", ctx.now)


@feature.condition("unanswered")
def unanswered(ctx: Context, person: int, subject: str) -> bool:
    """Whether the form is still out and they have not handed it in."""
    one, _ = _survey(ctx, f"survey:{subject}")
    return one.is_open and not ballots.took_part(ctx.db, one.subject, person)


@feature.due("close")
def close(ctx: Context, subject: str, _: datetime) -> None:
    """The deadline: the result goes to whoever sent the form."""
    one, _after = _survey(ctx, subject)
    if one.is_open:
        ctx.tell(one.author, OVER(title=one.title), *_close(ctx, one))


def _close(ctx: Context, one: Survey) -> list[Said]:
    """Nothing more is taken; the ballots are shuffled a last time and small groups are merged for good. Gives the result."""
    surveys.close(ctx.db, one.id, at=ctx.now)
    ctx.later("surveys.close", one.subject, None)
    if one.anonymous:
        ballots.mix(ctx.db, one.subject)
        ctx.task("ballots.forget")
    closed = surveys.find(ctx.db, one.id)
    assert closed is not None
    result = say(ctx, closed)
    if one.anonymous:
        ballots.merge_small(ctx.db, one.subject)
    return result


def _obey(ctx: Context, number: int, order: str) -> None:
    one = surveys.find(ctx.db, number)
    if one is None or one.camp != ctx.camp.id:
        raise Refusal(UNKNOWN(id=number))
    if one.author != ctx.person.id and ctx.role < Role.MANAGER:
        raise Refusal(NOT_YOURS(id=number))
    if not one.is_open:
        raise Refusal(CLOSED(id=number))
    if order == "nudge":
        done, expected = ballots.turnout(ctx.db, one.subject, one.asked)
        ctx.later("surveys.nudge", f"{number}:0", ctx.now)
        ctx.reply(NUDGING(n=expected - done))
        return
    ctx.reply(CLOSED_NOW(id=number), *_close(ctx, one))


@feature.undoes("survey", by=Role.MANAGER)
def survey_back(ctx: Context, survey: int) -> None:
    one = surveys.find(ctx.db, survey)
    if one is None or not surveys.close(ctx.db, survey, at=ctx.now):
        raise Refusal(CLOSED(id=survey))
    for job, subject in (("close", one.subject), ("invite", f"{survey}:0"), ("morning", f"{survey}:0")):
        ctx.later(f"surveys.{job}", subject, None)
    if one.anonymous:
        ctx.later("ballots.mix", one.subject, None)
        ballots.drop(ctx.db, one.subject)
        ctx.task("ballots.forget")
    ctx.reply(UNDONE(id=survey))


def _next_morning(ctx: Context) -> datetime:
    day = calendar.of_settings(ctx.camp.settings).next_workday(ctx.local(ctx.now).date())
    return rhythm.on_the_clock(day, NUDGE_AT, ctx.zone)


def _draft(ctx: Context, words: str) -> SurveyDraft:
    return wording.draft(words, ctx.local(ctx.said_at), calendar.of_settings(ctx.camp.settings), ctx.camp.language)


def _survey(ctx: Context, subject: str) -> tuple[Survey, int]:
    """The form of a row on the agenda (`3:120` or `survey:3`), and from which member on."""
    head, _, tail = subject.partition(":")
    number, after = (int(tail), 0) if head == "survey" else (int(head), int(tail))
    one = surveys.find(ctx.db, number)
    assert one is not None
    return one, after


# ── at its time ──────────────────────────────────────────────────────────────────────────────────────────────────────


feature.act(
    "survey_plan",
    Phrase(zh="{who} 安排问卷“{title}”：{when}", en="{who} planned the form “{title}”: {when}"),
    shows=recurrence.shown,
)


@feature.undoes("survey_plan", by=Role.MANAGER)
def plan_back(ctx: Context, plan: int) -> None:
    if not surveys.stop_plan(ctx.db, plan, at=ctx.now):
        raise Refusal(NO_PLAN(id=plan))
    ctx.later("surveys.open", f"plan:{plan}", None)
    ctx.reply(STOPPED(id=plan))


def _plan(ctx: Context, draft: SurveyDraft) -> None:
    assert draft.start is not None
    number = surveys.plan(ctx.db, ctx.camp.id, ctx.person.id, place_for(ctx), draft.without_start, rhythm.to_json(draft.start))
    ctx.later("surveys.open", f"plan:{number}", draft.start.after(ctx.now, ctx.zone, calendar.of_settings(ctx.camp.settings)))
    said = _when(ctx, draft)
    ctx.audit("survey_plan", undo={"plan": number}, title=draft.title, begins=rhythm.to_json(draft.start))
    ctx.reply(PLANNED(when=said, title=draft.title, id=number), *recurrence.unsure(ctx, draft.start))


def _when(ctx: Context, draft: SurveyDraft) -> Line:
    assert draft.start is not None
    return when.said(draft.start, ctx.local(ctx.now), calendar.of_settings(ctx.camp.settings))


@feature.due("open")
def open_planned(ctx: Context, subject: str, _: datetime) -> None:
    """A planned form goes out as it was written, its deadline counted from now; the next one is put on the agenda first."""
    plan = surveys.find_plan(ctx.db, int(subject.partition(":")[2]))
    if plan is None:
        return
    following = recurrence.following(ctx, plan)
    ctx.later("surveys.open", subject, following)
    if following is None:
        surveys.stop_plan(ctx.db, plan.id, at=ctx.now)
    recurrence.opened(ctx, plan, lambda: open_survey(ctx, _draft(ctx, plan.words), plan.place, plan.author))


@feature.on("rescheduled")
def plan_anew(ctx: Context) -> None:
    recurrence.anew(ctx, "surveys.open", surveys.plans(ctx.db, ctx.camp.id))


def _stop(ctx: Context, number: int) -> None:
    plan = surveys.find_plan(ctx.db, number)
    if plan is None or plan.camp != ctx.camp.id or (plan.author != ctx.person.id and ctx.role < Role.MANAGER):
        raise Refusal(NO_PLAN(id=number))
    surveys.stop_plan(ctx.db, number, at=ctx.now)
    ctx.later("surveys.open", f"plan:{number}", None)
    ctx.reply(STOPPED(id=number))
