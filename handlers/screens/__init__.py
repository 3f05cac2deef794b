"""Screens: the page a host puts on a projector. What it shows is said by whichever operation its token belongs to."""

from handlers.screens import merging, page, personal_data
from handlers.screens.settings import feature

__all__ = ["feature", "merging", "page", "personal_data"]
