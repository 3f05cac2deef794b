"""Imported figures: what a manager brings in of people or teams and months, and what people were marked in by an appraisal."""

from handlers.kpi import command, file_kinds, merging, personal_data
from handlers.kpi.settings import feature

__all__ = ["command", "feature", "file_kinds", "merging", "personal_data"]
