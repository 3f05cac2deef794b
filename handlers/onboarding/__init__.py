"""Onboarding: everybody walks the same stages from the day they joined; the next one opens after the gate and the day."""

from handlers.onboarding import command, merging, opening, personal_data, planning, showing, signing
from handlers.onboarding.settings import feature

__all__ = ["command", "feature", "merging", "opening", "personal_data", "planning", "showing", "signing"]
