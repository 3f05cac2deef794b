"""The words people use for time, Chinese and English: a day typed by itself, and the time anywhere in a sentence."""

from scheduler.when.deadlines import begins, deadline, deadline_first, deadline_within, take_deadline
from scheduler.when.format import said
from scheduler.when.past_days import parse_past_days
from scheduler.when.reading import Impossible, TimeReading, read
from scheduler.when.typed import days_and_rest, parse_day, parse_days

__all__ = [
    "Impossible",
    "TimeReading",
    "begins",
    "days_and_rest",
    "deadline",
    "deadline_first",
    "deadline_within",
    "parse_day",
    "parse_days",
    "parse_past_days",
    "read",
    "said",
    "take_deadline",
]
