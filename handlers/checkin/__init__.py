"""Check-in: one stamp a member and day, a streak over workdays, points for turning up, and the week's rate."""

from handlers.checkin import absent, counter, how_it_counts, leave, longest_run, merging, panel, personal_data, stamp, week
from handlers.checkin.settings import feature

__all__ = [
    "absent",
    "counter",
    "feature",
    "how_it_counts",
    "leave",
    "longest_run",
    "merging",
    "panel",
    "personal_data",
    "stamp",
    "week",
]
