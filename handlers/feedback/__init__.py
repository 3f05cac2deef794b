"""360° feedback: key behaviours rated by oneself, one's manager and peers 30 and 90 days after a training, anonymously, and how they move."""

from handlers.feedback import asking, command, evidence, figures, merging, personal_data, rating
from handlers.feedback.settings import feature

__all__ = ["asking", "command", "evidence", "feature", "figures", "merging", "personal_data", "rating"]
