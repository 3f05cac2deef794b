"""Imported figures: the files they come in (`importing`), whom a file means (`naming`), and what stands (`reading`).

`moving` joins two memberships of one person.
"""

from __future__ import annotations

from storage.kpi.importing import FigureRow, KpiMetric, StandingFigure, begin, metrics, standing, take_back, write
from storage.kpi.moving import move, move_person
from storage.kpi.naming import KnownBy, known_by
from storage.kpi.reading import (
    ImportedBy,
    KpiFigure,
    MetricSummary,
    exported,
    figures,
    figures_then,
    imported_by,
    summary,
    teams,
)

__all__ = [
    "FigureRow",
    "ImportedBy",
    "KnownBy",
    "KpiFigure",
    "KpiMetric",
    "MetricSummary",
    "StandingFigure",
    "begin",
    "exported",
    "figures",
    "figures_then",
    "imported_by",
    "known_by",
    "metrics",
    "move",
    "move_person",
    "standing",
    "summary",
    "take_back",
    "teams",
    "write",
]
