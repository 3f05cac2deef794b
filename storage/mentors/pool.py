"""Who leads a ranking of the camp: points, the best go at an exam, or an imported figure; what may be a mentor's pool."""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy import bindparam, select

from storage import exams, kpi, memberships
from storage.connection import Db
from storage.memberships import membership

POINTS = select(membership.c.id, membership.c.points).where(
    membership.c.camp_id == bindparam("camp"),
    membership.c.role == "learner",
    membership.c.left_on.is_(None),
    membership.c.points > 0,
)


def by_points(db: Db, camp: int) -> dict[int, Fraction]:
    """What every learner who has any has in points, by membership."""
    return {row[0]: Fraction(row[1]) for row in db.all(POINTS, camp=camp)}


def by_exam(db: Db, camp: int, name: str) -> dict[int, Fraction]:
    """The best judged go of every present member at an exam of that name; nobody's where there is none."""
    exam = exams.named(db, camp, name)
    best: dict[int, Fraction] = {}
    for go in exams.scores(db, exam.id) if exam is not None else []:
        if go.score is not None and go.score >= best.get(go.membership, Fraction(0)):
            best[go.membership] = go.score
    return best


def by_kpi(db: Db, camp: int, folded: str) -> dict[int, Fraction]:
    """What every present member of whom there is one has in an imported metric, in its newest month that has any; `folded` is its name in
    the one spelling."""
    metric = next((one for one in kpi.metrics(db, camp, "kpi") if one.folded == folded), None)
    here = {one.id for one in memberships.members(db, camp)}
    found = [one for one in kpi.figures(db, metric.id) if one.member in here] if metric is not None else []
    newest = max((one.month for one in found), default=None)
    return {one.member: Fraction(one.value) for one in found if one.member is not None and one.month == newest}
