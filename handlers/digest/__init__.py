"""The weekly digest, the dashboard, and who needs care."""

from handlers.digest import dashboard, page, weekly
from handlers.digest.care import acting, cases, exam, merging, personal_data, progress, results, watching
from handlers.digest.care.settings import feature as care
from handlers.digest.settings import feature

__all__ = [
    "acting",
    "care",
    "cases",
    "dashboard",
    "exam",
    "feature",
    "merging",
    "page",
    "personal_data",
    "progress",
    "results",
    "watching",
    "weekly",
]
