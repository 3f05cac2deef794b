"""Evidence: what an operation knows of a level of Kirkpatrick's, told by whoever keeps it, for the report.

A feature registers it with `feature.evidence`; the report knows no more of it than the figures. What is counted, from what and of how many
at least, is the figure's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from bot.named_figures import NamedFigure
from bot.phrases import Line
from storage.connection import Db


class Evidenced(NamedTuple):
    """A figure of a level, counted from `inputs`; `about` says of what, "" for the whole programme, and `days` of when, where that is not the
    report's days. What is whole is said in chat too."""

    figure: NamedFigure
    inputs: Mapping[str, Any]
    about: Line | str = ""
    is_whole: bool = False
    days: tuple[date, date] | None = None


class EvidenceOf(NamedTuple):
    """Of what a report asks: a camp and its days, both included, with nothing after `now`, held against a team where there is one."""

    camp: int
    first: date
    last: date
    now: datetime
    control: str = ""


Evidence = Callable[[Db, EvidenceOf], Sequence[Evidenced]]
"""A function of (reader, of what)."""
EVIDENCE: dict[int, list[Evidence]] = {}
"""What there is of each level, 1 to 4: a process has imported the features before anybody asks."""
