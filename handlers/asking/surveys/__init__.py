"""Surveys: forms people fill in alone with the bot, one question a message, named or really anonymous."""

from handlers.asking.surveys import book, filling, merging, opening, telling
from handlers.asking.surveys.settings import feature

__all__ = ["book", "feature", "filling", "merging", "opening", "telling"]
