"""Reminders: what somebody wants said at a time, to themselves, a room, or those who have not done the thing."""

from handlers.reminders import merging, remind, ring
from handlers.reminders.settings import feature

__all__ = ["feature", "merging", "remind", "ring"]
