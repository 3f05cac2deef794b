"""Templates: a camp's checklists and scripts, found by a word, kept by experts and managers."""

from handlers.templates import command, keeping
from handlers.templates.settings import feature

__all__ = ["command", "feature", "keeping"]
