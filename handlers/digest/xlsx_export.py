"""A report as a workbook; the totals of its sheets are the chat's figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from bot.documents.workbook import Workbook
from bot.feature import Phrase
from bot.figures import decimal, percent, percent_down
from handlers.digest.activity import Retention
from handlers.digest.figures import Figures
from handlers.digest.report_period import ReportPeriod, closes
from scheduler.calendar import WEEKDAYS
from storage import lessons, reports
from storage.connection import Db

SUMMARY = Phrase(zh="概况", en="Summary")
DAYS = Phrase(zh="每日", en="Days")
LEARNERS = Phrase(zh="学员", en="Learners")
RETENTION = Phrase(zh="留存", en="Retention")
TOTAL = Phrase(zh="合计", en="Total")
DAY_HEADS = Phrase(zh="日期 星期 工作日 打卡 应打卡 活跃 在营", en="Day Weekday Worked Done Expected Active Enrolled")
LEARNER_HEADS = Phrase(zh="姓名 打卡 应打卡 完成率 微课学完 微课应学", en="Name Done Expected Rate Learned Asked")
KEPT_HEADS = Phrase(
    zh="入营周 人数 次日活跃 次日应计 7日活跃 7日应计 第4周活跃 第4周应计",
    en="Joined People Next-day Next-day-of Day-7 Day-7-of Week-4 Week-4-of",
)
NAMES = {
    "camp": Phrase(zh="营", en="Camp"),
    "stretch": Phrase(zh="起止", en="From–to"),
    "done": Phrase(zh="打卡", en="Check-ins"),
    "expected": Phrase(zh="应打卡", en="Expected"),
    "rate": Phrase(zh="完成率", en="Rate"),
    "threshold": Phrase(zh="达标线", en="Threshold"),
    "daily": Phrase(zh="日活率（工作日）", en="Daily active (workdays)"),
    "weekly": Phrase(zh="活跃人数", en="Active people"),
    "learned": Phrase(zh="微课学完", en="Lessons learned"),
    "asked": Phrase(zh="微课应学", en="Lessons asked"),
    "tests": Phrase(zh="测验次数", en="Tests"),
    "mean": Phrase(zh="测验均分", en="Mean score"),
    "questions": Phrase(zh="提问", en="Questions"),
    "accepted": Phrase(zh="采纳", en="Accepted"),
    "median": Phrase(zh="中位工作小时", en="Median work hours"),
    "polls": Phrase(zh="投票问卷", en="Polls and surveys"),
    "polls_done": Phrase(zh="参与投票问卷", en="Took part"),
    "polls_asked": Phrase(zh="应参与投票问卷", en="Asked to take part"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One learner's part in the figures; `id` is the membership."""

    id: int
    name: str
    done: int
    expected: int
    learned: int
    asked: int


def members(reader: Db, span: ReportPeriod) -> list[Row]:
    """Every learner who was expected or asked for something in the span, as it stood at `span.now`."""
    stamped: dict[int, list[bool]] = defaultdict(list)
    today = span.now.astimezone(span.camp.zone).date()
    for day in (day for day in span.workdays if day <= today):
        for member, done in reports.attendance(reader, span.camp.id, day, closes=closes(span, day), as_of=span.now).items():
            stamped[member].append(done)
    learned: dict[int, list[bool]] = defaultdict(list)
    for one in lessons.asked(reader, span.camp.id, span.first, span.last):
        learned[one.membership].append(one.learned_at is not None and one.learned_at <= span.now)
    named = {row.id: row.name for row in reports.roster(reader, span.camp.id)}
    return [
        Row(member, name, sum(stamped[member]), len(stamped[member]), sum(learned[member]), len(learned[member]))
        for member, name in named.items()
        if stamped[member] or learned[member]
    ]


def workbook(found: Figures, learners: Sequence[Row], language: str, kept: dict[date, Retention] | None = None) -> bytes:
    """The figures, day by day and learner by learner."""
    book = Workbook()
    for title, heads, rows in (
        (SUMMARY, None, _summary(found, language)),
        (DAYS, DAY_HEADS, _days(found, language)),
        (LEARNERS, LEARNER_HEADS, _learners(learners, language)),
        *([(RETENTION, KEPT_HEADS, _retention(kept, language))] if kept else []),
    ):
        book.add(title().to(language), heads().to(language).split() if heads else (), rows)
    return book.saved()


def _summary(found: Figures, language: str) -> list[list[Any]]:
    active, enrolled = found.daily_active
    values: dict[str, Any] = {
        "camp": found.camp,
        "stretch": f"{found.days[0].day} – {found.days[-1].day}",
        "done": found.done,
        "expected": found.expected,
        "rate": percent_down(found.done, found.expected),
        "threshold": f"{found.threshold}%",
        "daily": percent(active, enrolled),
        "weekly": found.weekly_active,
        "learned": found.lessons_learned,
        "asked": found.lessons_asked,
        "tests": found.tests,
        "mean": decimal(Fraction(*found.tests_mean)) if found.tests else "",
        "questions": found.questions,
        "accepted": found.accepted,
        "median": "" if found.answered_in is None else decimal(Fraction(found.answered_in, 60)),
        "polls": found.polls,
        "polls_done": found.polls_done,
        "polls_asked": found.polls_asked,
    }
    return [[NAMES[name]().to(language), value] for name, value in values.items()]


def _days(found: Figures, language: str) -> list[list[Any]]:
    rows = [
        [
            day.day,
            WEEKDAYS[date.fromisoformat(day.day).weekday()]().to(language),
            int(day.works),
            day.done,
            day.expected,
            day.active,
            day.enrolled,
        ]
        for day in found.days
    ]
    return [*rows, [TOTAL().to(language), "", *_sums(rows, 2)]]


def _learners(rows: Sequence[Row], language: str) -> list[list[Any]]:
    listed = [[row.name, row.done, row.expected, percent_down(row.done, row.expected), row.learned, row.asked] for row in rows]
    done, expected = sum(row.done for row in rows), sum(row.expected for row in rows)
    learned, asked = sum(row.learned for row in rows), sum(row.asked for row in rows)
    total = [TOTAL().to(language), done, expected, percent_down(done, expected), learned, asked]
    return [*listed, total]


def _retention(kept: dict[date, Retention], language: str) -> list[list[Any]]:
    rows = [[monday.isoformat(), week.joined, *week.d1, *week.d7, *week.w4] for monday, week in kept.items()]
    return [*rows, [TOTAL().to(language), *_sums(rows, 1)]]


def _sums(rows: list[list[Any]], first: int) -> list[int]:
    """The sums of the columns from `first` on."""
    return [sum(row[column] for row in rows) for column in range(first, len(rows[0]))] if rows else []
