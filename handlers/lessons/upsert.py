"""Lessons put into their courses: what is new or reads differently is written, the rest left alone. The chat and the shell do it alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from bot.feature import Camp
from handlers.lessons.draft import LessonDraft, LessonQuestion, content, fingerprint
from handlers.lessons.settings import AT
from scheduler import calendar
from scheduler.calendar import DAY
from scheduler.rhythm import on_the_clock
from storage import lessons
from storage.connection import Db
from storage.lessons import Course, Lesson, SavedLesson


@dataclass(frozen=True, slots=True)
class LessonChanges:
    """What an import would change."""

    new: tuple[LessonDraft, ...]
    changed: tuple[LessonDraft, ...]
    unchanged: int


def plan(drafts: Iterable[LessonDraft], stored: dict[str, LessonDraft]) -> LessonChanges:
    """The plan for drafts over what a camp has (fingerprint → draft)."""
    new, changed, unchanged = [], [], 0
    for draft in drafts:
        known = stored.get(fingerprint(draft))
        if known is None:
            new.append(draft)
        elif known != draft:
            changed.append(draft)
        else:
            unchanged += 1
    return LessonChanges(tuple(new), tuple(changed), unchanged)


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


def in_course(drafts: Iterable[LessonDraft], course: str) -> list[LessonDraft]:
    """The drafts, those without a course in this one."""
    return [draft if draft.course else replace(draft, course=course) for draft in drafts]


def row(draft: LessonDraft) -> list[Any]:
    """A draft as a task hands it over and `put` takes it: [course, fingerprint, content, required tags]."""
    return [draft.course, fingerprint(draft), content(draft), list(draft.required_tags)]


def put(db: Db, camp: Camp, rows: Sequence[list[Any]], starts: str, *, at: datetime) -> tuple[list[SavedLesson], list[Course]]:
    """Writes rows; gives what of them was new or different, and their courses. `starts` is as a `Reading` has it."""
    courses = {name: _course(db, camp, name, starts, at) for name in dict.fromkeys(course for course, *_ in rows)}
    saved = lessons.save(db, camp.id, [(courses[course].id, *rest) for course, *rest in rows], at=at)
    return [one for one in saved if one is not None], list(courses.values())


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
    is_over = at >= on_the_clock(today, time.fromisoformat(camp.settings.get(AT.key, AT.default)), camp.zone)
    return calendar.of_settings(camp.settings).on_or_after(today + DAY if is_over else today)
