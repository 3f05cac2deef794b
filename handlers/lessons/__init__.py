"""Lessons: courses of micro-lessons that come on workdays, learned, applied and rated."""

from handlers.lessons import attaching, deadlines, exporting, importing, learning, merging, panel, pushing, rating, timetable
from handlers.lessons.settings import feature

__all__ = [
    "attaching",
    "deadlines",
    "exporting",
    "feature",
    "importing",
    "learning",
    "merging",
    "panel",
    "pushing",
    "rating",
    "timetable",
]
