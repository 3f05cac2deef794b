"""对比: what was learned, from the people who took both tests; and how an exam went."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

from bot.arguments import Named
from bot.fact_rows import FactRow, FactRows
from bot.feature import Context, Page, Phrase, Press, Refusal, Role
from bot.figures import decimal, percent, short_down
from handlers.quiz.exam import baseline, rules
from handlers.quiz.exam.details import by_tag, listed, signed
from handlers.quiz.exam.passing import passed_by
from handlers.quiz.exam.settings import EXAM_ROLES, feature
from handlers.quiz.exam.xlsx_export import export
from storage import exams
from storage.exams import Exam

COMPARED = Phrase(zh="📊 “{name}”：两次都参加{n}人", en="📊 “{name}”: {n:person|people} took both")
ONLY_ONE = Phrase(zh="缺测", en="Took only one")
MEANS, FROM_TO = Phrase(zh="平均分", en="Mean score"), Phrase(zh="{before}→{after}", en="{before} → {after}")
NORMALISED, OF_WHAT = (
    Phrase(zh="归一化增益", en="Normalised gain"),
    Phrase(zh="占可提高的空间", en="of the possible gain"),
)
BEST = Phrase(zh="进步最大", en="Gained most")
NO_PAIR = Phrase(
    zh="还没有“{name}”的课前测和课后测。先发：课前测 {name}",
    en="There is no pretest and posttest “{name}”. Start with: pretest {name}",
)
NO_AFTER = Phrase(
    zh="“{name}”还没有课后测，没得对比。发：课后测 {name}　先看课前测：结果 E{id}",
    en="“{name}” has no posttest to compare with yet. Send: posttest {name}. To see the pretest: result E{id}",
)
ONE_TEST = Phrase(
    zh="{role}“{name}”：{n}人考过，平均{mean}。对比要等课后测：课后测 {name}",
    en="The {role} “{name}”: {n:person|people} took it, mean {mean}. To compare there must be a posttest: posttest {name}",
)
NO_PAIRS = Phrase(zh="还没有课前课后测。先发：课前测 标签", en="There is no pretest and posttest yet. Start with: pretest TAG")
NOBODY = Phrase(
    zh="“{name}”还没有人两次都参加（课前{before}人，课后{after}人）。",
    en="Nobody has taken both “{name}” tests yet ({before} before, {after} after).",
)
RESULT = Phrase(zh="📝 考试“{name}”", en="📝 Exam “{name}”")
TOOK_IT, N_PEOPLE = Phrase(zh="考过", en="Took it"), Phrase(zh="{n}人", en="{n:person|people}")
PASSED, SHARE = Phrase(zh="通过", en="Passed"), Phrase(zh="{part}/{whole}={rate}", en="{part}/{whole} = {rate}")
MEAN, MARK = Phrase(zh="最好成绩平均", en="Mean of best scores"), Phrase(zh="及格{mark}", en="{mark} passes")
RESULT_WAITS = Phrase(zh="还有{n}人等专家批阅。", en="{n:sitting waits|sittings wait} for an expert.")
NO_DETAIL = Phrase(
    zh="考试的结果可以看：结果 E{number}、结果 E{number} 按标签、结果 E{number} 名单、结果 E{number} 导出；课前测还有：结果 E{number} 基线",
    en="Of an exam there are: result E{number}, result E{number} by tag, result E{number} list, result E{number} export; "
    "of a pretest also: result E{number} baseline",
)
TAGS = Phrase(zh="按标签", en="By tag")
NAMES = Phrase(zh="名单", en="List")
EXPORTED = Phrase(zh="导出", en="Export")
NOBODY_YET = Phrase(zh="考试“{name}”还没有人考完。", en="Nobody has finished “{name}” yet.")
FOR_MANAGERS = Phrase(
    zh="“{name}”的结果给社群经理看。你自己的成绩：发“考试”",
    en="The result of “{name}” is for managers. For your own send “exam”.",
)
NO_SUCH = Phrase(zh="没有 E{number} 这场考试。发“考试”看有哪些。", en="There is no exam E{number}. Send “exam” for the list.")

BY_TAG = ("按标签", "标签", "by tag", "tag")
LIST = ("名单", "list")
EXPORT = ("导出", "export")
BASELINE = ("基线", "baseline")


@feature.command(
    "对比",
    "compare",
    help=Phrase(zh="课前课后的对比：只算两次都参加的人。", en="Before against after, of the people who took both."),
    by=Role.MANAGER,
    examples=["对比 反洗钱", "对比", "compare objections"],
)
def compare(ctx: Context, topic: Annotated[str, Named("标签", "topic")] = "") -> None:
    name = topic.strip() or _latest(ctx)
    before, after = _pair(ctx, name)
    ctx.reply(_compared(ctx, before, after), _more(after))


def _pair(ctx: Context, name: str) -> tuple[Exam, Exam]:
    """The tests before and after. Raises Refusal."""
    before, after = (exams.named(ctx.db, ctx.camp.id, name, role) for role in ("before", "after"))
    if before is None:
        raise Refusal(NO_PAIR(name=name[:24]))
    if after is None:
        raise Refusal(NO_AFTER(name=before.name, id=before.id))
    return before, after


def _latest(ctx: Context) -> str:
    tests = [one.name for one in exams.everything(ctx.db, ctx.camp.id) if one.is_paired]
    if not tests:
        raise Refusal(NO_PAIRS)
    return tests[-1]


def _compared(ctx: Context, first: Exam, second: Exam) -> FactRows:
    before, after = best_scores(ctx, first), best_scores(ctx, second)
    compared = rules.compare(before, after)
    if compared is None:
        raise Refusal(NOBODY(name=first.name, before=len(before), after=len(after)))
    gain = compared.normalised_gain
    by_tag = rules.compare_tags(exams.tag_scores(ctx.db, first.id), exams.tag_scores(ctx.db, second.id))
    best = next((tag for tag, one in by_tag.items() if tag != first.tag and one.gain > 0), None)
    means = FROM_TO(before=decimal(compared.before), after=decimal(compared.after))
    return FactRows.of(
        FactRow(MEANS, means, signed(compared.gain)),
        FactRow(NORMALISED, percent(gain), OF_WHAT) if gain is not None else None,
        FactRow(BEST, best) if best else None,
        FactRow(ONLY_ONE, N_PEOPLE(n=compared.only_one)) if compared.only_one else None,
        title=COMPARED(name=first.name, n=compared.both),
    )


def best_scores(ctx: Context, exam: Exam) -> dict[int, Fraction]:
    """membership → best judged score of 100."""
    best: dict[int, Fraction] = {}
    for go in exams.scores(ctx.db, exam.id):
        if go.score is not None:
            best[go.membership] = max(go.score, best.get(go.membership, go.score))
    return best


@feature.on("result:E")
def show(ctx: Context, number: int, rest: str) -> None:
    """结果 E3 and its 按标签, 名单, 基线: how an exam went; of a pair the comparison, of a pretest alone its baseline."""
    exam = exams.find(ctx.db, number)
    if exam is None or exam.camp != ctx.camp.id:
        raise Refusal(NO_SUCH(number=number))
    if ctx.role < Role.MANAGER:
        raise Refusal(FOR_MANAGERS(name=exam.name))
    words = rest.split()
    if words and words[0] in BASELINE:
        return baseline.show(ctx, exam, export=" ".join(words[1:]) in EXPORT)
    if rest:
        return _in_detail(ctx, exam, rest)
    best = best_scores(ctx, exam)
    if exam.is_paired:
        return compare(ctx, exam.name) if _has_both(ctx, exam) else _show_one(ctx, exam, best)
    waiting = exams.taken(ctx.db, exam.id) - len(best)
    if not best:
        raise Refusal(NOBODY_YET(name=exam.name))
    passed = len(passed_by(ctx.db, exam))
    rows = FactRows.of(
        FactRow(TOOK_IT, N_PEOPLE(n=len(best))),
        FactRow(PASSED, SHARE(part=passed, whole=len(best), rate=percent(Fraction(passed, len(best))))),
        FactRow(MEAN, short_down(rules.mean(list(best.values()))), MARK(mark=exam.pass_mark)),
    )
    ctx.reply(RESULT(name=exam.name), rows, *([RESULT_WAITS(n=waiting)] if waiting else []), _more(exam))


@feature.paged("scores", by=Role.MANAGER)
def _scores(ctx: Context, after: int, exam: int, before: int | None) -> Page:
    """Person by person."""
    shown, first = exams.find(ctx.db, exam), exams.find(ctx.db, before) if before is not None else None
    assert shown is not None
    scores = None if first is None else best_scores(ctx, first)
    return listed(ctx, shown, scores, best_scores(ctx, shown), start=after)


def _has_both(ctx: Context, exam: Exam) -> bool:
    return all(exams.named(ctx.db, ctx.camp.id, exam.name, role) is not None for role in ("before", "after"))


def _show_one(ctx: Context, exam: Exam, best: dict[int, Fraction]) -> None:
    """How the first test of a pair went, while there is no second."""
    if not best:
        raise Refusal(NOBODY_YET(name=exam.name))
    mean = short_down(rules.mean(list(best.values())))
    more = [Press(baseline.SHEET, f"结果 E{exam.id} 基线")] if exam.role == "before" else []
    ctx.reply(
        ONE_TEST(role=EXAM_ROLES[exam.role], name=exam.name, n=len(best), mean=mean),
        [Press(NAMES, f"结果 E{exam.id} 名单"), *more],
    )


def _more(exam: Exam) -> list[Press]:
    """What can be seen in detail."""
    says = f"结果 E{exam.id}"
    return [Press(TAGS, f"{says} 按标签"), Press(NAMES, f"{says} 名单"), Press(EXPORTED, f"{says} 导出")]


def _in_detail(ctx: Context, exam: Exam, rest: str) -> None:
    """Group by group or person by person; of a pair the last word is the second test's, where there is one."""
    if rest in EXPORT:
        return export(ctx, exam)
    before, after = _pair(ctx, exam.name) if exam.is_paired and _has_both(ctx, exam) else (None, exam)
    first, second = None if before is None else best_scores(ctx, before), best_scores(ctx, after)
    if not (second if first is None else first.keys() & second.keys()):
        raise Refusal(NOBODY_YET(name=exam.name))
    if rest in BY_TAG and before is None and exam.is_paired:
        _pair(ctx, exam.name)
    elif rest in BY_TAG:
        by_tag(ctx, after, first, second)
    elif rest in LIST:
        ctx.show_list("scores", exam=after.id, before=None if before is None else before.id)
    else:
        raise Refusal(NO_DETAIL(number=exam.id))
