"""Everybody's own data: a file of all that is kept about somebody, and being erased."""

from handlers.my_data import erasing, personal_data, showing, sweeping
from handlers.my_data.settings import feature

__all__ = ["erasing", "feature", "personal_data", "showing", "sweeping"]
