"""Extra training: who is below the line in a module, two sessions a week, a re-test, and out on passing."""

from handlers.remedial import command, merging, opening, personal_data, retest, roster, sessions
from handlers.remedial.settings import feature

__all__ = ["command", "feature", "merging", "opening", "personal_data", "retest", "roster", "sessions"]
