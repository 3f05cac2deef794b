"""One kind line for a bill, chosen by rule: the first that fits. Praise is for something; nobody is measured against others."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from bot.feature import Line, Phrase
from handlers.bill.figures import Bill


class BillRemark(NamedTuple):
    """A rule by name, when it fits, and what it says."""

    rule: str
    fits: Callable[[Bill], bool]
    line: Phrase


REMARKS = (
    BillRemark(
        "used",
        lambda bill: bill.applied > 0 and bill.learned > 0,
        Phrase(
            zh="学到手，还用出手{applied}次，这才叫学会。",
            en="Learned and put to use ({applied} ×): that is what knowing is.",
        ),
    ),
    BillRemark(
        "podium",
        lambda bill: 0 < bill.contest <= 3,
        Phrase(zh="竞赛第{contest}，快且准。", en="Rank {contest} in the contest: quick and right."),
    ),
    BillRemark(
        "mistakes",
        lambda bill: bill.mended > 0,
        Phrase(zh="救回{mended}道错题，错过的路又走通了。", en="Mistakes mended: {mended}; the old detour is a road now."),
    ),
    BillRemark(
        "climbed",
        lambda bill: bill.climbed >= 5,
        Phrase(zh="名次往上走了{climbed}位，每一步都踩在点上。", en="{climbed:place|places} up, every step on firm ground."),
    ),
    BillRemark(
        "streak",
        lambda bill: bill.streak >= 7,
        Phrase(
            zh="连续{streak}个工作日，闹钟都该向你请教。",
            en="{streak:workday|workdays} in a row; the alarm clock takes lessons from you.",
        ),
    ),
    BillRemark(
        "mended",
        lambda bill: bill.makeups > 0 and bill.stamps == bill.expected,
        Phrase(zh="缺的那天补上了，账面干干净净。", en="The missing day was made up; the books are clean."),
    ),
    BillRemark(
        "full",
        lambda bill: bill.expected > 1 and bill.stamps == bill.expected,
        Phrase(zh="{stamps}天，一天不落，稳。", en="{stamps:day|days} and not one missing. Steady."),
    ),
    BillRemark(
        "lessons",
        lambda bill: bill.learned >= 3,
        Phrase(
            zh="{learned}节微课进了口袋，见客户时摸得到。",
            en="{learned:lesson|lessons} in your pocket, there when a client asks.",
        ),
    ),
    BillRemark(
        "first",
        lambda bill: bill.stamps > 0 and bill.rank_before == 0,
        Phrase(zh="冰已经破了，下周水就暖了。", en="The ice is broken; next week the water is warm."),
    ),
    BillRemark(
        "some",
        lambda bill: bill.stamps > 0 or bill.learned > 0,
        Phrase(zh="来过的每一天都算数。", en="Every day you came counts."),
    ),
    BillRemark(
        "welcome",
        lambda bill: True,
        Phrase(
            zh="先忙要紧的，想接上时发一句“打卡”就行。",
            en="First things first; when you want to pick up again, one “checkin” does it.",
        ),
    ),
)


def remark(bill: Bill) -> BillRemark:
    """The first rule that fits."""
    return next(one for one in REMARKS if one.fits(bill))


def said(bill: Bill) -> Line:
    """The line, with the bill's own figures."""
    line = next(one.line for one in REMARKS if one.rule == bill.rule)
    return line(**bill.plain(), climbed=bill.climbed)
