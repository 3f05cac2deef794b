"""Portraits: how much of which tags people and teams know, then and now, and who could help whom."""

from handlers.portraits import portrait, radar
from handlers.portraits.settings import feature

__all__ = ["feature", "portrait", "radar"]
