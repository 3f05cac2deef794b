"""Polls: a question with options put to a camp's rooms, one ballot a person over all of them, named or really anonymous."""

from handlers.asking.polls import award, book, closing, merging, opening, picture, voting
from handlers.asking.polls.settings import feature

__all__ = ["award", "book", "closing", "feature", "merging", "opening", "picture", "voting"]
