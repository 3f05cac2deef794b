"""What is passed: a pure rule over what was done, what the map asks for, what was passed before, and the moment.

A stage that stands passed is held to what it asked for when it was passed, and to the stage it opened behind; everything else to the map
as it is. So a map changed later takes nothing away, and what is undone takes away what was passed with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

from scheduler.rhythm import on_the_clock
from storage.path import Need, Stage, StagePass, StageSpec

OPENS_AT = time(8)
"""When a stage opens on its day: late enough that whoever has done it all already may be told so."""


class Done(NamedTuple):
    """What is counted for a need: how many, of how many where all are asked for (None: none are in use)."""

    n: int
    of: int | None

    @property
    def is_met(self) -> bool:
        return self.of is not None and self.n >= self.of


Counts = Callable[[Need], Done]
"""What is done of a need; asked only where it matters."""


class At(NamedTuple):
    """The moment a learner's path is looked at, in the camp's zone, and the day they joined."""

    now: datetime
    zone: tzinfo
    joined_on: date


class WaitsFor(NamedTuple):
    """Why a stage is not open: the stage to be passed first (its id), or the moment it opens; neither: it is open."""

    stage: int | None = None
    until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.stage is None and self.until is None


@dataclass(slots=True)
class PathStanding:
    """Where somebody stands: stage (id) → when it was passed, and what differs from what is written: what fell, what is new, and what
    stands by what the map asks for now and no more by what it asked for then."""

    passed: dict[int, datetime]
    fallen: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    renewed: list[int] = field(default_factory=list)

    @property
    def is_as_written(self) -> bool:
        return not (self.fallen or self.new or self.renewed)


def before(stages: Sequence[Stage]) -> dict[int, int | None]:
    """The stage (id) each one opens behind: the one before it in the order, or the one it names."""
    behind: dict[int, int | None] = {}
    previous: int | None = None
    for stage in stages:
        behind[stage.id] = previous if stage.in_turn else stage.after
        previous = stage.id
    return behind


def circle(specs: Sequence[StageSpec]) -> list[str]:
    """The names of stages that wait for each other, the first one at both ends; none where there is no such circle."""
    behind: dict[str, str] = {}
    previous = ""
    for spec in specs:
        behind[spec.name] = spec.after or (previous if spec.in_turn else "")
        previous = spec.name
    for spec in specs:
        way = [spec.name]
        while (following := behind.get(way[-1], "")) and following not in way:
            way.append(following)
        if following == spec.name:
            return [*way, following]
    return []


def waits_for(stage: Stage, behind: int | None, passed: Mapping[int, datetime], at: At) -> WaitsFor:
    """What a stage that is not passed waits for."""
    if behind is not None and behind not in passed:
        return WaitsFor(stage=behind)
    days = [stage.opens_on] if stage.opens_on is not None else []
    if stage.days_in is not None:
        days.append(at.joined_on + timedelta(stage.days_in))
    if stage.monthly and passed:
        days.append(_next_month(max(passed.values()).astimezone(at.zone).date()))
    opens = max((on_the_clock(day, OPENS_AT, at.zone) for day in days), default=None)
    return WaitsFor(until=opens) if opens is not None and opens > at.now else WaitsFor()


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def stand(stages: Sequence[Stage], passes: Iterable[StagePass], counts: Counts, at: At) -> PathStanding:
    """Where somebody stands now: what was passed and holds, and what is passed with this moment, in the order of the map."""
    given = [one for one in passes if one.fallen_at is None]
    written, standing = {one.stage: one.at for one in given}, _what_holds(given, counts)
    behind = before(stages)
    moved = True
    while moved:
        moved = False
        for stage in stages:
            if stage.id in standing.passed:
                continue
            waits = waits_for(stage, behind[stage.id], standing.passed, at)
            if waits.is_open and stage.needs and all(counts(need).is_met for need in stage.needs):
                standing.passed[stage.id] = written.get(stage.id, at.now)
                standing.new.append(stage.id)
                moved = True
    standing.renewed = [stage for stage in standing.new if stage in written]
    standing.new = [stage for stage in standing.new if stage not in written]
    standing.fallen = [stage for stage in standing.fallen if stage not in standing.renewed]
    return standing


def _what_holds(passes: Sequence[StagePass], counts: Counts) -> PathStanding:
    """What was passed, without that of which something is undone, and without what opened behind it."""
    held = {one.stage: one for one in passes if all(counts(need).is_met for need in one.under)}
    while loose := [one.stage for one in held.values() if one.after is not None and one.after not in held]:
        for stage in loose:
            del held[stage]
    fallen = [one.stage for one in passes if one.stage not in held]
    return PathStanding({stage: one.at for stage, one in held.items()}, fallen)


def fixed(needs: Iterable[Need], counts: Counts) -> list[Need]:
    """What was asked for when it was met, as numbers: a lesson that comes to a tag later is not asked of who has passed."""
    return [need._replace(needs=counts(need).of or 1) if need.needs is None else need for need in needs]
