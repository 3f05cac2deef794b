"""Outcomes: what a sponsor expects before a programme, and what imported figures say before and after it, against a year ago or a control."""

from handlers.outcomes import command, evidence, expecting, figures, keeping
from handlers.outcomes.settings import feature

__all__ = ["command", "evidence", "expecting", "feature", "figures", "keeping"]
