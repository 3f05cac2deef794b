"""Retro: once a week everybody may write what they did, where they are stuck and what comes next; the room reads it without names."""

from handlers.retro import asking, merging, personal_data, summing_up, template, writing
from handlers.retro.settings import feature

__all__ = ["asking", "feature", "merging", "personal_data", "summing_up", "template", "writing"]
