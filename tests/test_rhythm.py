"""Rhythms: the next moment, through clock changes, short months, holidays and years without data; being late; keeping."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.calendar import Calendar
from scheduler.rhythm import (
    LAST,
    AnyOf,
    Daily,
    Every,
    EveryDays,
    Monthly,
    NthWeekday,
    Once,
    Turn,
    Weekday,
    Weekly,
    Workdays,
    Yearly,
    from_json,
    on_the_clock,
    to_json,
    turn,
)

SHANGHAI, NEW_YORK, BERLIN, APIA = (
    ZoneInfo(name) for name in ("Asia/Shanghai", "America/New_York", "Europe/Berlin", "Pacific/Apia")
)
CHINA, PLAIN = Calendar("CN"), Calendar("")
MINUTE = timedelta(minutes=1)
NINE = time(9)


def walked(rhythm, start, zone, count, calendar=CHINA):
    """The next `count` moments after the local `start`, as the wall clock shows them."""
    moment, shown = datetime.fromisoformat(start).replace(tzinfo=zone), []
    for _ in range(count):
        moment = rhythm.after(moment, zone, calendar)
        shown.append(f"{moment.astimezone(zone):%Y-%m-%d %H:%M}")
    return shown


@pytest.mark.parametrize(
    ("rhythm", "start", "expected"),
    [
        (Daily(NINE), "2026-05-08 09:00", ["2026-05-09 09:00", "2026-05-10 09:00"]),
        (Daily(NINE), "2026-05-08 08:59:59", ["2026-05-08 09:00"]),
        (Daily(NINE), "2026-12-31 10:00", ["2027-01-01 09:00"]),
        (Daily(NINE), "2028-02-28 10:00", ["2028-02-29 09:00", "2028-03-01 09:00"]),
        (Workdays(NINE), "2026-04-29 09:00", ["2026-04-30 09:00", "2026-05-06 09:00", "2026-05-07 09:00", "2026-05-08 09:00"]),
        (Workdays(NINE), "2026-05-08 09:00", ["2026-05-09 09:00", "2026-05-11 09:00"]),
        (Workdays(NINE), "2026-09-19 09:00", ["2026-09-20 09:00", "2026-09-21 09:00"]),
        (Workdays(NINE), "2026-12-31 09:00", ["2027-01-04 09:00"]),
        (Weekly(Weekday.MON, NINE), "2026-04-27 09:00", ["2026-05-04 09:00", "2026-05-11 09:00"]),
        (Weekly(Weekday.MON, NINE, "next_workday"), "2026-04-27 09:00", ["2026-05-06 09:00", "2026-05-11 09:00"]),
        (Weekly(Weekday.MON, NINE, "next_workday"), "2026-05-05 12:00", ["2026-05-06 09:00"]),
        (Weekly(Weekday.MON, NINE, "previous_workday"), "2026-04-27 09:00", ["2026-04-30 09:00", "2026-05-11 09:00"]),
        (Weekly(Weekday.SUN, NINE), "2026-12-28 09:00", ["2027-01-03 09:00"]),
        (Monthly(1, NINE, "next_workday"), "2026-04-01 09:00", ["2026-05-06 09:00", "2026-06-01 09:00"]),
        (Monthly(31, NINE), "2026-01-31 09:00", ["2026-02-28 09:00", "2026-03-31 09:00", "2026-04-30 09:00"]),
        (Monthly(30, NINE), "2028-01-30 09:00", ["2028-02-29 09:00", "2028-03-30 09:00", "2028-04-30 09:00"]),
        (Monthly(29, NINE), "2027-01-29 09:00", ["2027-02-28 09:00", "2027-03-29 09:00"]),
        (Monthly(31, NINE, "previous_workday"), "2026-05-01 00:00", ["2026-05-29 09:00", "2026-06-30 09:00"]),
        (NthWeekday(1, Weekday.MON, NINE), "2026-11-22 14:30", ["2026-12-07 09:00", "2027-01-04 09:00"]),
        (NthWeekday(LAST, Weekday.FRI, NINE), "2026-11-22 14:30", ["2026-11-27 09:00", "2026-12-25 09:00"]),
        (Yearly(2, 29, NINE), "2027-01-01 00:00", ["2027-02-28 09:00", "2028-02-29 09:00", "2029-02-28 09:00"]),
        (Yearly(12, 31, time(23, 59)), "2026-12-31 23:59", ["2027-12-31 23:59"]),
        (EveryDays(14, date(2026, 11, 27), NINE), "2026-11-22 14:30", ["2026-11-27 09:00", "2026-12-11 09:00"]),
        (EveryDays(3, date(2026, 2, 27), NINE), "2026-02-28 14:30", ["2026-03-02 09:00"]),
        (Every(timedelta(hours=2), datetime(2026, 5, 8, 1, 30, tzinfo=UTC)), "2026-05-08 09:30", ["2026-05-08 11:30"]),
        (
            AnyOf((Daily(NINE), Weekly(Weekday.SAT, NINE), Daily(time(18)))),
            "2026-05-08 09:00",
            ["2026-05-08 18:00", "2026-05-09 09:00"],
        ),
    ],
)
def test_what_comes_next_in_shanghai(rhythm, start, expected):
    assert walked(rhythm, start, SHANGHAI, len(expected)) == expected


@pytest.mark.parametrize(
    ("zone", "at", "start", "expected"),
    [  # spring forward: 02:00 to 03:00 is not there; autumn back: 01:00 to 02:00 (Berlin 02:00 to 03:00) comes twice
        (NEW_YORK, time(2, 30), "2027-03-13 12:00", ["2027-03-14 03:00", "2027-03-15 02:30"]),
        (NEW_YORK, time(1, 30), "2027-11-06 12:00", ["2027-11-07 01:30", "2027-11-08 01:30"]),
        (NEW_YORK, NINE, "2027-03-13 12:00", ["2027-03-14 09:00", "2027-03-15 09:00"]),
        (BERLIN, time(2, 0), "2027-03-27 12:00", ["2027-03-28 03:00", "2027-03-29 02:00"]),
        (BERLIN, time(2, 59), "2027-03-28 00:00", ["2027-03-28 03:00", "2027-03-29 02:59"]),
        (BERLIN, time(2, 30), "2027-10-30 12:00", ["2027-10-31 02:30", "2027-11-01 02:30"]),
        (APIA, time(10, 0), "2011-12-29 12:00", ["2011-12-31 00:00", "2011-12-31 10:00"]),  # a whole day was skipped
    ],
)
def test_clock_changes(zone, at, start, expected):
    assert walked(Daily(at), start, zone, len(expected)) == expected


def test_of_a_time_that_comes_twice_the_first_is_meant():
    assert on_the_clock(date(2027, 11, 7), time(1, 30), NEW_YORK) == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)
    second = datetime(2027, 11, 7, 6, 0, tzinfo=UTC)
    assert Daily(time(1, 30)).after(second, NEW_YORK, PLAIN) == datetime(2027, 11, 8, 6, 30, tzinfo=UTC)


def test_elapsed_time_does_not_care_about_the_clock_on_the_wall():
    start = datetime(2027, 3, 14, 6, 0, tzinfo=UTC)
    assert walked(Every(2 * 60 * MINUTE, start), "2027-03-14 01:00", NEW_YORK, 2) == ["2027-03-14 04:00", "2027-03-14 06:00"]


def test_once_is_never_again():
    moment = datetime(2026, 5, 8, 9, tzinfo=SHANGHAI)
    due = Once(moment).after(moment - MINUTE, SHANGHAI, CHINA)
    assert due is not None
    assert due == moment
    assert due.tzinfo is UTC
    assert Once(moment).after(moment, SHANGHAI, CHINA) is None


def test_every_waits_for_its_start():
    start = datetime(2026, 5, 8, tzinfo=UTC)
    assert Every(MINUTE, start).after(start - timedelta(days=3), SHANGHAI, CHINA) == start


@pytest.mark.parametrize(
    "make",
    [
        lambda: Every(timedelta(0)),
        lambda: EveryDays(0, date(2026, 1, 1), NINE),
        lambda: Monthly(32, NINE),
        lambda: NthWeekday(5, 0, NINE),
        lambda: Yearly(2, 30, NINE),
    ],
)
def test_a_rhythm_that_cannot_be_is_refused_when_made(make):
    with pytest.raises(ValueError):
        make()


# ── being late ───────────────────────────────────────────────────────────────────────────────────────────────────────


def day(number, hour=9):
    return datetime(2026, 5, number, hour, tzinfo=SHANGHAI).astimezone(UTC)


def late_turn(late, due, now):
    return turn(Workdays(NINE), due, now, late, SHANGHAI, CHINA)


def test_each_goes_through_all_that_was_missed():
    assert late_turn("each", day(6), day(9, 12)) == Turn(day(6), day(7))


def test_once_for_all_runs_the_latest_and_goes_on():
    assert late_turn("once", day(6), day(9, 12)) == Turn(day(9), day(11))
    assert late_turn("once", day(6), day(6, 10)) == Turn(day(6), day(7))
    assert late_turn("once", day(6), day(6)) == Turn(day(6), day(7))


def test_a_grace_lets_go_what_is_too_old():
    an_hour = timedelta(hours=1)
    assert late_turn(an_hour, day(6), day(6, 10)) == Turn(day(6), day(7))
    assert late_turn(an_hour, day(6), day(9, 10)) == Turn(None, day(9))
    assert late_turn(an_hour, day(6), day(9, 11)) == Turn(None, day(11))


def test_once_is_run_however_late_and_then_over():
    once = Once(day(6))
    assert turn(once, day(6), day(20), "once", SHANGHAI, CHINA) == Turn(day(6), None)
    assert turn(once, day(6), day(20), MINUTE, SHANGHAI, CHINA) == Turn(None, None)


def test_a_year_of_missed_minutes_is_one_run():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    now = datetime(2027, 1, 1, 0, 0, 30, tzinfo=UTC)
    expected = Turn(now - MINUTE / 2, now + MINUTE / 2)
    assert turn(Every(MINUTE, start), start, now, "once", SHANGHAI, CHINA) == expected


# ── any rhythm at any moment ─────────────────────────────────────────────────────────────────────────────────────────

times = st.times(max_value=time(23, 59)).map(lambda at: at.replace(second=0, microsecond=0))
moments = st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda passed: datetime(2026, 1, 1, tzinfo=UTC) + passed)
weekdays = st.sampled_from(list(Weekday))
rests = st.sampled_from(["same", "next_workday", "previous_workday"])
of_days = st.one_of(
    st.builds(Daily, times),
    st.builds(Workdays, times),
    st.builds(EveryDays, st.integers(1, 40), st.dates(date(2025, 1, 1), date(2027, 12, 31)), times),
    st.builds(Weekly, weekdays, times, rests),
    st.builds(Monthly, st.integers(1, 31), times, rests),
    st.builds(NthWeekday, st.sampled_from([1, 2, 3, 4, LAST]), weekdays, times, rests),
    st.builds(Yearly, st.integers(1, 12), st.integers(1, 28), times),
)
simple = of_days | st.builds(
    Every,
    st.timedeltas(MINUTE, timedelta(days=40)),
    moments,
)
rhythms = simple | st.builds(AnyOf, st.lists(simple, min_size=1, max_size=3).map(tuple))
zones = st.sampled_from([SHANGHAI, NEW_YORK, BERLIN])


@given(rhythm=rhythms, zone=zones, moment=moments)
def test_moments_strictly_increase_and_depend_on_nothing_before(rhythm, zone, moment):
    first = rhythm.after(moment, zone, CHINA)
    assert moment < first
    assert first.tzinfo is UTC
    assert rhythm.after(moment + (first - moment) / 2, zone, CHINA) == first
    assert rhythm.after(first, zone, CHINA) > first


@given(at=times, zone=zones, moment=moments)
def test_no_workday_is_ever_skipped(at, zone, moment):
    seen, end = [], moment + timedelta(days=40)
    while moment <= end:
        moment = Workdays(at).after(moment, zone, CHINA)
        seen.append(moment.astimezone(zone).date())
    assert seen == CHINA.workdays(seen[0], seen[-1])


def occurs(rhythm, day):
    """Whether an unshifted rhythm has this day, told without any arithmetic of its own."""
    match rhythm:
        case Daily():
            return True
        case Workdays():
            return CHINA.is_workday(day)
        case EveryDays(days, first, _):
            return day >= first and (day - first).days % days == 0
        case Weekly(weekday):
            return day.weekday() == weekday
        case Monthly(number):
            return day.day == number or (day.day < number and (day + timedelta(days=1)).day == 1)
        case NthWeekday(nth, weekday):
            week = LAST if nth == LAST and (day + timedelta(days=7)).month != day.month else (day.day + 6) // 7
            return day.weekday() == weekday and week == nth
        case Yearly(month, number):
            return (day.month, day.day) == (month, number)


def minute_by_minute(rhythm, moment, zone):
    """Brute force: the first minute at which the wall clock first reaches the time on one of the rhythm's days."""
    minute = moment.replace(second=0, microsecond=0) + MINUTE
    while True:
        wall, before = (when.astimezone(zone).replace(tzinfo=None) for when in (minute, minute - MINUTE))
        due = datetime.combine(wall.date(), rhythm.at)
        first_time = minute.astimezone(zone).fold == 0
        if first_time and before < due <= wall and occurs(rhythm, wall.date()):
            return minute
        minute += MINUTE


