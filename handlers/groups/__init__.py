"""Groups: drawn by a printed seed and rule, changed until they are shown, and known to everything else by their tags."""

from handlers.groups import command, drawing, merging, personal_data, showing
from handlers.groups.settings import feature

__all__ = ["command", "drawing", "feature", "merging", "personal_data", "showing"]
