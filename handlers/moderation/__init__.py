"""Rules that work: filters on trial or in force, cases in 待办, a ladder of penalties, and one appeal that somebody else decides."""

from handlers.moderation import (
    acting,
    appealing,
    coming_back,
    ending,
    file_kind,
    filters,
    filters_following,
    merging,
    penalising,
    personal_data,
    picture_codes,
    queue,
    showing,
    watching,
)
from handlers.moderation.settings import feature

__all__ = [
    "acting",
    "appealing",
    "coming_back",
    "ending",
    "feature",
    "file_kind",
    "filters",
    "filters_following",
    "merging",
    "penalising",
    "personal_data",
    "picture_codes",
    "queue",
    "showing",
    "watching",
]
