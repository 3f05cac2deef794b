"""The shop's feature: what it registers everything with, and why points and coins move here."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme

feature = Feature("shop", Theme.PERSONAL)
PREFIX = "O"
feature.prefix(PREFIX, Phrase(zh="商店的一个订单", en="an order of the shop"))

BOUGHT = feature.reason("redeemed", "shop", Phrase(zh="兑换", en="redeemed"))
PAID_BACK = feature.reason("redeemed_back", "shop", Phrase(zh="兑换退回", en="redemption refunded"))
SOURCE = "redeemed:{order}"
"""The source of what was paid for an order."""
