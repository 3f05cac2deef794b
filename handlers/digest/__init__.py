"""The weekly digest, the dashboard, and who needs care."""

from handlers.digest import cases, dashboard, personal_data, weekly
from handlers.digest.settings import feature

__all__ = ["cases", "dashboard", "feature", "personal_data", "weekly"]
