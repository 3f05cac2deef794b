"""What reports read across operations: who is here and was expected (`enrolment`), who was active (`activity`), what a stretch
brought (`results`), and what each member did in it (`sums`).

Every figure of a report is one of these statements over a span of days.
"""

from __future__ import annotations

from storage.reports.activity import acts, learned_ever, notes, shared_ever, used_ever
from storage.reports.enrolment import attendance, enrolled, expected, opened_at, roster, staff
from storage.reports.results import best_places, contests, exam_results, exam_scores, mended, questions, tagged, turnouts
from storage.reports.sums import PointsStanding, gained, lessons_done, stamps, standings

__all__ = [
    "PointsStanding",
    "acts",
    "attendance",
    "best_places",
    "contests",
    "enrolled",
    "exam_results",
    "exam_scores",
    "expected",
    "gained",
    "learned_ever",
    "lessons_done",
    "mended",
    "notes",
    "opened_at",
    "questions",
    "roster",
    "shared_ever",
    "staff",
    "stamps",
    "standings",
    "tagged",
    "turnouts",
    "used_ever",
]
