"""抽查: a share of the learners, drawn by chance, answers in private; whoever was drawn for a topic is not drawn for it again."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Phrase, Press, Refusal, Role
from handlers.quiz.asking import into_camp
from handlers.quiz.exam import rules
from handlers.quiz.exam.deadline import deadline_of, split_deadline
from handlers.quiz.exam.opening import OF_TAG, TOO_FEW
from handlers.quiz.exam.pairing import BEGIN, NO_TAG
from handlers.quiz.exam.settings import feature
from storage import bank, exams

MOST_QUESTIONS = 10
PASS_MARK = 80
OPEN_FOR = timedelta(days=7)
SLICE = 100
"""People told in one transaction."""
SHARE = re.compile(r"(\d{1,3})\s*[%％]?")

OPENED = Phrase(
    zh="✅ 抽查“{name}”：抽到{n}人（共{all}人），每人{count}题，不计积分，{until:%m-%d %H:%M} 截止。看结果：结果 E{id}",
    en="✅ Spot check “{name}”: {n} of {all} people drawn, {count} questions each, no points, until {until:%m-%d %H:%M}. "
    "For the result: result E{id}",
)
CALL = Phrase(
    zh="❓ 抽查“{name}”抽到了你：{count}题，不计积分，{until:%m-%d %H:%M} 截止。",
    en="❓ You were drawn for the spot check “{name}”: {count} questions, no points, until {until:%m-%d %H:%M}.",
)
BAD_SHARE = Phrase(zh="比例是1%到100%。试试：抽查 {name} 比例=20%", en="share is 1% to 100%. Try: spotcheck {name} share=20%")
BAD_COUNT = Phrase(
    zh="题数是1到{most}。试试：抽查 {name} 题数=2", en="questions is 1 to {most}. Try: spotcheck {name} questions=2"
)
EVERYBODY = Phrase(zh="“{name}”每个人都抽过了。", en="Everybody has been drawn for “{name}”.")


@feature.command(
    "抽查",
    "spotcheck",
    help=Phrase(
        zh="随机抽一部分学员答题；同一个标签每人最多抽到一次。",
        en="Test a share of the learners, drawn by chance, once each a topic.",
    ),
    by=Role.MANAGER,
    examples=["抽查 产品 比例=20% 题数=2 截止 5/13 18:00", "spotcheck product share=20%"],
)
def spot_check(
    ctx: Context,
    topic: Annotated[str, Named("标签", "topic")],
    *,
    share: Annotated[str, Named("比例", "share")] = "20%",
    count: Annotated[int, Named("题数", "questions")] = 1,
    until: Annotated[str, Named("截止", "until")] = "",
) -> None:
    name, deadline = split_deadline(topic.strip(), until)
    percent = _percent(name, share)
    _check(ctx, name, count)
    ends = deadline_of(ctx, deadline) if deadline else ctx.now + OPEN_FOR
    number = exams.open_exam(
        ctx.db,
        ctx.here.id,
        name,
        "spot",
        tag=name,
        questions=count,
        pass_mark=PASS_MARK,
        attempts=1,
        minutes=None,
        form=None,
        until=ends,
        at=ctx.now,
    )
    everybody = exams.all_learners(ctx.db, ctx.here.id)
    before = exams.drawn(ctx.db, number)
    chosen = rules.sample(set(everybody) - before, -(-len(everybody) * percent // 100), f"spot:{number}:{len(before)}")
    if not chosen:
        raise Refusal(EVERYBODY(name=name))
    exams.draw(ctx.db, number, chosen, at=ctx.now)
    ctx.did("exam", name=name, role="spot")
    ctx.reply(OPENED(name=name, n=len(chosen), all=len(everybody), count=count, until=ends, id=number))
    ctx.later("exam.summon", f"{number}:{len(before)}:0", ctx.now)


def _percent(name: str, share: str) -> int:
    """20% and 20 are 20. Raises Refusal."""
    written = SHARE.fullmatch(share.strip())
    if written is None or not 1 <= int(written[1]) <= 100:
        raise Refusal(BAD_SHARE(name=name[:24]))
    return int(written[1])


def _check(ctx: Context, name: str, count: int) -> None:
    """Raises Refusal where the bank cannot give so many questions."""
    if not 1 <= count <= MOST_QUESTIONS:
        raise Refusal(BAD_COUNT(most=MOST_QUESTIONS, name=name[:24]))
    stock = bank.stock(ctx.db, ctx.here.id, name)
    if not stock:
        raise Refusal(NO_TAG(name=name[:24], tags="、".join(tag for tag, _ in bank.tags(ctx.db, ctx.here.id))))
    if len(stock) < count:
        raise Refusal(TOO_FEW(tag=OF_TAG(tag=name), n=len(stock), wanted=count))


@feature.due("summon")
def summon(ctx: Context, subject: str, _: datetime) -> None:
    """Tells a slice of those drawn and not told; the rest follow in transactions of their own."""
    number, before, after = map(int, subject.split(":"))
    one = exams.find(ctx.db, number)
    assert one is not None and one.until is not None
    into_camp(ctx, one.camp)
    slice_ = exams.summon(ctx.db, number, after=after, most=SLICE, at=ctx.now)
    for _member, person in slice_:
        call = CALL(name=one.name, count=one.questions, until=one.until)
        ctx.tell(person, call, [Press(BEGIN, f"考试 E{one.id}")], until=one.until)
    if len(slice_) == SLICE:
        ctx.later("exam.summon", f"{number}:{before}:{slice_[-1][0]}", ctx.now)
