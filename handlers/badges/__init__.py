"""Badges: what a camp gives for what was done, by a rule to everybody who earned it, or by hand."""

from handlers.badges import earning, giving, making, merging, personal_data, records, showing
from handlers.badges.settings import feature

__all__ = ["earning", "feature", "giving", "making", "merging", "personal_data", "records", "showing"]
