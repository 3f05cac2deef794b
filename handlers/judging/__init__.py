"""Judging: what waits for a judge in their 待办, who stands in for a judge who left, and the sheet of all that was given."""

from handlers.judging import keeping, leaving, queue, sheet
from handlers.judging.settings import feature

__all__ = ["feature", "keeping", "leaving", "queue", "sheet"]
