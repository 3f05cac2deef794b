"""Reminders: what somebody wants said at a time, to themselves, a room, or those who have not done the thing."""

from handlers.reminders import deliver_due, merging, personal_data, quiet_hours, remind, reschedule, zone
from handlers.reminders.settings import feature

__all__ = ["deliver_due", "feature", "merging", "personal_data", "quiet_hours", "remind", "reschedule", "zone"]
