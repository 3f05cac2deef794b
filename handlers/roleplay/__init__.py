"""Role play: who signed up is drawn into scenes by a seed, each side gets its card in private, and judges rate every part by a rubric."""

from handlers.roleplay import command, drawing, file_kind, keeping, leaving, result
from handlers.roleplay.settings import feature

__all__ = ["command", "drawing", "feature", "file_kind", "keeping", "leaving", "result"]
