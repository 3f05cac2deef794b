"""Homework in the database: after any order of handing in, deciding and taking back, the counts are what a computation from scratch says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import camps, memberships, people
from storage.connection import Db
from storage.database import connect
from storage.homework import assignments, hand_ins, moving, progress, ratings
from storage.homework.progress import Counts
from tests.town import START, make_template

MEMBERS = (1, 2, 3)
STEPS = st.tuples(
    st.sampled_from(["gather", "hand in", "hand in", "accept", "return", "undo", "take back", "drop"]), st.sampled_from(MEMBERS)
)
numbers = count()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest) -> Iterator[Db]:
    """A camp of three learners, on each engine."""
    if request.param == "sqlite":
        yield from _opened(request.getfixturevalue("sqlite_url"))
        return
    from tests.postgres import database_url

    with database_url(prepare=make_template) as url:
        yield from _opened(url)


def _opened(url: str) -> Iterator[Db]:
    engine = connect(url)
    db = Db(engine)
    with db.transaction("BEGIN"):
        assert camps.open_camp(db, "营", language="zh", timezone="Asia/Shanghai", at=START) == 1
        for name in ("林晓", "周航", "赵雨"):
            who, _ = people.meet(db, "telegram", name, name, "zh", at=START)
            memberships.join(db, 1, who, "learner", day=START.date(), at=START)
    yield db
    db.close()
    engine.dispose()


@dataclass
class Model:
    """What must be so, kept beside the tables: every member's versions and their states, and who is gathering."""

    db: Db
    homework: int
    states: dict[int, list[str]] = field(default_factory=lambda: {member: [] for member in MEMBERS})
    numbers: dict[int, list[int]] = field(default_factory=lambda: {member: [] for member in MEMBERS})
    gathering: dict[int, int] = field(default_factory=dict)
    replaced: dict[int, int | None] = field(default_factory=dict)
    ticks: Iterator[int] = field(default_factory=count)

    def step(self, what: str, member: int) -> None:
        at = START + timedelta(minutes=next(self.ticks))
        states, numbers_ = self.states[member], self.numbers[member]
        match what:
            case "gather":
                number = hand_ins.begin(self.db, self.homework, member, at=at)
                assert self.gathering.setdefault(member, number) == number
            case "drop" if member in self.gathering:
                assert hand_ins.drop(self.db, self.gathering.pop(member))
            case "hand in":
                self.step("gather", member)
                one = hand_ins.find(self.db, self.gathering[member])
                assert one is not None
                with self.db.savepoint():
                    became = hand_ins.hand_in_now(self.db, one, is_late=False, at=at)
                if "accepted" in states:
                    assert became is None
                    return
                before = numbers_[states.index("waiting")] if "waiting" in states else None
                assert became == (len(states) + 1, before)
                self.states[member] = ["replaced" if state == "waiting" else state for state in states] + ["waiting"]
                numbers_.append(self.gathering.pop(member))
                self.replaced[one.id] = before
            case "accept" | "return" if states:
                verdict = "accepted" if what == "accept" else "returned"
                decided = hand_ins.decide(self.db, numbers_[-1], verdict, by=None, at=at, reason=None)
                assert decided is (states[-1] == "waiting")
                assert not hand_ins.decide(self.db, numbers_[-1], "returned", by=None, at=at, reason=None), "once"
                if decided:
                    states[-1] = verdict
            case "undo" if states:
                undone = hand_ins.undecide(self.db, numbers_[-1])
                assert undone is (states[-1] in ("accepted", "returned"))
                if undone:
                    states[-1] = "waiting"
                assert not any(hand_ins.undecide(self.db, number) for number in numbers_[:-1]), "a newer one stands"
            case "take back" if states:
                one = hand_ins.find(self.db, numbers_[-1])
                assert one is not None
                taken = hand_ins.take_back(self.db, one, self.replaced[one.id])
                assert taken is (states[-1] == "waiting" and member not in self.gathering)
                if taken:
                    states.pop()
                    self.gathering[member] = numbers_.pop()
                    if (before := self.replaced[one.id]) is not None:
                        states[numbers_.index(before)] = "waiting"

    def check(self) -> None:
        latest = [states for states in self.states.values() if states]
        accepted = sum("accepted" in states for states in latest)
        waiting = sum("waiting" in states for states in latest)
        returned = sum(not {"accepted", "waiting"} & set(states) for states in latest)
        assert progress.counts(self.db, 1)[self.homework] == Counts(len(MEMBERS), accepted, waiting, returned)
        owing = {one.id for one in progress.owing(self.db, self.homework)}
        assert owing == {member for member, states in self.states.items() if not {"accepted", "waiting"} & set(states)}
        for member in MEMBERS:
            known = hand_ins.versions(self.db, self.homework, member)
            assert [one.state for one in known] == self.states[member]
            assert [one.version for one in known] == list(range(1, len(known) + 1)), "every version is kept"
            assert hand_ins.gathering(self.db, self.homework, member) == self.gathering.get(member)


