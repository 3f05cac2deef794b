"""The weekly digest, the dashboard, and who needs care."""

from handlers.digest import cases, dashboard, weekly
from handlers.digest.settings import feature

__all__ = ["cases", "dashboard", "feature", "weekly"]
