"""Behaviours: what some are to do how often; they say they did it, the other side confirms with one press, and the rest stays their own word."""

from handlers.behaviours import command, confirming, counter, defining, merging, personal_data, reminding, reporting, showing
from handlers.behaviours.settings import feature

__all__ = [
    "command",
    "confirming",
    "counter",
    "defining",
    "feature",
    "merging",
    "personal_data",
    "reminding",
    "reporting",
    "showing",
]
