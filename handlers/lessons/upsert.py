"""Lessons put into their courses: what is new or reads differently is written, the rest left alone. The chat and the shell do it alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from bot.feature import Camp
from bot.file_kind import Changes
from handlers.lessons.draft import LessonDraft, LessonQuestion, content, fingerprint
from handlers.lessons.settings import AT
from scheduler import calendar
from scheduler.calendar import DAY
from scheduler.rhythm import on_the_clock
from storage import lessons
from storage.connection import Db
from storage.lessons import Course, Lesson, SavedLesson


def plan(drafts: Iterable[LessonDraft], stored: dict[str, LessonDraft]) -> Changes:
    """What drafts would change over what a camp has (fingerprint → draft)."""
    known = [(stored.get(fingerprint(draft)), draft) for draft in drafts]
    new, same = sum(old is None for old, _ in known), sum(old is not None and is_same(old, draft) for old, draft in known)
    return Changes(new, len(known) - new - same, same)


def is_same(one: LessonDraft, other: LessonDraft) -> bool:
    """Whether two drafts say the same; the order of the tags a lesson is required of says nothing."""
    return replace(one, required_tags=()) == replace(other, required_tags=()) and set(one.required_tags) == set(
        other.required_tags
    )


def stored(db: Db, camp: int) -> dict[str, LessonDraft]:
    """What a camp has, as its files said it."""
    every = (as_draft(lesson, lessons.required_tags(db, lesson.id)) for lesson in lessons.everything(db, camp))
    return {fingerprint(draft): draft for draft in every}


def as_draft(lesson: Lesson, required_tags: list[str]) -> LessonDraft:
    """A stored lesson as an author would write it."""
    asked = lesson.question
    return LessonDraft(
        title=lesson.title,
        skill=lesson.skill,
        case=lesson.case,
        body=lesson.body,
        minutes=lesson.minutes,
        required=lesson.required,
        required_tags=tuple(required_tags),
        tags=tuple(lesson.tags),
        author=lesson.author,
        apply=lesson.apply,
        question=LessonQuestion(asked["stem"], tuple(asked["options"]), asked["right"]) if asked else None,
        course=lesson.course,
    )


def row(draft: LessonDraft) -> list[Any]:
    """A draft as JSON, as `put` takes it: [course, fingerprint, content, required tags, when the course begins]."""
    return [draft.course, fingerprint(draft), content(draft), list(draft.required_tags), draft.starts]


def put(db: Db, camp: Camp, rows: Sequence[list[Any]], *, at: datetime) -> list[SavedLesson | None]:
    """Writes rows; gives what became of each, None where it stood so already."""
    starts = {course: begins for course, *_, begins in rows}
    courses = {name: _course(db, camp, name, begins, at) for name, begins in starts.items()}
    return lessons.save(db, camp.id, [(courses[course].id, *rest) for course, *rest, _ in rows], at=at)


def _course(db: Db, camp: Camp, name: str, starts: str, at: datetime) -> Course:
    """The course; a new one begins as its file says, else with the next push."""
    course = lessons.open_course(db, camp.id, name, starts_on=_next_push(camp, at))
    if starts:
        begins, day = ("joining", None) if starts == "joining" else ("date", date.fromisoformat(starts))
        lessons.schedule(db, course.id, begins, day, course.tag)
    found = lessons.course_named(db, camp.id, name)
    assert found is not None
    return found


def _next_push(camp: Camp, at: datetime) -> date:
    today = at.astimezone(camp.zone).date()
    is_over = at >= on_the_clock(today, time.fromisoformat(AT.of(camp)), camp.zone)
    return calendar.of_settings(camp.settings).on_or_after(today + DAY if is_over else today)
