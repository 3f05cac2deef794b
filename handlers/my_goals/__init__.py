"""My goals: one's own, with a day and evidence; nudged once a month until closed, and shown to a mentor only where their owner says so."""

from handlers.my_goals import command, merging, nudging, personal_data
from handlers.my_goals.settings import feature

__all__ = ["command", "feature", "merging", "nudging", "personal_data"]
