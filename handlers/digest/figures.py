"""The figures of a stretch of days, gathered through storage: plain JSON values, so that a task can bring them and a row keep them.

Every figure is one statement of `storage.reports` or `storage.lessons` over the days, or a sum of its rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from handlers.digest import answering_times
from handlers.digest.report_period import ReportPeriod, closes
from scheduler.calendar import DAY, Calendar, week_of
from storage import checkins, lessons, reports
from storage.connection import Db
from storage.events import attendance

WEAK_BELOW, LEAST_ASKED = 70, 5
"""Percent right below which a tag is weak, and how often it must have been asked to say so."""
OLDEST_MAKEUP = timedelta(days=31)
"""The most 补卡天数 can be set to."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One day: stamps of so many expected, learners active of those enrolled, and whether it is worked."""

    day: str
    works: bool
    done: int
    expected: int
    active: int
    enrolled: int


@dataclass(frozen=True, slots=True)
class GoalProgress:
    """How far a goal is: hundredths of so many (None: nobody has typed it in), until a day, counted by us or typed in."""

    kind: str
    metric: str
    value: int | None
    target: int
    unit: str
    due: str
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What a report says of a stretch of days. Days are ISO text; rates are two integers each;
    `answered_in` is the median of the work minutes to a first answer, None where none was given."""

    camp: str
    week: int
    first: str
    last: str
    days: tuple[DayFigures, ...]
    done: int
    expected: int
    threshold: int
    passed: bool
    weekly_active: int
    lessons: int
    lessons_asked: int
    lessons_learned: int
    tests: int
    tests_mean: tuple[int, int]
    weak: tuple[tuple[str, int, int], ...]
    questions: int
    accepted: int
    answered_in: int | None
    hottest: str
    coming_workdays: int
    coming_special: tuple[str, ...]
    coming_lessons: tuple[str, ...]
    polls: int = 0
    polls_done: int = 0
    polls_asked: int = 0
    care: int = 0
    told: tuple[str, ...] = ()
    goals: tuple[GoalProgress, ...] = ()
    events: int = 0
    events_came: int = 0
    events_expected: int = 0

    @property
    def workdays(self) -> list[DayFigures]:
        """Those of the camp."""
        return worked(self.days, self.first)

    @property
    def daily_active(self) -> tuple[int, int]:
        """Active learner-days of all learner-days, over the workdays."""
        return daily_active(self.days, self.first)

    @property
    def active_all_days(self) -> tuple[int, int]:
        """The same over every day."""
        return sum(day.active for day in self.days), sum(day.enrolled for day in self.days)

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def worked(days: Iterable[DayFigures], first: str) -> list[DayFigures]:
    """The workdays of a camp whose days begin with `first`: what was before it was opened is none of them."""
    return [day for day in days if day.works and day.day >= first]


def daily_active(days: Iterable[DayFigures], first: str) -> tuple[int, int]:
    """Active learner-days of all learner-days, over the workdays."""
    counted = worked(days, first)
    return sum(day.active for day in counted), sum(day.enrolled for day in counted)


def figures_of(plain: Mapping[str, Any]) -> Figures:
    """The figures `plain` wrote."""
    listed: dict[str, Any] = {name: tuple(value) if isinstance(value, list | tuple) else value for name, value in plain.items()}
    listed["weak"] = tuple(tuple(one) for one in plain["weak"])
    listed["days"] = tuple(DayFigures(**day) for day in plain["days"])
    listed["goals"] = tuple(GoalProgress(**one) for one in plain.get("goals", ()))
    return Figures(**listed)


def gather(reader: Db, span: ReportPeriod) -> Figures:
    """Everything a report says of the span."""
    active = actives(reader, span)
    days = _days(reader, span, active)
    return Figures(
        camp=span.camp.name,
        week=max((week_of(span.first)[0] - first_monday(_opened(reader, span), span.known)).days // 7 + 1, 1),
        **_ends(reader, span),
        days=days,
        **_rate(reader, span, days),
        weekly_active=len(set().union(*active.values())),
        **learned(reader, span),
        **tested(reader, span),
        **answering_times.asked(reader, span),
        weak=weak_tags(reports.tagged(reader, span.camp.id, *span.moments)),
        **_coming(reader, span),
        **_polled(reader, span),
        **attended(reader, span),
    )


def active_days(reader: Db, span: ReportPeriod) -> dict[str, Any]:
    """The days of the span, and where the camp's workdays in it begin."""
    return {"days": _days(reader, span, actives(reader, span)), **_ends(reader, span)}


def stamped(reader: Db, span: ReportPeriod) -> dict[str, Any]:
    """The stamps of the span of those expected, and the verdict."""
    return _rate(reader, span, _days(reader, span, {}))


def learned(reader: Db, span: ReportPeriod) -> dict[str, Any]:
    """The required lessons that came in the span: how many, to how many learners, and how many of these learned them."""
    came = lessons.asked(reader, span.camp.id, span.first, span.last)
    return {
        "lessons": len({one.lesson for one in came}),
        "lessons_asked": len(came),
        "lessons_learned": sum(one.learned_at is not None and one.learned_at <= span.now for one in came),
    }


