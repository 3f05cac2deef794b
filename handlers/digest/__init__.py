"""The weekly digest, the dashboard, and who needs care."""

from handlers.digest import caring, dashboard, weekly
from handlers.digest.settings import feature

__all__ = ["caring", "dashboard", "feature", "weekly"]
