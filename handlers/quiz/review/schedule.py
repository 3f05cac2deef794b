"""When a mistake comes back: FSRS by whole days, without learning steps, on workday mornings, a few a day, the shakiest first.

Source: py-fsrs 6.3.2 with `learning_steps=()` and `relearning_steps=()`; Again, Good, Good, Good are 1, 2, 6 and 17 days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import fsrs

DAILY_LIMIT = 3
SLOW = (60, 100)
"""Right, but after more than this share of the limit, is Hard."""

Morning = Callable[[date], datetime]
"""The first workday morning on or after a day, as a moment."""


class Rating(IntEnum):
    """How an answer went; the numbers are FSRS's. `Easy` is never given: nobody is asked how it felt."""

    AGAIN = 1
    HARD = 2
    GOOD = 3


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of one person's memory of one question: stability in days, difficulty 1 to 10, the day last asked, and when next."""

    stability: float
    difficulty: float
    last: date
    due: datetime


def rate(*, right: bool, thinking: int | None = None, limit: int | None = None) -> Rating:
    """Wrong is Again, right after more than 60 % of the limit (both in ms) is Hard, right is Good."""
    if not right:
        return Rating.AGAIN
    slow = thinking is not None and limit is not None and thinking * SLOW[1] > limit * SLOW[0]
    return Rating.HARD if slow else Rating.GOOD


def comes_back(rating: Rating) -> bool:
    """Whether an answer outside the review makes a card: wrong ones and slow ones do."""
    return rating is not Rating.GOOD


def review(card: Card | None, rating: Rating, on: date, morning: Morning, *, fuzz: bool) -> Card:
    """The card after an answer on a day; None is a question met for the first time. `fuzz` spreads intervals by chance.

    Only whole local days count: an answer at noon and the next one in the morning are a day apart, not 20 hours.
    """
    import fsrs

    before = fsrs.Card(card_id=0, due=_noon(on)) if card is None else _fsrs_card(card)
    after, _ = _scheduler(fuzz).review_card(before, fsrs.Rating(int(rating)), _noon(on))
    assert after.stability is not None and after.difficulty is not None, "a reviewed card has both"
    return Card(after.stability, after.difficulty, on, morning(after.due.date()))


def postponed(card: Card, on: date, morning: Morning) -> Card:
    """The card, asked on the first workday after `on` instead; what is known of the memory stays."""
    return Card(card.stability, card.difficulty, card.last, morning(date.fromordinal(on.toordinal() + 1)))


def recall(card: Card, on: date) -> float:
    """How likely the answer is still known on a day, 0 to 1."""
    return float(_scheduler(False).get_card_retrievability(_fsrs_card(card), _noon(on)))


def to_ask(cards: Iterable[tuple[int, Card]], now: datetime, on: date, asked: int = 0, limit: int = DAILY_LIMIT) -> list[int]:
    """Which of (question, card) to ask now: due ones, the likeliest forgotten first, with the `asked` of today at most `limit`."""
    due = [(recall(card, on), card.due, question) for question, card in cards if card.due <= now]
    return [question for _, _, question in sorted(due)[: max(0, limit - asked)]]


def _fsrs_card(card: Card) -> fsrs.Card:
    """FSRS's own card; with a number given it neither asks the clock nor waits for a free one."""
    import fsrs

    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=card.stability,
        difficulty=card.difficulty,
        due=_noon(card.last),
        last_review=_noon(card.last),
    )


@lru_cache(maxsize=2)
def _scheduler(fuzz: bool) -> fsrs.Scheduler:
    import fsrs

    return fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=fuzz)


def _noon(day: date) -> datetime:
    """A day as the moment FSRS is told: the same hour always, so that differences are whole days."""
    return datetime.combine(day, time(12), UTC)
