"""Recruiting: who wants to come in applies, a manager or the camp's criteria decide, and whoever is approved finds the way in."""

from handlers.recruiting import (
    admission,
    applying,
    deciding,
    file_kind,
    filling,
    finishing,
    merging,
    personal_data,
    quizzing,
    recruit,
    reminding,
)
from handlers.recruiting.settings import feature

__all__ = [
    "admission",
    "applying",
    "deciding",
    "feature",
    "file_kind",
    "filling",
    "finishing",
    "merging",
    "personal_data",
    "quizzing",
    "recruit",
    "reminding",
]
