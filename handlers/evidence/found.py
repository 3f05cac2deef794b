"""One figure of a report: what it is about, of which query and inputs, and what came out; as JSON between the task and who asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any

from bot.membership import Camp
from bot.named_figures import FIGURES, Measured, NamedFigure
from storage.connection import Db
from storage.kept_figures import ToKeep

DAY = timedelta(days=1)
TARGETS, RESULTS = 0, 4
"""The level of a programme's targets, and of what came of it."""
LECTURER = "lecturer"
"""What of a figure's inputs says whose it is (`memberships.id`)."""

TEAM = "team"
"""What of a level-four figure's inputs says which team it is of."""


@dataclass(frozen=True, slots=True)
class ReportOf:
    """A camp and its days, `first` to `last`, counted as of `now`, for whoever reads `language`; held against a team where one is named."""

    camp: Camp
    first: date
    last: date
    now: datetime
    language: str
    control: str

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From its first midnight to its last moment, or to now."""
        begins, ends = (datetime.combine(day, time(), self.camp.zone) for day in (self.first, self.last + DAY))
        return begins, min(ends, self.now)

    @property
    def as_of(self) -> dict[str, str]:
        """Until when, and on which day, somebody counts: inputs of a figure."""
        return {"as_of": self.moments[1].isoformat(), "day": self.moments[1].astimezone(self.camp.zone).date().isoformat()}


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """A figure that was counted; `about` is the lesson, event or test, "" for what is of all."""

    level: int
    name: str
    about: str
    is_whole: bool
    inputs: Mapping[str, Any]
    first: date
    last: date
    measured: Measured

    @property
    def figure(self) -> NamedFigure:
        return FIGURES[self.name]

    @property
    def plain(self) -> dict[str, Any]:
        value = self.measured.value
        return {
            "level": self.level,
            "name": self.name,
            "about": self.about,
            "whole": self.is_whole,
            "inputs": dict(self.inputs),
            "days": [self.first.isoformat(), self.last.isoformat()],
            "measured": [None if value is None else str(value), self.measured.n, self.measured.asked],
        }

    def lacks(self, control: str) -> bool:
        """Whether it is what a control group did, and there is no number of it."""
        return self.level == RESULTS and self.inputs.get(TEAM) == control and self.measured.value is None

    @property
    def to_keep(self) -> ToKeep:
        about = (
            "" if LECTURER in self.inputs else self.about
        )  # somebody's name is read where it stands, by who is in the inputs
        return ToKeep(self.name, self.first, self.last, self.inputs, *self.measured, self.level, about)


def of_plain(plain: Mapping[str, Any]) -> CountedFigure:
    """What `plain` wrote."""
    value, n, asked = plain["measured"]
    return CountedFigure(
        plain["level"],
        plain["name"],
        plain["about"],
        plain["whole"],
        plain["inputs"],
        date.fromisoformat(plain["days"][0]),
        date.fromisoformat(plain["days"][1]),
        Measured(None if value is None else Fraction(value), n, asked),
    )


def count(
    reader: Db,
    of: ReportOf,
    level: int,
    figure: NamedFigure,
    inputs: Mapping[str, Any],
    about: str = "",
    *,
    whole: bool = False,
    days: tuple[date, date] | None = None,
) -> CountedFigure:
    """A figure counted now as it will be counted again; a number that may not be said is not there."""
    found = figure.published(figure.query(reader, of.camp.id, inputs))
    return CountedFigure(level, figure.name, about, whole, inputs, *(days or (of.first, of.last)), found)
