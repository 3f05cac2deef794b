"""The camp's calendar: whose workdays it keeps, by which clock, and the days its managers correct."""

from handlers.calendar import days, page, settings
from handlers.calendar.settings import feature

__all__ = ["days", "feature", "page", "settings"]