def model(db: Db) -> Model:
    number = assignments.set_homework(
        db, 1, f"作业{next(numbers)}", brief="", tag=None, until=None, late="mark", peers=0, rubric=(), by=1, at=START
    )
    assert number is not None
    return Model(db, number)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(STEPS, max_size=25))
def test_the_counts_are_what_happened(db: Db, steps: list[tuple[str, int]]) -> None:
    with db.transaction("BEGIN"):
        kept = model(db)
        for what, member in steps:
            kept.step(what, member)
            kept.check()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(STEPS, max_size=25))
def test_two_accounts_become_one_after_anything(db: Db, steps: list[tuple[str, int]]) -> None:
    """Every version of both is kept, in the order they came; one stands."""
    with db.transaction("BEGIN"):
        kept = model(db)
        for what, member in steps:
            kept.step(what, member)
        before = [*kept.states[2], *kept.states[3]]
        twice = moving.merge(db, 2, 3)
        assert twice == ([kept.homework] if before.count("accepted") == 2 else [])
        known = hand_ins.versions(db, kept.homework, 3)
        assert [one.version for one in known] == list(range(1, len(before) + 1))
        assert [one.at for one in known] == sorted(one.at for one in known if one.at is not None)
        states = [one.state for one in known]
        assert states.count("accepted") == min(1, before.count("accepted"))
        assert states.count("waiting") == (0 if "accepted" in before else min(1, before.count("waiting")))
        assert states.count("returned") == before.count("returned")
        assert not hand_ins.versions(db, kept.homework, 2)
        assert (hand_ins.gathering(db, kept.homework, 3) is not None) is bool({2, 3} & kept.gathering.keys())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(given_by=st.sets(st.sampled_from(MEMBERS)), asked=st.sets(st.sampled_from(MEMBERS)))
def test_ratings_of_two_accounts_become_one_and_never_ones_own(db: Db, asked: set[int], given_by: set[int]) -> None:
    with db.transaction("BEGIN"):
        kept = model(db)
        kept.step("hand in", 1)
        kept.step("hand in", 2)
        first, second = kept.numbers[1][0], kept.numbers[2][0]
        for number, author in ((first, 1), (second, 2)):
            for member in asked - {author}:
                assert ratings.ask(db, number, member, is_peer=True, at=START)
                assert not ratings.ask(db, number, member, is_peer=True, at=START), "once"
                if member in given_by:
                    rating = ratings.by(db, number, member)
                    assert rating is not None and ratings.give(db, rating.id, (4, 5), "好", at=START)
                    assert not ratings.give(db, rating.id, (1, 1), "", at=START), "for good"
        moving.merge(db, 2, 3)
        assert [one.membership for one in ratings.of(db, second)] == ([1] if 1 in asked else [])
        of_first = ratings.of(db, first)
        assert [one.membership for one in of_first] == ([3] if asked & {2, 3} else [])
        assert all((one.given_at is not None) is bool(asked & given_by & {2, 3}) for one in of_first)


def test_one_title_a_camp_until_it_is_withdrawn(db: Db) -> None:
    rules: dict[str, Any] = {
        "brief": "",
        "tag": None,
        "until": None,
        "late": "mark",
        "peers": 0,
        "rubric": (),
        "by": 1,
        "at": START,
    }
    with db.transaction("BEGIN"):
        first = assignments.set_homework(db, 1, "拜访提纲", **rules)
        assert first is not None and assignments.set_homework(db, 1, "拜访提纲", **rules) is None
        assert assignments.withdraw(db, first, at=START) and not assignments.withdraw(db, first, at=START)
        assert assignments.set_homework(db, 1, "拜访提纲", **rules) is not None
