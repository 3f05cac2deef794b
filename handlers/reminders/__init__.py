"""Reminders: what somebody wants said at a time, to themselves, a room, or those who have not done the thing."""

from handlers.reminders import anew, merging, remind, resting, ring, zone
from handlers.reminders.settings import feature

__all__ = ["anew", "feature", "merging", "remind", "resting", "ring", "zone"]
