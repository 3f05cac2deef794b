"""What passes a stage, as a pure rule: tables of when it opens and what a circle is, and that no order of doing and undoing matters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.path import rules
from handlers.path.rules import At, Done, WaitsFor, circle, stand, waits_for
from storage.path import Need, Stage, StagePass, StageSpec

SHANGHAI = ZoneInfo("Asia/Shanghai")
JOINED = date(2026, 5, 6)


def at(day: date, hour: int = 12) -> At:
    return At(datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI), SHANGHAI, JOINED)


def stage(number: int, *needs: Need, **more: object) -> Stage:
    plain = Stage(number, number, f"{number}岛", "", True, None, False, None, None, 0, 0, None, None, None, needs)
    return replace(plain, **more)  # type: ignore[arg-type]


def counted(done: Mapping[str, int]) -> rules.Counts:
    """Counts of everything by its subject; what is asked for without a number is three."""
    return lambda need: Done(done.get(need.subject, 0), need.needs or 3)


LESSON, EXAM = Need("lessons", "L1", 1), Need("exam", "阶段一", 1)
MAY_20 = datetime(2026, 5, 20, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("one", "behind", "passed", "now", "waits"),
    [
        (stage(1), None, {}, at(JOINED), WaitsFor()),
        (stage(2), 1, {}, at(JOINED), WaitsFor(stage=1)),
        (stage(2), 1, {1: MAY_20}, at(date(2026, 5, 20)), WaitsFor()),
        (stage(2, in_turn=False), None, {}, at(JOINED), WaitsFor()),
        # one a month: the first of the next month at eight, in the camp's zone
        (stage(2, monthly=True), 1, {1: MAY_20}, at(date(2026, 5, 31)), WaitsFor(until=datetime(2026, 6, 1, 0, tzinfo=UTC))),
        (stage(2, monthly=True), 1, {1: MAY_20}, at(date(2026, 6, 1), 7), WaitsFor(until=datetime(2026, 6, 1, 0, tzinfo=UTC))),
        (stage(2, monthly=True), 1, {1: MAY_20}, at(date(2026, 6, 1), 8), WaitsFor()),
        (
            stage(2, monthly=True),
            1,
            {1: datetime(2026, 12, 31, 15, 59, tzinfo=UTC)},
            at(date(2026, 12, 31), 23),
            WaitsFor(until=datetime(2027, 1, 1, 0, tzinfo=UTC)),
        ),
        # 00:30 on 1 June in Shanghai is still May in UTC
        (
            stage(2, monthly=True),
            1,
            {1: datetime(2026, 5, 31, 16, 30, tzinfo=UTC)},
            at(date(2026, 6, 30)),
            WaitsFor(until=datetime(2026, 7, 1, 0, tzinfo=UTC)),
        ),
        (stage(1, monthly=True), None, {}, at(JOINED), WaitsFor()),
        (stage(1, opens_on=date(2026, 7, 1)), None, {}, at(JOINED), WaitsFor(until=datetime(2026, 7, 1, 0, tzinfo=UTC))),
        (stage(1, opens_on=date(2026, 7, 1)), None, {}, at(date(2026, 7, 1), 8), WaitsFor()),
        (stage(1, days_in=30), None, {}, at(date(2026, 6, 4)), WaitsFor(until=datetime(2026, 6, 5, 0, tzinfo=UTC))),
        (stage(1, days_in=30), None, {}, at(date(2026, 6, 5), 8), WaitsFor()),
        (stage(1, days_in=0), None, {}, at(JOINED, 8), WaitsFor()),
        # all of them hold: a passed one before it and thirty days
        (stage(2, days_in=30), 1, {}, at(date(2026, 8, 1)), WaitsFor(stage=1)),
        (
            stage(2, days_in=90, opens_on=date(2026, 7, 1)),
            1,
            {1: MAY_20},
            at(date(2026, 7, 2)),
            WaitsFor(until=datetime(2026, 8, 4, 0, tzinfo=UTC)),
        ),
    ],
)
def test_when_a_stage_opens(one: Stage, behind: int | None, passed: dict[int, datetime], now: At, waits: WaitsFor) -> None:
    assert waits_for(one, behind, passed, now) == waits


def spec(name: str, **more: object) -> StageSpec:
    return replace(StageSpec(name, (LESSON,)), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("specs", "way"),
    [
        ([spec("1"), spec("2"), spec("3")], []),
        ([spec("1", after="3", in_turn=False), spec("2"), spec("3")], ["1", "3", "2", "1"]),
        ([spec("1"), spec("2", after="3", in_turn=False), spec("3")], ["2", "3", "2"]),
        ([spec("1"), spec("2", after="3", in_turn=False), spec("3", in_turn=False)], []),
        ([spec("1", after="2", in_turn=False), spec("2", after="1", in_turn=False)], ["1", "2", "1"]),
        ([], []),
    ],
)
def test_stages_that_wait_for_each_other_are_found(specs: list[StageSpec], way: list[str]) -> None:
    assert circle(specs) == way


def walked(member: int, one: Stage, day: date = JOINED, **more: object) -> StagePass:
    plain = StagePass(one.id, one.id, member, at(day).now, one.needs, one.id - 1 or None, "stage", 0, 0, None)
    return replace(plain, **more)  # type: ignore[arg-type]


def test_any_one_need_that_is_missing_keeps_it_locked() -> None:
    one, two = stage(1, LESSON, EXAM), stage(2, Need("homework", "拜访提纲", 1))
    for done in ({}, {"L1": 1}, {"阶段一": 1}, {"拜访提纲": 1}, {"L1": 1, "拜访提纲": 1}):
        assert stand([one, two], [], counted(done), at(JOINED)).new == []
    assert stand([one, two], [], counted({"L1": 1, "阶段一": 1}), at(JOINED)).new == [1]
    assert stand([one, two], [], counted({"L1": 1, "阶段一": 1, "拜访提纲": 1}), at(JOINED)).new == [1, 2]


def test_what_was_done_before_it_opened_counts_when_it_opens() -> None:
    stages = [stage(1, LESSON), stage(2, EXAM, monthly=True)]
    done = counted({"L1": 1, "阶段一": 1})
    first = stand(stages, [], done, at(date(2026, 5, 20)))
    assert first.new == [1]
    passes = [walked(7, stages[0], date(2026, 5, 20))]
    assert stand(stages, passes, done, at(date(2026, 5, 31))).is_as_written
    assert stand(stages, passes, done, at(date(2026, 6, 1))).new == [2]


def test_a_need_nobody_can_fill_is_never_met() -> None:
    """No lesson has the tag any more: that is not all of them."""
    assert stand([stage(1, Need("lessons", "#谈判", None))], [], lambda need: Done(0, None), at(JOINED)).new == []


def test_a_map_changed_later_takes_nothing_away() -> None:
    old = stage(1, LESSON)
    passes, done = [walked(7, old)], counted({"L1": 1})
    for now in (
        [stage(1, LESSON, EXAM)],
        [stage(9, EXAM), stage(1, LESSON)],
        [],
        [stage(1, LESSON, opens_on=date(2030, 1, 1))],
    ):
        assert stand(now, passes, done, at(JOINED)).fallen == []
        assert 1 in stand(now, passes, done, at(JOINED)).passed


def test_what_is_undone_takes_its_stage_and_what_opened_behind_it() -> None:
    stages = [stage(1, LESSON), stage(2, EXAM), stage(3, Need("checkin", "", 5), in_turn=False)]
    passes = [walked(7, stages[0]), walked(7, stages[1]), walked(7, stages[2], after=None)]
    standing = stand(stages, passes, counted({"阶段一": 1, "": 5}), at(JOINED))
    assert standing.fallen == [1, 2] and set(standing.passed) == {3} and standing.new == []


def test_what_the_map_asks_for_now_is_enough_where_it_asks_for_less() -> None:
    passes = [walked(7, stage(1, LESSON, EXAM))]
    standing = stand([stage(1, LESSON)], passes, counted({"L1": 1}), at(date(2026, 6, 1)))
    assert (standing.fallen, standing.new, standing.renewed) == ([], [], [1])
    assert standing.passed == {1: at(JOINED).now}


def test_all_there_are_is_a_number_for_who_has_passed() -> None:
    assert rules.fixed([Need("lessons", "#谈判", None), LESSON], counted({})) == [Need("lessons", "#谈判", 3), LESSON]


# ── any order ────────────────────────────────────────────────────────────────────────────────────────────────────────

SUBJECTS = ("a", "b", "c", "d")


@st.composite
def maps(draw: st.DrawFn) -> list[Stage]:
    """Up to six stages, in turn or free, from a day or some days after joining, behind one that stands before or later, without a circle."""
    size = draw(st.integers(1, 6))
    needs = st.lists(
        st.tuples(st.sampled_from(SUBJECTS), st.integers(1, 3)), min_size=1, max_size=3, unique_by=lambda one: one[0]
    )
    made = []
    for number in range(1, size + 1):
        others = [other for other in range(1, size + 1) if other < number]
        behind = draw(st.sampled_from(["turn", "free", *others]))
        more: dict[str, object] = {"in_turn": behind == "turn", "after": behind if isinstance(behind, int) else None}
        if draw(st.booleans()):
            days = draw(st.integers(0, 20))
            more |= {"opens_on": JOINED + timedelta(days)} if draw(st.booleans()) else {"days_in": days}
        made.append(stage(number, *(Need("any", subject, count) for subject, count in draw(needs)), **more))
    return made


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("done"), st.sampled_from(SUBJECTS)),
        st.tuples(st.just("undone"), st.sampled_from(SUBJECTS)),
        st.tuples(st.just("days"), st.integers(1, 9)),
    ),
    max_size=40,
)


class Book:
    """What is written of one member's path, kept as the tables keep it."""

    def __init__(self, stages: list[Stage]) -> None:
        self.stages, self.behind = stages, rules.before(stages)
        self.rows: dict[int, StagePass] = {}

    def settle(self, counts: rules.Counts, now: At) -> None:
        standing = stand(self.stages, list(self.rows.values()), counts, now)
        by_id = {one.id: one for one in self.stages}
        for number in standing.fallen:
            self.rows[number] = replace(self.rows[number], fallen_at=now.now)
        for number in (*standing.new, *standing.renewed):
            needs = tuple(rules.fixed(by_id[number].needs, counts))
            old = self.rows.get(number)
            when = old.at if old is not None and number in standing.renewed else now.now
            self.rows[number] = StagePass(number, number, 7, when, needs, self.behind[number], "stage", 0, 0, None)
        assert stand(self.stages, list(self.rows.values()), counts, now).is_as_written

    @property
    def passed(self) -> set[int]:
        return {number for number, row in self.rows.items() if row.fallen_at is None}


