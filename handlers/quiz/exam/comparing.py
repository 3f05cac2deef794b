"""对比: what was learned, from the people who took both tests; and how an exam went."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from bot.arguments import Named
from bot.feature import Context, Line, Phrase, Refusal, Role
from handlers.quiz.exam import rules
from handlers.quiz.exam.settings import feature, floored, percent, tenths
from storage import exams
from storage.exams import Exam

COMPARED = Phrase(
    zh="两次都参加{n}人：{before}→{after}，{gain}{normalised}。{best}{missing}",
    en="{n} people took both: {before} → {after}, {gain}{normalised}. {best}{missing}",
)
NORMALISED = Phrase(zh="，归一化增益{gain}", en=", normalised gain {gain}")
BEST = Phrase(zh="进步最大：{tag}。", en="Most gained: {tag}. ")
MISSING = Phrase(zh="缺测{n}人。", en="{n} took only one.")
NO_PAIR = Phrase(
    zh="还没有“{name}”的课前测和课后测。先发：课前测 {name}",
    en="There is no pretest and posttest “{name}”. Start with: pretest {name}",
)
NO_PAIRS = Phrase(zh="还没有课前课后测。先发：课前测 标签", en="There is no pretest and posttest yet. Start with: pretest TAG")
NOBODY = Phrase(
    zh="“{name}”还没有人两次都参加（课前{before}人，课后{after}人）。",
    en="Nobody has taken both “{name}” tests yet ({before} before, {after} after).",
)
RESULT = Phrase(
    zh="考试“{name}”：{n}人考过，通过{passed}人（{passed}/{n}={rate}），最好成绩平均{mean}，及格{mark}。",
    en="Exam “{name}”: {n} took it, {passed} passed ({passed}/{n}={rate}), mean of best scores {mean}, {mark} passes.",
)
RESULT_WAITS = Phrase(zh="还有{n}人等专家批阅。", en="{n} wait for an expert.")
NOBODY_YET = Phrase(zh="考试“{name}”还没有人考完。", en="Nobody has finished “{name}” yet.")
FOR_MANAGERS = Phrase(
    zh="“{name}”的结果给社群经理看。你自己的成绩：发“考试”",
    en="The result of “{name}” is for managers. For your own send “exam”.",
)
NO_SUCH = Phrase(zh="没有 E{number} 这场考试。发“考试”看有哪些。", en="There is no exam E{number}. Send “exam” for the list.")


@feature.command(
    "对比",
    "compare",
    help=Phrase(zh="课前课后的对比：只算两次都参加的人。", en="Before against after, of the people who took both."),
    by=Role.MANAGER,
    examples=["对比 反洗钱", "对比", "compare objections"],
)
def compare(ctx: Context, topic: Annotated[str, Named("标签", "topic")] = "") -> None:
    name = topic.strip() or _latest(ctx)
    pair = [exams.named(ctx.db, ctx.here.id, name, role) for role in ("before", "after")]
    if pair[0] is None or pair[1] is None:
        raise Refusal(NO_PAIR(name=name[:24]))
    ctx.reply(_compared(ctx, pair[0], pair[1]))


def _latest(ctx: Context) -> str:
    tests = [one.name for one in exams.everything(ctx.db, ctx.here.id) if one.role != "exam"]
    if not tests:
        raise Refusal(NO_PAIRS)
    return tests[-1]


def _compared(ctx: Context, first: Exam, second: Exam) -> Line:
    before, after = best_scores(ctx, first), best_scores(ctx, second)
    compared = rules.compare(before, after)
    if compared is None:
        raise Refusal(NOBODY(name=first.name, before=len(before), after=len(after)))
    gain = compared.normalised_gain
    by_tag = rules.compare_tags(exams.tag_scores(ctx.db, first.id), exams.tag_scores(ctx.db, second.id))
    best = next((tag for tag, one in by_tag.items() if tag != first.tag and one.gain > 0), None)
    return COMPARED(
        n=compared.both,
        before=tenths(compared.before),
        after=tenths(compared.after),
        gain=f"{'+' if compared.gain >= 0 else ''}{tenths(compared.gain)}",
        normalised=NORMALISED(gain=percent(gain)) if gain is not None else "",
        best=BEST(tag=best) if best else "",
        missing=MISSING(n=compared.only_one) if compared.only_one else "",
    )


def best_scores(ctx: Context, exam: Exam) -> dict[int, Fraction]:
    """membership → best judged score of 100."""
    best: dict[int, Fraction] = {}
    for member, _, score in exams.scores(ctx.db, exam.id):
        if score is not None:
            best[member] = max(score, best.get(member, score))
    return best


@feature.on("result:E")
def show(ctx: Context, number: int, rest: str) -> None:
    """结果 E3: how an exam went; of a pair, the comparison."""
    exam = exams.find(ctx.db, number)
    if exam is None or exam.camp != ctx.here.id:
        raise Refusal(NO_SUCH(number=number))
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS(name=exam.name))
    if exam.role != "exam":
        return compare(ctx, exam.name)
    best = best_scores(ctx, exam)
    waiting = exams.taken(ctx.db, exam.id) - len(best)
    if not best:
        raise Refusal(NOBODY_YET(name=exam.name))
    passed = sum(rules.passed(score, exam.pass_mark) for score in best.values())
    line = RESULT(
        name=exam.name,
        n=len(best),
        passed=passed,
        rate=percent(Fraction(passed, len(best))),
        mean=floored(rules.mean(list(best.values()))),
        mark=exam.pass_mark,
    )
    ctx.reply(line, *([RESULT_WAITS(n=waiting)] if waiting else []))
