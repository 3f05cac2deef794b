"""Polls: a question with options put to a camp's rooms, one ballot a person over all of them, named or really anonymous."""

from handlers.asking.polls import award, closing, merging, opening, personal_data, voting, xlsx_export
from handlers.asking.polls.settings import feature

__all__ = ["award", "closing", "feature", "merging", "opening", "personal_data", "voting", "xlsx_export"]
