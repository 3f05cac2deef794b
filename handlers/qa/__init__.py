"""Questions and answers: asked once, answered for everybody, and found again whatever words they are asked in."""

from handlers.qa import (
    accept,
    answer,
    archive,
    ask,
    dictionary,
    exporting,
    heat,
    importing,
    labels,
    merging,
    opening,
    overdue,
    overlap,
    pointing,
    search,
    using,
    voting,
)
from handlers.qa.settings import feature

__all__ = [
    "accept",
    "answer",
    "archive",
    "ask",
    "dictionary",
    "exporting",
    "feature",
    "heat",
    "importing",
    "labels",
    "merging",
    "opening",
    "overdue",
    "panel",
    "overlap",
    "pointing",
    "search",
    "using",
    "voting",
]
