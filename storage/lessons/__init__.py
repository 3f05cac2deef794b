"""Lessons: courses of micro-lessons (`curriculum`), what was pushed to whom and when (`pushes`), who learned and applied it
(`learning`), how many that makes (`counting`) and how far it brought them (`tracking`), and what they thought of it (`ratings`); what a weak tag
brings (`weak_tags`).

`moving` joins two memberships of one person.
"""

from __future__ import annotations

from storage.lessons.counting import finished, finished_among, finished_one, minutes, tagged
from storage.lessons.curriculum import (
    Course,
    Lesson,
    SavedLesson,
    attach,
    by_fingerprint,
    by_id,
    by_number,
    course_named,
    courses,
    everything,
    open_course,
    required_tags,
    restore,
    retire,
    save,
    schedule,
)
from storage.lessons.learning import answer, apply, done, evidence, first_right, keep_evidence, learn
from storage.lessons.moving import move
from storage.lessons.pushes import (
    audience,
    has_come,
    next_lesson,
    next_of_each,
    push,
    push_to,
    pushed_on,
    pushed_to_each,
    waiting,
)
from storage.lessons.ratings import comment, comments, has_rated, rate, rated_between, scores
from storage.lessons.tracking import (
    AskedLesson,
    LessonProgress,
    LessonStep,
    Unfinished,
    asked,
    latest,
    lesson_progress,
    progress,
    progress_of_each,
    unfinished,
)
from storage.lessons.weak_tags import appraised_weak, bring, map_weak, move_weak, weak_in, weak_lessons

__all__ = [
    "AskedLesson",
    "Course",
    "Lesson",
    "LessonProgress",
    "LessonStep",
    "SavedLesson",
    "Unfinished",
    "answer",
    "apply",
    "appraised_weak",
    "asked",
    "attach",
    "audience",
    "bring",
    "by_fingerprint",
    "by_id",
    "by_number",
    "comment",
    "comments",
    "course_named",
    "courses",
    "done",
    "everything",
    "evidence",
    "finished",
    "finished_among",
    "finished_one",
    "first_right",
    "has_come",
    "has_rated",
    "keep_evidence",
    "latest",
    "learn",
    "lesson_progress",
    "map_weak",
    "minutes",
    "move",
    "move_weak",
    "next_lesson",
    "next_of_each",
    "open_course",
    "progress",
    "progress_of_each",
    "push",
    "push_to",
    "pushed_on",
    "pushed_to_each",
    "rate",
    "rated_between",
    "required_tags",
    "restore",
    "retire",
    "save",
    "schedule",
    "scores",
    "tagged",
    "unfinished",
    "waiting",
    "weak_in",
    "weak_lessons",
]
