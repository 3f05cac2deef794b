"""The figures of a stretch of days, gathered through storage: plain JSON values, so that a task can bring them and a row keep them.

Every figure is one statement of `storage.reports` or `storage.lessons` over the days, or a sum of its rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from bot.feature import Camp
from bot.membership import camp_by_id
from scheduler import calendar
from scheduler.calendar import DAY, Calendar, week_of
from storage import archive, checkins, heat, lessons, reports
from storage.connection import Db
from storage.events import attendance

WEAK_BELOW, LEAST_ASKED = 70, 5
"""Percent right below which a tag is weak, and how often it must have been asked to say so."""
WORK = (time(9), time(18))
"""The hours of a workday in which an answer is waited for."""
OLDEST_MAKEUP = timedelta(days=31)
"""The most 补卡天数 can be set to."""
CLOSES = time(9)
"""A week is closed on its following Monday at nine; leave entered later does not excuse."""


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """A camp and the days of it that are reported: `first` to `last`, both included, counted as of `now`."""

    camp: Camp
    first: date
    last: date
    now: datetime
    threshold: int

    @property
    def known(self) -> Calendar:
        return calendar.of_settings(self.camp.settings)

    @property
    def days(self) -> list[date]:
        return [self.first + n * DAY for n in range((self.last - self.first).days + 1)]

    @property
    def workdays(self) -> list[date]:
        return self.known.workdays(self.first, self.last)

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """Its first midnight, and the one after its last day."""
        return self.midnight(self.first), self.midnight(self.last + DAY)

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.camp.zone)


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
        """Those of the camp: what was before it was opened is none of its days."""
        return [day for day in self.days if day.works and day.day >= self.first]

    @property
    def daily_active(self) -> tuple[int, int]:
        """Active learner-days of all learner-days, over the workdays."""
        return sum(day.active for day in self.workdays), sum(day.enrolled for day in self.workdays)

    @property
    def active_all_days(self) -> tuple[int, int]:
        """The same over every day."""
        return sum(day.active for day in self.days), sum(day.enrolled for day in self.days)

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


def figures_of(plain: Mapping[str, Any]) -> Figures:
    """The figures `plain` wrote."""
    listed: dict[str, Any] = {name: tuple(value) if isinstance(value, list | tuple) else value for name, value in plain.items()}
    listed["weak"] = tuple(tuple(one) for one in plain["weak"])
    listed["days"] = tuple(DayFigures(**day) for day in plain["days"])
    listed["goals"] = tuple(GoalProgress(**one) for one in plain.get("goals", ()))
    return Figures(**listed)


def span_of(reader: Db, camp_id: int, first: date, last: date, *, now: datetime, threshold: int) -> ReportPeriod:
    return ReportPeriod(camp_by_id(reader, camp_id), first, last, now, threshold)


def gather(reader: Db, span: ReportPeriod) -> Figures:
    """Everything a report says of the span."""
    active = actives(reader, span)
    days = tuple(_day(reader, span, day, len(active[day])) for day in span.days)
    done, expected, threshold, passed = _rate(reader, span, days)
    asked = lessons.asked(reader, span.camp.id, span.first, span.last)
    opened = reports.opened_at(reader, span.camp.id).astimezone(span.camp.zone).date()
    workdays = [day for day in span.workdays if day >= opened]
    scores = [score for _, score in reports.exam_scores(reader, span.camp.id, *span.moments)]
    return Figures(
        camp=span.camp.name,
        week=max((week_of(span.first)[0] - first_monday(opened, span.known)).days // 7 + 1, 1),
        first=(workdays[0] if workdays else span.first).isoformat(),
        last=(workdays[-1] if workdays else span.last).isoformat(),
        days=days,
        done=done,
        expected=expected,
        threshold=threshold,
        passed=passed,
        weekly_active=len(set().union(*active.values())),
        lessons=len({one.lesson for one in asked}),
        lessons_asked=len(asked),
        lessons_learned=sum(one.learned_at is not None and one.learned_at <= span.now for one in asked),
        tests=len(scores),
        tests_mean=(sum(scores, Fraction(0)) / len(scores)).as_integer_ratio() if scores else (0, 1),
        **_asked(reader, span),
        weak=weak_tags(reports.tagged(reader, span.camp.id, *span.moments)),
        **_coming(reader, span),
        **_polled(reader, span),
        **_attended(reader, span),
    )


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


def closes(span: ReportPeriod, day: date) -> datetime:
    """When the week of a day is closed."""
    return datetime.combine(week_of(day)[1] + DAY, CLOSES, span.camp.zone)


def mean(values: Sequence[int]) -> int:
    """The mean, rounded half up."""
    return (2 * sum(values) + len(values)) // (2 * len(values)) if values else 0


def _day(reader: Db, span: ReportPeriod, day: date, active: int) -> DayFigures:
    works = span.known.is_workday(day)
    has_come = day <= span.now.astimezone(span.camp.zone).date()
    done, expected = (
        reports.expected(reader, span.camp.id, day, closes=closes(span, day), as_of=span.now) if works and has_come else (0, 0)
    )
    enrolled = reports.enrolled(reader, span.camp.id, day) if has_come else 0
    return DayFigures(day.isoformat(), works, done, expected, active, enrolled)


def _rate(reader: Db, span: ReportPeriod, days: Sequence[DayFigures]) -> tuple[int, int, int, bool]:
    """(done, expected, threshold, reached) of the span; a closed week keeps its verdict."""
    closed = checkins.closed_week(reader, span.camp.id, span.first) if week_of(span.first) == (span.first, span.last) else None
    if closed is not None:
        return closed.done, closed.expected, closed.threshold, closed.passed
    done, expected = sum(day.done for day in days), sum(day.expected for day in days)
    return done, expected, span.threshold, expected > 0 and done * 100 >= span.threshold * expected


def first_monday(opened: date, known: Calendar) -> date:
    """Where the camp's weeks begin: the one it was opened in is the first, but for one that had no workday left."""
    monday, sunday = week_of(opened)
    return monday if known.workdays(opened, sunday) else monday + 7 * DAY


