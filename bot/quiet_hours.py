"""Quiet hours: a part of the day, over midnight or not, in which nobody is written to who did not just ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo

from bot.setting_values import ends, time_of_day

NONE = ("00:00", "00:00")
"""No quiet hours at all."""


def hours(words: str) -> tuple[str, str]:
    """22:00-07:00, or 无 / none, as two wall-clock times. Raises ValueError."""
    if words.strip().casefold() in ("无", "关", "none", "off"):
        return NONE
    first, last = ends(words)
    return (time_of_day(first), time_of_day(last))


def quiet_until(moment: datetime, zone: tzinfo, quiet: Sequence[str]) -> datetime | None:
    """The end of the quiet hours a moment falls into; None outside them. Both ends are wall-clock times of the zone."""
    first, last = (time.fromisoformat(end) for end in quiet)
    local = moment.astimezone(zone)
    at = local.time()
    inside = first <= at < last if first <= last else at >= first or at < last
    if not inside:
        return None
    day = local.date() + timedelta(days=1) if at >= last else local.date()
    return datetime.combine(day, last, zone)
