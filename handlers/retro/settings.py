"""What a camp can set about its retro: the hour of the week's last workday it is asked for, or none; and what its fields are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from bot.feature import Camp, Feature, Phrase, Setting, Theme
from bot.setting_values import time_of_day_or_off, time_or_off_shown
from scheduler.rhythm import Weekday, Weekly

feature = Feature("retro", Theme.LEARNING)

AT = feature.setting(
    Setting(
        "retro.at",
        Phrase(zh="复盘时间", en="retro-time"),
        Phrase(
            zh="每周最后一个工作日几点请大家复盘，如 17:30；关 = 不请",
            en="when the week's retro is asked for on its last workday, like 17:30; off: never",
        ),
        "",
        time_of_day_or_off,
        time_or_off_shown,
    )
)
FIELD = {
    "did": Phrase(zh="做了什么", en="What I did"),
    "stuck": Phrase(zh="卡点", en="Where I am stuck"),
    "next": Phrase(zh="下周", en="Next week"),
}
OWN_FIELDS = ("1", "2", "3", "4", "5", "6")
"""Where a camp names its own: the places they stand at."""


def named(own: Sequence[str]) -> dict[str, Phrase | str]:
    """The fields of a retro in order, and what each is called: the camp's own, or ours where it has none."""
    return dict(zip(OWN_FIELDS, own, strict=False)) if own else dict(FIELD)


LEAST = 3
"""People who must have written before a room reads a summary."""


USUAL = "17:30"


def rhythm(camp: Camp) -> Weekly:
    """The last workday of every week; where none is set the moment passes in silence."""
    return Weekly(Weekday.SUN, time.fromisoformat(AT.of(camp) or USUAL), on_rest_day="previous_workday")
