"""关卡: the stage gate over two tests, on the exact mean of each one's best score."""

from __future__ import annotations

from typing import Annotated

from bot.arguments import Named
from bot.audience import Audience
from bot.feature import Context, Line, Page, Phrase, Refusal, Role
from bot.figures import short_down
from handlers.quiz.exam import rules
from handlers.quiz.exam.comparing import best_scores
from handlers.quiz.exam.settings import feature
from storage import exams
from storage.exams import Exam

MINE = Phrase(
    zh="{first}+{second}，均分{mean}，{verdict}（线{mark}）。",
    en="{first} + {second}, mean {mean}: {verdict} (the line is {mark}).",
)
PASSES = Phrase(zh="过关", en="passed")
FAILS = Phrase(zh="没过", en="not yet")
LACKS = Phrase(zh="还差“{name}”没考完。", en="“{name}” is not finished yet.")
ALL = Phrase(
    zh="“{first}”和“{second}”两次平均≥{mark}：{passed}/{n}人过关。只考一次的{only}人不算。",
    en="Mean of “{first}” and “{second}” at {mark} or more: {passed} of {n}. {only} took only one and are not counted.",
)
NOT_YET = Phrase(zh="没过的（只有你看到）：{names}", en="Not yet (only you see this): {names}")
NAME = Phrase(zh="{name} {mean}", en="{name} {mean}")
NOBODY = Phrase(zh="还没有人两次都考完。", en="Nobody has finished both yet.")
NO_SUCH = Phrase(zh="没有叫“{name}”的考试。发“考试”看有哪些。", en="There is no exam “{name}”. Send “exam” for the list.")
BAD_MARK = Phrase(zh="线是1到100。试试：关卡 阶段一 阶段二 线=80", en="line is 1 to 100. Try: gate stage1 stage2 line=80")
SHOWN = 20


@feature.command(
    "关卡",
    "gate",
    help=Phrase(zh="两次考试的平均分过没过线。", en="Whether the mean of two exams reaches the line."),
    examples=["关卡 阶段一 阶段二 线=80", "gate stage1 stage2 line=80"],
)
def gate(
    ctx: Context,
    first: Annotated[str, Named("第一次考试", "first exam")],
    second: Annotated[str, Named("第二次考试", "second exam")],
    *,
    mark: Annotated[int, Named("线", "line")] = 80,
) -> None:
    if not 1 <= mark <= 100:
        raise Refusal(BAD_MARK)
    pair = _exam(ctx, first), _exam(ctx, second)
    if ctx.role >= Role.MANAGER:
        return _all(ctx, *pair, mark)
    ctx.reply(_mine(ctx, *pair, mark), audience=Audience.PERSON)


def _exam(ctx: Context, name: str) -> Exam:
    found = exams.named(ctx.db, ctx.camp.id, name)
    if found is None:
        raise Refusal(NO_SUCH(name=name[:24]))
    return found


def _mine(ctx: Context, first: Exam, second: Exam, mark: int) -> Line:
    scores = [best_scores(ctx, one).get(ctx.member.id) for one in (first, second)]
    if scores[0] is None or scores[1] is None:
        return LACKS(name=(first if scores[0] is None else second).name)
    passes = rules.gate(scores[0], scores[1], mark)
    return MINE(
        first=short_down(scores[0]),
        second=short_down(scores[1]),
        mean=short_down((scores[0] + scores[1]) / 2),
        verdict=PASSES if passes else FAILS,
        mark=mark,
    )


def _all(ctx: Context, first: Exam, second: Exam, mark: int) -> None:
    """How many pass; who does not is for the manager alone."""
    one, other = best_scores(ctx, first), best_scores(ctx, second)
    both = one.keys() & other.keys()
    if not both:
        raise Refusal(NOBODY)
    failing = sum(not rules.gate(one[member], other[member], mark) for member in both)
    only = len(one.keys() ^ other.keys())
    ctx.reply(ALL(first=first.name, second=second.name, mark=mark, passed=len(both) - failing, n=len(both), only=only))
    if failing:
        ctx.show_list("failing", first=first.id, second=second.id, mark=mark)


@feature.paged("failing", by=Role.MANAGER)
def _failing(ctx: Context, after: int, first: int, second: int, mark: int) -> Page:
    """Who took both and is below the line, with their means."""
    pair = [exams.find(ctx.db, number) for number in (first, second)]
    one, other = (best_scores(ctx, exam) if exam is not None else {} for exam in pair)
    names = {go.membership: go.name for go in exams.scores(ctx.db, first)}
    failing = [member for member in sorted(one.keys() & other.keys()) if not rules.gate(one[member], other[member], mark)]
    listed = [
        NAME(name=names[member], mean=short_down((one[member] + other[member]) / 2))
        for member in failing[after : after + SHOWN]
    ]
    return Page.cut(NOT_YET(names=listed), after=after, most=SHOWN, of=len(failing), audience=Audience.MANAGERS)
