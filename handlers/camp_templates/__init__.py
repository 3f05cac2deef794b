"""Camp templates: all a camp has but its people, given out as a file, taken into another camp, twice the same as once."""

from handlers.camp_templates import copying, file_kind
from handlers.camp_templates.settings import feature

__all__ = ["copying", "feature", "file_kind"]
