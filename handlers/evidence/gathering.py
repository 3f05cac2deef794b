"""Every figure of a report, in the order it is numbered: targets, then level by level."""

from __future__ import annotations

from bot.evidence import EVIDENCE, Evidenced, EvidenceOf
from bot.phrases import spoken
from handlers.evidence import level_one, level_three, level_two
from handlers.evidence.found import TARGETS, CountedFigure, ReportOf, count
from handlers.evidence.targets.actual import Actual, actual
from storage import targets
from storage.connection import Db
from storage.targets import TargetVersion

OURS = {1: level_one, 2: level_two, 3: level_three}
LEVELS = (1, 2, 3, 4)


def gather(reader: Db, of: ReportOf) -> list[CountedFigure]:
    """Numbered from 1 as they stand."""
    aims = [_target(one, found) for one, found in aimed(reader, of) if found is not None]
    return [*aims, *(found for level in LEVELS for found in _level(reader, of, level))]


def _level(reader: Db, of: ReportOf, level: int) -> list[CountedFigure]:
    """What is counted here, and what other operations know of it."""
    ours = OURS[level].gather(reader, of) if level in OURS else []
    asked = EvidenceOf(of.camp.id, of.first, of.last, of.moments[1], of.control)
    known = [one for knows in EVIDENCE.get(level, ()) for one in knows(reader, asked)]
    return [*ours, *(_counted(reader, of, level, one) for one in known)]


def _counted(reader: Db, of: ReportOf, level: int, one: Evidenced) -> CountedFigure:
    about = spoken(one.about, of.language, of.camp.zone)
    return count(reader, of, level, one.figure, one.inputs, about, whole=one.is_whole, days=one.days)


def aimed(reader: Db, of: ReportOf) -> list[tuple[TargetVersion, Actual | None]]:
    """What is to be reached, and what there is of it on the report's last day."""
    every = targets.in_force(reader, of.camp.id)
    return [(one, actual(reader, of.camp.id, one, of.last, of.now)) for one in every]


def _target(one: TargetVersion, found: Actual) -> CountedFigure:
    return CountedFigure(TARGETS, found.name, str(one.number), True, found.inputs, found.first, found.last, found.found)
