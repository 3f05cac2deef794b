"""What a camp can set about reviews, and how a card is brought from the tables and back."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from bot.arguments import yes, yes_or_no
from bot.feature import Camp, Context, Feature, Line, Phrase, Setting, Theme
from bot.setting_values import time_of_day
from handlers.quiz.review.schedule import Card, Morning
from scheduler import calendar
from scheduler.rhythm import on_the_clock
from storage import reviews
from storage.reviews import Kept

feature = Feature("review", Theme.QUIZZES)
feature.fact("answered", "questions")

SHORT_DAY = Phrase(zh="{day.month}/{day.day}", en="{day:%b} {day.day}")


AT = feature.setting(
    Setting(
        "review.at",
        Phrase(zh="复习时间", en="review-time"),
        Phrase(zh="工作日早上几点发复习，如 08:31", en="when reviews go out on workdays, like 08:31"),
        "08:31",
        time_of_day,
    )
)
SPREAD = feature.setting(
    Setting(
        "review.spread",
        Phrase(zh="复习错开", en="review-spread"),
        Phrase(
            zh="是 或 否：间隔随机错开几天，题多时不扎堆",
            en="yes or no: spread the intervals by chance, so that they do not pile up",
        ),
        False,
        yes,
        yes_or_no,
    )
)


def at_of(camp: Camp) -> time:
    """When a camp's reviews go out."""
    return time.fromisoformat(AT.of(camp))


def morning(ctx: Context) -> Morning:
    """The camp's workday mornings."""
    known, at, zone = calendar.of_settings(ctx.camp.settings), at_of(ctx.camp), ctx.zone
    return lambda day: on_the_clock(known.on_or_after(day), at, zone)


def card_of(ctx: Context, member: int, question: int) -> Card | None:
    """What is known of somebody's memory of a question."""
    kept = reviews.find(ctx.db, member, question)
    return None if kept is None else as_card(kept)


def as_card(kept: Kept) -> Card:
    return Card(kept.stability, kept.difficulty, kept.last, kept.due)


def keep(ctx: Context, member: int, question: int, card: Card) -> None:
    reviews.keep(ctx.db, member, Kept(question, card.stability, card.difficulty, card.last, card.due))


def short(day: date) -> Line:
    """5/8, as people write a day."""
    return SHORT_DAY(day=day)


def day_of(ctx: Context, moment: datetime) -> Any:
    """The camp's day of a moment."""
    return ctx.local(moment).date()
