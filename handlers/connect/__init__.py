"""One person, several accounts: two become one by a code, and one is taken off again."""

from handlers.connect import binding, loosening
from handlers.connect.settings import feature

__all__ = ["binding", "feature", "loosening"]