def tested(reader: Db, span: ReportPeriod) -> dict[str, Any]:
    """The tests that ended in the span, and the mean of their scores."""
    scores = [score for _, score in reports.exam_scores(reader, span.camp.id, *span.moments)]
    return {
        "tests": len(scores),
        "tests_mean": (sum(scores, Fraction(0)) / len(scores)).as_integer_ratio() if scores else (0, 1),
    }


def attended(reader: Db, span: ReportPeriod) -> dict[str, Any]:
    """Events that were held in the span, and over all of them who was expected and who of these came."""
    held = attendance.in_time(reader, span.camp.id, *span.moments)
    return {"events": held.events, "events_came": held.came, "events_expected": held.expected}


def weak_tags(rows: Iterable[tuple[int, str, int, int]]) -> tuple[tuple[str, int, int], ...]:
    """(tag, right, asked) of the tags below the bound, the weakest first; a tag asked less than `LEAST_ASKED` times is not judged."""
    sums: dict[str, tuple[int, int]] = {}
    for _, tag, asked, right in rows:
        right_before, asked_before = sums.get(tag, (0, 0))
        sums[tag] = (right_before + right, asked_before + asked)
    judged = [(tag, right, asked) for tag, (right, asked) in sums.items() if asked >= LEAST_ASKED]
    weak = [one for one in judged if one[1] * 100 < WEAK_BELOW * one[2]]
    return tuple(sorted(weak, key=lambda one: (Fraction(one[1], one[2]), one[0])))


def actives(reader: Db, span: ReportPeriod) -> dict[date, set[int]]:
    """Who was active on each day: memberships."""
    days = span.days
    midnights = [span.midnight(day) for day in days]
    found: dict[date, set[int]] = {day: set() for day in days}
    for member, at in reports.acts(reader, span.camp.id, *span.moments, from_day=span.first - OLDEST_MAKEUP):
        found[days[bisect_right(midnights, at) - 1]].add(member)
    return found


def mean(values: Sequence[int]) -> int:
    """The mean, rounded half up."""
    return (2 * sum(values) + len(values)) // (2 * len(values)) if values else 0


def _opened(reader: Db, span: ReportPeriod) -> date:
    return reports.opened_at(reader, span.camp.id).astimezone(span.camp.zone).date()


def _ends(reader: Db, span: ReportPeriod) -> dict[str, Any]:
    """The first and the last workday of the camp in the span."""
    opened = _opened(reader, span)
    workdays = [day for day in span.workdays if day >= opened] or [span.first, span.last]
    return {"first": workdays[0].isoformat(), "last": workdays[-1].isoformat()}


def _days(reader: Db, span: ReportPeriod, active: Mapping[date, set[int]]) -> tuple[DayFigures, ...]:
    return tuple(_day(reader, span, day, len(active.get(day, ()))) for day in span.days)


def _day(reader: Db, span: ReportPeriod, day: date, active: int) -> DayFigures:
    works = span.known.is_workday(day)
    has_come = day <= span.now.astimezone(span.camp.zone).date()
    done, expected = (
        reports.expected(reader, span.camp.id, day, closes=closes(span, day), as_of=span.now) if works and has_come else (0, 0)
    )
    enrolled = reports.enrolled(reader, span.camp.id, day) if has_come else 0
    return DayFigures(day.isoformat(), works, done, expected, active, enrolled)


def _rate(reader: Db, span: ReportPeriod, days: Sequence[DayFigures]) -> dict[str, Any]:
    """(done, expected, threshold, reached) of the span; a week that was closed by then keeps its verdict."""
    is_closed = week_of(span.first) == (span.first, span.last) and span.now >= closes(span, span.last)
    closed = checkins.closed_week(reader, span.camp.id, span.first) if is_closed else None
    done, expected, threshold = sum(day.done for day in days), sum(day.expected for day in days), span.threshold
    passed = expected > 0 and done * 100 >= threshold * expected
    if closed is not None:
        done, expected, threshold, passed = closed.done, closed.expected, closed.threshold, closed.passed
    return {"done": done, "expected": expected, "threshold": threshold, "passed": passed}


def first_monday(opened: date, known: Calendar) -> date:
    """Where the camp's weeks begin: the one it was opened in is the first, but for one that had no workday left."""
    monday, sunday = week_of(opened)
    return monday if known.workdays(opened, sunday) else monday + 7 * DAY


def _polled(reader: Db, span: ReportPeriod) -> dict[str, Any]:
    """Polls and surveys that closed in the span, and over all of them who took part and who was asked."""
    closed = reports.turnouts(reader, span.camp.id, *span.moments)
    return {
        "polls": len(closed),
        "polls_done": sum(done for _, done, _ in closed),
        "polls_asked": sum(asked for *_, asked in closed),
    }


def _coming(reader: Db, span: ReportPeriod) -> dict[str, Any]:
    """The week after the span: its workdays, the days that are not what their weekday says, the next lessons."""
    first = week_of(span.last)[1] + DAY
    days = [first + n * DAY for n in range(7)]
    special = [day for day in days if span.known.is_workday(day) != (day.weekday() < 5)]
    shared = [course for course in lessons.courses(reader, span.camp.id) if course.is_shared and course.tag is None]
    return {
        "coming_workdays": span.known.count(days[0], days[-1]),
        "coming_special": tuple(day.isoformat() for day in special),
        "coming_lessons": tuple(title for course in shared for _, title in lessons.waiting(reader, course.id, 1)),
    }
