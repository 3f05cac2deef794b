"""Who needs care, by rules with printed numbers: pure rules over a learner's figures, and the cases that come of them.

R1 the course is done but the score is below 60; R4 two missed workdays in a row; R5 the rate fell by 30 points or more from
one week to the next; R6 a module is below 70. Bounds are compared exactly, so 60 and 70 themselves are enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from bot.feature import Line, Phrase
from bot.figures import short_down
from handlers.digest.figures import LEAST_ASKED, ReportPeriod, closes
from handlers.digest.sections import short
from scheduler.calendar import DAY
from storage import care, lessons, reports
from storage.connection import Db

SCORE_BOUND, MODULE_BOUND = 60, 70
FALL = Fraction(30, 100)
IN_A_ROW = 2
QUIET_WORKDAYS = 5
"""Nobody is flagged twice within so many workdays; a case is looked at again after as many."""

SAID = {
    "R1": Phrase(zh="学完分低 必修全学完，考试{score}（低于60）", en="learned but low: course done, score {score} (below 60)"),
    "R4": Phrase(zh="连续缺勤 2个工作日未打卡（{days}）", en="missed days: two workdays in a row ({days})"),
    "R5": Phrase(zh="完成率下滑 {before}→{now}（降30点以上）", en="falling rate: {before} → {now} (down 30 points or more)"),
    "R6": Phrase(zh="模块偏弱 {module} {score}（低于70）", en="weak module: {module} {score} (below 70)"),
}
"""By the code a case is kept with: people read a rule's name and its numbers, never the code."""
ADVICE = {
    "R1": Phrase(zh="安排辅导", en="arrange coaching"),
    "R4": Phrase(zh="私下提醒一句", en="a private word"),
    "R5": Phrase(zh="聊聊卡在哪", en="ask what is in the way"),
    "R6": Phrase(zh="进训练营", en="extra training"),
}


@dataclass(frozen=True, slots=True)
class LearnerFigures:
    """What the rules look at. `days` are the workdays they were expected on, oldest first, with whether they stamped;
    `week` and `before` are (done, expected); `score` and `modules` are of 100, None and empty where nothing was tested;
    `earlier` is the score of weeks before, where the course was finished only in this one."""

    membership: int
    days: tuple[tuple[date, bool], ...] = ()
    week: tuple[int, int] = (0, 0)
    before: tuple[int, int] = (0, 0)
    lessons: tuple[int, int] = (0, 0)
    score: Fraction | None = None
    earlier: Fraction | None = None
    modules: Mapping[str, Fraction] = field(default_factory=dict)


Reason = list[Any]
"""[rule, the numbers its sentence needs]; several days are a list."""


def done_but_low(learner: LearnerFigures) -> Reason | None:
    """R1: every required lesson is finished, the score is below the bound."""
    finished, asked = learner.lessons
    score = learner.earlier if learner.score is None else learner.score
    if not asked or finished < asked or score is None or score >= SCORE_BOUND:
        return None
    return ["R1", {"score": short_down(score)}]


def missed_in_a_row(learner: LearnerFigures) -> Reason | None:
    """R4: not stamped on the last two workdays they were expected on, one after the other."""
    last = learner.days[-IN_A_ROW:]
    if len(last) < IN_A_ROW or any(stamped for _, stamped in last):
        return None
    return ["R4", {"days": [short(day.isoformat()) for day, _ in last]}]


def fell(learner: LearnerFigures) -> Reason | None:
    """R5: the rate of the week is 30 points or more below that of the week before."""
    (done, expected), (done_before, expected_before) = learner.week, learner.before
    if not expected or not expected_before:
        return None
    now, before = Fraction(done, expected), Fraction(done_before, expected_before)
    if before - now < FALL:
        return None
    return ["R5", {"before": f"{short_down(before * 100)}%", "now": f"{short_down(now * 100)}%"}]


def weak_module(learner: LearnerFigures) -> Reason | None:
    """R6: the weakest module is below the bound."""
    if not learner.modules:
        return None
    module, score = min(learner.modules.items(), key=lambda item: (item[1], item[0]))
    return ["R6", {"module": module, "score": short_down(score)}] if score < MODULE_BOUND else None


RULES: tuple[Callable[[LearnerFigures], Reason | None], ...] = (done_but_low, missed_in_a_row, fell, weak_module)
"""In the order of urgency: the first that fires is what a case is about."""


def reasons(learner: LearnerFigures) -> list[Reason]:
    """Every rule that fires."""
    return [reason for rule in RULES if (reason := rule(learner)) is not None]


def recovered(reason: Reason, learner: LearnerFigures) -> bool | None:
    """Whether what a case is about is over; None where the week has nothing to judge it by: no test taken, no day expected.

    A rate has recovered when it is less than 30 points below where it fell from."""
    rule, numbers = reason
    match rule:
        case "R1":
            return None if learner.score is None else learner.score >= SCORE_BOUND
        case "R4":
            return missed_in_a_row(learner) is None if learner.week[1] else None
        case "R5":
            before = Fraction(numbers["before"].rstrip("%")) / 100
            return before - Fraction(*learner.week) < FALL if learner.week[1] else None
        case _:
            score = learner.modules.get(numbers["module"])
            return None if score is None else score >= MODULE_BOUND


