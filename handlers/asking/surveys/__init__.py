"""Surveys: forms people fill in alone with the bot, one question a message, named or really anonymous."""

from handlers.asking.surveys import answering, merging, opening, personal_data, results, xlsx_export
from handlers.asking.surveys.settings import feature

__all__ = ["answering", "feature", "merging", "opening", "personal_data", "results", "xlsx_export"]
