"""The rules of care, pure: from a learner's figures to reasons with printed numbers, and whether what a case is about is over.

The course is done but an exam is low; workdays missed in a row; the rate fell from one week to the next; a module is low. Bounds are
compared exactly, so that 60 and 70 themselves are enough. Rules managers made are in `own_rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from bot.feature import Line, Phrase
from bot.figures import short_down
from handlers.digest.care import own_rules
from handlers.digest.care.own_rules import OwnRule
from handlers.digest.care.settings import Bounds
from handlers.digest.sections import short

QUIET_WORKDAYS = 5
"""Nobody is flagged twice within so many workdays; a case is looked at again after as many."""
HOUSE = Bounds()

NAMES = {
    "R1": Phrase(zh="完成但低分", en="done but low"),
    "R4": Phrase(zh="连续缺勤", en="days missed"),
    "R5": Phrase(zh="完成率下滑", en="falling rate"),
    "R6": Phrase(zh="模块偏低", en="low module"),
}
"""By the code a case is kept with: people read a rule's name and its numbers, never the code."""
SAID = {
    "R1": Phrase(zh="{name} 必修全学完，考试{score}（低于{below}）", en="{name}: course done, exam {score} (below {below})"),
    "R4": Phrase(zh="{name} {below}个工作日未打卡（{days}）", en="{name}: {below:workday|workdays} in a row ({days})"),
    "R5": Phrase(
        zh="{name} {before}→{now}（降{below}点以上）", en="{name}: {before} → {now} (down {below:point|points} or more)"
    ),
    "R6": Phrase(zh="{name} {module} {score}（低于{below}）", en="{name}: {module} {score} (below {below})"),
}
ADVICE = {
    "R1": Phrase(zh="安排辅导", en="coaching"),
    "R4": Phrase(zh="提醒", en="a private word"),
    "R5": Phrase(zh="聊聊", en="ask what is in the way"),
    "R6": Phrase(zh="补训", en="extra training"),
    own_rules.CODE: Phrase(zh="聊聊", en="ask what is in the way"),
}
EVIDENCE = {
    "R1": Phrase(zh="补考{score}", en="exam {score}"),
    "R4": Phrase(zh="打卡率{rate}", en="check-ins {rate}"),
    "R5": Phrase(zh="打卡率{rate}", en="check-ins {rate}"),
    "R6": Phrase(zh="{module}{score}", en="{module} {score}"),
}

Reason = list[Any]
"""[rule, the numbers its sentence needs]; several days are a list."""


@dataclass(frozen=True, slots=True)
class LearnerFigures:
    """What the rules look at. `days` are the workdays they were expected on, oldest first, with whether they stamped;
    `week` and `before` are (done, expected); `score` is their lowest of the week and `modules` theirs, of 100; `low` is the lowest exam
    no case was about yet, (exam, score), of this week or, where the course was finished in it, of before; `own` are what managers'
    rules look at, by their ids."""

    membership: int
    days: tuple[tuple[date, bool], ...] = ()
    week: tuple[int, int] = (0, 0)
    before: tuple[int, int] = (0, 0)
    lessons: tuple[int, int] = (0, 0)
    score: Fraction | None = None
    low: tuple[int, Fraction] | None = None
    modules: Mapping[str, Fraction] = field(default_factory=dict)
    own: Mapping[int, Fraction] = field(default_factory=dict)


def done_but_low(learner: LearnerFigures, bounds: Bounds) -> Reason | None:
    """Every required lesson is finished, an exam is below the bound."""
    finished, asked = learner.lessons
    if not asked or finished < asked or learner.low is None or learner.low[1] >= bounds.score:
        return None
    exam, score = learner.low
    return ["R1", {"score": short_down(score), "below": bounds.score, "exam": exam}]


def missed_in_a_row(learner: LearnerFigures, bounds: Bounds) -> Reason | None:
    """Not stamped on the last workdays they were expected on, one after the other."""
    last = learner.days[-bounds.missed :]
    if len(last) < bounds.missed or any(stamped for _, stamped in last):
        return None
    return ["R4", {"days": [short(day.isoformat()) for day, _ in last], "below": bounds.missed}]


