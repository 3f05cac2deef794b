"""Goals: what a camp is for and what it wants to reach, measured, with a progress line in the weekly digest."""

from handlers.goals import merging, personal_data, setting, taking_back
from handlers.goals.settings import feature

__all__ = ["feature", "merging", "personal_data", "setting", "taking_back"]
