"""The window of today's check-in as a row of the card over the talk: until when, and whether it is done."""

from __future__ import annotations

from datetime import date, time

from bot.feature import Asker, Phrase, Role
from bot.setting_values import ALL_DAY
from bot.today import TodayPlace, TodayRow
from handlers.checkin.settings import WINDOW
from scheduler.calendar import Calendar
from storage import checkins
from storage.connection import Db

CHECK_IN = Phrase(zh="打卡", en="Check in")
DONE = Phrase(zh="今天已打卡", en="done for today")
REST = Phrase(zh="今天休息", en="– a day off")
LEAVE = Phrase(zh="今天请假", en="on leave today")
UNTIL = Phrase(zh="到 {last}", en="until {last}")
ANY_TIME = Phrase(zh="今天全天", en="any time today")
FROM = Phrase(zh="{first} 开始", en="from {first}")
CLOSED = Phrase(zh="{first}–{last} 已关，明天可补卡", en="{first}–{last} is over; make it up tomorrow")
CLOSED_FOR_ALL = Phrase(zh="{first}–{last} 已关", en="{first}–{last} is over")
SO_FAR = Phrase(zh="{when} · {done}/{expected}人", en="{when} · {done} of {expected}")


def window_row(reader: Db, asker: Asker, stamps: dict[date, str], leave: frozenset[date], known: Calendar) -> TodayRow:
    """A learner's own; staff read how many have checked in."""
    label, is_learner = CHECK_IN().to(asker.language), asker.membership.role is Role.LEARNER
    first, last = window = WINDOW.of(asker.camp)
    at = asker.now.astimezone(asker.camp.zone).time().replace(microsecond=0)
    is_over = window != ALL_DAY and last != "24:00" and at > time.fromisoformat(last)
    is_early = window != ALL_DAY and at < time.fromisoformat(first)
    if is_learner and asker.today in stamps:
        return TodayRow(TodayPlace.WINDOW, label, DONE().to(asker.language), is_done=True)
    if not known.is_workday(asker.today):
        return TodayRow(TodayPlace.WINDOW, label, REST().to(asker.language), is_done=True)
    if is_learner and asker.today in leave:
        return TodayRow(TodayPlace.WINDOW, label, LEAVE().to(asker.language), is_done=True)
    if is_over:
        closed = (CLOSED if is_learner else CLOSED_FOR_ALL)(first=first, last=last)
    elif is_early:
        closed = FROM(first=first)
    else:
        closed = ANY_TIME() if window == ALL_DAY else UNTIL(last=last)
    when = closed.to(asker.language)
    if is_learner:
        return TodayRow(TodayPlace.WINDOW, label, when, "" if is_over or is_early else "打卡")
    done, excused = checkins.counts(reader, asker.camp.id, asker.today)
    expected = max(asker.camp.learners - excused, done)
    return TodayRow(TodayPlace.WINDOW, label, SO_FAR(when=when, done=done, expected=expected).to(asker.language))
