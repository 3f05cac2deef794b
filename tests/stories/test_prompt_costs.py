"""What prompting many in one minute reads: a few statements a person, whatever the others are, and nothing of what lies behind the week; the
same for the look at who needs care."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot import prompting
from handlers.digest.care.flagging import flagged
from handlers.digest.report_period import span_of
from storage import behaviours, care_rules, checkins, memberships
from storage.connection import Db
from tests.bench import prompts
from tests.bench.care import OWN
from tests.quiz import write
from tests.town import ZONE, Town

Fill = Callable[[Db, list[memberships.Member]], None]
SLICE = 10
"""Small, so that the slices of few people are many."""


@dataclass
class Work:
    """Statements that were run, and rows they gave."""

    statements: int = 0
    rows: int = 0


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    """Counts for whoever reads and writes from now on."""
    counted = Work()

    def count(name: str) -> None:
        plain: Callable[..., Any] = getattr(Db, name)

        def counting(db: Db, statement: Any, *some: Any, **given: Any) -> Any:
            found = plain(db, statement, *some, **given)
            counted.statements += 1
            counted.rows += len(found) if isinstance(found, list) else 0
            return found

        monkeypatch.setattr(Db, name, counting)

    for name in ("all", "one", "run", "insert"):
        count(name)
    monkeypatch.setattr(prompting, "MOST", SLICE)
    return counted


def of_people(town: Town, people: int, at: datetime, fill: Fill, work: Work) -> tuple[int, int]:
    """(statements, rows) of the minute in which so many are prompted."""
    write(town, lambda db: fill(db, prompts.joined(db, people, town.clock.now())))
    town.clock.move((at - timedelta(hours=16)).astimezone(UTC))
    town.settle()
    town.clock.move(at.astimezone(UTC))
    before = work.statements, work.rows
    for _ in range(people // SLICE + 2):
        town.run(town.app.runner.tick())
    return work.statements - before[0], work.rows - before[1]


@pytest.mark.parametrize(
    ("at", "fill", "each"),
    [(prompts.DUE, prompts.with_behaviours, 20), (prompts.MORNING, prompts.with_stages, 14)],
    ids=["behaviours", "onboarding"],
)
def test_a_prompt_takes_so_many_statements_however_many_there_are(
    town: Town, work: Work, at: datetime, fill: Fill, each: int
) -> None:
    statements, _ = of_people(town, 6 * SLICE, at, fill, work)
    assert 6 * SLICE <= statements <= 6 * SLICE * each


@pytest.mark.parametrize("weeks", [2, 40])
def test_a_year_of_reports_is_not_read_for_this_weeks_prompt(
    town: Town, work: Work, weeks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "WEEKS", weeks)
    _, rows = of_people(town, SLICE, prompts.DUE, prompts.with_behaviours, work)
    assert town.look(behaviours.BETWEEN, number=1, first=date(2025, 1, 1), last=date(2026, 12, 31)) is not None
    assert rows < 12 * SLICE, "the people, the behaviours, and what was said this week"


def test_care_reads_the_weeks_it_looks_at_and_not_the_history(town: Town, work: Work) -> None:
    """A year more of check-ins adds no row to what is read."""
    monday = date(2026, 9, 14)
    now = datetime(2026, 9, 14, 9, tzinfo=ZONE)
    people = write(town, lambda db: prompts.joined(db, 8, town.clock.now()))
    write(town, lambda db: [care_rules.make(db, 1, f"规则{n}", f"规则{n}", one, by=1, at=now) for n, one in enumerate(OWN)])

    def stamped(first: date, last: date) -> None:
        days = [first + timedelta(n) for n in range((last - first).days)]
        write(town, lambda db: [checkins.stamp(db, 1, one.id, day, "stamp", "", at=now) for day in days for one in people])

    def look() -> int:
        def read(db: Db) -> None:
            span = span_of(db, 1, monday - timedelta(days=7), monday - timedelta(days=1), now=now, threshold=85)
            flagged(db, span, monday)

        before = work.rows
        write(town, read)
        return work.rows - before

    stamped(monday - timedelta(weeks=9), monday - timedelta(weeks=1))
    of_weeks = look()
    stamped(monday - timedelta(weeks=60), monday - timedelta(weeks=9))
    assert look() == of_weeks
