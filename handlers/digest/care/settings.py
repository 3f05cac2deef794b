"""Care's feature, and the numbers of its rules, which a camp may set; each set of numbers is a version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bot.feature import Camp, Context, Feature, Line, Phrase, Setting, Theme
from bot.setting_values import between
from storage import care_rules

feature = Feature("care", Theme.DECISIONS)
feature.prefix("Z", Phrase(zh="一位需要关注的人", en="a learner who needs care"))

NEW_VERSION = Phrase(
    zh="从现在起按新的数；已经打开的仍按打开时的数复看。",
    en="The new number counts from now on; open cases are looked at again by theirs.",
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The numbers of the rules: a score and a module below which, so many workdays in a row, so many points down."""

    score: int = 60
    module: int = 70
    missed: int = 2
    fall: int = 30

    @property
    def share(self) -> Fraction:
        return Fraction(self.fall, 100)

    def of_rule(self, code: str) -> dict[str, Any]:
        """What a rule's version is told apart by."""
        return {"below": {"R1": self.score, "R6": self.module, "R4": self.missed, "R5": self.fall}[code]}


def _versions(code: str) -> Callable[[Context, int, int], list[Line | Phrase]]:
    """The new numbers of a rule are a version from this moment."""

    def changed(ctx: Context, before: int, after: int) -> list[Line | Phrase]:
        care_rules.version(ctx.db, ctx.camp.id, code, {"below": after}, at=ctx.now)
        return [NEW_VERSION]

    return changed


SCORE = feature.setting(
    Setting(
        "care.score",
        Phrase(zh="预警考试分", en="care-score"),
        Phrase(zh="学完后考试低于几分要关注", en="the course done and an exam below so many needs care"),
        60,
        between(1, 100),
        changes=_versions("R1"),
    )
)
MODULE = feature.setting(
    Setting(
        "care.module",
        Phrase(zh="预警模块分", en="care-module"),
        Phrase(zh="一个模块低于几分要关注，也是补训的线", en="a module below so many needs care and extra training"),
        70,
        between(1, 100),
        changes=_versions("R6"),
    )
)
MISSED = feature.setting(
    Setting(
        "care.missed",
        Phrase(zh="预警缺勤天数", en="care-missed"),
        Phrase(zh="连续几个工作日未打卡要关注，2到5", en="so many workdays missed in a row need care, 2 to 5"),
        2,
        between(2, 5),
        changes=_versions("R4"),
    )
)
FALL = feature.setting(
    Setting(
        "care.fall",
        Phrase(zh="预警下滑点数", en="care-fall"),
        Phrase(zh="周完成率比前一周降几点要关注", en="a week's rate so many points below the one before needs care"),
        30,
        between(5, 100),
        changes=_versions("R5"),
    )
)


def bounds(camp: Camp) -> Bounds:
    """As the camp has set them."""
    return Bounds(SCORE.of(camp), MODULE.of(camp), MISSED.of(camp), FALL.of(camp))
