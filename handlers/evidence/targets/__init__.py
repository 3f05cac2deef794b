"""Targets: what a programme is to reach, metric by metric, with a baseline, a number, a deadline and who answers for it."""

from handlers.evidence.targets import command, merging, personal_data, taking_back
from handlers.evidence.targets.settings import feature

__all__ = ["command", "feature", "merging", "personal_data", "taking_back"]
