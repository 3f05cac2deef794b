"""Mistakes come back after 1, 2, 6 and 17 days, on workday mornings, three a day."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.quiz.review.schedule import Card, Rating, comes_back, postponed, rate, recall, review, to_ask

ZONE = ZoneInfo("Asia/Shanghai")
DAYS_OFF = {date(2026, 5, day) for day in (1, 2, 3, 4, 5, 10, 16, 17, 23, 24, 30, 31)} | {date(2026, 6, 6), date(2026, 6, 7)}


def every_day(day):
    return datetime.combine(day, time(8, 30), ZONE)


def workday(day):
    while day in DAYS_OFF:
        day += timedelta(days=1)
    return every_day(day)


def played(ratings, start, morning):
    """The local days on which a card is due after each rating, asked again whenever it is due."""
    card, day, days = None, start, []
    for rating in ratings:
        card = review(card, rating, day, morning, fuzz=False)
        day = card.due.astimezone(ZONE).date()
        days.append(day)
    return days


AGAIN_GOOD_GOOD_GOOD = [Rating.AGAIN, Rating.GOOD, Rating.GOOD, Rating.GOOD]


def test_again_good_good_good_gives_1_2_6_and_17_days():
    start = date(2027, 3, 1)
    days = [start, *played(AGAIN_GOOD_GOOD_GOOD, start, every_day)]
    assert [(after - before).days for before, after in pairwise(days)] == [1, 2, 6, 17]


def test_journey_j6_comes_back_on_7_9_15_may_and_1_june():
    assert played(AGAIN_GOOD_GOOD_GOOD, date(2026, 5, 6), workday) == [
        date(2026, 5, 7),
        date(2026, 5, 9),
        date(2026, 5, 15),
        date(2026, 6, 1),
    ]


def test_a_card_due_on_a_holiday_waits_for_the_next_workday_morning():
    card = review(None, Rating.AGAIN, date(2026, 4, 30), workday, fuzz=False)
    assert card.due == datetime(2026, 5, 6, 8, 30, tzinfo=ZONE)


def test_the_hour_of_an_answer_does_not_matter():
    """Noon and the next morning are 20 hours, which FSRS by itself would take for the same day."""
    noon = review(None, Rating.AGAIN, date(2026, 5, 6), every_day, fuzz=False)
    assert review(noon, Rating.GOOD, date(2026, 5, 7), every_day, fuzz=False).due.date() == date(2026, 5, 9)


def test_twice_on_one_day_is_allowed_and_moves_on():
    card = review(None, Rating.AGAIN, date(2026, 5, 6), every_day, fuzz=False)
    assert review(card, Rating.GOOD, date(2026, 5, 6), every_day, fuzz=False).due >= card.due


@pytest.mark.parametrize(
    ("right", "thinking", "limit", "rating"),
    [
        (False, 100, 5000, Rating.AGAIN),
        (True, 3000, 5000, Rating.GOOD),
        (True, 3001, 5000, Rating.HARD),
        (True, None, None, Rating.GOOD),
        (True, 99_000, None, Rating.GOOD),
    ],
)
def test_wrong_is_again_slow_is_hard_right_is_good(right, thinking, limit, rating):
    assert rate(right=right, thinking=thinking, limit=limit) is rating


def test_wrong_and_slow_answers_make_a_card():
    assert [comes_back(rating) for rating in Rating] == [True, True, False]


def test_not_today_is_the_next_workday_and_forgets_nothing():
    card = review(None, Rating.AGAIN, date(2026, 5, 7), workday, fuzz=False)
    later = postponed(card, date(2026, 5, 9), workday)
    assert later == Card(card.stability, card.difficulty, card.last, datetime(2026, 5, 11, 8, 30, tzinfo=ZONE))


def test_300_overdue_cards_are_three_a_day_the_likeliest_forgotten_first():
    today = date(2026, 5, 20)
    cards = [
        (number, Card(1 + number / 10, 5.0, today - timedelta(days=30), datetime(2026, 4, 21, tzinfo=UTC)))
        for number in range(300)
    ]
    now = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)
    assert to_ask(reversed(cards), now, today) == [0, 1, 2]
    assert to_ask(cards, now, today, asked=2) == [0]
    assert to_ask(cards, now, today, asked=5) == []
    assert recall(cards[0][1], today) < recall(cards[299][1], today)


def test_a_card_not_due_is_not_asked():
    now = datetime(2026, 5, 20, 1, 0, tzinfo=UTC)
    later = Card(1.0, 5.0, date(2026, 5, 19), now + timedelta(seconds=1))
    assert to_ask([(1, later)], now, date(2026, 5, 20)) == []


@given(st.lists(st.sampled_from(Rating), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_a_card_is_never_due_on_the_day_it_was_asked(ratings):
    days = [date(2027, 3, 1), *played(ratings, date(2027, 3, 1), every_day)]
    assert all(after > before for before, after in pairwise(days))


def test_fuzz_stays_near_the_interval():
    card = Card(17.0, 5.0, date(2027, 3, 1), every_day(date(2027, 3, 18)))
    plain = review(card, Rating.GOOD, date(2027, 3, 18), every_day, fuzz=False)
    fuzzed = {review(card, Rating.GOOD, date(2027, 3, 18), every_day, fuzz=True).due for _ in range(30)}
    assert max(abs(due - plain.due).days for due in fuzzed) <= 8
