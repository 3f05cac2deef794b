"""Points and coins: what somebody has and why, where they stand, and what a manager gives by hand."""

from handlers.points import awarding, board, counter, personal_data, standing
from handlers.points.settings import feature

__all__ = ["awarding", "board", "counter", "feature", "personal_data", "standing"]
