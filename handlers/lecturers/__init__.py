"""Lecturers: who teaches in a camp, what they did in a year, and what it was rated."""

from handlers.lecturers import showing
from handlers.lecturers.settings import feature

__all__ = ["feature", "showing"]
