"""Prompts that go to many once a period, whoever they are of: everybody exactly once, over a restart in the middle, a slice that comes
twice, another hour on the same day, and a stop over the hour, which is said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot import prompting
from bot.messages import InboundEvent
from scheduler.runner import Runner
from storage import agenda, memberships
from storage.connection import Db
from storage.outbox import outbox
from storage.prompt_rounds import prompt_round
from tests.bench import mentors, prompts
from tests.quiz import write
from tests.town import Town

PEOPLE, MOST = 8, 3


@dataclass(frozen=True)
class Prompted:
    """One of the operations that ask many: whom, when, by which job, the setting of its hour, and how a late one reads."""

    feature: str
    at: datetime
    fill: Callable[[Db, list[memberships.Member]], None]
    hour: str
    late: str


def as_pairs(db: Db, learners: list[memberships.Member]) -> None:
    """Every two of them are a pair since Monday."""
    mentors.pair_up(db, learners, by=1, at=datetime(2026, 5, 11, 9, tzinfo=UTC))


BEHAVIOURS = Prompted("behaviours", prompts.DUE, prompts.with_behaviours, "行为提醒", "（16:00 的提醒补发）")
ONBOARDING = Prompted("onboarding", prompts.MORNING, prompts.with_stages, "", "（09:00 的提醒补发）")
MENTORS = Prompted("mentors", mentors.ASKED_AT, as_pairs, "辅导时间", "（17:00 的提醒补发）")
EVERY = pytest.mark.parametrize("one", [BEHAVIOURS, ONBOARDING, MENTORS], ids=lambda one: str(one.feature))


@pytest.fixture(autouse=True)
def _few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompting, "MOST", MOST)
    monkeypatch.setattr(prompts, "WEEKS", 2)


def filled(town: Town, one: Prompted) -> None:
    """They are there, the evening before."""
    write(town, lambda db: one.fill(db, prompts.joined(db, PEOPLE, town.clock.now())))
    town.clock.move((one.at - timedelta(hours=16)).astimezone(UTC))
    town.settle()


def told(town: Town, one: Prompted) -> list[int]:
    """How many prompts each was told, as many numbers as people."""
    count = select(outbox.c.person_id, func.count()).where(outbox.c.feature == one.feature).group_by(outbox.c.person_id)
    rows = town.look(count.where(outbox.c.created_at >= one.at.astimezone(UTC) - timedelta(minutes=1)))
    return sorted(row[1] for row in rows)


def until_it_dies(town: Town, one: Prompted, events: int) -> None:
    """The runner, and the process after so many events of that operation."""
    left = events

    async def receive(event: InboundEvent) -> object:
        nonlocal left
        if left == 0:
            raise SystemError("the process is gone")
        left -= 1 if event.data["job"].startswith(f"{one.feature}.") else 0
        return await town.app.dispatcher.receive(event)

    with pytest.raises(SystemError):
        town.run(Runner(town.database, town.clock, receive).tick())


@EVERY
def test_everybody_hears_once_over_a_restart_in_the_middle(town: Town, one: Prompted) -> None:
    filled(town, one)
    town.clock.move(one.at.astimezone(UTC))
    until_it_dies(town, one, 1)
    assert 0 < len(told(town, one)) < PEOPLE
    town.restart()
    town.settle()
    assert told(town, one) == [1] * PEOPLE


@EVERY
def test_a_slice_that_comes_twice_tells_nobody_twice(town: Town, one: Prompted) -> None:
    filled(town, one)
    town.clock.move(one.at.astimezone(UTC))
    town.settle()
    (number,) = town.look(select(func.max(prompt_round.c.id)))[0]
    again = [f"1:{number}:{after}" for (after,) in town.look(select(memberships.membership.c.id))]
    later = town.clock.now() + timedelta(minutes=5)

    def hand_over(db: Db) -> None:
        for subject in (*again, f"1:{number}:0"):
            agenda.plan(db, f"{one.feature}.some", subject, later, camp=1)

    write(town, hand_over)
    town.clock.move(later)
    town.settle()
    assert told(town, one) == [1] * PEOPLE


@EVERY
def test_a_stop_over_the_hour_asks_once_and_says_so(town: Town, one: Prompted) -> None:
    filled(town, one)
    town.clock.move(one.at.astimezone(UTC) + timedelta(minutes=40))
    town.restart()
    town.settle()
    assert told(town, one) == [1] * PEOPLE
    words = [row[0] for row in town.look(select(outbox.c.parts).where(outbox.c.feature == one.feature).order_by(outbox.c.id))]
    assert all(one.late in said for said in words[-PEOPLE:])


@pytest.mark.parametrize("one", [BEHAVIOURS, MENTORS], ids=lambda one: str(one.feature))
def test_another_hour_of_the_same_day_asks_nobody_again(town: Town, one: Prompted) -> None:
    filled(town, one)
    town.clock.move(one.at.astimezone(UTC))
    town.settle()
    town.somebody("王岚").tells(f"设置 {one.hour} {one.at + timedelta(hours=1):%H:%M}")
    town.clock.move(one.at.astimezone(UTC) + timedelta(hours=2))
    town.settle()
    assert told(town, one) == [1] * PEOPLE
