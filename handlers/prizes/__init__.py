"""Prizes for a week, a month or a quarter: worked out by a stated rule when it is over, and given by a manager's word."""

from handlers.prizes import command, ending, giving, keeping
from handlers.prizes.settings import feature

__all__ = ["command", "ending", "feature", "giving", "keeping"]