NIGHTS = [
    datetime(2027, 3, 13, 12, tzinfo=UTC),
    datetime(2027, 3, 27, 12, tzinfo=UTC),
    datetime(2027, 10, 30, 12, tzinfo=UTC),
    datetime(2027, 11, 6, 12, tzinfo=UTC),
    datetime(2026, 5, 3, tzinfo=UTC),
    datetime(2028, 2, 28, 20, tzinfo=UTC),
]


def test_a_time_that_comes_twice_is_its_first_whatever_its_fold():
    night = datetime(2027, 10, 30, 12, tzinfo=UTC)
    berlin = ZoneInfo("Europe/Berlin")
    assert Daily(time(2, 0, fold=1)).after(night, berlin, CHINA) == datetime(2027, 10, 31, 0, tzinfo=UTC)


@settings(max_examples=40, deadline=None)
@given(
    rhythm=st.builds(Daily, st.times(time(0), time(4)).map(lambda at: at.replace(second=0, microsecond=0)))
    | st.builds(Daily, times)
    | st.builds(Workdays, times)
    | st.builds(Weekly, weekdays, times)
    | st.builds(EveryDays, st.integers(1, 4), st.just(date(2025, 1, 1)), times),
    zone=zones,
    night=st.sampled_from(NIGHTS),
    into=st.integers(0, 60 * 20),
)
def test_it_is_what_a_walk_minute_by_minute_finds(rhythm, zone, night, into):
    moment = night + into * MINUTE
    assert rhythm.after(moment, zone, CHINA) == minute_by_minute(rhythm, moment, zone)


