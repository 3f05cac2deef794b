"""The learning bill: one learner's week in figures, for themselves until they share it."""

from handlers.bill import billing, personal_data
from handlers.bill.billing import feature

__all__ = ["billing", "feature", "personal_data"]
