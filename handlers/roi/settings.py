"""The return on training's feature, and the percentage it is held against."""

from __future__ import annotations

from bot.feature import Feature, Phrase, Setting, Theme
from bot.setting_values import between

feature = Feature("roi", Theme.RESULTS)

GATE = feature.setting(
    Setting(
        "roi.gate",
        Phrase(zh="ROI门槛", en="roi-gate"),
        Phrase(zh="TE/C 到百分之几算达标", en="the percentage of TE/C from which a return is good enough"),
        150,
        between(1, 10_000),
        lambda gate: f"{gate}%",
    )
)
