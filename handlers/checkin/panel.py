"""My last fourteen days in dots, today's window, and what I likely want to say now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from bot.feature import Asker, Phrase, Role
from bot.parts import Button
from bot.today import TODAY
from handlers.checkin.settings import feature
from handlers.checkin.window_row import CHECK_IN, window_row
from scheduler import calendar
from scheduler.calendar import Calendar
from storage import checkins
from storage.connection import Db

SHOWN = 14
POINTS = Phrase(zh="积分", en="Points")
BOARD = Phrase(zh="排行榜", en="Board")
HELP = Phrase(zh="帮助", en="Help")


@feature.panel
def streak(reader: Db, asker: Asker) -> tuple[dict[str, Any], list[Button]]:
    """The last fourteen calendar days with their state, the run, and chips: 打卡 until today is done; staff keep no streak."""
    known = calendar.of_settings(asker.camp.settings)
    if asker.membership.role is not Role.LEARNER:
        chips = [Button(label().to(asker.language), says) for label, says in ((BOARD, "排行榜"), (HELP, "帮助"))]
        return {TODAY: [window_row(reader, asker, {}, frozenset(), known)]}, chips
    first = asker.today - timedelta(days=SHOWN - 1)
    stamps = checkins.stamps_between(reader, asker.membership.id, first, asker.today)
    leave = checkins.leave_between(reader, asker.membership.id, first, asker.today)
    days = [first + timedelta(days=n) for n in range(SHOWN)]
    dots = [{"day": day.isoformat(), "state": _state(day, asker, stamps, leave, known)} for day in days]
    missed = asker.membership.streak_to is None or asker.membership.streak_to < known.previous_workday(asker.today)
    said = [(POINTS, "积分"), (BOARD, "排行榜"), (HELP, "帮助")]
    if asker.today not in stamps:
        said.insert(0, (CHECK_IN, "打卡"))
    chips = [Button(label().to(asker.language), says) for label, says in said]
    row = window_row(reader, asker, stamps, leave, known)
    return {TODAY: [row], "streak": {"days": dots, "count": 0 if missed else asker.membership.streak}}, chips


def _state(day: date, asker: Asker, stamps: dict[date, str], leave: frozenset[date], known: Calendar) -> str:
    """done, makeup, leave, rest, today (not yet done) or missed; days before joining look like rest days."""
    match stamps.get(day):
        case "makeup":
            return "makeup"
        case "stamp" | "rest":
            return "done"
    if day in leave:
        return "leave"
    if not known.is_workday(day):
        return "rest"
    if day == asker.today:
        return "today"
    return "missed" if day >= asker.membership.joined_on else "rest"