def _asked(reader: Db, span: ReportPeriod) -> dict[str, Any]:
    """The questions of the span, and the entry of the archive that warmed most people in it."""
    rows = reports.questions(reader, span.camp.id, *span.moments)
    waits = [
        work_minutes(asked, answered, span) for asked, _, answered in rows if answered is not None and answered <= span.now
    ]
    warm = heat.ranking(heat.counts(reader, span.camp.id, span.first, span.last), span.last)
    return {
        "questions": len(rows),
        "accepted": sum(state == "accepted" for _, state, _ in rows),
        "answered_in": _median(waits),
        "hottest": archive.get(reader, warm[0].entry).code if warm else "",
    }


def _polled(reader: Db, span: ReportPeriod) -> dict[str, Any]:
    """Polls and surveys that closed in the span, and over all of them who took part and who was asked."""
    closed = reports.turnouts(reader, span.camp.id, *span.moments)
    return {
        "polls": len(closed),
        "polls_done": sum(done for _, done, _ in closed),
        "polls_asked": sum(asked for *_, asked in closed),
    }


def _attended(reader: Db, span: ReportPeriod) -> dict[str, Any]:
    """Events that were held in the span, and over all of them who was expected and who of these came."""
    held = attendance.in_time(reader, span.camp.id, *span.moments)
    return {"events": held.events, "events_came": held.came, "events_expected": held.expected}


def work_minutes(begun: datetime, ended: datetime, span: ReportPeriod) -> int:
    """Minutes between two moments that fall into the working hours of a workday."""
    here = span.camp.zone
    days = span.known.workdays(begun.astimezone(here).date(), ended.astimezone(here).date())
    hours = ((datetime.combine(day, WORK[0], here), datetime.combine(day, WORK[1], here)) for day in days)
    worked = sum((max(min(ended, last) - max(begun, first), timedelta(0)) for first, last in hours), timedelta(0))
    return worked // timedelta(minutes=1)


def _median(values: Sequence[int]) -> int | None:
    """The middle one, of two middle ones their mean rounded half up."""
    ordered, middle = sorted(values), len(values) // 2
    if not ordered:
        return None
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle] + 1) // 2


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
