"""Circles: who follows a tag reads once a workday what is new of it, and nobody else is told."""

from handlers.circles import command, keeping, news
from handlers.circles.settings import feature

__all__ = ["command", "feature", "keeping", "news"]
