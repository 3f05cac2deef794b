"""Lessons: courses of micro-lessons that come on workdays, learned, applied and rated."""

from handlers.lessons import (
    attaching,
    contribution,
    counter,
    deadlines,
    file_kind,
    learning,
    merging,
    page,
    panel,
    personal_data,
    pushing,
    rating,
    records,
    study_time,
    timetable,
    weak_tags,
)
from handlers.lessons.settings import feature

__all__ = [
    "attaching",
    "contribution",
    "counter",
    "deadlines",
    "feature",
    "file_kind",
    "learning",
    "merging",
    "page",
    "panel",
    "personal_data",
    "pushing",
    "rating",
    "records",
    "study_time",
    "timetable",
    "weak_tags",
]
