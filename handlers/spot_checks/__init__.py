"""Spot checks: some, drawn by a seed that is printed, answer one question about a release in private, and an expert reads what they wrote."""

from handlers.spot_checks import answering, command, ending, keeping, scoring
from handlers.spot_checks.settings import feature

__all__ = ["answering", "command", "ending", "feature", "keeping", "scoring"]
