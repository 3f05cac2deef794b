"""The return on training: five amounts a manager gives become TE and TE/C, exactly, a month at a time."""

from handlers.roi import asking, command, keeping, page, series
from handlers.roi.settings import feature

__all__ = ["asking", "command", "feature", "keeping", "page", "series"]
