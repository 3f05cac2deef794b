"""What a form's answers come to: exact means and shares, NPS where it was asked as NPS, groups, and what may be told when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from handlers.asking.surveys.questions import SurveyQuestion
from storage.ballots import LEAST, REST, Tally

HIGH = ("4", "5")
"""The points of a 1–5 scale that count as agreeing."""


@dataclass(slots=True)
class Result:
    """A form's answers, counted: all of them, by group, and what was written, sorted. `small` are the groups merged into the rest."""

    total: Tally = field(default_factory=Tally)
    groups: dict[str, Tally] = field(default_factory=dict)
    small: list[str] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)

    @property
    def stored(self) -> dict[str, Any]:
        groups = {label: one.stored for label, one in self.groups.items()}
        return {"total": self.total.stored, "groups": groups, "small": self.small, "texts": self.texts}

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Result:
        groups = {label: Tally.of(one) for label, one in stored["groups"].items()}
        return cls(Tally.of(stored["total"]), groups, list(stored["small"]), dict(stored["texts"]))


def told(old: Result | None, new: Result) -> Result:
    """What may be shown after `old` was: nothing that would differ by fewer than five people, in all or in a group."""
    if old is None:
        return new
    if new.total.n - old.total.n < LEAST:
        return old
    labels = old.groups.keys() | new.groups.keys()
    grew = (abs(new.groups.get(label, Tally()).n - old.groups.get(label, Tally()).n) for label in labels)
    if any(0 < more < LEAST for more in grew):
        return Result(new.total, old.groups, old.small, new.texts)
    return new


def by_label(answers: Iterable[tuple[str, Mapping[str, Any]]]) -> Result:
    """Named responses as (label, answers), counted; their groups are shown whatever their size, for so are the names."""
    total, groups = Tally(), dict[str, Tally]()
    for label, one in answers:
        total.add(one)
        groups.setdefault(label, Tally()).add(one)
    shown = sorted(groups.items(), key=lambda pair: (pair[0] == REST, -pair[1].n, pair[0]))
    return Result(total, dict(shown) if len(shown) > 1 else {})


# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def answered(tally: Tally, question: int) -> int:
    """How many points were given to a question of points."""
    return sum(tally.counts.get(str(question), {}).values())


def mean(tally: Tally, questions: Iterable[int]) -> Fraction | None:
    """The mean of the points of one or several questions; None where nobody answered."""
    counted = [(int(point), times) for place in questions for point, times in tally.counts.get(str(place), {}).items()]
    n = sum(times for _, times in counted)
    return Fraction(sum(point * times for point, times in counted), n) if n else None


def high(tally: Tally, questions: Iterable[int]) -> Fraction | None:
    """The share of 4 and 5 on a 1–5 scale."""
    counted = [tally.counts.get(str(place), {}) for place in questions]
    n = sum(sum(one.values()) for one in counted)
    return Fraction(sum(one.get(point, 0) for one in counted for point in HIGH), n) if n else None


def nps(tally: Tally, question: int) -> Fraction | None:
    """Net promoter score, -100 to 100: the share of 9 and 10 less the share of 0 to 6."""
    counted = tally.counts.get(str(question), {})
    n = sum(counted.values())
    if not n:
        return None
    for_it = sum(times for point, times in counted.items() if int(point) >= 9)
    against = sum(times for point, times in counted.items() if int(point) <= 6)
    return Fraction(100 * (for_it - against), n)


def ranked(tally: Tally, question: int, options: int) -> list[tuple[int, int]]:
    """The options of a question as (place, times chosen), the most chosen first."""
    counted = tally.counts.get(str(question), {})
    return sorted(((place, counted.get(str(place), 0)) for place in range(options)), key=lambda pair: (-pair[1], pair[0]))


def demands(tally: Tally, topics: int) -> list[tuple[int, Fraction, Fraction]]:
    """The needs form: topics as (topic, demand, gap), by demand × gap. Demand is the mean of the first question of a topic,
    the gap is 5 less the mean of the second."""
    found = []
    for topic in range(topics):
        demand, mastery = mean(tally, [2 * topic]), mean(tally, [2 * topic + 1])
        if demand is not None and mastery is not None:
            found.append((topic, demand, 5 - mastery))
    return sorted(found, key=lambda row: (-row[1] * row[2], row[0]))


def scales(questions: list[SurveyQuestion]) -> list[int]:
    """Which questions are 1–5."""
    return [place for place, question in enumerate(questions) if question.kind == "scale"]
