"""课前测 课后测: the same people are tested before and after, on two forms of the same mix, in private and without points."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from bot import draft
from bot.arguments import Named, Onwards
from bot.feature import Context, Phrase, Press, Refusal, Role
from handlers.quiz.exam import rules
from handlers.quiz.exam.changing import follow_deadline
from handlers.quiz.exam.deadline import take_deadline
from handlers.quiz.exam.opening import MOST_QUESTIONS, OF_TAG, TOO_FEW, UNTIL
from handlers.quiz.exam.settings import EXAM_ROLES, feature
from handlers.quiz.exam.taking_back import plain
from storage import bank, exams

SLICE = 100
"""People told in one transaction."""

PAIR_OPENED = Phrase(
    zh="✅ {role}“{name}”已发给{n}人：{count}题，不计积分{until}。看结果：对比 {name}",
    en="✅ The {role} “{name}” went to {n:person|people}: {count:question|questions}, no points{until}. For the result: compare {name}",
)
CALL = Phrase(
    zh="{role}{count}题，不计积分，仅用于对比。{until}",
    en="{role}, {count:question|questions}: no points, only for the comparison. {until}",
)
WHAT = Phrase(
    zh="{role}“{name}”，{count}题{until}，私信{n}位学员。",
    en="the {role} “{name}”, {count:question|questions}{until}, in private to {n:learner|learners}.",
)
CALL_UNTIL = Phrase(zh="{at:%m-%d %H:%M} 截止", en="Until {at:%m-%d %H:%M}")
BEGIN = Phrase(zh="开始", en="Begin")
SAME = Phrase(
    zh="题库里同类的题不够：{n}/{all}题和课前测相同，进步会偏高。补题后再发下一次。",
    en="The bank has too few others of this mix: {n} of {all:question|questions} as in the pretest, so the gain looks larger than it is.",
)
BEFORE_FIRST = Phrase(
    zh="先发“课前测 {name}”，之后才有得对比。", en="Send “pretest {name}” first; there is nothing to compare with yet."
)
NO_TAGS = Phrase(
    zh="题库里还没有带标签的题。把题库文件发给我就能补。",
    en="The bank has no question with a tag yet. Send me a bank file to add some.",
)
NO_TAG = Phrase(zh="题库里没有“{name}”这个标签。有：{tags}", en="The bank has no tag “{name}”. There are: {tags}")


@feature.command(
    "课前测",
    "pretest",
    help=Phrase(
        zh="开课前发一份测试，课后用同样难度的另一份来对比。", en="A test before the course, to be compared with one after."
    ),
    by=Role.MANAGER,
    examples=["课前测 反洗钱 题数=10 截止 5/8 18:00", "pretest objections questions=10"],
)
def before(
    ctx: Context,
    topic: Annotated[str, Named("标签", "topic")],
    *,
    count: Annotated[int, Named("题数", "questions")] = 10,
    until: Annotated[Onwards | None, Named("截止", "until", ("截至", "deadline", "due", "by"))] = None,
) -> None:
    _open_pair(ctx, "before", topic, count, until)


@feature.command(
    "课后测",
    "posttest",
    help=Phrase(
        zh="课后的那一份：题数和标签搭配与课前测相同。", en="The test after the course, with the same mix of questions."
    ),
    by=Role.MANAGER,
    examples=["课后测 反洗钱 截止 5/22 18:00", "posttest objections"],
)
def after(
    ctx: Context,
    topic: Annotated[str, Named("标签", "topic")],
    *,
    until: Annotated[Onwards | None, Named("截止", "until", ("截至", "deadline", "due", "by"))] = None,
) -> None:
    _open_pair(ctx, "after", topic, 0, until)


def _which(ctx: Context, name: str, role: str) -> dict[str, Any]:
    return {"name": name, "role": EXAM_ROLES[role]}


feature.act("exam_pair", Phrase(zh="{who} 开了“{name}”的{role}", en="{who} opened the {role} on “{name}”"), shows=_which)


def _open_pair(ctx: Context, role: str, words: str, count: int, until: str | None | None) -> None:
    name, ends = take_deadline(ctx, words.strip(), until)
    stock = bank.stock(ctx.db, ctx.camp.id, name)
    if not stock:
        tags = [tag for tag, _ in bank.tags(ctx.db, ctx.camp.id)]
        raise Refusal(NO_TAG(name=name[:24], tags=tags) if tags else NO_TAGS)
    form = _form(ctx, role, name, count, stock)
    if not ctx.sends_draft:
        return _preview(ctx, role, name, len(form), ends)
    known = exams.named(ctx.db, ctx.camp.id, name, role)
    if known is not None:
        follow_deadline(ctx, known, ends)
    number = exams.open_exam(
        ctx.db,
        ctx.camp.id,
        name,
        role,
        tag=name,
        questions=len(form),
        pass_mark=100,
        attempts=1,
        minutes=None,
        form=form,
        until=ends,
        at=ctx.now,
    )
    ctx.audit("exam_pair", undo={"exam": number, "before": plain(known)}, name=name, role=role)
    said = {"role": EXAM_ROLES[role], "name": name, "count": len(form), "until": UNTIL(at=ends) if ends else ""}
    again = _asked_before(ctx, role, name, form)
    ctx.reply(PAIR_OPENED(**said, n=ctx.camp.learners), *([SAME(n=again, all=len(form))] if again else []))
    ctx.later("exam.call", f"{number}:0", ctx.now)


def _preview(ctx: Context, role: str, name: str, count: int, ends: datetime | None) -> None:
    learners = ctx.camp.learners
    what = WHAT(role=EXAM_ROLES[role], name=name, count=count, until=UNTIL(at=ends) if ends else "", n=learners)
    called = CALL(role=EXAM_ROLES[role], count=count, until=CALL_UNTIL(at=ends) if ends else "")
    draft.show(ctx, what, draft.in_private(learners, called, [Press(BEGIN, BEGIN.zh)]), until=ends)


def _asked_before(ctx: Context, role: str, name: str, form: tuple[int, ...]) -> int:
    """How many questions of the second test the first one asked: the bank has no others of that mix."""
    first = exams.named(ctx.db, ctx.camp.id, name, "before") if role == "after" else None
    return len({*form} & {*first.form}) if first is not None and first.form is not None else 0


def _form(ctx: Context, role: str, name: str, count: int, stock: list[tuple[int, str]]) -> tuple[int, ...]:
    """The questions everybody gets: those before are drawn, those after are others of the same mix."""
    known = exams.named(ctx.db, ctx.camp.id, name, role)
    if known is not None and known.form is not None:
        return known.form
    if role == "after":
        first = exams.named(ctx.db, ctx.camp.id, name, "before")
        if first is None or first.form is None:
            raise Refusal(BEFORE_FIRST(name=name))
        return rules.parallel(stock, first.form, f"after:{first.id}")
    if not 1 <= count <= min(MOST_QUESTIONS, len(stock)):
        raise Refusal(TOO_FEW(tag=OF_TAG(tag=name), n=len(stock), wanted=count))
    return rules.draw(stock, count, f"before:{ctx.camp.id}:{name}")


@feature.due("call")
def call(ctx: Context, subject: str, _: datetime) -> None:
    """Tells a slice of the learners in private; the rest follow in transactions of their own."""
    number, after_ = map(int, subject.split(":"))
    one = exams.find(ctx.db, number)
    if one is None:  # it was taken back
        return
    slice_ = exams.learners(ctx.db, one.camp, after=after_, most=SLICE)
    ends = CALL_UNTIL(at=one.until) if one.until else ""
    for _member, person in slice_:
        ctx.tell(
            person,
            CALL(role=EXAM_ROLES[one.role], count=one.questions, until=ends),
            [Press(BEGIN, f"考试 E{one.id}")],
            until=one.until,
        )
    if len(slice_) == SLICE:
        ctx.later("exam.call", f"{number}:{slice_[-1][0]}", ctx.now)