@pytest.mark.long
@given(maps(), STEPS)
@settings(max_examples=300)
def test_after_any_order_of_doing_and_undoing_the_map_is_what_a_look_from_scratch_says(
    stages: list[Stage], steps: list[tuple[str, object]]
) -> None:
    book, done, day = Book(stages), dict.fromkeys(SUBJECTS, 0), JOINED
    for kind, what in steps:
        if kind == "days":
            day += timedelta(int(what))  # type: ignore[call-overload]
        else:
            done[str(what)] = max(0, done[str(what)] + (1 if kind == "done" else -1))
        counts, now = counted(done), at(day)
        book.settle(counts, now)
        assert book.passed == set(stand(stages, [], counts, now).passed)


@given(STEPS)
@settings(max_examples=150)
def test_of_stages_at_most_one_a_month_no_two_are_passed_in_one(steps: list[tuple[str, object]]) -> None:
    stages = [stage(number, Need("any", subject, 1), monthly=True) for number, subject in enumerate(SUBJECTS, 1)]
    book, done, day = Book(stages), dict.fromkeys(SUBJECTS, 0), JOINED
    for kind, what in steps:
        if kind == "days":
            day += timedelta(int(what))  # type: ignore[call-overload]
        else:
            done[str(what)] = 1 if kind == "done" else 0
        book.settle(counted(done), at(day))
        months = [row.at.astimezone(SHANGHAI).strftime("%Y-%m") for row in book.rows.values() if row.fallen_at is None]
        assert len(months) == len(set(months))
        assert sorted(book.passed) == list(range(1, len(book.passed) + 1))
