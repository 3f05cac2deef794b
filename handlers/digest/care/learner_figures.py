"""From a camp to its learners: what the rules look at, read over the week and the one before, and for managers' rules over their weeks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

from handlers.digest.care.own_rules import CODE, OwnRule
from handlers.digest.care.rules import LearnerFigures
from handlers.digest.care.settings import bounds
from handlers.digest.figures import LEAST_ASKED, OLDEST_MAKEUP
from handlers.digest.report_period import ReportPeriod, closes
from scheduler.calendar import DAY
from storage import care, care_rules, lessons, reports
from storage.connection import Db

OLDEST_EXAM = timedelta(weeks=8)
"""How long an exam counts for somebody who finishes the course after it: with the week grows what is read, not with the history."""
Attended = dict[int, list[tuple[date, bool]]]
"""By membership the workdays they were expected on, oldest first, and whether they stamped."""


def learners(reader: Db, span: ReportPeriod, own: Sequence[OwnRule] = ()) -> list[LearnerFigures]:
    """The present learners with what the rules look at, as of the span's last day; the week before comes with it."""
    attended = attendance(reader, span, max([2, *(one.weeks for one in own if one.metric in ("rate", "missed"))]))
    tested = _Tested(reader, span)
    values = {one.id: measured(reader, span, one, attended) for one in own}
    return [
        _learner(member, days, span.first, tested, {number: of[member] for number, of in values.items() if member in of})
        for member, days in attended.items()
    ]


def own_rules_of(reader: Db, camp: int) -> list[OwnRule]:
    """The rules managers made, as they stand."""
    return [OwnRule.kept(rule.id, rule.name, rule.bounds) for rule in care_rules.in_force(reader, camp) if rule.code == CODE]


def attendance(reader: Db, span: ReportPeriod, weeks: int) -> Attended:
    """Of the present learners, over so many weeks that end with the span."""
    found: Attended = {row.id: [] for row in reports.roster(reader, span.camp.id) if row.left_on is None}
    for day in span.known.workdays(_first_of(span, weeks), span.last):
        for member, stamped in reports.attendance(reader, span.camp.id, day, closes=closes(span, day), as_of=span.now).items():
            if member in found:
                found[member].append((day, stamped))
    return found


def measured(reader: Db, span: ReportPeriod, rule: OwnRule, attended: Attended) -> dict[int, Fraction]:
    """What a manager's rule looks at, of everybody of whom there is something to say; `attended` reaches as far back."""
    first = _first_of(span, rule.weeks)
    since, until = span.midnight(first), span.moments[1]
    match rule.metric:
        case "rate":
            days = {member: [stamped for day, stamped in every if day >= first] for member, every in attended.items()}
            return {member: Fraction(sum(some) * 100, len(some)) for member, some in days.items() if some}
        case "missed":
            return {
                member: Fraction(sum(not stamped for day, stamped in every if day >= first))
                for member, every in attended.items()
                if any(day >= first for day, _ in every)
            }
        case "score":
            return _lowest((one, score) for one, _, score in reports.exam_results(reader, span.camp.id, since, until))
        case "module":
            return {member: min(of.values()) for member, of in modules(reader, span.camp.id, since, until).items()}
        case "lessons":
            learned = reports.lessons_done(reader, span.camp.id, since, until)
            return {member: Fraction(learned.get(member, (0, 0))[0]) for member in _there_since(reader, span, first)}
    return _silent(reader, span, first)


def modules(reader: Db, camp: int, since: datetime, until: datetime) -> dict[int, dict[str, Fraction]]:
    """By membership the modules that were asked often enough in a stretch, of 100."""
    found: dict[int, dict[str, Fraction]] = defaultdict(dict)
    for member, tag, asked, right in reports.tagged(reader, camp, since, until):
        if asked >= LEAST_ASKED:
            found[member][tag] = Fraction(right * 100, asked)
    return found


def required(reader: Db, camp: int, member: int, until: datetime) -> tuple[list[datetime], int]:
    """When a member finished required lessons before a moment, in order, and how many there were so far."""
    steps = [step for step in lessons.progress(reader, camp, member) if step.required]
    moments = [step.applied_at if step.apply else step.learned_at for step in steps]
    return sorted(at for at in moments if at is not None and at < until), len(steps)


def _first_of(span: ReportPeriod, weeks: int) -> date:
    return span.last - timedelta(days=7 * weeks - 1)


def _there_since(reader: Db, span: ReportPeriod, first: date) -> list[int]:
    """Who is in the camp for all of a stretch."""
    return [row.id for row in reports.roster(reader, span.camp.id) if row.left_on is None and row.joined_on <= first]


def _silent(reader: Db, span: ReportPeriod, first: date) -> dict[int, Fraction]:
    """Days since the last act, within the weeks looked at; joining is one."""
    since, until = span.midnight(first), span.moments[1]
    last = {row.id: max(row.joined_on, first - DAY) for row in reports.roster(reader, span.camp.id) if row.left_on is None}
    for member, at in reports.acts(reader, span.camp.id, since, until, from_day=first - OLDEST_MAKEUP):
        if member in last:
            last[member] = max(last[member], at.astimezone(span.camp.zone).date())
    return {member: Fraction((span.last - day).days) for member, day in last.items()}


class _Tested:
    """What tests say: a learner's lowest score of the week; their lowest exam no case was about, of the week or, where they finished the
    course in it, of the weeks before; and their modules of the week."""

    def __init__(self, reader: Db, span: ReportPeriod) -> None:
        camp, (since, until) = span.camp.id, span.moments
        week = reports.exam_results(reader, camp, since, until)
        before = reports.exam_results(reader, camp, since - OLDEST_EXAM, since)
        self.scores = _lowest((member, score) for member, _, score in week)
        self.modules = modules(reader, camp, since, until)
        below, known = bounds(span.camp).score, care.exams_of_cases(reader, camp)
        sat = {(member, exam) for member, exam, _ in week}
        low = [one for one in [*week, *before] if one[2] < below and one[:2] not in known]
        self.lessons: dict[int, tuple[int, int]] = {}
        finished_in_it: set[int] = set()
        for member in {member for member, _, _ in low}:
            finished, asked = required(reader, camp, member, until)
            self.lessons[member] = (len(finished), asked)
            if finished and finished[-1] >= since:
                finished_in_it.add(member)
        older = [one for one in before if one in low and one[0] in finished_in_it and one[:2] not in sat]
        self.low: dict[int, tuple[int, Fraction]] = {}
        for member, exam, score in sorted([one for one in week if one in low] + older, key=lambda one: one[2]):
            self.low.setdefault(member, (exam, score))


def _lowest(scores: Iterable[tuple[int, Fraction]]) -> dict[int, Fraction]:
    """The lowest score of each member."""
    found: dict[int, Fraction] = {}
    for member, score in scores:
        found[member] = min(score, found.get(member, score))
    return found


def _learner(
    member: int, days: list[tuple[date, bool]], monday: date, tested: _Tested, own: dict[int, Fraction]
) -> LearnerFigures:
    recent = [(day, stamped) for day, stamped in days if day >= monday - 7 * DAY]
    this = [stamped for day, stamped in recent if day >= monday]
    before = [stamped for day, stamped in recent if day < monday]
    return LearnerFigures(
        member,
        tuple(recent),
        (sum(this), len(this)),
        (sum(before), len(before)),
        tested.lessons.get(member, (0, 0)),
        tested.scores.get(member),
        tested.low.get(member),
        tested.modules.get(member, {}),
        own,
    )
