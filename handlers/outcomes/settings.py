"""What the files about outcomes share: their feature, and what can be expected."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Theme

feature = Feature("outcomes", Theme.RESULTS)

NAMES = {
    "profit": Phrase(zh="利润", en="profit"),
    "cost": Phrase(zh="成本", en="cost"),
    "retention": Phrase(zh="客户保有率", en="retention"),
    "share": Phrase(zh="市场份额", en="share"),
    "productivity": Phrase(zh="劳动生产率", en="productivity"),
}
"""As the sponsor is asked, in this order."""
EXAMPLE = Phrase(
    zh="成效 期望 开始=2026-06-01 结束=2026-06-30 出资人=李总 利润=5%:利润额 成本=-3%:成本",
    en="outcomes expect start=2026-06-01 end=2026-06-30 sponsor=Li profit=5%:profit cost=-3%:cost",
)
