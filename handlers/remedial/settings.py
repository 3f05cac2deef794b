"""The feature of extra training."""

from __future__ import annotations

from bot.feature import Feature, Theme

feature = Feature("remedial", Theme.LEARNING)
feature.fact("joined", "module")
feature.fact("attended", "module")
feature.fact("passed", "module", "score")
feature.fact("not_passed", "module", "score")
feature.fact("left", "module")
BELOW = 70
"""Of 100: who is below in a module belongs here, unless the camp set 预警模块分."""
