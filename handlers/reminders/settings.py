"""Quiet hours: when nobody is reminded of anything they did not ask for."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta, tzinfo

from bot.arguments import clock_time
from bot.feature import Feature, Phrase, Setting, Theme

feature = Feature("reminders", Theme.DAILY)


def hours(words: str) -> tuple[str, str]:
    """22:00-07:00, over midnight or not, or 无 / none. Raises ValueError."""
    if words.strip().casefold() in ("无", "none", "off"):
        return ("00:00", "00:00")
    first, _, last = re.sub(r"[–—~～至到]", "-", words).partition("-")
    return (f"{clock_time(first):%H:%M}", f"{clock_time(last):%H:%M}")


QUIET = feature.setting(
    Setting(
        "reminders.quiet",
        Phrase(zh="免打扰", en="quiet-hours"),
        Phrase(
            zh="如 22:00-07:00，或 无；这段时间里别人设的提醒等到结束再发",
            en="like 22:00-07:00, or none; what others set waits until they end",
        ),
        ("22:00", "07:00"),
        hours,
        "–".join,
    )
)


def quiet_until(moment: datetime, zone: tzinfo, quiet: tuple[str, str]) -> datetime | None:
    """The end of the quiet hours a moment falls into; None outside them. Both ends are wall-clock times of the zone."""
    first, last = (time.fromisoformat(end) for end in quiet)
    local = moment.astimezone(zone)
    at = local.time()
    inside = first <= at < last if first <= last else at >= first or at < last
    if not inside:
        return None
    day = local.date() + timedelta(days=1) if at >= last else local.date()
    return datetime.combine(day, last, zone)