def fell(learner: LearnerFigures, bounds: Bounds) -> Reason | None:
    """The rate of the week is so many points or more below that of the week before."""
    (done, expected), (done_before, expected_before) = learner.week, learner.before
    if not expected or not expected_before:
        return None
    now, before = Fraction(done, expected), Fraction(done_before, expected_before)
    if before - now < bounds.share:
        return None
    return ["R5", {"before": _percent(before), "now": _percent(now), "below": bounds.fall}]


def weak_module(learner: LearnerFigures, bounds: Bounds) -> Reason | None:
    """The weakest module is below the bound."""
    if not learner.modules:
        return None
    module, score = min(learner.modules.items(), key=lambda item: (item[1], item[0]))
    return ["R6", {"module": module, "score": short_down(score), "below": bounds.module}] if score < bounds.module else None


RULES: tuple[Callable[[LearnerFigures, Bounds], Reason | None], ...] = (done_but_low, missed_in_a_row, fell, weak_module)
"""In the order of urgency: the first that fires is what a case is about."""


def reasons(learner: LearnerFigures, bounds: Bounds = HOUSE, own: Sequence[OwnRule] = ()) -> list[Reason]:
    """Every rule that fires, the house's before managers' own."""
    found = [reason for rule in RULES if (reason := rule(learner, bounds)) is not None]
    return [
        *found,
        *(one.reason(learner.own[one.id]) for one in own if one.id in learner.own and one.names(learner.own[one.id])),
    ]


def recovered(reason: Reason, learner: LearnerFigures, own: Sequence[OwnRule] = ()) -> bool | None:
    """Whether what a case is about is over, by the numbers it was opened with; None where the week has nothing to judge it by: no test
    taken, no day expected, a rule that is no more.

    A rate has recovered when it is less than so many points below where it fell from."""
    rule, numbers = reason
    bounds = Bounds(**{name: _below(reason) for name in _BOUND.get(rule, ())})
    match rule:
        case "R1":
            return None if learner.score is None else learner.score >= bounds.score
        case "R4":
            return missed_in_a_row(learner, bounds) is None if learner.week[1] else None
        case "R5":
            before = Fraction(numbers["before"].rstrip("%")) / 100
            return before - Fraction(*learner.week) < bounds.share if learner.week[1] else None
        case "R6":
            score = learner.modules.get(numbers["module"])
            return None if score is None else score >= bounds.module
    known = next((one for one in own if one.id == numbers["rule"]), None)
    value = learner.own.get(numbers["rule"])
    return None if known is None or value is None else not known.names(value)


_BOUND = {"R1": ("score",), "R4": ("missed",), "R5": ("fall",), "R6": ("module",)}


def _below(reason: Reason) -> int:
    """The bound a reason was found by: cases of before 0.3.0 were by the house's."""
    rule, numbers = reason
    return int(numbers.get("below", HOUSE.of_rule(rule)["below"]))


def evidence(reason: Reason, learner: LearnerFigures) -> dict[str, Any]:
    """The numbers of the week an outcome is judged by."""
    rule, numbers = reason
    match rule:
        case "R1" if learner.score is not None:
            return {"score": short_down(learner.score)}
        case "R4" | "R5" if learner.week[1]:
            return {"rate": _percent(Fraction(*learner.week))}
        case "R6" if numbers["module"] in learner.modules:
            return {"module": numbers["module"], "score": short_down(learner.modules[numbers["module"]])}
        case own_rules.CODE if numbers["rule"] in learner.own:
            return {"metric": numbers["metric"], "value": short_down(learner.own[numbers["rule"]])}
    return {}


def said(reasons_: Sequence[Reason]) -> list[Line]:
    """Reasons in words."""
    return [_said(reason) for reason in reasons_]


def _said(reason: Reason) -> Line:
    rule, numbers = reason
    if rule == own_rules.CODE:
        return own_rules.said(numbers)
    shown = {name: value for name, value in numbers.items() if name in SAID[rule].fields}
    return SAID[rule](**{**shown, "below": _below(reason), "name": NAMES[rule]})


def evidence_said(reason: Reason, numbers: Mapping[str, Any]) -> Line | None:
    """What an outcome was judged by, in words; None where it was judged by nothing."""
    if not numbers:
        return None
    return own_rules.evidence_said(numbers) if reason[0] == own_rules.CODE else EVIDENCE[reason[0]](**numbers)


def _percent(share: Fraction) -> str:
    return f"{short_down(share * 100)}%"