@given(rhythm=of_days, zone=zones, moment=moments)
def test_it_is_what_a_walk_day_by_day_finds(rhythm, zone, moment):
    if hasattr(rhythm, "on_rest_day"):
        rhythm = replace(rhythm, on_rest_day="same")
    due = rhythm.after(moment, zone, CHINA).astimezone(zone)
    between, today = due.date() - timedelta(days=1), moment.astimezone(zone).date()
    assert occurs(rhythm, due.date())
    assert due.time() == rhythm.at or due.time() == time(3)
    while between > today:
        assert not occurs(rhythm, between)
        between -= timedelta(days=1)


@given(rhythm=of_days, zone=zones, moment=moments)
def test_a_shifted_rhythm_keeps_to_workdays(rhythm, zone, moment):
    rule = getattr(rhythm, "on_rest_day", "same")
    due = rhythm.after(moment, zone, CHINA)
    assert rule == "same" or CHINA.is_workday(due.astimezone(zone).date())


@given(rhythm=rhythms | st.builds(Once, moments))
def test_a_rhythm_survives_being_kept(rhythm):
    assert from_json(json.loads(json.dumps(to_json(rhythm)))) == rhythm


def test_what_is_kept_is_readable():
    assert to_json(Weekly(Weekday.MON, NINE, "next_workday")) == {
        "kind": "weekly",
        "weekday": 0,
        "at": "09:00:00",
        "on_rest_day": "next_workday",
    }


def test_importing_rhythms_does_not_import_apscheduler():
    lean = "import sys, scheduler.rhythm; sys.exit('apscheduler' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", lean], check=False).returncode == 0
