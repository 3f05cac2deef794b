"""Homework: set, handed in piece by piece, read and rated, accepted or returned, every version kept."""

from handlers.homework import (
    command,
    contribution,
    counter,
    deadline,
    handing_in,
    keeping,
    merging,
    panel,
    personal_data,
    queue,
    records,
    taking_back,
    unfinished,
    verdict,
)
from handlers.homework.settings import feature

__all__ = [
    "command",
    "contribution",
    "counter",
    "deadline",
    "feature",
    "handing_in",
    "keeping",
    "merging",
    "panel",
    "personal_data",
    "queue",
    "records",
    "taking_back",
    "unfinished",
    "verdict",
]