def said(reasons_: Sequence[Reason]) -> list[Line]:
    """Reasons in words."""
    return [SAID[rule](**numbers) for rule, numbers in reasons_]


# ── from a camp to its learners ──────────────────────────────────────────────────────────────────────────────────────


def learners(reader: Db, span: ReportPeriod) -> list[LearnerFigures]:
    """The present learners with what the rules look at, as of the span's last day; the week before comes with it."""
    monday = span.first - 7 * DAY
    attended: dict[int, list[tuple[date, bool]]] = {
        row.id: [] for row in reports.roster(reader, span.camp.id) if row.left_on is None
    }
    for day in span.known.workdays(monday, span.last):
        for member, stamped in reports.attendance(reader, span.camp.id, day, closes=closes(span, day), as_of=span.now).items():
            if member in attended:
                attended[member].append((day, stamped))
    tested = _Tested(reader, span)
    return [_learner(member, days, span.first, tested) for member, days in attended.items()]


class _Tested:
    """What tests say: a learner's lowest score of the week and, where they finished the course in it, of the weeks before;
    and their modules that were asked often enough in the week."""

    def __init__(self, reader: Db, span: ReportPeriod) -> None:
        self.scores = _lowest(reports.exam_scores(reader, span.camp.id, *span.moments))
        opened = reports.opened_at(reader, span.camp.id)
        before = _lowest(reports.exam_scores(reader, span.camp.id, opened, span.moments[0]))
        low = [member for member, score in {**before, **self.scores}.items() if score < SCORE_BOUND]
        self.lessons, self.earlier = {}, {}
        for member in low:
            finished, asked = _required(reader, span, member)
            self.lessons[member] = (len(finished), asked)
            if member not in self.scores and finished and finished[-1] >= span.moments[0]:
                self.earlier[member] = before[member]
        self.modules: dict[int, dict[str, Fraction]] = defaultdict(dict)
        for member, tag, asked, right in reports.tagged(reader, span.camp.id, *span.moments):
            if asked >= LEAST_ASKED:
                self.modules[member][tag] = Fraction(right * 100, asked)


def _lowest(scores: Iterable[tuple[int, Fraction]]) -> dict[int, Fraction]:
    """The lowest score of each member."""
    found: dict[int, Fraction] = {}
    for member, score in scores:
        found[member] = min(score, found.get(member, score))
    return found


def _required(reader: Db, span: ReportPeriod, member: int) -> tuple[list[datetime], int]:
    """When a member finished required lessons by the end of the span, in order, and how many there were so far."""
    steps = [step for step in lessons.progress(reader, span.camp.id, member) if step.required]
    moments = [step.applied_at if step.apply else step.learned_at for step in steps]
    return sorted(at for at in moments if at is not None and at < span.moments[1]), len(steps)


def _learner(member: int, days: list[tuple[date, bool]], monday: date, tested: _Tested) -> LearnerFigures:
    this = [stamped for day, stamped in days if day >= monday]
    before = [stamped for day, stamped in days if day < monday]
    return LearnerFigures(
        member,
        tuple(days),
        (sum(this), len(this)),
        (sum(before), len(before)),
        tested.lessons.get(member, (0, 0)),
        tested.scores.get(member),
        tested.earlier.get(member),
        tested.modules.get(member, {}),
    )


def to_flag(reader: Db, span: ReportPeriod, today: date) -> tuple[list[list[Any]], list[list[Any]]]:
    """([membership, reasons] of the new cases, [case, outcome] of those whose time has come): what a Monday brings."""
    everybody = {learner.membership: learner for learner in learners(reader, span)}
    since = today
    for _ in range(QUIET_WORKDAYS):
        since = span.known.previous_workday(since)
    flagged = care.last_flags(reader, span.camp.id, since + DAY)
    open_ = care.open_cases(reader, span.camp.id)
    judged = {case.id: _outcome(case, everybody) for case in open_ if case.due_on <= today}
    closing = [[case, result] for case, result in judged.items() if result is not None]
    left_alone = {case.membership for case in open_ if judged.get(case.id) is None} | set(flagged)
    found = {member: reasons(learner) for member, learner in everybody.items() if member not in left_alone}
    return [[member, fired] for member, fired in found.items() if fired], closing


def due_on(span: ReportPeriod, day: date) -> date:
    """When a case flagged on a day is looked at again."""
    for _ in range(QUIET_WORKDAYS):
        day = span.known.next_workday(day)
    return day


def _outcome(case: care.Case, everybody: Mapping[int, LearnerFigures]) -> str | None:
    """What the week says of a case: left, recovered or same; None where it says nothing, and the case stays open."""
    if case.membership not in everybody:
        return "left"
    is_well = recovered(case.reasons[0], everybody[case.membership])
    return None if is_well is None else "recovered" if is_well else "same"
