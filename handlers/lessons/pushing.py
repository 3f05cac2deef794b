"""The daily lesson: on workdays at the camp's minute the next one of every course, never twice, never on a day off.

Nothing is assigned to a date: what comes is the first lesson that has not come yet. A day that was missed or became a holiday
moves the rest of the course by one workday and loses nothing.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from bot.feature import Camp, Context, Late, Line
from handlers.lessons import card
from handlers.lessons.settings import AT, DAYS, feature
from scheduler import calendar
from scheduler.calendar import Calendar
from scheduler.rhythm import Workdays
from storage import lessons
from storage.connection import Db

THE_SAME_DAY = Late.within(timedelta(hours=8))
"""An outage delays a lesson within its working day; after that it is the next workday's."""
A_MINUTE = timedelta(minutes=1)


def _rhythm(camp: Camp) -> Workdays:
    return Workdays(time.fromisoformat(AT.of(camp)))


@feature.every(_rhythm, name="push", late=THE_SAME_DAY)
def push(ctx: Context, due_at: datetime) -> None:
    today = ctx.local(due_at).date()
    for course in lessons.courses(ctx.db, ctx.camp.id):
        if course.begins == "joining":
            _push_to_each(ctx, course, today, due_at)
        elif course.begins == "date" and (course.starts_on is None or course.starts_on <= today):
            _push_to_all(ctx, course, today, due_at)


def _push_to_all(ctx: Context, course: lessons.Course, today: date, due_at: datetime) -> None:
    """One lesson for everybody: in the rooms, or in private to those with the course's tag."""
    lesson = lessons.next_lesson(ctx.db, course.id)
    if lesson is None:
        return
    known = calendar.of_settings(ctx.camp.settings)
    due_on = deadline(today, ctx.setting(DAYS), known)
    if not lessons.push(ctx.db, ctx.camp.id, lesson.id, today, due_on, at=ctx.now):
        return
    if course.tag is None:
        said = card.pushed(lesson, today, due_on, known, _late(ctx.now, due_at))
        for room in ctx.rooms():
            ctx.post_within_budget(room, *said)
    else:
        _push_to_each(ctx, course, today, due_at, lesson.id)


def _push_to_each(ctx: Context, course: lessons.Course, today: date, due_at: datetime, lesson: int | None = None) -> None:
    ctx.task(
        "lessons.each",
        camp=ctx.camp.id,
        course=course.id,
        tag=course.tag,
        today=today.isoformat(),
        due_at=due_at.isoformat(),
        lesson=lesson,
    )


@feature.task("each")
def each(reader: Db, camp: int, course: int, tag: str | None, today: str, due_at: str, lesson: int | None) -> list[Any]:
    """[membership or None, person, lesson] of everybody it comes to in private."""
    if lesson is not None and tag is not None:
        return [[None, person, lesson] for person in lessons.audience(reader, camp, tag)]
    return [list(row) for row in lessons.next_of_each(reader, camp, course, tag, today=date.fromisoformat(today))]


@feature.on("done:lessons.each")
def tell_each(ctx: Context) -> None:
    payload = ctx.event.data["payload"]
    today, due_at = date.fromisoformat(payload["today"]), datetime.fromisoformat(payload["due_at"])
    known = calendar.of_settings(ctx.camp.settings)
    due_on = deadline(today, ctx.setting(DAYS), known)
    cards: dict[int, list[Any]] = {}
    for member, person, lesson_id in ctx.event.data["rows"]:
        if member is not None and not lessons.push_to(ctx.db, ctx.camp.id, member, lesson_id, today, due_on, at=ctx.now):
            continue
        if lesson_id not in cards:
            cards[lesson_id] = card.pushed(lessons.by_id(ctx.db, lesson_id), today, due_on, known, _late(ctx.now, due_at))
        ctx.post_within_budget(person, *cards[lesson_id])


def deadline(day: date, workdays: int, known: Calendar) -> date | None:
    """The workday a lesson of `day` is to be finished on; None where there is no hurry."""
    for _ in range(workdays):
        day = known.next_workday(day)
    return day if workdays else None


def _late(now: datetime, due_at: datetime) -> Line | None:
    return card.LATE(at=due_at) if now - due_at >= A_MINUTE else None
