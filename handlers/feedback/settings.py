"""What the files about 360° feedback share: their feature, how many days after the end people are asked, and for how long."""

from __future__ import annotations

from datetime import time, timedelta

from bot.feature import Feature, Phrase, Theme

feature = Feature("feedback", Theme.RESULTS)

WAVES = (30, 90)
"""Days after the end on which people rate."""
FOLLOW_UPS = (30, 90, 180, 365)
"""Days after the end on which who set it up is told what to look at."""
AT = time(10)
REMINDED_AFTER, OPEN_FOR = timedelta(days=7), timedelta(days=14)
IN_TIME = timedelta(minutes=30)
"""What comes later than that says that it is late."""
EXAMPLE = Phrase(
    zh="互评 设 行为=先问参照、记录异议 结束=2026-05-06",
    en="feedback360 set behaviours=asks first,notes objections end=2026-05-06",
)
LATE = Phrase(zh="（原定 {at:%m-%d}，晚发）", en=" (due {at:%m-%d}, sent late)")
