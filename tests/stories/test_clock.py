"""Clocks that jump, days that are short or long, years that end: a check-in counts on its camp's day, a due moment runs once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, update

from storage.agenda import occurrence
from storage.camps import camp
from storage.checkins import check_in
from tests.town import Town

RAN = select(occurrence.c.job, func.count()).where(occurrence.c.job == "housekeeping.call").group_by(occurrence.c.job)
DAYS = select(check_in.c.day, check_in.c.kind).order_by(check_in.c.day)


def move_camp(town: Town, zone: str, country: str) -> None:
    """The camp lives elsewhere."""

    async def move() -> None:
        settings = f'{{"calendar.country":"{country}"}}'
        await town.database.transact(lambda db: db.run(update(camp).values(timezone=zone, settings=settings)))

    town.run(move())


def test_a_clock_set_back_runs_nothing_twice(town: Town) -> None:
    town.go_to("5/6", "10:30")
    before = town.look(RAN)[0][1]
    town.clock.move(timedelta(hours=-2))
    town.settle()
    town.go_to("5/6", "11:00")
    assert town.look(RAN)[0][1] == before


def test_a_clock_set_forward_by_days_runs_the_last_one_only(town: Town) -> None:
    town.clock.move(timedelta(days=6))
    town.settle()
    assert town.look(RAN) == [] or town.look(RAN)[0][1] <= 1
    lin = town.learner("林晓")
    assert "第1天" in lin.says("打卡")


def test_a_word_said_yesterday_and_delivered_today_counts_yesterday(town: Town) -> None:
    from dataclasses import replace

    from bot.messages import Kind

    lin = town.learner("林晓")
    town.go_to("5/7", "00:20")
    late = lin.event(Kind.SAID, "打卡", town.at("telegram", town.group))
    town.hear(replace(late, at=town.clock.now() - timedelta(minutes=40)))
    assert [row.day for row in town.look(DAYS)] == [date(2026, 5, 6)]
    assert "连续2个工作日" in lin.says("打卡")


def test_a_platform_that_lies_about_the_time_is_not_believed(town: Town) -> None:
    from dataclasses import replace

    from bot.messages import Kind

    lin = town.learner("林晓")
    for years in (-30, 30):
        event = lin.event(Kind.SAID, "打卡", town.at("telegram", town.group))
        town.hear(replace(event, at=town.clock.now() + timedelta(days=365 * years)))
    assert all(abs((row.day - date(2026, 5, 6)).days) <= 1 for row in town.look(DAYS))


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("America/New_York", datetime(2026, 3, 8, 4, 59, tzinfo=UTC), date(2026, 3, 7)),
        ("America/New_York", datetime(2026, 3, 9, 3, 59, tzinfo=UTC), date(2026, 3, 8)),
        ("America/New_York", datetime(2026, 11, 1, 5, 30, tzinfo=UTC), date(2026, 11, 1)),
        ("America/New_York", datetime(2026, 11, 1, 6, 30, tzinfo=UTC), date(2026, 11, 1)),
        ("Asia/Shanghai", datetime(2027, 12, 31, 15, 59, 59, tzinfo=UTC), date(2027, 12, 31)),
        ("Asia/Shanghai", datetime(2027, 12, 31, 16, 0, 0, tzinfo=UTC), date(2028, 1, 1)),
        ("Asia/Shanghai", datetime(2028, 2, 28, 17, 0, tzinfo=UTC), date(2028, 2, 29)),
        ("Pacific/Kiritimati", datetime(2026, 5, 6, 10, 30, tzinfo=UTC), date(2026, 5, 7)),
    ],
)
def test_the_day_is_the_camps(empty_town: Town, zone: str, at: datetime, day: date) -> None:
    town = empty_town
    town.clock.move(at - timedelta(days=1))
    town.opened()
    move_camp(town, zone, "US" if "New_York" in zone else "CN")
    lin = town.learner("林晓")
    town.clock.move(at)
    lin.says("打卡")
    assert [row.day for row in town.look(DAYS)] == [day] and at.astimezone(ZoneInfo(zone)).date() == day


def test_a_streak_over_the_clock_change(empty_town: Town) -> None:
    town = empty_town
    town.clock.move(datetime(2028, 3, 9, 17, 0, tzinfo=UTC))
    town.opened()
    move_camp(town, "America/New_York", "US")
    lin = town.learner("林晓")
    there = ZoneInfo("America/New_York")
    for n, (day, hour, minute) in enumerate(((10, 23, 30), (13, 0, 30), (14, 0, 10)), 1):
        town.clock.move(datetime(2028, 3, day, hour, minute, tzinfo=there).astimezone(UTC))
        said = lin.says("打卡")
        assert (f"连续{n}" if n > 1 else "第1天") in said


def test_a_year_without_calendar_data_is_said(town: Town) -> None:
    lin = town.learner("林晓")
    town.clock.move(datetime(2027, 1, 4, 2, tzinfo=UTC))
    assert "2027年的调休安排还不在日历里" in lin.says("打卡")
    assert "2027年的调休安排" in lin.says("日历")
