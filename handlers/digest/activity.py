"""What a dashboard says of activity: retention by join week, the five stages, hours of the day, topics. Pure but for `topics`' dictionary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta

from bot.stop_words import STOP_WORDS
from scheduler.calendar import Calendar, week_of

DAY = timedelta(days=1)
COHORTS = 8
"""Join weeks that are shown."""
STAGES = ("enrolled", "activated", "learned", "used", "shared")
"""Five stages, each within the one before: in the camp; checked in at least once; learned a lesson; used one or contributed
to others; shared. S3's 登录、激活、应用、互动、推广 in the terms of a chat."""
TOPICS = 5
LEAST_MENTIONS = 2


@dataclass(frozen=True, slots=True)
class Retention:
    """How many of those whose day has come were active: on the first day after joining, on the seventh, in the fourth week."""

    joined: int = 0
    d1: tuple[int, int] = (0, 0)
    d7: tuple[int, int] = (0, 0)
    w4: tuple[int, int] = (0, 0)


def retention(
    joined: Mapping[int, date], active: Mapping[int, Set[date]], today: date, known: Calendar
) -> dict[date, Retention]:
    """By Monday of the join week. A day off is moved to the next workday; only days before today are judged."""
    weeks: dict[date, list[int]] = {}
    for member, day in joined.items():
        weeks.setdefault(week_of(day)[0], []).append(member)
    return {monday: _kept(members, joined, active, today, known) for monday, members in sorted(weeks.items())}


def _kept(
    members: Sequence[int], joined: Mapping[int, date], active: Mapping[int, Set[date]], today: date, known: Calendar
) -> Retention:
    def share(first: int, last: int) -> tuple[int, int]:
        """(active, judged) over the days `first` to `last` after joining."""
        spans = {member: _days(joined[member], first, last, known) for member in members}
        judged = [member for member in members if spans[member][-1] < today]
        return sum(bool(active.get(member, frozenset()) & set(spans[member])) for member in judged), len(judged)

    return Retention(len(members), share(1, 1), share(7, 7), share(22, 28))


def _days(start: date, first: int, last: int, known: Calendar) -> list[date]:
    if first == last:
        return [known.on_or_after(start + first * DAY)]
    return [start + n * DAY for n in range(first, last + 1)]


def total(weeks: Iterable[Retention]) -> Retention:
    """All join weeks together."""
    every = list(weeks)

    def add(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
        listed = list(pairs)
        return sum(pair[0] for pair in listed), sum(pair[1] for pair in listed)

    return Retention(
        sum(kept.joined for kept in every),
        add(kept.d1 for kept in every),
        add(kept.d7 for kept in every),
        add(kept.w4 for kept in every),
    )


def funnel(stages: Sequence[Set[int]]) -> tuple[int, ...]:
    """How many reached each stage: a stage counts only who reached all before it, so the numbers never rise."""
    counts = []
    within: Set[int] | None = None
    for stage in stages:
        within = stage if within is None else within & stage
        counts.append(len(within))
    return tuple(counts)


def busiest(hours: Iterable[int], most: int = 3) -> list[tuple[int, int]]:
    """(hour of the day, acts), the busiest first."""
    return sorted(Counter(hours).items(), key=lambda item: (-item[1], item[0]))[:most]


def topics(notes: Sequence[str]) -> list[tuple[str, int]]:
    """(word, notes it stands in) of what people write about, by jieba's TF-IDF; for a task, its dictionary takes a second."""
    if not notes:
        return []
    import logging

    import jieba
    from jieba import analyse

    jieba.setLogLevel(logging.WARNING)
    words = analyse.extract_tags("\n".join(notes), topK=TOPICS * 3 + len(STOP_WORDS))
    telling = [word for word in words if len(word) > 1 and not word.isdigit() and word.casefold() not in STOP_WORDS][
        : TOPICS * 3
    ]
    counted = [(word, sum(word in note for note in notes)) for word in telling]
    often = sorted((pair for pair in counted if pair[1] >= LEAST_MENTIONS), key=lambda pair: -pair[1])
    return often[:TOPICS]
