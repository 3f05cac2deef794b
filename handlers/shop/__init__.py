"""The shop: what points and coins are redeemed for, what is left of it, and who still waits for theirs."""

from handlers.shop import browsing, listing, merging, orders, personal_data, redeeming, waiting
from handlers.shop.settings import feature

__all__ = ["browsing", "feature", "listing", "merging", "orders", "personal_data", "redeeming", "waiting"]
