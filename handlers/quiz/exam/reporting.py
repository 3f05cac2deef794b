"""What came of a go: an exam's score and whether it passes, a drill's report by category, a short answer for the experts."""

from __future__ import annotations

from bot.feature import Context, Line, Phrase
from bot.figures import short_down
from handlers.quiz.contest.scoring import Category, ContestAnswer, categories
from handlers.quiz.exam.passing import is_pass, mark_of, settle
from handlers.quiz.question_view import seconds_of
from storage import exams, memberships
from storage.answers import SittingTurn
from storage.exams import Exam, Sitting

PASS = Phrase(zh="得分{score}，通过。{points}", en="{score} of 100: passed. {points}")
FAIL = Phrase(zh="得分{score}，及格{mark}。剩{left}次机会。", en="{score} of 100, {mark} passes. Attempts left: {left}.")
FAIL_LAST = Phrase(
    zh="得分{score}，及格{mark}。次数用完了，错题会进复习。",
    en="{score} of 100, {mark} passes. No attempt is left; mistakes go into your review.",
)
EARNED = Phrase(zh="积分+{n}", en="+{n:point|points}")
PAIRED = Phrase(
    zh="✅ 交卷了，得分{score}。只用于课前课后对比，不计积分。",
    en="✅ Handed in: {score} of 100. It only serves the comparison and earns no points.",
)
WAITS = Phrase(
    zh="✅ 交卷了。{n}道简答等专家批阅，批完告诉你分数。",
    en="✅ Handed in. {n:short answer waits|short answers wait} for an expert; the score comes after.",
)
TO_GRADE = Phrase(
    zh="📝 “{name}”有简答等批阅。发“评分”看，回“评分 题号 分数 评语”。",
    en="📝 Short answers in “{name}” wait for you. Send “grade” to see them, then “grade NUMBER SCORE WORDS”.",
)
DRILL = Phrase(
    zh="练习结束：答对{right}/{asked}，{seconds}秒内作答{in_time}/{asked}。",
    en="Drill over: {right}/{asked} right, {in_time}/{asked} answered within {seconds} s.",
)
CATEGORY = Phrase(
    zh="{name} 命中{right}/{asked}={rate}｜{median}限时内{in_time}/{asked}",
    en="{name} {right}/{asked}={rate} | {median}{in_time}/{asked} in time",
)
MEDIAN = Phrase(zh="中位{seconds}秒｜", en="median {seconds} s | ")
OTHER = Phrase(zh="其他", en="other")
WEAKEST = Phrase(zh="先补“{name}”：练习 {name}", en="Start with “{name}”: practice {name}")


def announce(ctx: Context, sitting: Sitting, *said: Line) -> None:
    """Tells whoever sat it the result of a judged go, after what else is said; whether it passes is a fact from now on."""
    assert sitting.exam is not None
    exam = exams.find(ctx.db, sitting.exam)
    assert exam is not None
    ctx.tell(memberships.member(ctx.db, sitting.membership).person, *said, *_result(ctx, exam, sitting))
    if is_pass(exam, sitting):
        ctx.happened("exam.passed", sitting.membership, exam=exam.id)
    elif not exam.is_paired:
        ctx.happened("exam.failed", sitting.membership, exam=exam.id)


def _result(ctx: Context, exam: Exam, sitting: Sitting) -> list[Line]:
    """The score of a judged go, and what may follow; a pass is paid once."""
    assert sitting.score is not None
    score = short_down(sitting.score)
    if exam.is_paired:
        return [PAIRED(score=score)]
    paid = settle(ctx, exam, sitting.membership)
    if is_pass(exam, sitting):
        return [PASS(score=score, points=EARNED(n=paid) if paid else "")]
    mark = mark_of(exam, sitting)
    allowed = exam.attempts + exams.extra(ctx.db, exam.id, sitting.membership).attempts
    left = allowed - len(exams.mine(ctx.db, exam.id, sitting.membership))
    if left > 0:
        return [FAIL(score=score, mark=mark, left=left)]
    return [FAIL_LAST(score=score, mark=mark)]


def waits(count: int) -> Line:
    return WAITS(n=count)


def call_experts(ctx: Context, sitting: Sitting) -> None:
    """Tells the experts, or where there are none the managers."""
    assert sitting.exam is not None
    exam = exams.find(ctx.db, sitting.exam)
    assert exam is not None
    members = [one for one in memberships.members(ctx.db, sitting.camp) if one.id != sitting.membership]
    experts = [one for one in members if one.role == "expert"] or [one for one in members if one.role in ("manager", "owner")]
    for expert in experts:
        ctx.tell(expert.person, TO_GRADE(name=exam.name))


def drill(ctx: Context, sitting: Sitting, turns: list[SittingTurn]) -> list[Line]:
    """Hit rate, median and share in time: in all, and by category, the weakest first."""
    assert sitting.limit is not None
    language = ctx.person_by_id(memberships.member(ctx.db, sitting.membership).person).language or ctx.camp.language
    given = [(turn.tags[0] if turn.tags else OTHER().to(language), _answer(sitting, turn)) for turn in turns]
    report = categories(given, sitting.limit)
    seconds = sitting.limit // 1000
    right, in_time = sum(one.right for one in report.values()), sum(one.in_time for one in report.values())
    lines: list[Line] = [DRILL(right=right, asked=len(given), in_time=in_time, seconds=seconds)]
    lines += [_category(name, one) for name, one in report.items()]
    weakest = next(((name, one) for name, one in report.items() if one.right < one.asked), None)
    if weakest is not None and len(report) > 1:
        lines.append(WEAKEST(name=weakest[0]))
    return lines


def _answer(sitting: Sitting, turn: SittingTurn) -> ContestAnswer | None:
    if turn.answer is None:
        return None
    return ContestAnswer(sitting.membership, turn.place, turn.earned == turn.out_of, turn.thinking_ms or 0)


def _category(name: str, one: Category) -> Line:
    return CATEGORY(
        name=name,
        right=one.right,
        asked=one.asked,
        rate=f"{(200 * one.right + one.asked) // (2 * one.asked)}%",
        median=MEDIAN(seconds=seconds_of(one.median)) if one.median is not None else "",
        in_time=one.in_time,
    )
