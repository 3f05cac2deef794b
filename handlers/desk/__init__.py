"""工作台: the desk, a page beside the chat that shows what looks read and acts by sending the sentences people type."""

from handlers.desk import changing_settings, log, opening, panel, today
from handlers.desk.settings import feature

__all__ = ["changing_settings", "feature", "log", "opening", "panel", "today"]
