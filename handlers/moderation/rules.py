"""The ladder of penalties: which step comes next, which warnings count, how long a step lasts. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from storage.moderation.penalties import Penalty

LONGEST = timedelta(days=365)
SHORTEST = timedelta(hours=1)
STEP_WORDS = {
    "提醒": "remind",
    "remind": "remind",
    "警告": "warn",
    "warn": "warn",
    "禁言": "silence",
    "silence": "silence",
    "移出": "remove",
    "remove": "remove",
}
"""What people say, by the code of the step."""
NEXT = {None: "remind", "remind": "warn", "warn": "warn", "silence": "remove", "remove": "remove"}
_SPAN = re.compile(r"(\d{1,4})\s*(小时|个小时|天|hours?|h|days?|d)(?![a-z])", re.IGNORECASE)


class LadderStep(NamedTuple):
    """A step as somebody wrote it: which, for how long (None: as the camp has set) and why."""

    code: str
    lasts: timedelta | None
    reason: str


def read(words: str) -> LadderStep | None:
    """警告 发布无关广告, 禁言 48小时 刷屏; None where no step stands first. Raises ValueError for a time that is too short or too long."""
    first, _, rest = words.strip().partition(" ")
    code = STEP_WORDS.get(first.casefold())
    if code is None:
        return None
    rest, lasts = rest.strip(), None
    if code in ("silence", "remove") and (found := _SPAN.match(rest)) is not None:
        lasts = timedelta(hours=int(found[1])) if found[2][0] in "小个hH" else timedelta(days=int(found[1]))
        if not SHORTEST <= lasts <= LONGEST:
            raise ValueError(found[0])
        rest = rest[found.end() :].strip()
    return LadderStep(code, lasts, rest)


def suggested(history: Sequence[Penalty], now: datetime) -> str:
    """The step after the hardest one that is in force."""
    hardest = max((one for one in history if one.is_in_force(now)), key=lambda one: list(NEXT).index(one.step), default=None)
    return NEXT[None if hardest is None else hardest.step]


def is_reached(counted: int, most: int) -> bool:
    """Whether so many warnings that count lead to a silence."""
    return counted >= most
